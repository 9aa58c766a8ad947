"""Holds the BLEU that a training reports to what sacreBLEU says of the translations that it wrote."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

TRAIN = Path(__file__).resolve().parents[2] / "configs/train"


def main(program):
    try:
        import sacrebleu
    except ImportError:
        print("skipped: no sacreBLEU")
        return 77
    references = [line.rstrip("\n").split("\t")[1] for line in open(TRAIN / "data/harvest_test.tsv", encoding="utf-8")]
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for iterations in (40, 400, 1000):
            written = Path(folder) / "translations.txt"
            run = subprocess.run([program, "train", TRAIN / "nmt_quick.json", "--iterations", str(iterations),
                                  "--translations", written, "--format", "json"], check=True, capture_output=True)
            ours = json.loads(run.stdout)["runs"][0]["test"]["bleu"]["score"]
            translations = written.read_text(encoding="utf-8").split("\n")[:-1]
            theirs = sacrebleu.corpus_bleu(translations, [references]).score
            print(f"{iterations} iterations: {ours} and {theirs}")
            wrong += abs(ours - theirs) > 1e-9
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
