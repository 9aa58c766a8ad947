#!/usr/bin/python3
"""Faults in sweeps: nothing that was finished is lost, nothing that is wrong is accepted.

  sweep_faults.py PROGRAM [--kills N] [--damages N] [--seed N]

Ends with a line of figures for each kind; exit code 1 when a fault did harm.
"""
import json
import os
import shutil
import subprocess
import sys
import time

from bench import Bench, Harm, check, children_of, damaged, kill, main, mount, read, unmount, write

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


class SweepBench(Bench):
    """A sweep, and what it gives when nobody disturbs it."""

    def __init__(self, program, folder, seed):
        super().__init__(program, folder, seed)
        self.file = self.path("sweep.json")
        write(self.file, json.dumps(SWEEP).encode())
        done = self.sweep("whole")
        check(done.returncode == 0, done.stderr)
        self.whole = results_of(self.path("whole"))
        self.rows = set(self.whole["results.csv"].splitlines())

    def arguments(self, out, *more):
        return [self.program, "sweep", self.file, "--out", self.path(out), *more]

    def sweep(self, out, *more):
        return self.run(*self.arguments(out, *more))

    def command(self, name, out):
        return self.run(self.program, "sweep", name, self.path(out))

    def check_whole(self, out):
        done = self.sweep(out)
        check(done.returncode == 0, f"the sweep does not go on: {done.stderr}")
        check(results_of(self.path(out)) == self.whole, "the results are not what they were")


def kills(bench, count):
    """kill -9 of sweeps, workers and merges at random moments."""
    killed = {"sweep": 0, "worker": 0, "merge": 0}
    seen, sweeps = 0, 0
    out = bench.path("killed")
    while sum(killed.values()) < count:
        before = finished_points(out)
        seen += len(before)
        started = bench.start(*bench.arguments("killed", "-j", "2"))
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
            merge = bench.start(bench.program, "sweep", "merge", out)
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
    files = sorted(os.path.join(folder, name) for folder, _, names in os.walk(out) for name in names
                   if not name.endswith("lock") and name != "timing.jsonl")
    file = bench.random.choice(files)
    name = os.path.relpath(file, out)
    if bench.random.random() < 1 / 7:
        os.unlink(file)
        return f"remove of {name}"
    data, how = damaged(read(file), bench.random, files)
    write(file, data)
    return f"{how} of {name}"


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
        unmount(disk)
    return f"full and read-only disk: one line each, {len(kept)} points kept, bytes equal when there is room"


def limited_files(bench):
    """ulimit -f: a file cannot be as long as a point's."""
    done = bench.run_under(["-f 4"], *bench.arguments("limited"))
    check(done.returncode == 1 and done.stderr.count("\n") == 1, f"ulimit -f: {done.stderr}")
    bench.check_whole("limited")
    return "files limited to 2 KiB: one line, bytes equal without the limit"


FAULTS = (
    lambda bench, options: kills(bench, options.kills),
    lambda bench, options: damages(bench, options.damages),
    lambda bench, options: two_at_once(bench, 1 + options.kills // 10),
    lambda bench, options: full_and_read_only(bench),
    lambda bench, options: limited_files(bench),
)

if __name__ == "__main__":
    sys.exit(main(__doc__, SweepBench, FAULTS))
