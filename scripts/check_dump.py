#!/usr/bin/env python3
"""Computes a dumped training iteration again, in PyTorch, and compares loss, state and every gradient.

  skipgrid train configs/train/quick.json --iterations 3 --dump x.npz       a language model, or
  skipgrid train configs/train/nmt_quick.json --iterations 3 --dump x.npz   a translation model
  scripts/check_dump.py x.npz

Knows nothing of skipgrid but the meaning of the keys (docs/training.md). The recomputation is in double precision, so
what differs is the rounding of the training. Needs python3-torch. Exit: 0 equal, 1 not.
"""
import sys

import numpy as np
import torch

TOLERANCE = 1e-5  # of the largest value of an array


class Dump:
    def __init__(self, path):
        data = np.load(path)
        self.arrays = {key: data[key] for key in data.files}
        self.weights = {key: torch.tensor(value, dtype=torch.float64, requires_grad=True)
                        for key, value in self.arrays.items() if f"grad.{key}" in self.arrays}

    def tokens(self, key):
        return torch.tensor(self.arrays[key], dtype=torch.int64)

    def masked(self, value, key, step):
        """A structured mask is [T, K], one per sample [T, B, K]; both broadcast over [B, K]."""
        if key not in self.arrays:
            return value
        return value * torch.tensor(self.arrays[key][step], dtype=torch.float64)

    def layers(self, prefix):
        return sum(1 for key in self.weights if key.startswith(f"{prefix}w_hh_l"))

    def lstm(self, prefix, k, x, h, c, masks, step, more=0.0):
        """A step of an LSTM layer; `more` is added to the sums of its gates."""
        w = self.weights
        gates = (self.masked(x, f"{masks}nr{k}", step) @ w[f"{prefix}w_ih_l{k}"].T + w[f"{prefix}b_ih_l{k}"]
                 + self.masked(h, f"{masks}rh{k}", step) @ w[f"{prefix}w_hh_l{k}"].T + w[f"{prefix}b_hh_l{k}"] + more)
        i, f, g, o = gates.chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


def language_model(dump):
    """Loss and states of an embedding, LSTM layers and a softmax."""
    x, y = dump.tokens("x"), dump.tokens("y")
    layers = dump.layers("")
    h = [torch.tensor(state, dtype=torch.float64) for state in dump.arrays["h0"]]
    c = [torch.tensor(state, dtype=torch.float64) for state in dump.arrays["c0"]]
    total = 0.0
    for t in range(x.shape[0]):
        inputs = dump.weights["emb"][x[t]]
        for k in range(layers):
            h[k], c[k] = dump.lstm("", k, inputs, h[k], c[k], "m_", t)
            inputs = h[k]
        scores = dump.masked(inputs, f"m_nr{layers}", t) @ dump.weights["dec_w"].T + dump.weights["dec_b"]
        total = total + torch.nn.functional.cross_entropy(scores, y[t], reduction="sum")
    return total, {"h_n": torch.stack(h), "c_n": torch.stack(c)}


def words(embedding, tokens):
    """Rows of words; zeros where there is none."""
    return embedding[tokens.clamp(min=0)] * (tokens >= 0).unsqueeze(1)


def stepped(dump, prefix, masks, inputs, h, c, there, t, more=0.0):
    """All layers of a stack at a step; a sample that is over keeps its state. Returns the uppermost h."""
    for k in range(len(h)):
        new_h, new_c = dump.lstm(prefix, k, inputs, h[k], c[k], masks, t, more if k == 0 else 0.0)
        keep = there.unsqueeze(1)
        h[k], c[k] = torch.where(keep, new_h, h[k]), torch.where(keep, new_c, c[k])
        inputs = h[k]
    return inputs


def translation(dump):
    """Loss and states of an encoder and of a decoder with Luong's attention over it."""
    w = dump.weights
    source, fed, targets = dump.tokens("src"), dump.tokens("tgt_in"), dump.tokens("tgt_out")
    layers, samples, hidden = dump.layers("enc_"), source.shape[1], w["enc_w_hh_l0"].shape[1]
    zeros = torch.zeros(samples, hidden, dtype=torch.float64)
    h, c = [zeros] * layers, [zeros] * layers
    memory = []
    for s in range(source.shape[0]):
        memory.append(stepped(dump, "enc_", "m_enc_", words(w["src_emb"], source[s]), h, c, source[s] >= 0, s))
    states = {"enc_h_n": torch.stack(h), "enc_c_n": torch.stack(c)}
    memory = torch.stack(memory, dim=1)  # B x S x H
    nowhere = (source < 0).T
    y, total = zeros, 0.0
    for t in range(fed.shape[0]):
        more = dump.masked(y, "m_dec_feed", t) @ w["dec_w_feed"].T if "dec_w_feed" in w else 0.0
        top = stepped(dump, "dec_", "m_dec_", words(w["tgt_emb"], fed[t]), h, c, fed[t] >= 0, t, more)
        state = dump.masked(top, "m_attn", t)
        query = state @ w["attn_w_query"].T if "attn_w_query" in w else top
        scores = torch.einsum("bh,bsh->bs", query, memory).masked_fill(nowhere, -torch.inf)
        context = torch.einsum("bs,bsh->bh", torch.softmax(scores, dim=1), memory)
        y = torch.tanh(context @ w["attn_w_context"].T + state @ w["attn_w_state"].T)
        scores = dump.masked(y, "m_gen", t) @ w["gen_w"].T + w["gen_b"]
        total = total + torch.nn.functional.cross_entropy(scores, targets[t], ignore_index=-1, reduction="sum")
    return total, {**states, "dec_h_n": torch.stack(h), "dec_c_n": torch.stack(c)}


def main(path):
    dump = Dump(path)
    total, states = translation(dump) if "src_emb" in dump.weights else language_model(dump)
    loss = total / float(dump.arrays["loss_div"])
    loss.backward()
    expected = {"loss": loss, **states, **{f"grad.{key}": weight.grad for key, weight in dump.weights.items()}}
    worst = 0.0
    for key in sorted(expected):
        ours, theirs = dump.arrays[key].astype(np.float64), expected[key].detach().numpy()
        if ours.shape != theirs.shape:
            print(f"{key}: shape {ours.shape}, expected {theirs.shape}")
            return 1
        size = np.abs(theirs).max()
        error = np.abs(ours - theirs).max() / size if size > 0 else np.abs(ours).max()
        worst = max(worst, error)
        print(f"{key:<20} {str(ours.shape):<16} largest {size:10.3e}  relative error {error:.1e}"
              f"{'' if error < TOLERANCE else '   WRONG'}")
    masks = sorted(key for key in dump.arrays if key.startswith("m_"))
    print(f"masks: {', '.join(masks) if masks else 'none'}; worst relative error {worst:.1e}")
    return 0 if worst < TOLERANCE else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
