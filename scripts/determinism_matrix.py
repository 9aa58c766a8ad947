#!/usr/bin/python3
"""The matrix of scripts/determinism.sh.

  determinism_matrix.py [--locales DIR] [--seconds N] PROGRAM [NAME=PROGRAM ...]

What PROGRAM computes of each configuration on one core is compared with what the others compute, and with what it computes
itself with more processes or threads, in another locale, and in another time zone.
"""
import argparse
import glob
import json
import os
import resource
import subprocess
import sys
import tempfile

RUNS = sorted(glob.glob("configs/*.json")) + sorted(glob.glob("configs/paper/*.json"))
TRAININGS = ["configs/train/quick.json", "configs/train/ner_quick.json", "configs/train/nmt_quick.json"]
TRACES = ["configs/quickstart.json"]
TOPOLOGIES = sorted(glob.glob("configs/topologies/*.csv"))
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "MKL_NUM_THREADS")


def without_provenance(value):
    if isinstance(value, dict):
        return {key: without_provenance(member) for key, member in value.items()
                if key != "provenance" and "seconds" not in key}
    return [without_provenance(member) for member in value] if isinstance(value, list) else value


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Way:
    """How a configuration is computed: by which program, with what around it."""

    def __init__(self, name, program, arguments=(), training=(), environment=None):
        self.name, self.program, self.arguments, self.training = name, program, list(arguments), list(training)
        self.environment = environment or {}

    def call(self, *arguments):
        environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC", "SYSTEMC_DISABLE_COPYRIGHT_MESSAGE": "1",
                       **self.environment}
        done = subprocess.run([self.program, *arguments], env=environment, capture_output=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{self.name}: {' '.join(arguments)}: {done.stderr.decode()}")
        return done.stdout

    def run(self, config, folder):
        self.call("run", config, "--out", folder, *self.arguments)
        results = without_provenance(json.loads(read(os.path.join(folder, "results.json"))))
        return json.dumps(results), read(os.path.join(folder, "results.csv"))

    def train(self, config, folder):
        self.call("train", config, "--iterations", "60", "--out", folder, *self.training)
        _, memory = read(os.path.join(folder, "checkpoint"))[:-4].split(b"\n", 1)
        runs = json.loads(read(os.path.join(folder, "train.json")))["runs"]
        return memory, [run["curve"] and without_provenance(run["curve"]) for run in runs]

    def trace(self, config, folder):
        path = os.path.join(folder, "trace.jsonl")
        self.call("trace", "gen", config, "--out", path)
        return read(path)

    def topology(self, table, folder):
        path = os.path.join(folder, "trace.jsonl")
        self.call("trace", "import", table, "--phases", "training", "--out", path)
        return read(path)


def outcome(way, kind, config):
    with tempfile.TemporaryDirectory(prefix="determinism-") as folder:
        return getattr(way, kind)(config, folder)


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def ways_of(program, others, locales):
    """The first is what the rest are compared with."""
    ways = [Way("gcc -O3", program, ["-j", "1"])]
    ways += [Way(name, path, ["-j", "1"]) for name, path in others]
    ways.append(Way("-j 4", program, ["-j", "4"]))
    for count in ("2", "5"):
        ways.append(Way(f"{count} threads", program, ["-j", "1"], ["--set", f"/threads={count}"],
                        {name: count for name in THREADS}))
    if os.path.isdir(os.path.join(locales, "de_DE.UTF-8")):
        ways.append(Way("de_DE", program, ["-j", "1"], environment={
            "LOCPATH": os.path.abspath(locales), "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}))
    ways.append(Way("Chatham", program, ["-j", "1"], environment={"TZ": "Pacific/Chatham"}))
    return ways


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--locales", default="")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("program")
    parser.add_argument("others", nargs="*", metavar="NAME=PROGRAM")
    options = parser.parse_args()
    others = [other.split("=", 1) for other in options.others]
    ways = ways_of(options.program, others, options.locales)
    rows = [("run", path) for path in RUNS] + [("train", path) for path in TRAININGS]
    rows += [("trace", path) for path in TRACES] + [("topology", path) for path in TOPOLOGIES]
    width = max(len(path) for _, path in rows)
    print(f"{'':8} {'':{width}}  " + "  ".join(f"{way.name:>9}" for way in ways[1:]), flush=True)
    different = 0
    left_out = []
    for kind, path in rows:
        begin = processor_seconds()
        expected = outcome(ways[0], kind, path)
        if processor_seconds() - begin > options.seconds:
            left_out.append(path)
            continue
        print(f"{kind:8} {path:{width}}", end="", flush=True)
        for way in ways[1:]:
            equal = outcome(way, kind, path) == expected
            different += not equal
            print(f"  {'equal' if equal else 'DIFFERS':>9}", end="", flush=True)
        print(flush=True)
    if left_out:
        print(f"left out, for they take longer: {', '.join(left_out)}")
    print(f"{different} differ" if different else "all equal")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
