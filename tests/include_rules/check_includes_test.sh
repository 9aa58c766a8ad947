#!/usr/bin/env bash
# Does scripts/check_includes.sh see what it should? Runs it on a copy of the tree, once as it is and once for each of a
# list of breaches, and expects silence for the first and the right complaint for each of the others.
#   check_includes_test.sh SOURCE_TREE
set -euo pipefail
source_tree=$1
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
failures=0

fresh_copy() {
  rm -rf "$copy"/*
  (cd "$source_tree" && cp -r traces models sim tests "$copy")
}

# refused FILE LINE EXPECTED: with LINE added to FILE the check fails, and its output holds EXPECTED.
refused() {
  local output
  mkdir -p "$copy/$(dirname "$1")"
  [[ -e $copy/$1 ]] && cp -p "$copy/$1" "$copy/saved" || rm -f "$copy/saved"
  echo "$2" >>"$copy/$1"
  if output=$("$source_tree/scripts/check_includes.sh" "$copy" 2>&1); then
    echo "accepted: $1 with $2"
    failures=$((failures + 1))
  elif [[ $output != *"$3"* ]]; then
    printf 'wrong complaint about %s with %s, expected "%s":\n%s\n' "$1" "$2" "$3" "$output"
    failures=$((failures + 1))
  fi
  if [[ -e $copy/saved ]]; then mv "$copy/saved" "$copy/$1"; else rm "$copy/$1"; fi
}

fresh_copy
"$source_tree/scripts/check_includes.sh" "$copy"

refused traces/mask.h '#include "models/device.h"' 'traces/mask.h: traces/ must not include models/device.h'
refused traces/mask.cpp '#include <sim/units.h>' 'traces/mask.cpp: traces/ must not include sim/units.h'
refused models/new_file.cpp '#include "sim/units.h"' 'models/ must not include sim/units.h'
refused models/new_file.cpp '#include "../sim/units.h"' 'models/ must not include sim/units.h'
for hardware in array memory schedule engine; do
  for above in experiment report sweep cli; do
    refused sim/$hardware/new_file.cpp "#include \"sim/$above/new_file.h\"" \
      "sim/$hardware/new_file.cpp: sim/$hardware/ must not include sim/$above/new_file.h"
  done
  refused sim/$hardware/new_file.cpp '#  include "models/device.h"' "sim/$hardware/ must not include models/device.h"
done
refused sim/engine/machine.cpp '#include "sim/schedule/fusing_sink.h"' 'sim/engine/ must not include sim/schedule/'
refused sim/experiment/results.h '#include "sim/report/csv.h"' 'sim/experiment/ must not include sim/report/csv.h'
refused sim/report/csv.h '#include "sim/sweep/points/axis.h"' 'sim/report/ must not include sim/sweep/points/axis.h'
refused sim/sweep/points/axis.h '#include "sim/cli/options.h"' 'sim/sweep/ must not include sim/cli/options.h'
refused sim/new_folder/file.h '#include "traces/mask.h"' 'no rule says what sim/new_folder/ may include'
refused sim/array/pe/mesh.h '#include <systemc.h>' '<systemc.h> drags'
refused sim/units.h '#include <systemc>' '<systemc> belongs to'
refused sim/report/new_file.cpp '#include <tlm>' '<tlm> belongs to'
refused tests/traces/new_test.cpp '#include <systemc>' '<systemc> belongs to'
refused sim/array/pe/pe.cpp '#include "sim/array/tile/wave_timing.h"' \
  'sim/array/pe/pe.cpp -> sim/array/tile/wave_timing.h'
refused sim/array/pe/pe.h '#include "../tile/wave_timing.h"' 'sim/array/pe/pe.h -> sim/array/tile/wave_timing.h'
# Two steps away: everything of the engine that includes lane.h is reached through it.
refused sim/array/array_config.h '#include "sim/array/tile/wave_timing.h"' \
  'sim/array/array_config.h -> sim/array/tile/wave_timing.h'

for room in {1..16}; do touch "$copy/sim/report/room_$room.h"; done
refused sim/units.h '' 'sim/report/ has'
fresh_copy
rm "$copy/sim/array/tile/wave_timing.h"
refused sim/units.h '' 'wave_timing.h is gone'
fresh_copy
rm -r "$copy/sim/array/pe"
refused sim/units.h '' 'no file of the PE engine'
fresh_copy
rm -r "$copy/sim/report"
refused sim/units.h '' 'sim/report/ is gone'

((failures == 0)) && echo "every breach was seen"
