#!/usr/bin/env python3
"""One training iteration of the Zaremba models in PyTorch and in skipgrid, in turn, on one thread.

  scripts/bench_vs_pytorch.py BUILD [--models medium large] [--rounds 3] [--clock wall|cpu]

BUILD is a build directory with bin/skipgrid_bench. Absolute times differ from machine to machine and from minute to
minute; so each round runs every program once, and what is printed is the median of the rounds and the ratios. On a machine
that others use too, --clock cpu counts only the time that each program had the processor. Needs python3-torch, which
nothing else does.
"""
import argparse
import json
import statistics
import subprocess
import time

import torch

SIZES = {"medium": dict(hidden=650, rate=0.5), "large": dict(hidden=1500, rate=0.65)}
LAYERS, STEPS, BATCH, VOCABULARY = 2, 35, 20, 10000
SKIPGRID = ["dense_stepped", "dense_fused", "random_nr", "structured_nr", "structured_nr_rh"]


class Model(torch.nn.Module):
    """Embedding, two LSTM layers, projection; how the layers are computed is what the subclasses differ in."""

    def __init__(self, hidden):
        super().__init__()
        self.hidden = hidden
        self.embedding = torch.nn.Embedding(VOCABULARY, hidden)
        self.lstm = torch.nn.LSTM(hidden, hidden, LAYERS)
        self.projection = torch.nn.Linear(hidden, VOCABULARY)

    def weights(self, k):
        return [getattr(self.lstm, f"{name}_l{k}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]


class Library(Model):
    """torch.nn.LSTM: all steps of a layer in one call."""

    def forward(self, tokens):
        return self.projection(self.lstm(self.embedding(tokens))[0])


def cell(gates, c):
    i, f, g, o = gates.chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


class Loop(Model):
    """A product a time step."""

    def forward(self, tokens):
        inputs = self.embedding(tokens).unbind(0)
        for k in range(LAYERS):
            w_ih, w_hh, b_ih, b_hh = self.weights(k)
            bias = b_ih + b_hh
            h = c = torch.zeros(BATCH, self.hidden)
            outputs = []
            for x in inputs:
                h, c = cell(torch.addmm(bias, x, w_ih.t()) + h @ w_hh.t(), c)
                outputs.append(h)
            inputs = outputs
        return torch.stack([self.projection(x) for x in inputs])


class Compacted(Model):
    """A product a time step over the neurons that structured dropout keeps, drawn anew each step."""

    def __init__(self, hidden, rate, recurrent):
        super().__init__(hidden)
        self.rate, self.recurrent = rate, recurrent

    def kept(self):
        return (torch.rand(self.hidden) >= self.rate).nonzero().squeeze(1)

    def product(self, x, weight, drop):
        if not drop:
            return x @ weight.t()
        kept = self.kept()
        return (x.index_select(1, kept) / (1 - self.rate)) @ weight.index_select(1, kept).t()

    def forward(self, tokens):
        inputs = self.embedding(tokens).unbind(0)
        for k in range(LAYERS):
            w_ih, w_hh, b_ih, b_hh = self.weights(k)
            bias = b_ih + b_hh
            h = c = torch.zeros(BATCH, self.hidden)
            outputs = []
            for x in inputs:
                h, c = cell(self.product(x, w_ih, True) + self.product(h, w_hh, self.recurrent) + bias, c)
                outputs.append(h)
            inputs = outputs
        scores = [self.product(x, self.projection.weight, True) + self.projection.bias for x in inputs]
        return torch.stack(scores)


class BatchedProduct(torch.autograd.Function):
    """The products of a time-step loop whose weight gradient is one product over all steps: each step only hands in its
    operands, the last one to run backward multiplies."""

    @staticmethod
    def forward(ctx, x, weight, store):
        ctx.store, ctx.weight = store, weight
        ctx.save_for_backward(x)
        store["waiting"] = store.get("waiting", 0) + 1
        return x @ weight.t()

    @staticmethod
    def backward(ctx, gradient):
        store = ctx.store
        store.setdefault("x", []).append(ctx.saved_tensors[0])
        store.setdefault("gradient", []).append(gradient)
        store["waiting"] -= 1
        weight_gradient = None
        if store["waiting"] == 0:
            weight_gradient = torch.cat(store["gradient"]).t() @ torch.cat(store["x"])
        return gradient @ ctx.weight, weight_gradient, None


class BatchedLoop(Model):
    """A product a time step, but the weight gradients of all steps as one product."""

    def forward(self, tokens):
        inputs = self.embedding(tokens).unbind(0)
        for k in range(LAYERS):
            w_ih, w_hh, b_ih, b_hh = self.weights(k)
            bias, store_ih, store_hh = b_ih + b_hh, {}, {}
            h = c = torch.zeros(BATCH, self.hidden)
            outputs = []
            for x in inputs:
                gates = BatchedProduct.apply(x, w_ih, store_ih) + BatchedProduct.apply(h, w_hh, store_hh) + bias
                h, c = cell(gates, c)
                outputs.append(h)
            inputs = outputs
        return self.projection(torch.stack(list(inputs)))


def pytorch_iteration(model, tokens, targets, clock):
    now = time.perf_counter if clock == "wall" else time.process_time
    start = now()
    model.zero_grad(set_to_none=True)
    loss = torch.nn.functional.cross_entropy(model(tokens).view(-1, VOCABULARY), targets.view(-1), reduction="sum")
    (loss / BATCH).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= parameter.grad
    return 1e3 * (now() - start)


def skipgrid_iteration(build, model, name, clock):
    command = [f"{build}/bin/skipgrid_bench", f"--benchmark_filter=^train/{model}_{name}$", "--benchmark_format=json",
               "--benchmark_min_time=1"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output[output.index("{"):])["benchmarks"][0]["real_time" if clock == "wall" else "cpu_time"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--models", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    for size in options.models:
        hidden, rate = SIZES[size]["hidden"], SIZES[size]["rate"]
        makers = {
            "nn.LSTM": lambda: Library(hidden),
            "loop": lambda: Loop(hidden),
            "loop, batched WG": lambda: BatchedLoop(hidden),
            "compacted NR": lambda: Compacted(hidden, rate, False),
            "compacted NR+RH": lambda: Compacted(hidden, rate, True),
        }
        tokens = torch.randint(VOCABULARY, (STEPS, BATCH))
        targets = torch.randint(VOCABULARY, (STEPS, BATCH))
        times = {}
        for _ in range(options.rounds):
            for name, make in makers.items():
                model = make()
                pytorch_iteration(model, tokens, targets, options.clock)  # warms up
                times.setdefault(("PyTorch", name), []).append(
                    pytorch_iteration(model, tokens, targets, options.clock))
            for name in SKIPGRID:
                times.setdefault(("skipgrid", name), []).append(
                    skipgrid_iteration(options.build, size, name, options.clock))
        medians = {key: statistics.median(values) for key, values in times.items()}
        best_pytorch = min(value for (program, _), value in medians.items() if program == "PyTorch")
        best_dense = min(medians["skipgrid", name] for name in ("dense_stepped", "dense_fused", "random_nr"))
        print(f"\n{size}: {LAYERS} x {hidden}, T {STEPS}, batch {BATCH}, rate {rate}, medians of {options.rounds}, "
              f"one thread, {options.clock} time, PyTorch {torch.__version__}")
        print(f"{'':28}{'ms':>8}  {'over nn.LSTM':>12}  {'over best PyTorch':>17}  {'over best dense of ours':>23}")
        for (program, name), value in medians.items():
            ours = f"{best_dense / value:22.2f}x" if program == "skipgrid" else ""
            print(f"{program + ' ' + name:28}{value:8.0f}  {medians['PyTorch', 'nn.LSTM'] / value:11.2f}x  "
                  f"{best_pytorch / value:16.2f}x  {ours}", flush=True)


if __name__ == "__main__":
    main()
