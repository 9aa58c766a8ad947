#!/usr/bin/env python3
"""Computes a dumped training iteration again, in PyTorch, and compares loss, state and every gradient.

  skipgrid train configs/train/quick.json --iterations 3 --dump x.npz
  scripts/check_dump.py x.npz

Knows nothing of skipgrid but the meaning of the keys (skipgrid train --help, docs/training.md). The recomputation is in
double precision, so what differs is the rounding of the training. Needs python3-torch. Exit: 0 equal, 1 not.
"""
import sys

import numpy as np
import torch

TOLERANCE = 2e-4  # of the largest value of an array


def main(path):
    data = np.load(path)
    keys = set(data.files)
    layers = sum(1 for key in keys if key.startswith("w_hh_l"))
    weights = {key: torch.tensor(data[key], dtype=torch.float64, requires_grad=True)
               for key in keys if f"grad.{key}" in keys}
    x = torch.tensor(data["x"], dtype=torch.int64)
    y = torch.tensor(data["y"], dtype=torch.int64)
    h = [torch.tensor(state, dtype=torch.float64) for state in data["h0"]]
    c = [torch.tensor(state, dtype=torch.float64) for state in data["c0"]]

    def masked(value, key, step):
        """A structured mask is [T, K], one per sample [T, B, K]; both broadcast over [B, K]."""
        return value * torch.tensor(data[key][step], dtype=torch.float64) if key in keys else value

    total = 0.0
    for t in range(x.shape[0]):
        inputs = weights["emb"][x[t]]
        for k in range(layers):
            gates = (masked(inputs, f"m_nr{k}", t) @ weights[f"w_ih_l{k}"].T + weights[f"b_ih_l{k}"]
                     + masked(h[k], f"m_rh{k}", t) @ weights[f"w_hh_l{k}"].T + weights[f"b_hh_l{k}"])
            i, f, g, o = gates.chunk(4, dim=1)
            c[k] = torch.sigmoid(f) * c[k] + torch.sigmoid(i) * torch.tanh(g)
            h[k] = torch.sigmoid(o) * torch.tanh(c[k])
            inputs = h[k]
        scores = masked(inputs, f"m_nr{layers}", t) @ weights["dec_w"].T + weights["dec_b"]
        total = total + torch.nn.functional.cross_entropy(scores, y[t], reduction="sum")
    loss = total / float(data["loss_div"])
    loss.backward()

    expected = {"loss": loss.detach(), "h_n": torch.stack(h).detach(), "c_n": torch.stack(c).detach()}
    expected.update({f"grad.{key}": weight.grad for key, weight in weights.items()})
    worst = 0.0
    for key in sorted(expected):
        ours, theirs = data[key].astype(np.float64), expected[key].numpy()
        if ours.shape != theirs.shape:
            print(f"{key}: shape {ours.shape}, expected {theirs.shape}")
            return 1
        size = np.abs(theirs).max()
        error = np.abs(ours - theirs).max() / size if size > 0 else np.abs(ours).max()
        worst = max(worst, error)
        print(f"{key:<16} {str(ours.shape):<16} largest {size:10.3e}  relative error {error:.1e}"
              f"{'' if error < TOLERANCE else '   WRONG'}")
    masks = sorted(key for key in keys if key.startswith("m_"))
    print(f"masks: {', '.join(masks) if masks else 'none'}; worst relative error {worst:.1e}")
    return 0 if worst < TOLERANCE else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
