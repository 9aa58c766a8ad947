#!/usr/bin/env bash
# Installs the Debian packages that skipgrid needs to build; says nothing when none is missing.
#   scripts/setup.sh            what the program and its tests need
#   scripts/setup.sh --check    also what only scripts/test.sh needs (clang-format, matplotlib, Slurm, Chromium)
#   scripts/setup.sh --all      also what only scripts/test.sh --all needs (clang with libFuzzer, locales)
# Needs root or sudo, and only when a package is missing. Exit: 0 all there, 1 not installed, 2 wrong usage.
set -euo pipefail

packages=(
  g++ cmake ninja-build ccache pkg-config
  libsystemc-dev
  libboost-filesystem-dev libboost-program-options-dev libboost-random-dev
  zlib1g-dev libzstd-dev libzip-dev libopenblas-dev
  nlohmann-json3-dev libvalijson-dev libfmt-dev
  libmuparser-dev libsimdjson-dev libsqlite3-dev libxxhash-dev
  node-d3
  catch2 libbenchmark-dev
)

usage() { sed -n '2,6s/^# \{0,1\}//p' "$0"; }
die() {
  echo "setup: $1" >&2
  exit 1
}

for_tests=(clang-format python3-matplotlib slurm-wlm munge chromium python3-websocket)
case "${1-}" in
  "") ;;
  --check) packages+=("${for_tests[@]}") ;;
  --all) packages+=("${for_tests[@]}" clang libclang-rt-dev locales) ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac

command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
  die "this is not Debian or a relative of it; install by hand what stands for: ${packages[*]}"

installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
missing=()
for package in "${packages[@]}"; do
  grep -qxF "$package" <<<"$installed" || missing+=("$package")
done
((${#missing[@]})) || exit 0

as_root=()
if (($(id -u) != 0)); then
  command -v sudo >/dev/null || die "not root and no sudo; as root run: apt-get install --no-install-recommends ${missing[*]}"
  as_root=(sudo)
  # Ask for the password now, not into the log; where nobody can type one, fail at once.
  if [[ -t 0 ]]; then sudo -v; else sudo -n true 2>/dev/null; fi ||
    die "sudo refused; as root run: apt-get install --no-install-recommends ${missing[*]}"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 "$@" >>"$log" 2>&1; }

printf '%s ... ' "setup: installing Debian packages ${missing[*]}" >&2
apt update && apt install --no-install-recommends "${missing[@]}" || {
  echo "failed" >&2
  cat "$log" >&2
  die "apt-get failed, its output is above"
}
echo "done in $SECONDS s" >&2
