#!/usr/bin/env bash
# Every kind of fault, many times: minutes.
#   tests/faults/all.sh PROGRAM
set -euo pipefail
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
"$(dirname "$0")/sweep_faults.py" "${1:?the program}" --kills 100 --damages 100
