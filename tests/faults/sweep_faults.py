#!/usr/bin/python3
"""Faults in sweeps: nothing that was finished is lost, nothing that is wrong is accepted.

  sweep_faults.py PROGRAM [--kills N] [--damages N] [--seed N]

Ends with a line of figures for each kind; exit code 1 when a fault did harm.
"""
import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SWEEP = {
    "name": "faults",
    "base": {
        "hardware": {"rows": 8, "cols": 8, "dataflow": "ws"},
        "workload": {"name": "small", "model": "lstm_lm", "layers": 1, "hidden": 24, "steps": 3, "batch": 4,
                     "vocabulary": 30},
        "dropout": {"case": "III", "nr": 0.5, "seed": 1},
        "iterations": 20,
    },
    "axes": {"/hardware/rows": [4, 8], "/hardware/cols": [4, 8], "/dropout/nr": [0.25, 0.5, 0.75]},
    "variants": ["structured", "dense", "random"],
}
TABLES = ("results.csv", "results.sqlite")
LIBRARY_TEXTS = ("[json.exception", "filesystem error", "constraint failed", "E549", "terminate called")


class Harm(Exception):
    """A fault that cost more than it may."""


def check(condition, what):
    if not condition:
        raise Harm(what)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def results_of(out):
    """What a sweep leaves: the bytes of its tables and points."""
    points = os.path.join(out, "points")
    found = {name: read(os.path.join(points, name)) for name in os.listdir(points) if name.endswith(".json")}
    found.update({name: read(os.path.join(out, name)) for name in TABLES})
    return found


def finished_points(out):
    points = os.path.join(out, "points")
    if not os.path.isdir(points):
        return {}
    return {name: read(os.path.join(points, name)) for name in os.listdir(points) if name.endswith(".json")}


