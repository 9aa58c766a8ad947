"""Sees every aten operation of a PyTorch program, forward and backward, and records it as a line of a trace."""
import contextlib

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten

from . import active, trace_file
from .autograd_nodes import AutogradNodes
from .kinds import Kinds
from .lines import Lines
from .marks import Mark, Mask, written as pass_marks_on
from .matching import find_forward, find_masks
from .modules import ModuleNames
from .needs import Needs
from .products import (Unrecordable, convolution, convolution_backward, hides_products, plain_products,
                       two_operands)
from .storages import Storages


@contextlib.contextmanager
def record(path, module=None, batch=0, name=""):
    """Records what runs inside into a trace, written when the block ends without an exception.

    path: .jsonl or .jsonl.gz. module: gives tensors and layers their names. batch: samples in a batch, for the record.
    Keeps every tensor that it meets in memory until the end. Raises Unrecordable for operations that hide products."""
    trace_file.check_path(path)
    recording = Recording(module, batch)
    with recording.watching():
        yield recording
    workload = {"recorded_from": f"PyTorch {torch.__version__}"}
    trace_file.write(path, {"name": name, "batch": batch, "workload": workload}, recording.lines.numbered())


def _tensors(tree):
    return [value for value in tree_flatten(tree)[0] if isinstance(value, torch.Tensor)]


def _written(schema, args, kwargs):
    """The operands that an operation writes in place."""
    values = {**{argument.name: value for argument, value in zip(schema.arguments, args)}, **kwargs}
    return _tensors([values.get(argument.name) for argument in schema.arguments
                     if argument.alias_info is not None and argument.alias_info.is_write])


def _creates(name):
    """Operations whose result does not depend on what is in their operands."""
    return name.startswith("new_") or name.endswith("_like")


def _elements(name, inputs, outputs):
    """How many elements an operation touches: of its largest operand or its results; of a table, what it looks up."""
    results = sum(tensor.numel() for tensor in outputs)
    if name in ("embedding", "index_select", "gather", "index"):
        return results
    return max(results, *(tensor.numel() for tensor in inputs))


