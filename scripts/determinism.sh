#!/usr/bin/env bash
# Are results the same bytes whoever computes them? Prints a matrix: every shipped configuration that runs in seconds,
# compared with what gcc -O3 gives on one core, for other compilers, optimisations, sanitizers, numbers of processes and
# threads, locales and time zones. What names compiler and build in results, and how long something took, is left out.
#   scripts/determinism.sh [--seconds N]    configurations that take gcc -O3 N seconds (5) of processor time or less
# Exit: 0 all equal, 1 something differs.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1-}" in
  "" | --seconds) ;;
  -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

source scripts/steps.sh
for preset in release debug clang asan; do
  step "configure $preset" cmake --preset "$preset"
  step "build $preset" cmake --build --preset "$preset" --target skipgrid
done

# A locale that writes 0,5 for 0.5, made here: no system needs to have it.
locales=$PWD/build/locales
if [[ ! -d $locales/de_DE.UTF-8 ]]; then
  mkdir -p "$locales"
  localedef -i de_DE -f UTF-8 "$locales/de_DE.UTF-8" >/dev/null 2>&1 || true
fi
exec /usr/bin/python3 scripts/determinism_matrix.py --locales "$locales" "$@" \
  build/release/bin/skipgrid "gcc -O0=build/debug/bin/skipgrid" "clang -O3=build/clang/bin/skipgrid" \
  "asan=build/asan/bin/skipgrid"
