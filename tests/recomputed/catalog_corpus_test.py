"""scripts/make_catalog_corpus.py on catalogs that this test writes."""
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts/make_catalog_corpus.py"


def write_catalog(path, messages, charset="UTF-8"):
    """The format of .mo files: a head, two tables of lengths and places, and the texts."""
    entries = [("", f"Content-Type: text/plain; charset={charset}\n")] + sorted(messages)
    texts = [text.encode(charset) for pair in entries for text in pair]
    at = 28 + 16 * len(entries)
    places = []
    for text in texts:
        places.append(struct.pack("<2I", len(text), at))
        at += len(text) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(entries), 28, 28 + 8 * len(entries), 0, 0)
    path.write_bytes(head + b"".join(places[0::2] + places[1::2]) + b"\0".join(texts) + b"\0")


def run(*arguments):
    return subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True)


def lines(folder, language):
    return {part: (folder / f"{part}.{language}").read_text(encoding="utf-8").split("\n")[:-1]
            for part in ("train", "valid", "test")}


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "de").mkdir()
        plain = [(f"cannot open the file number {i}", f"die Datei Nummer {i} ist nicht zu öffnen") for i in range(200)]
        odd = [("menu\x04please close the last window", "bitte das letzte Fenster schließen"),
               ("%d file was lost here\0%d files were lost here", "%d Datei ging hier verloren\0%d Dateien gingen hier verloren"),
               ("two words", "zwei Worte nur hier"), ("%s: %d of %s", "%s: %d von %s"),
               ("it is the same here", "it is the same here"), ("bell rings here now \a", "Glocke läutet jetzt hier \a"),
               ("a " * 41 + "long line here", "zu lang ist das")]
        write_catalog(folder / "de/a.mo", plain + odd)
        write_catalog(folder / "de/b.mo", plain[:50] + [("only the second catalog", "nur der zweite Käfer")], "ISO-8859-1")
        (folder / "de/c.mo").write_bytes(b"no catalog")
        out = folder / "out"
        made = run(out, "--catalogs", folder / "de")
        assert made.returncode == 0, made.stderr
        assert "c.mo is left out" in made.stderr, made.stderr
        german, english = lines(out, "de"), lines(out, "en")
        pairs = {(d, e): part for part in german for d, e in zip(german[part], english[part])}
        assert sum(len(part) for part in german.values()) == len(pairs) == 200 + 1 + 2 + 1, len(pairs)
        assert all(len(german[part]) == len(english[part]) for part in german)
        assert ("bitte das letzte Fenster schließen", "please close the last window") in pairs
        assert ("%d Dateien gingen hier verloren", "%d files were lost here") in pairs
        assert ("nur der zweite Käfer", "only the second catalog") in pairs
        assert len(german["train"]) > 150 and german["valid"] and german["test"]
        # Which part a message is in does not depend on the others.
        (folder / "de/a.mo").unlink()
        write_catalog(folder / "de/a.mo", plain[:150])
        assert run(out, "--catalogs", folder / "de").returncode == 0
        german, english = lines(out, "de"), lines(out, "en")
        for part in german:
            for pair in zip(german[part], english[part]):
                assert pairs[pair] == part, pair
        (folder / "nothing").mkdir()
        nothing = run(out, "--catalogs", folder / "nothing")
        assert nothing.returncode == 1 and "expected catalogs" in nothing.stderr, nothing.stderr
    return 0


if __name__ == "__main__":
    sys.exit(main())
