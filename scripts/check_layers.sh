#!/usr/bin/env bash
# Checks who may include whom. `scripts/check_layers.sh [TREE]` prints one line per breach and exits 1 when there is one.
#   traces/    includes nothing of models/ or sim/
#   models/    includes nothing of sim/
#   sim/       includes nothing of models/ or sim/cli/, except in sim/cli/ and the array-backed device
#   <systemc>  only where hardware is modelled and in main files; <systemc.h> nowhere
#   PE engine  never reaches sim/array/wave_timing.h, so that its agreement with the closed form is evidence
set -euo pipefail

case "${1-}" in
  -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
cd "${1:-$(dirname "$0")/..}"

readonly closed_form=sim/array/wave_timing.h
breaches=0
breach() {
  echo "check_layers: $1" >&2
  breaches=$((breaches + 1))
}

# headers[file] = what it includes, one a line; "..." resolved to a path in the tree where it is one, <...> kept as it is.
declare -A headers
mapfile -t files < <(find traces models sim tests -name '*.h' -o -name '*.cpp' | sort)
for file in "${files[@]}"; do headers[$file]=; done
while IFS=: read -r file include; do
  [[ $include =~ (\<[^>]*\>|\"[^\"]*\") ]] || continue
  header=${BASH_REMATCH[1]}
  [[ $header =~ ^\<((traces|models|sim)/.*)\>$ ]] && header=${BASH_REMATCH[1]}
  header=${header//\"/}
  [[ $header != '<'* && ! -e $header && -e ${file%/*}/$header ]] && header=$(realpath --relative-to=. "${file%/*}/$header")
  headers[$file]+=$header$'\n'
done < <(grep -HE '^[[:space:]]*#[[:space:]]*include' "${files[@]}")

is_pe_engine() { [[ $1 =~ ^sim/array/(pe|mesh|wire|lane|edge|feeder|collector)[a-z_]*\.(h|cpp)$ ]]; }
is_array_device() { [[ $1 =~ ^sim/([a-z_]+/)?array_device[a-z_]*\.(h|cpp)$ ]]; }
may_include_systemc() {
  [[ $1 =~ ^sim/(array|memory|engine)/ || $1 == sim/cli/main.cpp || $1 =~ ^tests/([a-z_]+/)*([a-z_]+_)?main\.cpp$ ]]
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
  while read -r header; do
    case "$header" in
      models/*)
        [[ $file == traces/* ]] && breach "$file: traces/ must not include $header"
        [[ $file == sim/* && $file != sim/cli/* ]] && ! is_array_device "$file" &&
          breach "$file: of sim/, only sim/cli/ and the array-backed device may include $header"
        ;;
      sim/*)
        [[ $file == traces/* || $file == models/* ]] && breach "$file: ${file%%/*}/ must not include $header"
        [[ $file == sim/* && $file != sim/cli/* && $header == sim/cli/* ]] &&
          breach "$file: a library must not include $header of the program"
        ;;
      '<systemc.h>') breach "$file: <systemc.h> drags its names into the global namespace: include <systemc>" ;;
      '<systemc>' | '<tlm'* | '<sysc/'*)
        may_include_systemc "$file" || breach "$file: $header belongs to sim/array, sim/memory, sim/engine and main files"
        ;;
    esac
  done <<<"${headers[$file]}"
  if is_pe_engine "$file"; then
    pe_files=$((pe_files + 1))
    chain_to_closed_form "$file"
    [[ -z $chain ]] || breach "$file: the PE engine must not see the closed form: $chain"
  fi
done

# A rule about files that are not there would hold for nothing.
[[ -e $closed_form ]] || breach "$closed_form is gone: name the closed form's new place in this script"
((pe_files > 0)) || breach "no file of the PE engine found: name its new place in this script"
((breaches == 0)) || exit 1
