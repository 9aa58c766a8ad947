"""The results of one run: results.json, as configs/schema/results.schema.json describes it."""
import json
import os

from plotting.input_error import InputError

PHASES = ("FP", "BP", "WG")


class RunResults:
    """variants: [{name, total, phases, layers, ...}], those asked for; machine: pes, dram_bytes_per_cycle."""

    def __init__(self, path, variants, machine):
        self.path, self.variants, self.machine = path, variants, machine

    @staticmethod
    def read(path, names):
        """Reads results.json, or the one in a folder; names: of variants, or None for all. Raises InputError."""
        if os.path.isdir(path):
            path = os.path.join(path, "results.json")
        try:
            with open(path, encoding="utf-8") as file:
                document = json.load(file)
            variants, machine = document["variants"], document["machine"]
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror} (skipgrid run --out writes it)") from None
        except (ValueError, KeyError, TypeError):
            raise InputError(f"{path}: expected the results of a run (skipgrid run --out writes them)") from None
        known = [variant["name"] for variant in variants]
        for name in names or []:
            if name not in known:
                raise InputError(f"{path}: no variant {name}; there are {', '.join(known)}")
        return RunResults(path, [variant for variant in variants if not names or variant["name"] in names], machine)
