"""What every program of faults stands on: a folder, the program run as a shell would, and what counts as harm."""
import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile

LIBRARY_TEXTS = ("[json.exception", "filesystem error", "constraint failed", "E549", "terminate called", "std::",
                 "Traceback", "libc++abi", "muParser", "sc_core")


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


class Bench:
    """A folder, the program, and chance with a seed."""

    def __init__(self, program, folder, seed):
        self.program, self.folder, self.random = program, folder, random.Random(seed)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *arguments):
        """Runs to the end; whatever comes of it is told in the program's words and an exit code of its own."""
        done = subprocess.run(arguments, capture_output=True, text=True, errors="backslashreplace", check=False,
                              timeout=300)
        for text in LIBRARY_TEXTS:
            check(text not in done.stdout + done.stderr, f"a library's text: {done.stderr}")
        check(done.returncode in (0, 1, 2), f"exit code {done.returncode}: {done.stderr}")
        return done

    def run_under(self, limits, *arguments):
        """The same after `ulimit`s such as "-n 16"."""
        command = " ".join(f"'{word}'" for word in arguments)
        return self.run("sh", "-c", " && ".join(f"ulimit {limit}" for limit in limits) + f" && exec {command}")

    def start(self, *arguments):
        return subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def check_refused(self, done, what):
        check(done.returncode in (1, 2), f"{what}: exit code {done.returncode}, {done.stderr}")
        complaint = [line for line in done.stderr.splitlines() if line.strip()]
        check(len(complaint) == 1, f"{what}: not one line: {done.stderr}")


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


def mount(*arguments):
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0


def unmount(path):
    subprocess.run(["umount", path], check=False)


def damaged(data, chance, others=()):
    """The bytes after some harm, and which; at times all of another file's bytes. They may be what they were."""
    data = bytearray(data)
    kinds = ["flip", "flip", "digit", "cut", "zeros"] + ["swap"] * bool(others)
    kind = chance.choice(kinds)
    at = chance.randrange(len(data)) if data else 0
    digits = [i for i, byte in enumerate(data) if chr(byte).isdigit()]
    if kind == "flip" and data:
        data[at] ^= 1 << chance.randrange(8)
    elif kind == "digit" and digits:
        at = chance.choice(digits)
        data[at] = ord("0") + (data[at] - ord("0") + 1 + chance.randrange(8)) % 10
    elif kind == "cut":
        del data[at:]
    elif kind == "zeros":
        data[at:] = bytes(len(data) - at)
    elif kind == "swap":
        data = bytearray(read(chance.choice(others)))
    return bytes(data), f"{kind} at {at}"


def faults_of_one_program(kills, damages, two_at_once, limits, full_and_read_only):
    """In this order, as many as the options say."""
    return (
        lambda bench, options: kills(bench, options.kills),
        lambda bench, options: damages(bench, options.damages),
        lambda bench, options: two_at_once(bench, 1 + options.kills // 20),
        lambda bench, options: limits(bench, not options.no_memory_limits),
        lambda bench, options: full_and_read_only(bench),
    )


def main(description, make_bench, faults):
    """Does each of the faults to one bench; prints a line of figures for each. Exit code 1 when one did harm."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--damages", type=int, default=10)
    parser.add_argument("--no-memory-limits", action="store_true", help="no ulimit -v, which sanitizers cannot do with")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        try:
            bench = make_bench(os.path.abspath(options.program), folder, options.seed)
            for fault in faults:
                print(fault(bench, options), flush=True)
        except Harm as harm:
            print(f"harm: {harm}", file=sys.stderr)
            return 1
    return 0
