"""Dumps iterations of several trainings and has scripts/check_dump.py compute them again."""
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DECODER = "/workload/layers/3"
TRAININGS = [
    ("quick.json", []),
    ("quick.json", ['/dropout={"case": "I", "nr": 0.3, "rh": 0.2}']),
    ("nmt_quick.json", ['/dropout={"case": "III", "nr": 0.3, "rh": 0.2}']),
    ("nmt_quick.json", ['/dropout={"case": "I", "nr": 0.3, "rh": 0.2}', "/workload/layers/1/layers=2",
                        DECODER + "/layers=2", DECODER + '/dropout={"attention": 0.3}']),
    ("nmt_quick.json", [DECODER + "/attention=dot", DECODER + "/input_feeding=false"]),
]


def main(program):
    try:
        import torch  # noqa: F401: what check_dump.py needs
    except ImportError:
        print("skipped: no PyTorch (python3-torch)")
        return 77
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for config, sets in TRAININGS:
            dump = Path(folder) / "dump.npz"
            options = [word for text in sets for word in ("--set", text)]
            subprocess.run([program, "train", ROOT / "configs/train" / config, "--iterations", "20", "--dump", dump,
                            "--format", "json", *options], check=True, stdout=subprocess.DEVNULL)
            check = subprocess.run([sys.executable, ROOT / "scripts/check_dump.py", dump], capture_output=True, text=True)
            if check.returncode != 0:
                print(config, sets, check.stdout, check.stderr, sep="\n")
                wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
