"""The figures of scripts/bench.sh: runs them in one or two trees in turn and prints medians. Called by that script."""
import argparse
import json
import os
import statistics
import subprocess
import sys

HARDWARE = ["gemmini_16x16", "eyeriss_12x14", "edge_32x32", "tpu_v3_core", "tpu_v1"]
VARIANTS = ["structured-best", "dense-best", "structured", "dense", "dense-fused", "random"]
RATES = {  # of skipgrid_bench: counter, or time when there is none
    "tile_runs/8": None, "tile_runs/128": None,
    "pe_wave/avx2/ws/32": "PE-cycles/s", "pe_wave/avx2/ws/128": "PE-cycles/s", "tile_events": "tiles/s",
    "tile_values/ws/8": "MAC/s", "tile_values/ws/32": "MAC/s", "tile_values/ws/128": "MAC/s",
    "trace_large/case_III": None, "search_large": None,
    "train/large_dense_fused": None, "train/large_structured_nr_rh": None}
LONG_RATES = {name for name in RATES if name.startswith("train/")}


def measured(command, folder):
    """Processor seconds and MiB at most of one command; None when it fails."""
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen(command, cwd=folder, stdout=nowhere, stderr=subprocess.PIPE)
        error = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        print(f"bench: {' '.join(command)}: {error.decode().strip()}", file=sys.stderr)
        return None
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def one_product(scratch, name, program, m, n, k, hardware):
    """A run of one imported layer."""
    base = os.path.join(scratch, name)
    with open(base + ".csv", "w") as file:
        file.write(f"Layer, M, N, K\nproduct, {m}, {n}, {k}\n")
    subprocess.run([program, "trace", "import", base + ".csv", "--out", base + ".jsonl.gz"], check=True)
    with open(base + ".json", "w") as file:
        json.dump({"hardware": hardware, "workload": {"trace": base + ".jsonl.gz"}, "variants": ["dense"]}, file)
    return base + ".json"


def commands(tree, configs, scratch, long):
    """(name, command) of every timed command of one tree's program; what is run is the same for all trees."""
    program = os.path.abspath(os.path.join(tree, "build/release/bin/skipgrid"))
    place = os.path.join(scratch, str(abs(hash(tree))))
    os.makedirs(place, exist_ok=True)

    def run(config, *more):
        return [program, "run", config, "-j", "1", "--format", "json", *more]

    yield "quickstart", run(f"{configs}/quickstart.json")
    for hardware in HARDWARE:
        for variant in VARIANTS:
            if hardware == "gemmini_16x16" and variant.endswith("-best") and not long:
                continue
            yield f"zaremba_large {hardware} {variant}", run(
                f"{configs}/zaremba_large.json", "--set", f"/hardware=hardware/{hardware}.json", "--set",
                f'/variants=["{variant}"]')
        yield f"zaremba_large {hardware} without searches", run(
            f"{configs}/zaremba_large.json", "--set", f"/hardware=hardware/{hardware}.json", "--set",
            "/variants=" + json.dumps([variant for variant in VARIANTS if not variant.endswith("-best")]))
    ddr4 = {"rows": 8, "cols": 8, "dram": f"{configs}/dram/ddr4-2400.json"}
    pipe = {"rows": 8, "cols": 8, "dram": {"kind": "bandwidth", "bytes_per_cycle": 10}}
    for name, shape, hardware in (
            ("GEMM 2048^3 gemmini_16x16", (2048, 2048, 2048), f"{configs}/hardware/gemmini_16x16.json"),
            ("GEMM 20x2600x650 tpu_v3_core", (20, 2600, 650), f"{configs}/hardware/tpu_v3_core.json"),
            ("GEMM 1x1x10^8 8x8 10 bytes a cycle", (1, 1, 10**8), pipe),
            ("GEMM 1x1x10^8 8x8 ddr4-2400", (1, 1, 10**8), ddr4)):
        file = name.replace(" ", "_").replace("^", "")
        yield name, run(one_product(place, file, program, *shape, hardware))
    if long:
        for steps in (1000, 3000, 10000):
            yield f"zaremba_medium {steps} steps edge_32x32", run(
                f"{configs}/quickstart.json", "--set", "/hardware=hardware/edge_32x32.json", "--set",
                # As fast as DDR4-2400 at 500 MHz, which has no room for the tensors of 3,000 steps.
                '/hardware/dram={"kind": "bandwidth", "bytes_per_cycle": 38.4, "latency": 25}', "--set",
                f"/workload/steps={steps}", "--set", '/variants=["structured"]')
        yield "sweep 1,000 points edge_32x32", ["sh", "-c", 'rm -rf "$2" && "$0" sweep "$1" --out "$2" -j 2', program,
                                                 f"{configs}/sweeps/edge_1000.json", os.path.join(place, "swept")]


def rate(tree, name, counter):
    """One figure of skipgrid_bench."""
    text = subprocess.run([os.path.join(tree, "build/release/bin/skipgrid_bench"), f"--benchmark_filter=^{name}$",
                           "--benchmark_format=json"], capture_output=True, text=True).stdout
    if not text.startswith("{"):
        return None  # not in that version
    found = json.loads(text)["benchmarks"]
    if not found or counter and counter not in found[0]:
        return None
    return found[0][counter] if counter else found[0]["cpu_time"] * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3}[
        found[0]["time_unit"]]


def show(name, values, unit):
    """One line: the median of each tree, and the ratio when there are two."""
    medians = [statistics.median(v) if v and None not in v else None for v in values]
    cells = " ".join(f"{m:>12.4g}" if m is not None else f"{'failed':>12}" for m in medians)
    both = len(medians) == 2 and None not in medians
    print(f"{name:<46}{cells} {unit}" + (f"  {medians[1] / medians[0]:.2f}x" if both else ""), flush=True)


def machine(tree):
    program = os.path.join(tree, "build/release/bin/skipgrid")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "unknown")
    return f"{model}, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}; {version}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--long", type=int, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--scratch", required=True)
    parser.add_argument("trees", nargs="+")
    given = parser.parse_args()
    print(f"{machine(given.trees[0])}; medians of {given.rounds}" + ("; this tree, the other, the other over this" if
                                                      len(given.trees) == 2 else ""))
    for name, counter in RATES.items():
        if given.only in name and (given.long or name not in LONG_RATES):
            values = [[] for _ in given.trees]
            for _ in range(given.rounds):
                for tree, those in zip(given.trees, values):
                    those.append(rate(tree, name, counter))
            show(name, values, counter or "s")
    configs = os.path.abspath(os.path.join(given.trees[0], "configs"))
    for several in zip(*(commands(tree, configs, given.scratch, given.long) for tree in given.trees)):
        name = several[0][0]
        if given.only not in name:
            continue
        runs = [[] for _ in given.trees]
        for _ in range(given.rounds):
            for (_, command), those in zip(several, runs):
                those.append(measured(command, None))
        show(name, [[r and r[0] for r in those] for those in runs], "s")
        show("", [[r and r[1] for r in those] for those in runs], "MiB")


if __name__ == "__main__":
    main()
