#!/usr/bin/env bash
# Everything that must hold before a change is taken: set-up, build with warnings as errors, format, every test.
#   scripts/test.sh [ctest arguments]      for example -R 'Mask' or --repeat until-fail:3
#   scripts/test.sh --all                  and what takes an hour or two: faults by the hundred, every test under the address
#                                          sanitizer, threads under the thread sanitizer, fuzzers, the same bytes from every
#                                          compiler, mutations
# The include rules and the install test are among the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1-}" in
  -h | --help) sed -n '2,7s/^# \{0,1\}//p' scripts/test.sh; exit 0 ;;
esac
all=false
if [[ ${1-} == --all ]]; then
  all=true
  shift
fi

if $all; then scripts/setup.sh --all; else scripts/setup.sh --check; fi
source scripts/steps.sh
step "format" scripts/check_format.sh
step "configure" cmake --preset ci
step "build" cmake --build --preset ci

# Of tests that pass only their number is worth a line.
tests_of() { ctest --preset "$@" | sed -u '/^ *Start /d; / Passed  *[0-9.]* sec$/d'; }
tests_of ci "$@"
$all || exit 0

tests/faults/all.sh build/ci/bin/skipgrid

step "configure asan" cmake --preset asan
step "build asan" cmake --build --preset asan
tests_of asan

# Where there are threads: the line that shows progress, and trainings.
step "configure tsan" cmake --preset tsan
step "build tsan" cmake --build --preset tsan --target skipgrid test_cli test_training
export TSAN_OPTIONS="suppressions=$PWD/cmake/thread_suppressions.txt halt_on_error=1"
step "progress, with tsan" build/tsan/tests/cli/test_cli "Tasks*,What*,A warning*,A line*,Where*"
step "training, with tsan" build/tsan/tests/models/training/test_training

scripts/fuzz.sh 30
scripts/determinism.sh
scripts/mutate.sh
