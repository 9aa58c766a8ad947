#!/usr/bin/env bash
# Runs one configuration with both engines and compares everything that they count: every cycle, byte and busy PE of
# every variant, phase and layer.
#   scripts/pe_equals_tile.sh [PROGRAM [CONFIG [OPTION...]]]
#     PROGRAM   skipgrid; build/ci/bin/skipgrid unless given
#     CONFIG    a run; configs/quickstart.json unless given (a few minutes)
#     OPTION    further options of `skipgrid run`, as --set '/variants=["structured"]'
# Exit 0 when they are equal, 1 when not.
set -euo pipefail
case "${1-}" in
  -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
root=$(cd "$(dirname "$0")/.." && pwd)
program=${1:-$root/build/ci/bin/skipgrid}
config=${2:-$root/configs/quickstart.json}
options=("${@:3}")
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
for engine in tile pe; do
  start=$SECONDS
  "$program" run "$config" "${options[@]}" --engine "$engine" --format json >"$results/$engine.json"
  echo "$engine: $((SECONDS - start)) s"
done

python3 - "$results/tile.json" "$results/pe.json" <<'END'
import json
import sys


def counts(value, path=""):
    """Every number, text and flag below `value` with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from counts(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from counts(inner, f"{path}/{index}")
    else:
        yield path, value


tile, pe = (dict(counts(json.load(open(name))["variants"])) for name in sys.argv[1:])
different = [path for path in sorted(tile.keys() | pe.keys()) if tile.get(path) != pe.get(path)]
for path in different[:20]:
    print(f"/variants{path}: tile {tile.get(path)}, pe {pe.get(path)}")
cycles = {path: count for path, count in tile.items() if path.endswith("/total/cycles")}
print(f"{len(tile)} figures of {len(cycles)} totals compared, {len(different)} differ")
sys.exit(1 if different or not cycles else 0)
END
