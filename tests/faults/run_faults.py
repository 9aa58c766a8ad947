#!/usr/bin/python3
"""Faults in runs: results are those of before, or the new ones, whole; never a part, never wrong.

  run_faults.py PROGRAM [--kills N] [--damages N] [--seed N]

Ends with a line of figures for each kind; exit code 1 when a fault did harm.
"""
import json
import os
import sys
import time

from bench import Bench, check, children_of, damaged, faults_of_one_program, kill, main, mount, read, unmount, write

RUN = {
    "name": "faults",
    "hardware": {"rows": 8, "cols": 8, "dataflow": "ws"},
    "workload": {"name": "small", "model": "lstm_lm", "layers": 1, "hidden": 32, "steps": 4, "batch": 4,
                 "vocabulary": 30},
    "dropout": {"case": "III", "nr": 0.5, "seed": 1},
    "iterations": 30,
    "variants": ["structured", "dense", "random", "structured-best"],
}
TABLES = ("results.json", "results.csv")


def tables_in(folder):
    return {name: read(os.path.join(folder, name)) for name in TABLES if os.path.exists(os.path.join(folder, name))}


def is_alive(process):
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


class RunBench(Bench):
    """Two runs, and what they give when nobody disturbs them."""

    def __init__(self, program, folder, seed):
        super().__init__(program, folder, seed)
        self.whole = {}
        begin = time.monotonic()
        for draw in (1, 2):
            write(self.file(draw), json.dumps({**RUN, "dropout": {**RUN["dropout"], "seed": draw}}).encode())
            done = self.run(*self.arguments(draw, f"whole-{draw}"))
            check(done.returncode == 0, done.stderr)
            self.whole[draw] = tables_in(self.path(f"whole-{draw}"))
        self.seconds = (time.monotonic() - begin) / len(self.whole)
        check(self.whole[1] != self.whole[2], "the runs do not differ")

    def file(self, draw):
        return self.path(f"run-{draw}.json")

    def arguments(self, draw, out, jobs=2):
        return [self.program, "run", self.file(draw), "--out", self.path(out), "-j", str(jobs)]

    def check_tables(self, folder):
        """Each is that of one of the runs."""
        found = tables_in(folder)
        for name, data in found.items():
            check(data in [whole[name] for whole in self.whole.values()], f"{name} is of no run")
        return found

    def check_whole(self, draw, out):
        done = self.run(*self.arguments(draw, out))
        check(done.returncode == 0, f"the run does not start anew: {done.stderr}")
        check(tables_in(self.path(out)) == self.whole[draw], "the results are not what they were")
        left = sorted(set(os.listdir(self.path(out))) - set(TABLES))
        check(not left, f"left behind: {left}")


def kills(bench, count):
    """kill -9 of runs and of their processes at random moments, where results of another run are."""
    killed = {"run": 0, "process of a run": 0}
    out = bench.path("killed")
    bench.check_whole(1, "killed")
    before = tables_in(out)
    while sum(killed.values()) < count:
        draw = bench.random.choice((1, 2))
        started = bench.start(*bench.arguments(draw, "killed", bench.random.choice((1, 2))))
        time.sleep(bench.random.uniform(0, bench.seconds))
        processes = children_of(started.pid)
        if processes and bench.random.random() < 0.6:
            killed["process of a run"] += kill(bench.random.choice(processes))
            code = started.wait(timeout=60)
            check(code in (0, 1), f"exit code {code} after a process of a run was killed")
            check(code == 0 or tables_in(out) == before, "results of a run that has failed")
        elif started.poll() is None:
            killed["run"] += kill(started.pid)
            started.wait()
        else:
            check(started.returncode == 0, f"exit code {started.returncode}")
        end = time.monotonic() + 10
        while any(is_alive(process) for process in processes) and time.monotonic() < end:
            time.sleep(0.01)
        check(not any(is_alive(process) for process in processes), "a process of a run lives on without it")
        after = bench.check_tables(out)
        check(before.keys() <= after.keys(), "results are gone")
        before = after
    for draw in bench.whole:
        bench.check_whole(draw, "killed")
    kinds = ", ".join(f"{number} of a {kind}" for kind, number in killed.items())
    return f"{sum(killed.values())} kills ({kinds}): results of before or the new ones, bytes equal when run again"


def damages(bench, count):
    """Configurations that are damaged: refused in one line, or run as what they have become."""
    refused = accepted = 0
    whole = read(bench.file(1))
    for _ in range(count):
        data, how = damaged(whole, bench.random)
        write(bench.path("damaged.json"), data)
        done = bench.run_under(["-t 60"], bench.program, "run", bench.path("damaged.json"), "--format", "json")
        if done.returncode == 0:
            accepted += 1
            check(json.loads(done.stdout), f"{how}: no results")
        else:
            refused += 1
            bench.check_refused(done, how)
    return f"{count} damages of configurations: {refused} refused in one line, {accepted} another run or the same"


def two_at_once(bench, rounds):
    """Runs into one folder at the same time."""
    for i in range(rounds):
        name = f"together-{i}"
        started = [bench.start(*bench.arguments(draw, name, 1)) for draw in (1, 2, 1)]
        codes = [process.wait() for process in started]
        check(0 in codes and set(codes) <= {0, 1, 2}, f"exit codes {codes}")
        check(bench.check_tables(bench.path(name)).keys() == set(TABLES), "results are missing")
        bench.check_whole(2, name)
    return f"{rounds} times three runs at once: every file whole"


def limits(bench, memory):
    """Few descriptors, little memory, short files: one line, and the outcome is right without the limit."""
    refused = ended = 0
    cases = [f"-n {number}" for number in (4, 5, 6, 8)]
    if memory:
        # Between the steps lie a few where a library ends the program: SystemC allocates when a module goes.
        cases += [f"-v {kib}" for kib in (27000, 28000, 30000, 34000, 42000, 60000)]
    cases += ["-f 1", "-f 4"]
    for case in cases:
        done = bench.run_under([case], *bench.arguments(1, "limited"))
        if done.returncode == 0:
            ended += 1
            check(tables_in(bench.path("limited")) == bench.whole[1], f"ulimit {case}: not the results")
        elif done.returncode != 127:
            bench.check_refused(done, f"ulimit {case}")
            refused += 1
    bench.check_whole(1, "limited")
    return f"{len(cases)} limits of descriptors, memory and files: {refused} ended in one line, {ended} as without"


def full_and_read_only(bench):
    """A file system without room for the results, then with room, then read-only."""
    disk = bench.path("disk")
    os.mkdir(disk)
    if not mount("-t", "tmpfs", "-o", "size=8k", "tmpfs", disk):
        return "full and read-only disk: skipped, no tmpfs can be mounted here"
    try:
        done = bench.run(*bench.arguments(1, "disk/out"))
        check(done.returncode == 1 and "No space left on device" in done.stderr, f"full: {done.stderr}")
        bench.check_tables(os.path.join(disk, "out"))
        check(mount("-o", "remount,size=8m", disk), "the tmpfs does not grow")
        bench.check_whole(1, "disk/out")
        check(mount("-o", "remount,ro", disk), "the tmpfs stays writable")
        bench.check_refused(bench.run(*bench.arguments(2, "disk/out")), "read-only")
        check(tables_in(os.path.join(disk, "out")) == bench.whole[1], "the results are not what they were")
    finally:
        unmount(disk)
    return "full and read-only disk: one line each, bytes equal when there is room"


FAULTS = faults_of_one_program(kills, damages, two_at_once, limits, full_and_read_only)

if __name__ == "__main__":
    sys.exit(main(__doc__, RunBench, FAULTS))
