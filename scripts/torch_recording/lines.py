"""The lines of a trace as they are recorded: numbered operations, counted names."""
import collections

from . import trace_file


class Lines:
    def __init__(self):
        self._lines = []
        self._iteration = 0
        self._counts = collections.Counter()  # of this iteration

    def next_iteration(self):
        self._iteration += 1
        self._counts.clear()

    def counted(self, name):
        """name[0], name[1], ... in each iteration."""
        self._counts[name] += 1
        return f"{name}[{self._counts[name] - 1}]"

    def step_of(self, layer, op, phase, part):
        """How often this product has been done before in this iteration: its time step."""
        key = (layer, op, phase, part)
        self._counts[key] += 1
        return self._counts[key] - 1

    def _add(self, line, deps):
        line["deps"] = sorted(deps)
        self._lines.append(line)
        return line

    def product(self, layer, op, phase, step, product, names, deps):
        """The new line. Masks stand in it as objects until numbered() gives them ids."""
        skip = {dimension: product.masks[letter] for dimension, letter in
                (("m", product.rows), ("k", product.inner), ("n", product.columns)) if letter in product.masks}
        return self._add({"type": "gemm", "id": len(self._lines), "iter": self._iteration, "layer": layer, "op": op,
                          "phase": phase, "step": step, "m": product.m, "k": product.k, "n": product.n,
                          "a": names[0], "b": names[1], "c": names[2], "skip": skip}, deps)

    def vector(self, layer, phase, name, kind, elements, reads, writes, deps):
        """The new operation's id. name: PyTorch's, whose repetitions are its steps."""
        step = self.step_of(layer, name, phase, 0)
        return self._add({"type": "vector", "id": len(self._lines), "iter": self._iteration, "layer": layer,
                          "phase": phase, "step": step, "kind": kind, "elements": elements, "reads": reads,
                          "writes": writes}, deps)["id"]

    def products(self):
        return [line for line in self._lines if line["type"] == "gemm"]

    def numbered(self):
        """All lines in order, each mask before the first product of an iteration that it shortens."""
        known, iteration = {}, 0
        for line in self._lines:
            if line["iter"] != iteration:
                known, iteration = {}, line["iter"]
            skip = line.get("skip", {})
            for mask in skip.values():
                if id(mask) not in known:
                    known[id(mask)] = len(known)
                    yield trace_file.mask_line(known[id(mask)], iteration, mask.kept)
            yield {key: {d: known[id(mask)] for d, mask in value.items()} if key == "skip" else value
                   for key, value in line.items() if key not in ("skip", "deps") or value}
