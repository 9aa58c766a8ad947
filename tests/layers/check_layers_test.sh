#!/usr/bin/env bash
# Does scripts/check_layers.sh see what it should? Runs it on a copy of the tree, once as it is and once for each of a
# list of breaches, and expects silence for the first and the right complaint for each of the others.
#   check_layers_test.sh SOURCE_TREE
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
  if output=$("$source_tree/scripts/check_layers.sh" "$copy" 2>&1); then
    echo "accepted: $1 with $2"
    failures=$((failures + 1))
  elif [[ $output != *"$3"* ]]; then
    printf 'wrong complaint about %s with %s, expected "%s":\n%s\n' "$1" "$2" "$3" "$output"
    failures=$((failures + 1))
  fi
  if [[ -e $copy/saved ]]; then mv "$copy/saved" "$copy/$1"; else rm "$copy/$1"; fi
}

fresh_copy
"$source_tree/scripts/check_layers.sh" "$copy"

refused traces/mask.h '#include "models/device.h"' 'traces/mask.h: traces/ must not include models/device.h'
refused traces/mask.cpp '#include <sim/units.h>' 'traces/mask.cpp: traces/ must not include sim/units.h'
refused models/new_file.cpp '#include "sim/units.h"' 'models/ must not include sim/units.h'
refused models/new_file.cpp '#include "../sim/units.h"' 'models/ must not include sim/units.h'
refused sim/array/tile_array.cpp '#  include "models/device.h"' 'may include models/device.h'
refused sim/array/tile_array.cpp '#include "sim/cli/main.h"' 'must not include sim/cli/main.h'
refused sim/array/mesh.h '#include <systemc.h>' '<systemc.h> drags'
refused sim/units.h '#include <systemc>' '<systemc> belongs to'
refused sim/report/new_file.cpp '#include <tlm>' '<tlm> belongs to'
refused tests/traces/new_test.cpp '#include <systemc>' '<systemc> belongs to'
refused sim/array/pe.cpp '#include "sim/array/wave_timing.h"' 'sim/array/pe.cpp -> sim/array/wave_timing.h'
refused sim/array/pe.h '#include "wave_timing.h"' 'sim/array/pe.h -> sim/array/wave_timing.h'
# Two steps away: everything of the engine that includes lane.h is reached through it.
refused sim/array/array_config.h '#include "sim/array/wave_timing.h"' 'sim/array/array_config.h -> sim/array/wave_timing.h'

rm "$copy/sim/array/wave_timing.h"
refused sim/units.h '' 'wave_timing.h is gone'
fresh_copy
rm -f "$copy"/sim/array/{pe,mesh,wire,lane,edge,feeder,collector}*
refused sim/units.h '' 'no file of the PE engine'

((failures == 0)) && echo "every breach was seen"
