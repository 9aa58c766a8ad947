"""Which forward products autograd is computing the gradients of.

A node of the autograd graph saves tensors right before its operation runs forward, and fetches them right before its
gradients are computed. Both can be observed: what runs after a fetch belongs to the products that ran after the save.
"""
import contextlib

import torch


class AutogradNodes:
    def __init__(self, modules):
        self._modules = modules
        self._saving = []  # will hold the products of the operation that is about to run
        self._fetched = []

    @contextlib.contextmanager
    def watching(self):
        with torch.autograd.graph.saved_tensors_hooks(self._save, self._fetch):
            yield

    def _save(self, tensor):
        return self._saving, self._modules.layer(), tensor.detach()

    def _fetch(self, saved):
        self._fetched, self._modules.backward_layer, tensor = saved
        return tensor

    def products(self):
        """The forward products of the node whose gradients are being computed."""
        return self._fetched

    def products_done(self, products):
        self._saving.extend(products)
        self._saving = []

    def other_done(self):
        self._saving = []
