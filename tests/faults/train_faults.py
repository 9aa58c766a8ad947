#!/usr/bin/python3
"""Faults in trainings: nothing that a checkpoint holds is lost, none that is damaged is accepted.

  train_faults.py PROGRAM [--kills N] [--damages N] [--seed N]

Ends with a line of figures for each kind; exit code 1 when a fault did harm.
"""
import json
import os
import shutil
import struct
import sys
import time
import zlib

from bench import Bench, check, damaged, faults_of_one_program, kill, main, mount, read, unmount, write

TRAINING = {
    "name": "faults",
    "workload": {"name": "small", "model": "lstm_lm", "layers": 1, "hidden": 16, "steps": 5, "batch": 4,
                 "vocabulary": 40},
    "data": {"train": "train.txt", "valid": "valid.txt"},
    "dropout": {"case": "III", "nr": 0.25, "rh": 0.25},
    "epochs": 3,
    "decay_after": 1,
    "checkpoint_every": 20,
}
TIMES = ("seconds", "phase_seconds", "milliseconds_per_iteration", "tokens_per_second", "provenance")


def without_times(json_value):
    """What a training computed, without how long it took."""
    if isinstance(json_value, dict):
        return {key: without_times(value) for key, value in json_value.items()
                if key not in TIMES and "seconds" not in key and "speed" not in key}
    if isinstance(json_value, list):
        return [without_times(value) for value in json_value]
    return json_value


class Checkpoint:
    """A file of a training: a line of JSON, weights and state, the CRC-32 of both."""

    def __init__(self, path):
        data = read(path)
        check(len(data) > 4 and zlib.crc32(data[:-4]) == struct.unpack("<I", data[-4:])[0], f"{path} is not whole")
        head, self.memory = data[:-4].split(b"\n", 1)
        self.position = json.loads(head)["position"]
        self.iteration = self.position["total_iterations"]


class TrainBench(Bench):
    """A training, and what it gives when nobody disturbs it."""

    def __init__(self, program, folder, seed):
        super().__init__(program, folder, seed)
        words = ["word%d" % i for i in range(60)]
        for name, lines in (("train.txt", 400), ("valid.txt", 40)):
            text = "".join(" ".join(self.random.choice(words) for _ in range(9)) + "\n" for _ in range(lines))
            write(self.path(name), text.encode())
        self.file = self.path("train.json")
        write(self.file, json.dumps(TRAINING).encode())
        begin = time.monotonic()
        done = self.train("whole")
        self.seconds = time.monotonic() - begin
        check(done.returncode == 0, done.stderr)
        self.whole = self.outcome("whole")

    def arguments(self, out, *more):
        return [self.program, "train", self.file, "--out", self.path(out), *more]

    def train(self, out, *more):
        return self.run(*self.arguments(out, *more))

    def checkpoint(self, out):
        return os.path.join(self.path(out), "checkpoint")

    def go_on(self, out):
        """The arguments of a training that goes on where it is, or begins."""
        return self.arguments(out, *(["--resume"] if os.path.exists(self.checkpoint(out)) else []))

    def outcome(self, out):
        """To the byte, but for times: what was learnt, and what is told of it."""
        checkpoint = Checkpoint(self.checkpoint(out))
        report = json.loads(read(os.path.join(self.path(out), "train.json")))
        return checkpoint.memory, without_times(checkpoint.position), without_times(report)["runs"][0].get("curve")

    def check_whole(self, out):
        done = self.run(*self.go_on(out))
        check(done.returncode == 0, f"the training does not go on: {done.stderr}")
        check(self.outcome(out) == self.whole, "the outcome is not what it was")
        left = [name for name in os.listdir(self.path(out)) if "partial" in name]
        check(not left, f"left behind: {left}")


def kills(bench, count):
    """kill -9 of trainings at random moments."""
    killed, ended, reached = 0, 0, 0
    while killed < count:
        started = bench.start(*bench.go_on("killed"))
        time.sleep(bench.random.uniform(0, bench.seconds))
        if started.poll() is None:
            killed += kill(started.pid)
        started.wait()
        if not os.path.exists(bench.checkpoint("killed")):
            check(reached == 0, "the checkpoint is gone")
            continue
        iteration = Checkpoint(bench.checkpoint("killed")).iteration
        check(iteration >= reached, f"the training went back from iteration {reached} to {iteration}")
        reached = iteration
        if bench.random.random() < 0.2:
            bench.check_whole("killed")
            shutil.rmtree(bench.path("killed"))
            ended, reached = ended + 1, 0
    bench.check_whole("killed")
    return f"{killed} kills of trainings, {ended + 1} of them ended: 0 iterations of a checkpoint lost, final weights equal"


