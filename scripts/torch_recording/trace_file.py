"""Writes the lines of a skipgrid trace (docs/trace-format.md)."""
import base64
import contextlib
import gzip
import json
import os
import tempfile

import numpy as np


def mask_line(identifier, iteration, kept):
    """kept: booleans, [neurons] for the whole batch or [samples, neurons]."""
    rows = np.atleast_2d(kept)
    packed = np.packbits(rows, axis=1, bitorder="little")
    return {"type": "mask", "id": identifier, "iter": iteration, "neurons": rows.shape[1], "rows": rows.shape[0],
            "bits": base64.b64encode(packed.tobytes()).decode()}


@contextlib.contextmanager
def _replacing(path):
    """A file to write that appears as `path` when all is well, and not at all otherwise."""
    folder, name = os.path.split(os.path.abspath(path))
    handle, partial = tempfile.mkstemp(prefix=f"{name}.partial-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(partial, 0o666 & ~umask)  # mkstemp's files are private
        os.replace(partial, path)
    except BaseException:
        os.unlink(partial)
        raise


def check_path(path):
    """Raises ValueError for a name whose compression cannot be written here."""
    if str(path).endswith(".zst"):
        raise ValueError(f"{path}: expected a name that ends in .jsonl or .jsonl.gz; "
                         "skipgrid trace convert makes .zst of either")


def write(path, header, lines):
    """header: what stands beside format and version; lines: dicts in order. Compresses when the name ends in .gz."""
    check_path(path)
    with _replacing(path) as raw:
        file = gzip.GzipFile("", "wb", fileobj=raw, mtime=0) if str(path).endswith(".gz") else raw
        operations = 0
        dump = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
        file.write((dump({"format": "skipgrid-trace", "version": 1, **header}) + "\n").encode())
        for line in lines:
            operations += line["type"] != "mask"
            file.write((dump(line) + "\n").encode())
        file.write((dump({"type": "end", "ops": operations}) + "\n").encode())
        if file is not raw:
            file.close()
