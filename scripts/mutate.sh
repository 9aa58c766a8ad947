#!/usr/bin/env bash
# Do the tests have teeth? Breaks a copy of the tree in one place at a time and expects tests to fail each time.
# As many copies as MUTATE_JOBS says (2 by default) share the list; a file is compiled alone and with -O1, since most of
# the time goes into compiling one file and linking.
#   scripts/mutate.sh [NAME...]     all of scripts/mutations/, or only those named; exit 1 when one goes unnoticed
# A mutation is a file scripts/mutations/NAME.mutation:
#   what: one line on what it breaks
#   file: the file it changes
#   tests: the Catch2 executables that should notice, by target name
#   from:
#   text that stands exactly once in the file, one or more lines or a part of one
#   to:
#   what stands there instead
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
mutations=$root/scripts/mutations
work=$root/build/mutate
jobs=${MUTATE_JOBS:-2}
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1

case "${1-}" in
  -h | --help) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac

die() {
  echo "mutate: $1" >&2
  exit 2
}

# read_mutation NAME sets what, file, tests, from and to.
read_mutation() {
  local text
  [[ -f $mutations/$1.mutation ]] || die "no mutation $1 in scripts/mutations"
  text=$(<"$mutations/$1.mutation")
  what=$(sed -n 's/^what: //p;/^from:$/q' <<<"$text")
  file=$(sed -n 's/^file: //p;/^from:$/q' <<<"$text")
  read -r -a tests < <(sed -n 's/^tests: //p;/^from:$/q' <<<"$text")
  from=$(sed '1,/^from:$/d;/^to:$/,$d' <<<"$text")
  to=$(sed '1,/^to:$/d' <<<"$text")
  [[ -n $what && -n $file && ${#tests[@]} -gt 0 && -n $from && $from != "$to" ]] ||
    die "$1.mutation is not complete: see --help"
  [[ -f $root/$file ]] || die "$1.mutation changes $file, which does not exist"
}

# failing_test EXECUTABLE... prints the name of the first test case that fails, nothing when all pass.
failing_test() {
  local test output status
  for test in "$@"; do
    status=0
    output=$(timeout 300 "$build/bin/$test" --abort --warn NoTests 2>&1) || status=$?
    ((status == 0)) && continue
    # Catch2 prints the failing test case's name under the first ruler.
    output=$(sed -n '/^-----/{n;p;q}' <<<"$output")
    ((status == 124)) && output="time limit of 300 s"
    echo "$test: ${output:-exit status $status}"
    return
  done
}

compile() { cmake --build "$build" --target "$@" >"$tree/build/log" 2>&1; }

# use_tree NUMBER: what comes next is done in that copy, whose build is as deep in it as in the project, so that ccache
# knows what it has seen there.
use_tree() {
  tree=$work/$1
  build=$tree/build/ci
  export CCACHE_BASEDIR=$tree
}

# A fresh copy of what git knows, in which ninja finds its earlier build. Files that an earlier run has mutated are
# touched, since their objects are newer than the originals.
prepare() {
  mkdir -p "$tree/build"
  find "$tree" -mindepth 1 -maxdepth 1 ! -name build -exec rm -r {} +
  (cd "$root" && git ls-files -z --cached --others --exclude-standard --deduplicate |
    xargs -0 sh -c 'for file; do [ -e "$file" ] && printf "%s\0" "$file"; done' sh | tar -cf - --null -T -) | tar -xf - -C "$tree"
  sed -n 's/^file: //p' "$mutations"/*.mutation | sort -u | while read -r file; do touch "$tree/$file"; done
  cmake -S "$tree" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O1 -DNDEBUG" \
    -DSKIPGRID_UNITY=OFF -DSKIPGRID_BENCH=OFF -DCMAKE_CATCH_DISCOVER_TESTS_DISCOVERY_MODE=PRE_TEST \
    -DCMAKE_RUNTIME_OUTPUT_DIRECTORY="$build/bin" >"$tree/build/log" 2>&1 || { cat "$tree/build/log" >&2; die "cannot configure"; }
}

# try_mutation NAME says in two lines what became of it.
try_mutation() {
  local start=$SECONDS original rest verdict noticed_by
  read_mutation "$1"
  original=$(<"$tree/$file")
  rest=${original#*"$from"}
  if [[ $rest == "$original" || $rest == *"$from"* ]]; then
    verdict="CANNOT APPLY: the text is not in $file exactly once"
  else
    printf '%s\n' "${original%%"$from"*}$to$rest" >"$tree/$file"
    if ! compile "${tests[@]}"; then
      verdict="DOES NOT COMPILE: $(grep -m1 'error' "$tree/build/log")"
    else
      noticed_by=$(failing_test "${tests[@]}")
      verdict=${noticed_by:+noticed by $noticed_by}
    fi
    printf '%s\n' "$original" >"$tree/$file"
  fi
  [[ $verdict == noticed* ]] && : >"$work/noticed/$1"
  printf '%-36s %s\n%-36s %s (%d s)\n' "$1" "$what" "" "${verdict:-SURVIVED: no test of ${tests[*]} fails}" $((SECONDS - start))
}

# Takes mutations of the list that nobody else has taken.
take_turns() {
  use_tree "$1"
  local name
  for name in "${names[@]}"; do
    mkdir "$work/taken/$name" 2>/dev/null && try_mutation "$name"
  done
  return 0
}

names=("$@")
(($#)) || mapfile -t names < <(cd "$mutations" && printf '%s\n' *.mutation | sed 's/\.mutation$//')
targets=()
for name in "${names[@]}"; do
  read_mutation "$name"
  targets+=("${tests[@]}")
done
mapfile -t targets < <(printf '%s\n' "${targets[@]}" | sort -u)

# Copies are built one after the other, each with all cores: ccache has the later ones' libraries from the first.
for ((number = 1; number <= jobs; ++number)); do
  use_tree "$number"
  prepare
  compile "${targets[@]}" || { cat "$tree/build/log" >&2; die "the tree does not build as it is"; }
done
broken=$(failing_test "${targets[@]}")
[[ -z $broken ]] || die "tests fail before anything is broken: $broken"

rm -rf "$work/taken" "$work/noticed"
mkdir "$work/taken" "$work/noticed"
for ((number = 1; number <= jobs; ++number)); do take_turns "$number" & done
wait
noticed=$(find "$work/noticed" -type f | wc -l)
echo "$noticed of ${#names[@]} mutations were noticed"
((noticed == ${#names[@]}))
