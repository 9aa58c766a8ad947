#!/usr/bin/env bash
# Hands wrong input to every reader of the program with libFuzzer (clang), and prints how often and how fast.
#   scripts/fuzz.sh [SECONDS | --runs N] [TARGET ...]   each target for so long (60 s), or so many times; all targets
# Starts from the shipped configurations, tests/fuzz/seeds and tests/fuzz/corpus, and goes on from what earlier calls have
# come to (build/fuzz/found). What a target does wrong lies in build/fuzz/findings: its mending is a change of the code, and
# a file in tests/fuzz/corpus/TARGET, which every build's tests read. build/fuzz/executions.tsv adds up all calls.
# Exit: 0 nothing found, 1 findings, 2 wrong usage.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() { sed -n '2,8s/^# \{0,1\}//p' scripts/fuzz.sh; }
readonly fuzzers=build/fuzz/bin found=build/fuzz/found findings=build/fuzz/findings
limit=-max_total_time=60
case "${1-}" in
  -h | --help) usage; exit 0 ;;
  --runs) [[ ${2-} =~ ^[0-9]+$ ]] || { usage >&2; exit 2; }; limit=-runs=$2; shift 2 ;;
  [0-9]*) [[ $1 =~ ^[0-9]+$ ]] || { usage >&2; exit 2; }; limit=-max_total_time=$1; shift ;;
esac

source scripts/steps.sh
step "configure" cmake --preset fuzz
step "build" cmake --build --preset fuzz

targets=("$@")
if ((!$#)); then
  for fuzzer in "$fuzzers"/fuzz_*; do targets+=("${fuzzer##*/fuzz_}"); done
fi

# What the program comes with, for the targets that read such files.
declare -A shipped=(
  [run]="configs/*.json" [hardware]="configs/hardware/*.json" [workload]="configs/workloads/*.json"
  [sweep]="configs/sweeps/*.json" [train]="configs/train/*.json" [topology]="configs/topologies/*.csv"
  [lengths]="configs/lengths/*.csv"
)
declare -A dictionary=(
  [run]=config [hardware]=config [workload]=config [sweep]=config [train]=config [schedule]=config [results]=config
  [trace]=trace [trace_gzip]=trace [trace_zstd]=trace [topology]=table [lengths]=table
  [text]=text [conll]=text [parallel]=text [where]=where [checkpoint]=checkpoint
)

# What fuzzers that are stopped leave of their folders for temporary files hurts nobody here.
export TMPDIR=$PWD/build/fuzz/tmp
mkdir -p "$TMPDIR" "$findings"
# Short stacks of allocations and a small quarantine: several times as many executions a second.
export ASAN_OPTIONS=malloc_context_size=3:quarantine_size_mb=16 UBSAN_OPTIONS=print_stacktrace=1
failed=0
printf '%-12s %12s %10s %10s  %s\n' target executions "processor s" "a second" findings
for target in "${targets[@]}"; do
  [[ -x $fuzzers/fuzz_$target ]] || { echo "fuzz: no target $target" >&2; exit 2; }
  mkdir -p "$found/$target" "build/fuzz/shipped/$target"
  # shellcheck disable=SC2086  # a pattern
  [[ -z ${shipped[$target]-} ]] || cp ${shipped[$target]} "build/fuzz/shipped/$target"
  folders=("$found/$target" "build/fuzz/shipped/$target")
  for folder in seeds corpus; do
    [[ ! -d tests/fuzz/$folder/$target ]] || folders+=("tests/fuzz/$folder/$target")
  done
  log=build/fuzz/$target.log
  verdict=none
  seconds=$( {
    TIMEFORMAT=%U
    time "$fuzzers/fuzz_$target" "$limit" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -entropic=0 \
      -dict="tests/fuzz/dictionaries/${dictionary[$target]}.dict" -artifact_prefix="$findings/$target-" \
      "${folders[@]}" </dev/null >"$log" 2>&1
  } 2>&1) || verdict="$(grep -a '^finding: \|^SUMMARY: ' "$log" | head -n 1 | cut -c 1-200), see $log"
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  rate=$(awk "BEGIN {print int(${executions:-0} / ($seconds + 0.01))}")
  printf '%-12s %12s %10s %10s  %s\n' "$target" "${executions:-?}" "$seconds" "$rate" "$verdict"
  printf '%s\t%s\t%s\n' "$target" "${executions:-0}" "$seconds" >>build/fuzz/executions.tsv
  [[ $verdict == none ]] || failed=1
done
exit "$failed"
