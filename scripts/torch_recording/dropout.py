"""Structured dropout: the same neurons for the whole batch, drawn anew at every call."""
import torch

from .active import mark, unrecorded


class StructuredDropout(torch.nn.Module):
    """x -> x * kept / (1 - p), with one draw along `dim` (the neurons; 1 for the channels of images).

    Draws like skipgrid's own: "bernoulli", or "fixed_count" for exactly round(p * neurons) dropped ones. An active
    recording learns of the mask; without one this is an ordinary layer."""

    def __init__(self, p, draw="bernoulli", dim=-1, generator=None):
        super().__init__()
        if not 0 <= p < 1:
            raise ValueError(f"p: expected 0 <= p < 1, got {p}")
        if draw not in ("bernoulli", "fixed_count"):
            raise ValueError(f"draw: expected bernoulli or fixed_count, got {draw}")
        self.p, self.draw, self.dim, self.generator = p, draw, dim, generator

    def _kept(self, neurons):
        if self.draw == "bernoulli":
            return torch.rand(neurons, generator=self.generator) >= self.p
        kept = torch.ones(neurons, dtype=torch.bool)
        kept[torch.randperm(neurons, generator=self.generator)[:int(self.p * neurons + 0.5)]] = False
        return kept

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        with unrecorded():
            kept = self._kept(x.shape[self.dim]).to(x.device)
            shape = [1] * x.dim()
            shape[self.dim] = -1
            scale = (kept.to(x.dtype) / (1 - self.p)).reshape(shape)
        mark(kept, scale, self.dim)
        return x * scale
