#!/usr/bin/env bash
# From a fresh Debian 12 to a first result: installs what is missing, builds the program (build/release/bin/skipgrid)
# and runs configs/quickstart.json. Arguments are handed on to `skipgrid run`, for example --format json.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1-}" in
  -h | --help) sed -n '2,3s/^# \{0,1\}//p' scripts/quickstart.sh; exit 0 ;;
esac

scripts/setup.sh
source scripts/steps.sh
step "configure" cmake --preset release
step "build" cmake --build --preset release --target skipgrid
exec build/release/bin/skipgrid run configs/quickstart.json "$@"