def damages(bench, count):
    """Flips, cuts, zeros: no checkpoint that is not what was written is gone on from, and it stays as it was."""
    out = bench.path("damaged")
    os.mkdir(out)
    done = bench.train("half", "--iterations", "50")
    check(done.returncode == 0, done.stderr)
    whole = read(bench.checkpoint("half"))
    other = read(bench.checkpoint("whole"))
    tried = 0
    while tried < count:
        data, how = damaged(whole, bench.random)
        if data == whole:
            continue
        tried += 1
        write(bench.checkpoint("damaged"), data)
        done = bench.train("damaged", "--resume")
        check(done.returncode == 2, f"{how}: accepted")
        bench.check_refused(done, how)
        check(read(bench.checkpoint("damaged")) == data, f"{how}: what was refused has been changed")
    for data, how in ((b"", "empty"), (whole + b"\0", "a byte more"), (whole + whole, "twice"), (other[1:], "shifted")):
        write(bench.checkpoint("damaged"), data)
        bench.check_refused(bench.train("damaged", "--resume"), how)
    done = bench.train("half", "--resume", "--set", "/seed=2")
    bench.check_refused(done, "another configuration")
    write(bench.checkpoint("damaged"), whole)
    bench.check_whole("damaged")
    return f"{tried} damages of checkpoints: 0 accepted, each refused in one line"


def two_at_once(bench, rounds):
    """Trainings of one directory at the same time: whole files, and of this training."""
    for i in range(rounds):
        name = f"together-{i}"
        started = [bench.start(*bench.arguments(name)) for _ in range(3)]
        codes = [process.wait() for process in started]
        check(0 in codes and set(codes) <= {0, 1, 2}, f"exit codes {codes}")
        check(bench.outcome(name) == bench.whole, "the outcome is not what it was")
        bench.check_whole(name)
        shutil.rmtree(bench.path(name))
    return f"{rounds} times three trainings at once: files whole, weights equal"


def limits(bench, memory):
    """Few descriptors, little memory, short files: one line, and the outcome is right without the limit."""
    refused = ended = 0
    cases = [f"-n {number}" for number in (4, 5, 6, 8)]
    if memory:
        cases += [f"-v {kib}" for kib in (30000, 45000, 60000, 90000, 120000, 180000, 240000, 400000)]
    cases += ["-f 1", "-f 16"]
    for case in cases:
        done = bench.run_under([case], *bench.go_on("limited"))
        if done.returncode == 0:
            ended += 1
            check(bench.outcome("limited") == bench.whole, f"ulimit {case}: the outcome is not what it was")
            shutil.rmtree(bench.path("limited"))
        else:
            bench.check_refused(done, f"ulimit {case}")
            refused += 1
    bench.check_whole("limited")
    return f"{len(cases)} limits of descriptors, memory and files: {refused} ended in one line, {ended} as without"


def full_and_read_only(bench):
    """A file system that has no room for the next checkpoint, then with room, then read-only."""
    disk = bench.path("disk")
    os.mkdir(disk)
    if not mount("-t", "tmpfs", "-o", "size=28k", "tmpfs", disk):
        return "full and read-only disk: skipped, no tmpfs can be mounted here"
    try:
        done = bench.train("disk/out")
        check(done.returncode == 1 and "No space left on device" in done.stderr, f"full: {done.stderr}")
        kept = Checkpoint(bench.checkpoint("disk/out")).iteration if os.path.exists(bench.checkpoint("disk/out")) else 0
        check(mount("-o", "remount,size=8m", disk), "the tmpfs does not grow")
        bench.check_whole("disk/out")
        check(mount("-o", "remount,ro", disk), "the tmpfs stays writable")
        bench.check_refused(bench.train("disk/out", "--resume"), "read-only")
        check(bench.outcome("disk/out") == bench.whole, "the outcome is not what it was")
    finally:
        unmount(disk)
    return f"full and read-only disk: one line each, the checkpoint of iteration {kept} kept, weights equal with room"


FAULTS = faults_of_one_program(kills, damages, two_at_once, limits, full_and_read_only)

if __name__ == "__main__":
    sys.exit(main(__doc__, TrainBench, FAULTS))
