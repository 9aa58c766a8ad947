"""Dropout masks on tensors: where a mask lies, what passes it on, and which dimension of a view it shortens."""
import dataclasses
import math

import numpy as np


@dataclasses.dataclass
class Mask:
    kept: np.ndarray  # booleans, [neurons], or [samples, neurons] where each sample has its own
    _windows: dict = dataclasses.field(default_factory=dict)

    def windows(self, part, parts, size):
        """The part-th of equal parts of the neurons, each repeated so that there are `size`; one object each time."""
        key = part, parts, size
        if key not in self._windows:
            neurons = self.kept.shape[-1] // parts
            kept = self.kept[..., part * neurons:(part + 1) * neurons]
            self._windows[key] = Mask(np.repeat(kept, size // neurons, axis=-1))
        return self._windows[key]


def _last(tensor):
    """Of the elements of its storage that a view has, the last one's place."""
    return tensor.storage_offset() + sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.stride()))


class Mark:
    """In the part of a storage that `tensor` covers, elements whose index along `dim` the mask drops are zero."""

    def __init__(self, mask, tensor, dim):
        self.mask = mask
        self.size, self.stride = tensor.shape[dim], tensor.stride(dim)
        self.first, self.last = tensor.storage_offset(), _last(tensor)
        others = [stride for i, (size, stride) in enumerate(zip(tensor.shape, tensor.stride()))
                  if i != dim % tensor.dim() and size > 1]
        self.grain = math.gcd(*others) or 1 + self.last  # from one index 0 along `dim` to the next

    def covers(self, tensor, dim):
        return (tensor.shape[dim] == self.size > 1 and tensor.stride(dim) == self.stride and
                tensor.storage_offset() >= self.first and _last(tensor) <= self.last and
                (tensor.storage_offset() - self.first) % self.grain == 0)

    def overlaps(self, tensor):
        return tensor.storage_offset() <= self.last and _last(tensor) >= self.first


# One result for each element, zero where the first operand (of mul: either) is zero.
ZERO_TO_ZERO = {
    "abs", "clone", "div", "gelu", "gelu_backward", "hardtanh", "hardtanh_backward", "leaky_relu",
    "leaky_relu_backward", "mul", "neg", "relu", "sigmoid_backward", "silu", "silu_backward", "sin", "sqrt", "tanh",
    "tanh_backward", "threshold_backward", "_to_copy"}


def mask_along(storage, tensor, dim):
    """The mask on this dimension of the view `tensor`, or None."""
    return next((mark.mask for mark in storage.marks if mark.covers(tensor, dim)), None)


def written(name, in_place, storages, inputs, output):
    """Marks the result of an element-wise operation as its operands are marked, and takes off what no longer holds."""
    kind = name.rstrip("_") if in_place else name
    storage = storages.known(output)
    sources = inputs[1:2] if kind == "copy" else inputs if kind == "mul" else inputs[:1] if kind in ZERO_TO_ZERO else []
    found = [(mask, dim) for tensor in sources for dim in range(-tensor.dim(), 0)
             if (mask := mask_along(storages.known(tensor), tensor, dim)) and output.dim() >= -dim
             and output.shape[dim] == tensor.shape[dim]]
    storage.marks = [mark for mark in storage.marks if not mark.overlaps(output)]
    storage.marks += [Mark(mask, output, dim) for mask, dim in found]
