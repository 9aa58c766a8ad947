#!/usr/bin/python3
"""Sweeps through a Slurm that is started for the test: the bytes of a local sweep, whatever happens to tasks.

  cluster_test.py PROGRAM      exit 77, with the reason, where Slurm is not installed or cannot start
"""
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))
LOCAL_SLURM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "local_slurm.sh")
CPUS = 2
PATIENCE = 120  # seconds until the queue must be empty; usually a few

SWEEP = {
    "name": "cluster test",
    "base": {
        "hardware": {"rows": 8, "cols": 8},
        "workload": {"name": "small", "model": "lstm_lm", "layers": 2, "hidden": 256, "steps": 35, "batch": 20,
                     "vocabulary": 500},
        "dropout": {"case": "III", "nr": 0.5, "seed": 1},
        "variants": ["structured", "dense-fused"],
    },
    "axes": {"/hardware/rows": [4, 8, 16], "/dropout/nr": [0.2, 0.4, 0.6, 0.8]},
}
POINTS = 12


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Cluster(unittest.TestCase):
    """What a user does, what Slurm does, and the bytes that a local sweep gives."""

    iterations = 1  # of training, in each point: how long it takes

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="cluster test %'-")  # a name that scripts must quote
        cls.addClassCleanup(cls.folder.cleanup)
        cls.sweep_file = os.path.join(cls.folder.name, "sweep.json")
        with open(cls.sweep_file, "w", encoding="utf-8") as file:
            json.dump(dict(SWEEP, base=dict(SWEEP["base"], iterations=cls.iterations)), file)
        local = os.path.join(cls.folder.name, "local")
        done = run(PROGRAM, "sweep", cls.sweep_file, "--out", local)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        cls.expected = read(os.path.join(local, "results.csv"))

    def setUp(self):
        self.out = os.path.join(self.folder.name, self.id().rsplit(".", 1)[-1])
        self.addCleanup(self.empty_queue)

    # What a user does.

    def submit(self, *options, shards=4):
        done = run(PROGRAM, "sweep", "submit", self.sweep_file, "--out", self.out, "--shards", str(shards), *options)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def array_job(self, said):
        """The id in "job 7: 12 of 12 points ..."."""
        return said.split(":")[0].split()[1]

    def results(self):
        return read(os.path.join(self.out, "results.csv"))

    def points_done(self):
        """File names of the points with the time of writing: a point computed again would change it."""
        folder = os.path.join(self.out, "points")
        names = os.listdir(folder) if os.path.isdir(folder) else []
        return {name: os.stat(os.path.join(folder, name)).st_mtime_ns for name in names if not name.startswith(".")
                and name.endswith(".json")}

    # What Slurm does.

    def slurm(self, *command):
        done = run(*command)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def tasks(self, state):
        """"7_3" of all tasks of arrays in a state, the merge job left out."""
        return self.slurm("squeue", "--noheader", "--array", f"--states={state}", "--format=%F_%K").split()

    def wait_for(self, what, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), end, f"waited {PATIENCE} s for {what}\n" + self.story())
            time.sleep(0.1)

    def wait_for_all(self):
        self.wait_for("an empty queue", lambda: self.slurm("squeue", "--noheader") == "")

    def empty_queue(self):
        run("scancel", "--user", str(os.geteuid()))
        self.wait_for_all()

    def story(self):
        """What is in the queue and in the logs."""
        text = self.slurm("squeue")
        for folder, _, files in os.walk(os.path.join(self.out, "jobs")):
            for name in sorted(files):
                if name.endswith(".log"):
                    text += f"--- {name}\n" + read(os.path.join(folder, name)).decode()
        return text

    def release_merge(self):
        """--hold is for both jobs."""
        for job in self.slurm("squeue", "--noheader", "--format=%F").split():
            run("scontrol", "release", job)


