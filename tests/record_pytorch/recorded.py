"""Programs recorded by scripts/record_pytorch.py, for the tests beside this file. Where PyTorch is missing, says so and
exits with the code that ctest takes for a skipped test."""
import base64
import json
import os
import sys
import tempfile

SKIPPED = 77
SCRIPTS = os.path.join(os.path.dirname(__file__), "..", "..", "scripts")
sys.path.insert(0, SCRIPTS)
sys.dont_write_bytecode = True

try:
    import torch
except ImportError:
    print("skipped: PyTorch is not installed (Debian: python3-torch)")
    sys.exit(SKIPPED)

import record_pytorch  # noqa: E402

torch.set_num_threads(1)


class Trace:
    """The operations of a recorded file, and its masks of one iteration: lists of kept indices, one a row."""

    def __init__(self, path):
        with open(path) as file:
            self.header, *lines, self.end = map(json.loads, file)
        self.ops, self.mask_rows = [], {}
        for line in lines:
            if line["type"] == "mask":
                assert line["iter"] == 0, "masks of later iterations have the same ids"
                data, stride = base64.b64decode(line["bits"]), (line["neurons"] + 7) // 8
                self.mask_rows[line["id"]] = [
                    [i for i in range(line["neurons"]) if data[row * stride + i // 8] >> (i % 8) & 1]
                    for row in range(line["rows"])]
            else:
                self.ops.append(line)

    def products(self, **wanted):
        return [op for op in self.ops
                if op["type"] == "gemm" and all(op[key] == value for key, value in wanted.items())]

    def kept(self, op):
        """{"k": [kept indices]} of a product, of masks for the whole batch."""
        rows = {dimension: self.mask_rows[mask] for dimension, mask in op.get("skip", {}).items()}
        assert all(len(row) == 1 for row in rows.values())
        return {dimension: row[0] for dimension, row in rows.items()}

    def before(self, op):
        """Ids of all operations that this one waits for, directly and through others."""
        found, left = set(), list(op.get("deps", []))
        while left:
            identifier = left.pop()
            if identifier not in found:
                found.add(identifier)
                left += self.ops[identifier].get("deps", [])
        return found


def recorded(program, module=None, **options):
    """The trace of program(recording)."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "trace.jsonl")
        with record_pytorch.record(path, module, **options) as recording:
            program(recording)
        return Trace(path)


def shape(op):
    return op["m"], op["k"], op["n"]
