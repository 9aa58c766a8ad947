"""Skipping what the masks drop changes no gradient."""
import contextlib
import unittest

from recorded import record_pytorch, torch

B = 4


class Skipping(record_pytorch.Recording):
    """Runs a program again as hardware would, after a first recording has said what each product skips: what is left
    out of a sum must be zero, a weight gradient that is left out is zero, and any other result that is left out is
    whatever was in the buffer, since nobody may need it."""

    def __init__(self, module, first):
        super().__init__(module)
        self.skips = {line["id"]: line["skip"] for line in first.lines.products()}

    def _record_products(self, name, products, inputs):
        done = super()._record_products(name, products, inputs)
        for product in done:
            skip = self.skips[product.line["id"]]
            dropped = {dimension: torch.from_numpy(~mask.kept) for dimension, mask in skip.items()}
            left = 0.0 if product.line["phase"] == "WG" else 7.0
            if product.images:
                self.leave_out_of_images(product, dropped, left)
                continue
            if "k" in dropped:
                terms = product.a[:, dropped["k"]].abs().amax(0) * product.b[dropped["k"]].abs().amax(1)
                assert not terms.any(), product.line
            c = product.c[product.part] if product.c.dim() == 3 else product.c.reshape(product.m, product.n)
            if "m" in dropped:
                c[dropped["m"]] = left
            if "n" in dropped:
                c[:, dropped["n"]] = left
        return done

    @staticmethod
    def leave_out_of_images(product, dropped, left):
        """Of one group: [outputs x inputs x window] for dW, [samples x channels x height x width] for the others."""
        channels = {dimension: bits.reshape(-1, bits.numel() // product.c.shape[1])[:, 0] if dimension == "n" else bits
                    for dimension, bits in dropped.items()}
        if product.line["phase"] == "WG" and "m" in channels:
            product.c[channels["m"]] = left
        if "n" in channels:
            product.c[:, channels["n"]] = left


def gradients(model, program, recording=None):
    torch.manual_seed(7)
    model.zero_grad(set_to_none=True)
    with recording.watching() if recording else contextlib.nullcontext():
        program()
    return [parameter.grad.clone() for parameter in model.parameters()]


class Transposed(torch.nn.Module):
    """Neurons along rows: y = W x."""

    def __init__(self, width):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.randn(width, width))

    def forward(self, x):
        return torch.mm(self.weight, x)


class SkippingChangesNothing(unittest.TestCase):
    def check_skipping_changes_nothing(self, model, program, expected_skips):
        """expected_skips: the dimensions that are skipped by some product of each phase."""
        first = record_pytorch.Recording(model)
        expected = gradients(model, program, first)
        skipping = Skipping(model, first)
        skipped, plain = gradients(model, program, skipping), gradients(model, program)
        for ours, recorded_ones, unrecorded in zip(skipped, expected, plain):
            self.assertTrue(torch.equal(recorded_ones, unrecorded))
            self.assertTrue(torch.equal(ours, unrecorded))
            self.assertTrue(unrecorded.any())
        found = {phase: set() for phase in expected_skips}
        for line in first.lines.products():
            found[line["phase"]] |= set(line["skip"])
        self.assertEqual({phase: "".join(sorted(dimensions)) for phase, dimensions in found.items()}, expected_skips)

    def test_of_a_deep_perceptron_of_equal_widths(self):
        dropout = record_pytorch.StructuredDropout
        model = torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.ReLU(), dropout(0.5), torch.nn.Linear(8, 8),
                                    torch.nn.Tanh(), dropout(0.4, draw="fixed_count"), torch.nn.Linear(8, 8))
        self.check_skipping_changes_nothing(model, lambda: (model(torch.randn(8, 8)) ** 2).sum().backward(),
                                            {"FP": "kn", "BP": "kn", "WG": "mn"})

    def test_of_a_language_model(self):
        options = record_pytorch.parse(["lstm", "--out=x.jsonl", "--hidden=12", "--embedding=12", "--steps=4",
                                        "--batch=12", "--vocabulary=20", "--nr=0.5", "--rh=0.4"])
        model = record_pytorch.LstmModel(options)
        self.check_skipping_changes_nothing(model, lambda: model(*model.batch()).backward(),
                                            {"FP": "k", "BP": "n", "WG": "n"})

    def test_where_neurons_are_rows(self):
        model = torch.nn.Sequential(Transposed(8), Transposed(8), Transposed(8))
        dropout = record_pytorch.StructuredDropout(0.5, dim=0)

        def program():
            x = torch.randn(8, 8)
            for layer in model:
                x = layer(dropout(x))
            (x ** 2).sum().backward()

        self.check_skipping_changes_nothing(model, program, {"FP": "km", "BP": "km", "WG": "mn"})

    def test_of_convolutions_whose_channels_drop(self):
        dropout = record_pytorch.StructuredDropout(0.5, dim=1)
        conv = torch.nn.Conv2d
        model = torch.nn.Sequential(conv(4, 6, 3, padding=1), torch.nn.ReLU(), dropout, conv(6, 6, 3, stride=2),
                                    torch.nn.ReLU(), dropout, conv(6, 2, 1))
        self.check_skipping_changes_nothing(model, lambda: (model(torch.randn(B, 4, 9, 9)) ** 2).sum().backward(),
                                            {"FP": "kn", "BP": "kn", "WG": "mn"})

    def test_where_what_is_dropped_is_needed_elsewhere(self):
        dropout = record_pytorch.StructuredDropout(0.5)
        model = torch.nn.ModuleList(torch.nn.Linear(8, 8) for _ in range(4))

        def program():
            x = torch.randn(8, 8)
            kept = torch.relu(model[0](x))
            x = kept + model[1](dropout(kept))  # a residual connection around a layer
            y = model[2](x)
            (model[3](dropout(y)) * model[3](dropout(y))).sum().backward()  # two masks of one result

        self.check_skipping_changes_nothing(model, program, {"FP": "k", "BP": "n", "WG": "n"})


if __name__ == "__main__":
    unittest.main()