class Submitted(Cluster):
    def test_the_same_bytes_as_a_local_sweep(self):
        said = self.submit()
        self.assertIn(f"{POINTS} of {POINTS} points in 4 shards", said)
        self.wait_for_all()
        self.assertEqual(self.results(), self.expected, self.story())

    def test_a_cancelled_pending_task_leaves_its_points_for_the_next_submission(self):
        job = self.array_job(self.submit("--sbatch-arg=--hold"))
        self.wait_for("held tasks", lambda: len(self.tasks("PENDING")) >= 4)
        self.slurm("scancel", f"{job}_0", f"{job}_2")
        self.slurm("scontrol", "release", job)
        self.release_merge()
        self.wait_for_all()
        first = self.points_done()
        self.assertEqual(len(first), POINTS // 2, self.story())
        self.assertIn(f"{POINTS // 2} of {POINTS} points in 3 shards", self.submit(shards=3))
        self.wait_for_all()
        self.assertEqual(self.results(), self.expected, self.story())
        again = self.points_done()
        self.assertEqual({name: again[name] for name in first}, first, "a point that was done was computed again")

    def test_submitting_again_while_tasks_wait_submits_no_point_twice(self):
        job = self.array_job(self.submit("--sbatch-arg=--hold"))
        self.wait_for("held tasks", lambda: len(self.tasks("PENDING")) >= 4)
        said = self.submit()
        self.assertIn("nothing to submit", said)
        self.assertIn(job, said)
        self.slurm("scancel", f"{job}_1")
        self.wait_for("the cancellation", lambda: f"{job}_1" not in self.tasks("PENDING"))
        said = self.submit(shards=1)
        self.assertIn(f"{POINTS // 4} of {POINTS} points in 1 shard;", said)
        self.assertIn(f"{POINTS - POINTS // 4} more are in the queue", said)
        self.slurm("scontrol", "release", job)
        self.release_merge()
        self.wait_for_all()
        self.assertEqual(self.results(), self.expected, self.story())

    def test_all_done_is_merged_and_nothing_submitted(self):
        self.submit()
        self.wait_for_all()
        os.unlink(os.path.join(self.out, "results.csv"))
        self.assertIn(f"all {POINTS} points are done", self.submit())
        self.assertEqual(self.slurm("squeue", "--noheader"), "")
        self.assertEqual(self.results(), self.expected)

    def test_what_slurm_refuses_is_one_line_and_leaves_nothing_half_submitted(self):
        done = run(PROGRAM, "sweep", "submit", self.sweep_file, "--out", self.out, "--sbatch-arg=--partition=none")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (1, 1), done.stderr)
        self.assertIn("sbatch", done.stderr)
        self.assertEqual(os.listdir(os.path.join(self.out, "jobs")), ["lock"])
        self.submit()
        self.wait_for_all()
        self.assertEqual(self.results(), self.expected, self.story())

    def test_a_machine_without_slurm_is_told_so_and_shown_the_scripts_when_asked(self):
        bare = dict(os.environ, PATH="/nowhere")
        command = [PROGRAM, "sweep", "submit", self.sweep_file, "--out", self.out]
        done = run(*command, env=bare)
        self.assertEqual((done.returncode, done.stderr.count("\n")), (1, 1), done.stderr)
        self.assertIn("sbatch", done.stderr)
        shown = run(*command, "--dry-run", "--shards", "3", env=bare)
        self.assertEqual((shown.returncode, shown.stderr), (0, ""))
        self.assertIn("#SBATCH --array=0-2\n", shown.stdout)
        self.assertIn("--dependency=afterany:", shown.stdout)
        self.assertFalse(os.path.exists(self.out))

    def test_options_that_the_jobs_need_for_themselves_are_refused(self):
        for option in ("--array=0-3", "-a0-3", "--dependency=singleton", "--wrap=ls", "partition"):
            done = run(PROGRAM, "sweep", "submit", self.sweep_file, "--out", self.out, f"--sbatch-arg={option}")
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
        self.assertFalse(os.path.exists(self.out))


class Interrupted(Cluster):
    iterations = 80  # half a second a point: long enough to be caught at work

    def test_a_cancelled_running_task_loses_nothing_that_was_finished(self):
        job = self.array_job(self.submit())
        self.wait_for("a first point", lambda: self.points_done() and self.tasks("RUNNING"))
        local = run(PROGRAM, "sweep", self.sweep_file, "--out", self.out)
        self.assertEqual((local.returncode, local.stderr.count("\n")), (2, 1), local.stderr)
        self.assertIn("is held by", local.stderr)
        running = [task for task in self.tasks("RUNNING") if task.startswith(f"{job}_")]
        self.slurm("scancel", *running)
        finished = self.points_done()
        self.wait_for_all()
        first = self.points_done()
        self.assertLess(len(first), POINTS, "nothing was cancelled in time")
        self.assertLessEqual(finished.items(), first.items())
        self.submit()
        self.wait_for_all()
        self.assertEqual(self.results(), self.expected, self.story())
        self.assertLessEqual(first.items(), self.points_done().items())

    def test_the_merge_runs_when_a_task_crashes_and_holds_what_was_finished(self):
        job = self.array_job(self.submit(shards=2))
        self.wait_for("a first point", lambda: self.points_done() and self.tasks("RUNNING"))
        self.slurm("scancel", "--signal=KILL", "--full", f"{job}_1")
        self.wait_for_all()
        missing = POINTS - len(self.points_done())
        self.assertGreater(missing, 0, "nothing was killed in time")
        expected = self.expected.splitlines(True)
        merged = self.results().splitlines(True)
        self.assertEqual(len(merged), len(expected) - 2 * missing, self.story())
        self.assertEqual([line for line in expected if line in set(merged)], merged)
        status = run(PROGRAM, "sweep", "status", self.out)
        self.assertIn(str(missing), status.stdout)
        self.submit()
        self.wait_for_all()
        self.assertEqual(self.results(), self.expected, self.story())

    def test_a_requeued_task_goes_on_where_it_was(self):
        job = self.array_job(self.submit(shards=1))
        self.wait_for("a first point", lambda: self.points_done() and self.tasks("RUNNING"))
        self.slurm("scontrol", "requeue", f"{job}_0")
        first = self.points_done()
        self.wait_for_all()
        self.assertEqual(self.results(), self.expected, self.story())
        self.assertLessEqual(first.items(), self.points_done().items())


def main():
    with tempfile.TemporaryDirectory(prefix="slurm-") as folder:
        os.chmod(folder, 0o755)  # munged wants to be reached by everybody
        cluster = os.path.join(folder, "s")
        started = run(LOCAL_SLURM, "start", cluster, str(CPUS))
        if started.returncode != 0:
            print("skipped: Slurm cannot be started here:", started.stderr.strip())
            return 77
        try:
            os.environ["SLURM_CONF"] = os.path.join(cluster, "slurm.conf")
            return 0 if unittest.main(exit=False, verbosity=2).result.wasSuccessful() else 1
        finally:
            run(LOCAL_SLURM, "stop", cluster)


if __name__ == "__main__":
    sys.exit(main())
