"""Where in the program an operation is: in which module, in the forward pass, the backward pass or the optimizer."""
import contextlib

import torch
from torch.nn.modules import module as hooks


class ModuleNames:
    def __init__(self, module):
        self._names = {id(m): name or "model" for name, m in module.named_modules()} if module is not None else {}
        self._stack = []
        self.in_backward = False
        self.updating = False  # between the backward pass and the next forward pass
        self.backward_layer = "model"  # of the forward operation whose gradient is computed

    def layer(self):
        if self.in_backward:
            return self.backward_layer
        return self._stack[-1] if self._stack else "model"

    def phase(self):
        return "BP" if self.in_backward else "WG" if self.updating else "FP"

    @contextlib.contextmanager
    def watching(self):
        handles = [hooks.register_module_forward_pre_hook(self._enter), hooks.register_module_forward_hook(self._leave)]
        originals = {name: getattr(torch.autograd, name) for name in ("backward", "grad")}
        for name, original in originals.items():
            setattr(torch.autograd, name, self._in_backward(original))
        try:
            yield
        finally:
            for name, original in originals.items():
                setattr(torch.autograd, name, original)
            for handle in handles:
                handle.remove()

    def _enter(self, module, _):
        if not self._stack and not self.in_backward:
            self.updating = False
        self._stack.append(self._names.get(id(module), type(module).__name__.lower()))

    def _leave(self, *_):
        self._stack.pop()

    def _in_backward(self, original):
        def run(*args, **kwargs):
            outer, self.in_backward = self.in_backward, True
            try:
                return original(*args, **kwargs)
            finally:
                self.in_backward = outer
                self.updating = True
        return run
