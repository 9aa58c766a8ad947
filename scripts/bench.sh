#!/usr/bin/env bash
# How fast the program is: every figure of README's table, medians of several rounds, on a machine that is named.
#   scripts/bench.sh [--rounds N] [--against REV] [--long] [--only TEXT]
#     --rounds N      of each figure (3)
#     --against REV   builds that revision in a temporary folder, too, runs both in turn and prints the ratio (REV over this)
#     --long          figures that take minutes, too: searches on the smallest array, 10,000 steps, a sweep, training
#     --only TEXT     those whose name has it
# Commands: processor seconds (user and system) with -j 1 and, behind them, MiB at most. Rates of skipgrid_bench: per second.
set -euo pipefail
rounds=3 against='' long=0 only=''
while (($#)); do
  case "$1" in
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    --rounds | --against | --only) (($# > 1)) || { echo "bench: $1 wants a value (see --help)" >&2; exit 2; } ;;&
    --rounds) rounds=$2; shift 2 ;;
    --against) against=$2; shift 2 ;;
    --long) long=1; shift ;;
    --only) only=$2; shift 2 ;;
    *) echo "bench: unknown option $1 (see --help)" >&2; exit 2 ;;
  esac
done
[[ $rounds =~ ^[1-9][0-9]*$ ]] || { echo "bench: --rounds: expected a whole number from 1 on, got \"$rounds\"" >&2; exit 2; }
cd "$(dirname "$0")/.."
[[ -z $against ]] || git rev-parse --quiet --verify "$against^{commit}" >/dev/null ||
  { echo "bench: --against: expected a commit, got \"$against\"" >&2; exit 2; }
source scripts/steps.sh

scratch=$(mktemp -d)
clean() {
  [[ -z $against ]] || git worktree remove --force "$scratch/tree" 2>/dev/null || true
  rm -rf "$scratch"
}
trap clean EXIT

build() (cd "$1" && cmake --preset release && cmake --build --preset release --target skipgrid skipgrid_bench)
step "build" build .
trees=(".")
if [[ -n $against ]]; then
  git worktree add --quiet --detach "$scratch/tree" "$against"
  CCACHE_BASEDIR=$scratch/tree step "build $against" build "$scratch/tree"
  trees+=("$scratch/tree")
fi
python3 scripts/bench_figures.py --rounds "$rounds" --long "$long" --only "$only" --scratch "$scratch" "${trees[@]}"
