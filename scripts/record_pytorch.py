#!/usr/bin/python3
"""Records a PyTorch training step as a skipgrid trace: matrix products, element-wise operations and dropout masks.

As a library, with this folder on PYTHONPATH (docs/import.md):

  from record_pytorch import StructuredDropout, record
  with record("step.jsonl.gz", module=model, batch=20) as recording:
      loss = criterion(model(x), y)
      loss.backward()
      optimizer.step()

As a program it records one of two demonstration models:

  scripts/record_pytorch.py lstm --out lstm.jsonl.gz --hidden 650 --steps 35 --batch 20 --nr 0.5
  scripts/record_pytorch.py mlp --out mlp.jsonl.gz --hidden 512 --batch 64 --nr 0.5

Needs python3-torch. Exit: 0 recorded, 2 wrong arguments.
"""
import argparse
import sys

import torch

sys.dont_write_bytecode = True  # the source tree stays as it is

from torch_recording import Recording, StructuredDropout, Unrecordable, mark, record

__all__ = ["Recording", "StructuredDropout", "Unrecordable", "mark", "record"]


class LstmModel(torch.nn.Module):
    """The language model of skipgrid's workloads: embedding, LSTM layers, projection, with structured dropout on what
    goes up (nr) and on the hidden state (rh), drawn anew every time step."""

    def __init__(self, options):
        super().__init__()
        self.options = options
        dropout = {"draw": options.draw}
        widths = [options.embedding or options.hidden] + [options.hidden] * options.layers
        self.embedding = torch.nn.Embedding(options.vocabulary, widths[0])
        self.cells = torch.nn.ModuleList(torch.nn.LSTMCell(width, options.hidden) for width in widths[:-1])
        self.projection = torch.nn.Linear(options.hidden, options.vocabulary)
        self.nr = torch.nn.ModuleList(StructuredDropout(options.nr, **dropout) for _ in widths)
        self.rh = torch.nn.ModuleList(StructuredDropout(options.rh, **dropout) for _ in self.cells)

    def forward(self, tokens, targets):
        zeros = torch.zeros(tokens.shape[1], self.options.hidden)
        states = [(zeros, zeros)] * len(self.cells)
        loss = 0.0
        for step, x in enumerate(self.embedding(tokens).unbind()):
            for k, cell in enumerate(self.cells):
                h, c = states[k]
                states[k] = cell(self.nr[k](x), (self.rh[k](h), c))
                x = states[k][0]
            scores = self.projection(self.nr[-1](x))
            loss = loss + torch.nn.functional.cross_entropy(scores, targets[step])
        return loss

    def batch(self):
        shape = (self.options.steps, self.options.batch)
        return torch.randint(self.options.vocabulary, shape), torch.randint(self.options.vocabulary, shape)


class MlpModel(torch.nn.Module):
    """Layers of one width, batchwise dropout on the input of each (Graham et al. 2015)."""

    def __init__(self, options):
        super().__init__()
        self.options = options
        blocks = []
        for _ in range(options.layers):
            linear = torch.nn.Linear(options.hidden, options.hidden)
            blocks += [StructuredDropout(options.nr, draw=options.draw), linear, torch.nn.ReLU()]
        self.blocks = torch.nn.Sequential(*blocks)

    def forward(self, x, targets):
        return torch.nn.functional.mse_loss(self.blocks(x), targets)

    def batch(self):
        shape = (self.options.batch, self.options.hidden)
        return torch.randn(shape), torch.randn(shape)


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    def size(text):
        if int(text) < 1:
            raise argparse.ArgumentTypeError(f"expected 1 or more, got {text}")
        return int(text)

    parser.add_argument("model", choices=["lstm", "mlp"])
    parser.add_argument("--out", required=True, metavar="FILE", help="a .jsonl or .jsonl.gz file")
    for name, default in (("layers", 2), ("hidden", 200), ("batch", 20), ("steps", 20), ("vocabulary", 1000)):
        parser.add_argument(f"--{name}", type=size, default=default, metavar="N", help=f"({default})")
    parser.add_argument("--embedding", type=size, metavar="N", help="width of the LSTM's input (as --hidden)")
    parser.add_argument("--nr", type=float, default=0.5, metavar="P", help="drop rate between layers (0.5)")
    parser.add_argument("--rh", type=float, default=0.0, metavar="P", help="drop rate of the LSTM's hidden state (0)")
    parser.add_argument("--draw", choices=["bernoulli", "fixed_count"], default="bernoulli")
    parser.add_argument("--iterations", type=size, default=1, metavar="N", help="training steps (1)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    for name in ("nr", "rh"):
        if not 0 <= getattr(options, name) < 1:
            parser.error(f"--{name}: expected 0 <= p < 1, got {getattr(options, name)}")
    if options.out.endswith(".zst"):
        parser.error("--out: expected a name that ends in .jsonl or .jsonl.gz")
    return options


def main(arguments):
    options = parse(arguments)
    torch.manual_seed(options.seed)
    model = (LstmModel if options.model == "lstm" else MlpModel)(options)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    with record(options.out, module=model, batch=options.batch, name=f"pytorch_{options.model}") as recording:
        for iteration in range(options.iterations):
            if iteration > 0:
                recording.next_iteration()
            optimizer.zero_grad(set_to_none=True)
            loss = model(*model.batch())
            loss.backward()
            optimizer.step()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
