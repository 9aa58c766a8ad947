#!/usr/bin/env bash
# Fails when a C++ or JavaScript file of the project is not as .clang-format wants it; `scripts/check_format.sh --fix` rewrites them.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1-}" in
  "") mode=(--dry-run -Werror) ;;
  --fix) mode=(-i) ;;
  *) sed -n '2s/^# //p' "$0"; [[ $1 == -h || $1 == --help ]] && exit 0 || exit 2 ;;
esac
find traces models sim tests -name '*.h' -print0 -o -name '*.cpp' -print0 -o -name '*.js' -print0 | xargs -0 clang-format "${mode[@]}"
