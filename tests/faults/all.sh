#!/usr/bin/env bash
# Every kind of fault, many times: minutes.
#   tests/faults/all.sh PROGRAM
set -euo pipefail
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
faults=$(dirname "$0")
program=${1:?the program}
for kind in sweep train run; do
  "$faults/${kind}_faults.py" "$program" --kills 100 --damages 100
done