class Bench:
    """A folder with a sweep, and what it gives when nobody disturbs it."""

    def __init__(self, program, folder, seed):
        self.program, self.folder, self.random = program, folder, random.Random(seed)
        self.file = self.path("sweep.json")
        write(self.file, json.dumps(SWEEP).encode())
        done = self.sweep("whole")
        check(done.returncode == 0, done.stderr)
        self.whole = results_of(self.path("whole"))
        self.rows = set(self.whole["results.csv"].splitlines())

    def path(self, name):
        return os.path.join(self.folder, name)

    def arguments(self, out, *more):
        return [self.program, "sweep", self.file, "--out", self.path(out), *more]

    def run(self, *arguments):
        done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=300)
        for text in LIBRARY_TEXTS:
            check(text not in done.stdout + done.stderr, f"a library's text: {done.stderr}")
        check(done.returncode in (0, 1, 2), f"exit code {done.returncode}: {done.stderr}")
        return done

    def sweep(self, out, *more):
        return self.run(*self.arguments(out, *more))

    def command(self, name, out):
        return self.run(self.program, "sweep", name, self.path(out))

    def start(self, out, *more):
        return subprocess.Popen(self.arguments(out, *more), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def check_whole(self, out):
        done = self.sweep(out)
        check(done.returncode == 0, f"the sweep does not go on: {done.stderr}")
        check(results_of(self.path(out)) == self.whole, "the results are not what they were")


def children_of(process):
    try:
        with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


def kill(process):
    try:
        os.kill(process, signal.SIGKILL)
        return True
    except ProcessLookupError:
        return False


def kills(bench, count):
    """kill -9 of sweeps, workers and merges at random moments."""
    killed = {"sweep": 0, "worker": 0, "merge": 0}
    seen, sweeps = 0, 0
    out = bench.path("killed")
    while sum(killed.values()) < count:
        before = finished_points(out)
        seen += len(before)
        started = bench.start("killed", "-j", "2")
        time.sleep(bench.random.uniform(0, 0.3))
        workers = children_of(started.pid)
        if workers and bench.random.random() < 0.4:
            killed["worker"] += kill(bench.random.choice(workers))
            time.sleep(bench.random.uniform(0, 0.05))
        if started.poll() is None:
            killed["sweep"] += kill(started.pid)
        started.wait()
        after = finished_points(out)
        check(before.items() <= after.items(), "a point that was finished is gone or another one")
        check(after.items() <= bench.whole.items(), "a point was stored that is wrong")
        if len(after) == len(bench.whole) - len(TABLES):
            merge = subprocess.Popen([bench.program, "sweep", "merge", out], stdout=subprocess.DEVNULL)
            time.sleep(bench.random.uniform(0, 0.03))
            if merge.poll() is None:
                killed["merge"] += kill(merge.pid)
            merge.wait()
            bench.check_whole("killed")
            shutil.rmtree(out)
            sweeps += 1
    bench.check_whole("killed")
    kinds = ", ".join(f"{number} of a {kind}" for kind, number in killed.items())
    return f"{sum(killed.values())} kills ({kinds}), {seen} finished points looked at again, {sweeps + 1} sweeps ended: " \
           "0 lost, final bytes equal"


def damage(bench, out):
    """Does harm to one file and says which."""
    files = [os.path.join(folder, name) for folder, _, names in os.walk(out) for name in names
             if not name.endswith("lock") and name != "timing.jsonl"]
    file = bench.random.choice(sorted(files))
    data = bytearray(read(file))
    kind = bench.random.choice(("flip", "flip", "digit", "cut", "zeros", "swap", "remove"))
    at = bench.random.randrange(len(data)) if data else 0
    digits = [i for i, byte in enumerate(data) if chr(byte).isdigit()]
    if kind == "flip" and data:
        data[at] ^= 1 << bench.random.randrange(8)
    elif kind == "digit" and digits:
        at = bench.random.choice(digits)
        data[at] = ord("0") + (data[at] - ord("0") + 1 + bench.random.randrange(8)) % 10
    elif kind == "cut":
        del data[at:]
    elif kind == "zeros":
        data[at:] = bytes(len(data) - at)
    elif kind == "swap":
        data = bytearray(read(bench.random.choice(sorted(files))))
    elif kind == "remove":
        os.unlink(file)
        return f"{kind} of {os.path.relpath(file, out)}"
    write(file, bytes(data))
    return f"{kind} of {os.path.relpath(file, out)} at {at}"


def damages(bench, count):
    """Flips, cuts, zeros, swaps and removals: every row of a table is a right one, and the sweep mends the rest."""
    out = bench.path("damaged")
    shutil.copytree(bench.path("whole"), out)
    refused = 0
    for _ in range(count):
        what = damage(bench, out)
        try:
            for name in ("status", "best", "merge"):
                done = bench.command(name, "damaged")
                if done.returncode == 2:
                    refused += 1
                    check(done.stderr.count("\n") == 1, f"not one line: {done.stderr}")
                elif name == "merge":
                    check(set(read(os.path.join(out, "results.csv")).splitlines()) <= bench.rows, "a wrong row")
            bench.check_whole("damaged")
        except Harm as harm:
            raise Harm(f"{what}: {harm}") from harm
    return f"{count} damages: 0 accepted; {refused} commands refused the directory, each in one line"


def two_at_once(bench, rounds):
    """Sweeps, merges and looks at one directory at the same time."""
    refused = 0
    for i in range(rounds):
        name = f"together-{i}"
        started = [subprocess.Popen(bench.arguments(name, "-j", "1"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                    text=True) for _ in range(3)]
        for _ in range(3):
            time.sleep(bench.random.uniform(0, 0.05))
            if os.path.exists(os.path.join(bench.path(name), "manifest.json")):
                for command in ("merge", "status"):
                    bench.command(command, name)
        errors = [process.communicate()[1] for process in started]
        codes = [process.returncode for process in started]
        check(0 in codes and set(codes) <= {0, 2}, f"exit codes {codes}: {errors}")
        for code, error in zip(codes, errors):
            check(code == 0 or "is held by" in error, error)
        refused += codes.count(2)
        check(results_of(bench.path(name)) == bench.whole, "the results are not what they were")
        shutil.rmtree(bench.path(name))
    return f"{rounds} times three sweeps and merges at once: {refused} refused by the lock, bytes equal"


def mount(*arguments):
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0


def full_and_read_only(bench):
    """A file system of 100 KiB, then with room, then read-only."""
    disk = bench.path("disk")
    os.mkdir(disk)
    if not mount("-t", "tmpfs", "-o", "size=100k", "tmpfs", disk):
        return "full and read-only disk: skipped, no tmpfs can be mounted here"
    try:
        done = bench.sweep("disk/out")
        check(done.returncode == 1 and "No space left on device" in done.stderr, f"full: {done.stderr}")
        kept = finished_points(os.path.join(disk, "out"))
        check(kept.items() <= bench.whole.items(), "a point was stored that is wrong")
        check(mount("-o", "remount,size=8m", disk), "the tmpfs does not grow")
        bench.check_whole("disk/out")
        check(mount("-o", "remount,ro", disk), "the tmpfs stays writable")
        for done in (bench.sweep("disk/out"), bench.command("merge", "disk/out")):
            check(done.returncode in (1, 2) and done.stderr.count("\n") == 1, f"read-only: {done.stderr}")
        for name in ("status", "best"):
            check(bench.command(name, "disk/out").returncode == 0, f"{name} needs no room")
        check(results_of(os.path.join(disk, "out")) == bench.whole, "the results are not what they were")
    finally:
        subprocess.run(["umount", disk], check=False)
    return f"full and read-only disk: one line each, {len(kept)} points kept, bytes equal when there is room"


def limited_files(bench):
    """ulimit -f: a file cannot be as long as a point's."""
    command = " ".join(f"'{word}'" for word in bench.arguments("limited"))
    done = bench.run("sh", "-c", f"ulimit -f 4; exec {command}")
    check(done.returncode == 1 and done.stderr.count("\n") == 1, f"ulimit -f: {done.stderr}")
    bench.check_whole("limited")
    return "files limited to 2 KiB: one line, bytes equal without the limit"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--damages", type=int, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="sweep-faults-") as folder:
        try:
            bench = Bench(os.path.abspath(options.program), folder, options.seed)
            for fault in (lambda: kills(bench, options.kills), lambda: damages(bench, options.damages),
                          lambda: two_at_once(bench, 1 + options.kills // 10), lambda: full_and_read_only(bench),
                          lambda: limited_files(bench)):
                print(fault(), flush=True)
        except Harm as harm:
            print(f"harm: {harm}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
