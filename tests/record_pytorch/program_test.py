"""What is recorded is a trace that skipgrid reads and runs, and the demonstration LSTM is skipgrid's own."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

from recorded import SCRIPTS, record_pytorch, torch

SKIPGRID = ""  # the program, from the command line
RECORD = os.path.join(SCRIPTS, "record_pytorch.py")


def skipgrid(*arguments):
    return subprocess.run([SKIPGRID, *arguments], capture_output=True, text=True, check=False)


def record(*arguments):
    return subprocess.run([sys.executable, RECORD, *arguments], capture_output=True, text=True, check=False)


class Program(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def succeed(self, run):
        self.assertEqual((run.returncode, run.stderr), (0, ""), run.stderr)
        return run.stdout

    def json(self, *arguments):
        return json.loads(self.succeed(skipgrid(*arguments, "--format", "json")))

    def test_the_lstm_has_the_products_of_skipgrids_own_in_every_phase(self):
        sizes = {"layers": 2, "hidden": 24, "embedding": 16, "steps": 5, "batch": 4, "vocabulary": 40}
        dropout = {"nr": 0.5, "rh": 0.25, "draw": "fixed_count"}  # whatever is drawn, as many neurons are kept
        options = [f"--{key}={value}" for key, value in {**sizes, **dropout}.items()]
        self.succeed(record("lstm", f"--out={self.path('recorded.jsonl.gz')}", "--iterations=2", *options))
        with open(self.path("run.json"), "w") as file:
            json.dump({"hardware": {"rows": 8, "cols": 8}, "iterations": 2, "dropout": {"case": "III", **dropout},
                       "workload": {"name": "lstm", "model": "lstm_lm", **sizes}}, file)
        self.succeed(skipgrid("trace", "gen", self.path("run.json"), "--out", self.path("own.jsonl.gz")))
        recorded, own = (self.json("trace", "info", self.path(f"{name}.jsonl.gz")) for name in ("recorded", "own"))
        for phase in ("FP", "BP", "WG"):
            for count in ("gemms", "dense_macs", "kept_macs"):
                self.assertEqual(recorded["phases"][phase][count], own["phases"][phase][count], (phase, count))
        self.assertEqual(recorded["masks"], own["masks"])
        self.assertEqual((recorded["batch"], recorded["iterations"]), (4, 2))

    def test_recorded_models_run_and_skip(self):
        machine = os.path.join(SCRIPTS, "..", "configs", "hardware", "gemmini_16x16.json")  # DRAM, a vector unit
        for model, sizes in (("lstm", ["--steps=4", "--vocabulary=30"]), ("mlp", ["--layers=3"])):
            self.succeed(record(model, f"--out={self.path('x.jsonl')}", "--hidden=32", "--batch=8", *sizes))
            with open(self.path("run.json"), "w") as file:
                json.dump({"hardware": os.path.abspath(machine), "workload": {"trace": "x.jsonl"}}, file)
            results = self.json("run", self.path("run.json"))
            totals = {variant["name"]: variant["total"] for variant in results["variants"]}
            self.assertEqual(totals["dense"]["macs"], totals["structured"]["dense_macs"])
            self.assertLess(totals["structured"]["macs"], totals["dense"]["macs"])
            self.assertLess(totals["structured"]["cycles"], totals["dense"]["cycles"])
            self.assertGreater(totals["structured"]["vector_cycles"], 0)

    def test_steps_of_a_recorded_lstm_can_be_fused_where_nothing_waits(self):
        self.succeed(record("lstm", f"--out={self.path('x.jsonl')}", "--hidden=16", "--steps=6", "--layers=1"))
        with open(self.path("run.json"), "w") as file:
            json.dump({"hardware": {"rows": 8, "cols": 8}, "workload": {"trace": "x.jsonl"},
                       "variants": ["dense", "dense-fused"]}, file)
        dense, fused = (variant["phases"] for variant in self.json("run", self.path("run.json"))["variants"])
        # 6 steps of x2h, h2h and the projection. What cannot be fused: h2h's FP and its 5 data gradients, one after
        # another, and h2h's weight gradient of the initial state, which is a tensor of its own.
        self.assertEqual([dense[phase]["gemms"] for phase in ("FP", "BP", "WG")], [18, 17, 18])
        self.assertEqual([fused[phase]["gemms"] for phase in ("FP", "BP", "WG")], [8, 7, 4])
        for phase in ("FP", "BP", "WG"):
            self.assertEqual(fused[phase]["macs"], dense[phase]["macs"])

    def test_the_same_seed_gives_the_same_bytes(self):
        for name in ("a", "b"):
            self.succeed(record("mlp", f"--out={self.path(name + '.jsonl.gz')}", "--hidden=16", "--seed=5"))
        with open(self.path("a.jsonl.gz"), "rb") as a, open(self.path("b.jsonl.gz"), "rb") as b:
            self.assertEqual(a.read(), b.read())

    def test_wrong_arguments_are_refused_before_anything_runs(self):
        for arguments, words in ((["gru", "--out=x.jsonl"], "invalid choice"), (["mlp"], "--out"),
                                 (["mlp", "--out=x.jsonl", "--nr=1"], "0 <= p < 1"),
                                 (["mlp", "--out=x.jsonl", "--hidden=0"], "--hidden: expected 1 or more, got 0"),
                                 (["mlp", "--out=x.jsonl.zst"], ".jsonl.gz")):
            run = record(*arguments)
            self.assertEqual((run.returncode, run.stdout), (2, ""))
            self.assertIn(words, run.stderr)

    def test_a_recording_that_fails_leaves_no_file(self):
        def refused(error, program, name="x.jsonl"):
            with self.assertRaises(error), record_pytorch.record(self.path(name)):
                program()
            self.assertEqual(os.listdir(self.folder), [])

        refused(ValueError, lambda: None, "x.jsonl.zst")
        refused(FileNotFoundError, lambda: None, "missing/x.jsonl")
        refused(KeyError, lambda: {}[1])
        refused(record_pytorch.Unrecordable, lambda: torch.nn.ConvTranspose2d(2, 3, 2)(torch.randn(1, 2, 4, 4)))
        refused(ValueError, lambda: record_pytorch.mark(torch.ones(3), torch.ones(2, 4)))


if __name__ == "__main__":
    SKIPGRID = os.path.abspath(sys.argv.pop(1))
    unittest.main()
