#!/usr/bin/env bash
# Everything that must hold before a change is taken: set-up, build with warnings as errors, format, every test.
#   scripts/test.sh [ctest arguments]      for example -R 'Mask' or --repeat until-fail:3
#   scripts/test.sh --all                  and what takes minutes: faults by the hundred
# The include rules and the install test are among the tests; scripts/mutate.sh is separate.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1-}" in
  -h | --help) sed -n '2,5s/^# \{0,1\}//p' scripts/test.sh; exit 0 ;;
esac
all=false
if [[ ${1-} == --all ]]; then
  all=true
  shift
fi

scripts/setup.sh --check
source scripts/steps.sh
step "format" scripts/check_format.sh
step "configure" cmake --preset ci
step "build" cmake --build --preset ci
# Of tests that pass only their number is worth a line.
ctest --preset ci "$@" | sed -u '/^ *Start /d; / Passed  *[0-9.]* sec$/d'
if $all; then
  tests/faults/all.sh build/ci/bin/skipgrid
fi
