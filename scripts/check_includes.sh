#!/usr/bin/env bash
# Checks who may include whom. `scripts/check_includes.sh [TREE]` prints one line per breach and exits 1 when there is one.
#   traces/            nothing else of ours
#   models/            traces
#   sim/array, memory  traces and each themselves
#   sim/engine         array, memory
#   sim/schedule       array, engine, memory
#   sim/experiment     all of these, and models
#   sim/report         experiment and what that includes
#   sim/sweep          report, experiment and what those include
#   sim/cli            everything; includes of it from elsewhere: none
#   <systemc>          only where hardware is modelled, in tests of that and in main files; <systemc.h> nowhere
#   PE engine          never reaches sim/array/tile, where the closed form is, so that its agreement with it is evidence
#   rooms              at most 15 in one folder (a source with its header is one room)
set -euo pipefail

case "${1-}" in
  -h | --help) sed -n '2,15s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
cd "${1:-$(dirname "$0")/..}"

readonly closed_form=sim/array/tile/wave_timing.h
readonly most_rooms=15
breaches=0
breach() {
  echo "check_includes: $1" >&2
  breaches=$((breaches + 1))
}

# What the files of a folder may include of ours beside themselves.
declare -A may_include=(
  [traces]=""
  [models]="traces"
  [sim/array]="traces"
  [sim/memory]="traces"
  [sim/engine]="traces sim/array sim/memory"
  [sim/schedule]="traces sim/array sim/memory sim/engine"
  [sim/experiment]="traces models sim/array sim/memory sim/engine sim/schedule"
  [sim/report]="traces models sim/array sim/memory sim/engine sim/schedule sim/experiment"
  [sim/sweep]="traces models sim/array sim/memory sim/engine sim/schedule sim/experiment sim/report"
  [sim/cli]="traces models sim/array sim/memory sim/engine sim/schedule sim/experiment sim/report sim/sweep"
)

# folder_of PATH sets `folder`: traces, models, or a folder of sim/; sim for what lies in sim/ itself, nothing elsewhere.
folder_of() {
  folder=
  case "$1" in
    traces/* | models/*) folder=${1%%/*} ;;
    sim/*/*) folder=${1#sim/} folder=sim/${folder%%/*} ;;
    sim/*) folder=sim ;;
  esac
}

# headers[file] = what it includes, one a line; "..." resolved to a path in the tree where it is one, <...> kept as it is.
declare -A headers
mapfile -t files < <(find traces models sim tests -name '*.h' -o -name '*.cpp' -o -name '*.inl' | sort)
for file in "${files[@]}"; do headers[$file]=; done
while IFS=: read -r file include; do
  [[ $include =~ (\<[^>]*\>|\"[^\"]*\") ]] || continue
  header=${BASH_REMATCH[1]}
  [[ $header =~ ^\<((traces|models|sim)/.*)\>$ ]] && header=${BASH_REMATCH[1]}
  header=${header//\"/}
  [[ $header != '<'* && ! -e $header && -e ${file%/*}/$header ]] && header=$(realpath --relative-to=. "${file%/*}/$header")
  headers[$file]+=$header$'\n'
done < <(grep -HE '^[[:space:]]*#[[:space:]]*include' "${files[@]}")

is_pe_engine() { [[ $1 == sim/array/pe/* ]]; }
may_include_systemc() {
  [[ $1 =~ ^(tests/)?sim/(array|memory|engine)/ || $1 == tests/bench/array_bench.cpp || $1 == sim/cli/main.cpp || $1 =~ ^tests/([a-z_]+/)*([a-z_]+_)?main\.cpp$ ]]
}

# Sets `chain` to the includes that lead from $1 to the closed form, to nothing when none do.
chain_to_closed_form() {
  chain=
  local -A from=([$1]=-)
  local queue=("$1") file header
  while ((${#queue[@]})); do
    file=${queue[0]}
    queue=("${queue[@]:1}")
    if [[ $file == "$closed_form" ]]; then
      chain=$file
      while [[ ${from[$file]} != - ]]; do
        file=${from[$file]}
        chain="$file -> $chain"
      done
      return
    fi
    while read -r header; do
      [[ -n $header && -v headers[$header] && ! -v from[$header] ]] || continue
      from[$header]=$file
      queue+=("$header")
    done <<<"${headers[$file]}"
  done
}

pe_files=0
for file in "${files[@]}"; do
  folder_of "$file"
  own=$folder
  while read -r header; do
    case "$header" in
      '<systemc.h>') breach "$file: <systemc.h> drags its names into the global namespace: include <systemc>" ;;
      '<systemc>' | '<tlm'* | '<sysc/'*)
        may_include_systemc "$file" || breach "$file: $header belongs to sim/array, sim/memory, sim/engine and main files"
        ;;
      traces/* | models/* | sim/*)
        folder_of "$header"
        [[ -z $own || $folder == "$own" ]] && continue
        if [[ $folder == sim ]]; then # units: for all of sim/
          [[ $own == sim/* ]] || breach "$file: $own/ must not include $header"
        elif [[ ! -v may_include[$own] ]]; then
          breach "$file: no rule says what $own/ may include: write one in this script"
        elif [[ " ${may_include[$own]} " != *" $folder "* ]]; then
          breach "$file: $own/ must not include $header"
        fi
        ;;
    esac
  done <<<"${headers[$file]}"
  if is_pe_engine "$file"; then
    pe_files=$((pe_files + 1))
    chain_to_closed_form "$file"
    [[ -z $chain ]] || breach "$file: the PE engine must not see the closed form: $chain"
  fi
done

while read -r rooms crowded; do
  ((rooms <= most_rooms)) || breach "$crowded/ has $rooms rooms side by side, at most $most_rooms: make folders of it"
done < <(find traces models sim -name '*.h' -o -name '*.cpp' -o -name '*.inl' | sed 's/\.[a-z]*$//' | sort -u |
  sed 's|/[^/]*$||' | uniq -c | sed 's/^ *//')

# A rule about files that are not there would hold for nothing.
[[ -e $closed_form ]] || breach "$closed_form is gone: name the closed form's new place in this script"
((pe_files > 0)) || breach "no file of the PE engine found: name its new place in this script"
for room in "${!may_include[@]}"; do
  [[ -d $room ]] || breach "$room/ is gone: strike its rule in this script"
done
((breaches == 0)) || exit 1