class Recording(TorchDispatchMode):
    """Make one with record()."""

    def __init__(self, module=None, batch=0):
        super().__init__()
        self.paused = False
        self._batch = batch
        self.lines = Lines()
        self._kinds = Kinds()
        self._storages = Storages()
        self._needs = Needs(self._storages)
        self._modules = ModuleNames(module)
        self._nodes = AutogradNodes(self._modules)
        if module is not None:
            for name, parameter in module.named_parameters():
                self._storages.add_parameter(parameter, name)

    def next_iteration(self):
        """Call between training steps: before the forward pass of every step but the first."""
        self.lines.next_iteration()
        self._modules.updating = False

    def mark(self, kept, tensor, dim):
        with active.unrecorded():
            bits = np.asarray(kept.detach().cpu() if isinstance(kept, torch.Tensor) else kept) != 0
            bits = bits.reshape(-1) if bits.size == max(bits.shape, default=1) else bits  # [1, 1, neurons] is for all
        if bits.ndim > 2 or bits.shape[-1] != tensor.shape[dim]:
            raise ValueError(f"mask: expected [{tensor.shape[dim]}] or [samples, {tensor.shape[dim]}] as the tensor's "
                             f"dimension {dim}, got {list(bits.shape)}")
        if bits.ndim == 2 and 0 < self._batch < bits.shape[0]:
            raise ValueError(f"mask: expected at most the batch of {self._batch} samples, got {bits.shape[0]}")
        self._storage(tensor).marks.append(Mark(Mask(bits), tensor, dim))

    @contextlib.contextmanager
    def watching(self):
        active.recordings.append(self)
        try:
            with self._modules.watching(), self._nodes.watching(), self:
                yield
            self._needs.shorten_products()
        finally:
            active.recordings.remove(self)

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        output = func(*args, **(kwargs or {}))
        if not self.paused:
            self._see(func, args, kwargs or {}, output)
        return output

    # One operation.

    def _see(self, func, args, kwargs, output):
        name = func._schema.name.split("::")[1]
        if hides_products(name):
            raise Unrecordable(f"{name} does its products inside of one operation")
        inputs, written = _tensors((args, kwargs)), _written(func._schema, args, kwargs)
        outputs = _tensors(output) or written
        for tensor in inputs:
            self._storage(tensor)
        products = self._products(name, args, output)
        if products:
            self._nodes.products_done(self._record_products(name, products, inputs))
            self._record_rest(name, args, products, outputs)
        elif inputs and not _creates(name):
            fresh = [tensor for tensor in outputs if written or self._storages.known(tensor) is None]
            if fresh and not self._merge_sums(name, kwargs, inputs, fresh):
                self._record_vector(name, inputs, fresh, bool(written))
                self._nodes.other_done()
        else:
            for tensor in outputs:
                self._storage(tensor, name)
        if not outputs:
            self._needs.reads_all(inputs)

    def _products(self, name, args, output):
        if name == "convolution":
            return list(convolution(args, output))
        if name == "convolution_backward":
            return list(convolution_backward(args, output))
        operands = two_operands(name, args)
        return list(plain_products(*operands, output)) if operands else []

    def _storage(self, tensor, kind="input"):
        """The tensor's storage; `kind` names one that nobody has met, after the operation that makes it."""
        if kind == "input" and isinstance(tensor, torch.nn.Parameter):
            return self._storages.add_parameter(tensor)
        modules = self._modules
        prefix = "" if kind == "input" else modules.layer() + (".d." if modules.in_backward else ".")
        return self._storages.of(tensor, lambda: self.lines.counted(prefix + kind))

    # Products.

    def _record_products(self, name, products, inputs):
        recorded = []
        for product in products:
            a, b = self._storages.known(product.a), self._storages.known(product.b)
            if self._modules.in_backward:
                find_forward(product, self._nodes.products(), self._storages)
            layer, op, step, phase = self._label(name, product, a, b)
            suffix = {"FP": f"{op}.y", "BP": f"{op}.dx", "WG": f"d{op}"}[phase]
            c = self._storages.of(product.c, lambda: f"{layer}.{suffix}[{step}]")
            find_masks(product, self._storages)
            line = self.lines.product(
                layer, op, phase, step, product,
                [self._part_name(product, tensor) for tensor in (product.a, product.b, product.c)],
                {writer for tensor in inputs for writer in self._storages.known(tensor).writers})
            product.line, product.storages = line, (a, b)
            self._needs.product(product)
            recorded.append((product, c, line))
        for storage in {id(c): c for _, c, _ in recorded}.values():
            storage.writers = [line["id"] for _, c, line in recorded if c is storage]
            whole = all(line["phase"] == "WG" and line["c"] == c.name for _, c, line in recorded)
            storage.sum_of = [line for _, c, line in recorded if c is storage] if whole else []
            storage.marks = []
        return [product for product, _, _ in recorded]

    def _label(self, name, product, a, b):
        """Layer, product of the layer, time step and phase."""
        parameter = next((storage for storage in (b, a) if storage.parameter), None)
        if product.forward is not None:
            line = product.forward.line
            other = product.forward.storages[0 if product.gradient_of == "a" else 1]
            return line["layer"], line["op"], line["step"], "WG" if other.parameter else "BP"
        layer, op = self._modules.layer(), name
        if parameter is not None:
            layer, _, op = parameter.name.rpartition(".")
            layer = layer or "model"
        phase = "FP"
        if self._modules.in_backward:
            phase = "BP" if parameter is not None else "WG"
        return layer, op, self.lines.step_of(layer, op, phase, product.part), phase

    def _part_name(self, product, tensor):
        name = self._storages.view_name(tensor)
        return name if product.parts == 1 or name != self._storages.known(tensor).name else f"{name}.part{product.part}"

    def _record_rest(self, name, args, products, outputs):
        """addmm and its like add a matrix or a bias: a bias costs nothing on its way out of the array, nor does the sum
        that is a convolution's bias gradient on the way in."""
        for tensor in outputs:
            if self._storages.known(tensor) is None:
                self._storage(tensor, name).writers = [product.line["id"] for product in products]
        if name.startswith(("addmm", "baddbmm")) and args[0].shape == outputs[0].shape:
            self._record_vector("add", [args[0], outputs[0]], outputs, True)

    # Element-wise operations.

    def _merge_sums(self, name, kwargs, inputs, outputs):
        """A weight's gradients that are added up over time steps: the later products add to the first one's result."""
        if name not in ("add", "add_") or len(inputs) != 2 or kwargs.get("alpha", 1) != 1:
            return False
        first, second = sorted(map(self._storages.known, inputs), key=lambda s: s.sum_of[0]["id"] if s.sum_of else -1)
        key = {(line["layer"], line["op"], line["m"], line["n"]) for line in first.sum_of + second.sum_of}
        if not first.sum_of or not second.sum_of or first is second or len(key) != 1:
            return False
        for line in second.sum_of:
            line.update(c=first.name, accumulate=True)
        target = self._storages.of(outputs[0], lambda: first.name)
        target.name = first.name
        target.writers = sorted({*first.writers, *second.writers})
        target.sum_of = first.sum_of + second.sum_of
        return True

    def _record_vector(self, name, inputs, outputs, in_place):
        kind = name.rstrip("_") if in_place else name
        layer = self._modules.layer()
        written = [self._storage(tensor, kind) for tensor in outputs]
        if self._modules.updating:
            parameter = next((storage for storage in written if storage.parameter), None)
            layer = parameter.name.rpartition(".")[0] or "model" if parameter else "optimizer"
        read = [self._storages.known(tensor) for tensor in inputs]
        identifier = self.lines.vector(
            layer, self._modules.phase(), kind, self._kinds.of(kind), _elements(name, inputs, outputs),
            list(dict.fromkeys(storage.name for storage in read)),
            list(dict.fromkeys(storage.name for storage in written)),
            {writer for storage in read + written for writer in storage.writers})
        self._needs.vector(kind, inputs, outputs)
        for storage in written:
            storage.writers, storage.sum_of = [identifier], []
        for tensor in outputs:
            pass_marks_on(name, in_place, self._storages, inputs, tensor)
