"""Where masks land, and that skipping what they drop changes no gradient."""
import contextlib
import unittest

from recorded import record_pytorch, recorded, torch

B = 4


class Skipping(record_pytorch.Recording):
    """Computes every product as hardware would: what is skipped does not enter the sum, or is zero in the result."""

    def __init__(self, module):
        super().__init__(module)
        self.skips = {"FP": 0, "BP": 0, "WG": 0}

    def _record_products(self, name, products, inputs):
        done = super()._record_products(name, products, inputs)
        for product in done:
            self.skips[product.line["phase"]] += len(product.line["skip"])
            if product.images:
                self.skip_in_images(product)
                continue
            c = product.c[product.part] if product.c.dim() == 3 else product.c.reshape(product.m, product.n)
            dropped = {dimension: torch.from_numpy(~mask.kept) for dimension, mask in product.line["skip"].items()}
            if "k" in dropped:
                # What is left out of the sum is zero times something: in one of the operands, or in both.
                terms = product.a[:, dropped["k"]].abs().amax(0) * product.b[dropped["k"]].abs().amax(1)
                assert not terms.any(), product.line
            if "m" in dropped:
                c[dropped["m"]] = 0
            if "n" in dropped:
                c[:, dropped["n"]] = 0
        return done

    def skip_in_images(self, product):
        """Of one group: [outputs x inputs x window] for dW, [samples x channels x height x width] for the others."""
        kept = {dimension: torch.from_numpy(mask.kept) for dimension, mask in product.line["skip"].items()}
        window = product.images[1][0, 0].numel()
        if product.line["phase"] == "WG":
            if "m" in kept:
                product.c[~kept["m"]] = 0
            if "n" in kept:
                product.c[:, ~kept["n"].reshape(-1, window)[:, 0]] = 0
        elif product.line["phase"] == "BP" and "n" in kept:
            product.c[:, ~kept["n"].reshape(-1, window)[:, 0]] = 0


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


class Masks(unittest.TestCase):
    def check_skipping_changes_nothing(self, model, program, phases=("FP", "BP", "WG")):
        torch.manual_seed(5)
        expected = gradients(model, program)
        skipping = Skipping(model)
        for ours, theirs in zip(gradients(model, program, skipping), expected):
            self.assertTrue(torch.equal(ours, theirs))
            self.assertTrue(theirs.any())
        for phase in phases:
            self.assertGreater(skipping.skips[phase], 0, phase)

    def test_skipping_changes_no_gradient_of_a_deep_perceptron_of_equal_widths(self):
        dropout = record_pytorch.StructuredDropout
        model = torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.ReLU(), dropout(0.5), torch.nn.Linear(8, 8),
                                    torch.nn.Tanh(), dropout(0.4, draw="fixed_count"), torch.nn.Linear(8, 8))
        self.check_skipping_changes_nothing(model, lambda: (model(torch.randn(8, 8)) ** 2).sum().backward())

    def test_skipping_changes_no_gradient_of_a_language_model(self):
        options = record_pytorch.parse(["lstm", "--out=x.jsonl", "--hidden=12", "--embedding=12", "--steps=4",
                                        "--batch=12", "--vocabulary=20", "--nr=0.5", "--rh=0.4"])
        model = record_pytorch.LstmModel(options)
        self.check_skipping_changes_nothing(model, lambda: model(*model.batch()).backward())

    def test_skipping_changes_no_gradient_where_neurons_are_rows(self):
        model = torch.nn.Sequential(Transposed(8), Transposed(8), Transposed(8))
        dropout = record_pytorch.StructuredDropout(0.5, dim=0)

        def program():
            x = torch.randn(8, 8)
            for layer in model:
                x = layer(dropout(x))
            (x ** 2).sum().backward()

        self.check_skipping_changes_nothing(model, program)

    def test_skipping_changes_no_gradient_of_convolutions_whose_channels_drop(self):
        dropout = record_pytorch.StructuredDropout(0.5, dim=1)
        conv = torch.nn.Conv2d
        model = torch.nn.Sequential(conv(4, 6, 3, padding=1), torch.nn.ReLU(), dropout, conv(6, 6, 3, stride=2),
                                    torch.nn.ReLU(), dropout, conv(6, 2, 1))
        self.check_skipping_changes_nothing(model, lambda: (model(torch.randn(B, 4, 9, 9)) ** 2).sum().backward())

    def test_masks_lie_on_the_dimension_of_the_neurons_in_every_phase(self):
        kept = torch.tensor([1, 0, 1, 1, 0, 1])
        model = torch.nn.Sequential(torch.nn.Linear(5, 6), torch.nn.Linear(6, 7))

        def program(_):
            record_pytorch.mark(kept, kept)
            model[1](model[0](torch.randn(B, 5)) * kept).sum().backward()

        trace = recorded(program, model)
        kept = [0, 2, 3, 5]
        first, second, data, weight, first_weight = trace.products()
        self.assertEqual(trace.kept(first), {})  # nobody knows yet that its result is dropped
        self.assertEqual(trace.kept(second), {"k": kept})
        self.assertEqual(trace.kept(data), {"n": kept})
        self.assertEqual(trace.kept(weight), {"n": kept})  # dW is [outputs x inputs]
        self.assertEqual(trace.kept(first_weight), {"m": kept})  # dy of the first layer has the same columns of zeros
        self.assertEqual(len(trace.mask_rows), 1)

    def test_a_mask_on_channels_drops_whole_windows_of_the_group_that_has_them(self):
        kept = torch.tensor([1, 0, 1, 1]).reshape(4, 1, 1)
        model = torch.nn.Conv2d(4, 6, (1, 2), groups=2, bias=False)

        def program(_):
            record_pytorch.mark(kept, kept, dim=0)
            model(torch.randn(B, 4, 3, 3) * kept).sum().backward()

        trace = recorded(program, model)
        first, second = trace.products(phase="FP")
        self.assertEqual((trace.kept(first), trace.kept(second)), ({"k": [0, 1]}, {"k": [0, 1, 2, 3]}))
        self.assertEqual([trace.kept(op) for op in trace.products(phase="WG")], [{"n": [0, 1]}, {"n": [0, 1, 2, 3]}])

    def test_pruned_weights_shorten_products_too(self):
        model = torch.nn.Conv2d(4, 6, (1, 2), groups=2, bias=False)
        inputs, filters = torch.tensor([0, 1]), torch.tensor([1, 1, 0, 0, 1, 1])

        def program(_):
            record_pytorch.mark(inputs, model.weight, dim=1)  # of the two channels of each group
            record_pytorch.mark(filters, model.weight, dim=0)
            model(torch.randn(B, 4, 3, 3))

        trace = recorded(program, model)
        self.assertEqual([trace.kept(op) for op in trace.products()],
                         [{"k": [2, 3], "n": [0, 1]}, {"k": [2, 3], "n": [1, 2]}])

    def test_what_does_not_keep_zeros_loses_the_mask(self):
        kept = torch.tensor([1.0, 0.0, 1.0])
        weight = torch.randn(3, 2)
        for change, marked in ((torch.tanh, True), (torch.sigmoid, False), (lambda x: x + 1, False),
                               (lambda x: x.clone(), True), (lambda x: x.t().contiguous().t(), True),
                               (lambda x: x.relu_(), True), (lambda x: x.add_(1), False)):
            def program(_, change=change):
                record_pytorch.mark(kept)
                change(torch.randn(3, 3) * kept) @ weight
            self.assertEqual("skip" in recorded(program).products()[0], marked, change)

    def test_a_mask_on_a_slice_is_not_one_on_its_neighbours(self):
        kept = torch.tensor([1.0, 0.0, 1.0])
        weight = torch.randn(3, 2)
        x = torch.randn(4, B, 6)
        marked = x[1, :, 3:]
        views = {"itself": (x[1, :, 3:], True), "samples of it": (x[1, 2:, 3:], True),
                 "one of them": (x[1, 3:, 3:], True), "other neurons": (x[1, :, :3], False),
                 "other neurons of few": (x[1, 1:3, :3], False),
                 "neurons in between": (x[1, 1:3, 2:5], False), "another step": (x[2, :, 3:], False),
                 "two steps": (x[1:3, :, 3:].reshape(-1, 3), False)}
        for name, (view, expected) in views.items():
            def program(_, view=view):
                record_pytorch.mark(kept, marked)
                view @ weight
            self.assertEqual("skip" in recorded(program).products()[0], expected, name)

    def test_a_buffer_that_is_filled_step_by_step_has_a_mask_for_each_step(self):
        def program(_):
            buffer = torch.zeros(3, B, 4)
            for step in range(2):
                kept = torch.ones(4)
                kept[step] = 0
                record_pytorch.mark(kept)
                buffer[step] = torch.randn(B, 4) * kept
            buffer[0, 0, 0] = 1.0  # no longer all zeros
            for step in range(3):
                buffer[step] @ torch.randn(4, 2)

        trace = recorded(program)
        self.assertEqual([trace.kept(op) for op in trace.products()], [{}, {"k": [0, 2, 3]}, {}])

    def test_a_mask_may_differ_from_sample_to_sample(self):
        kept = torch.tensor([[1, 0, 1], [1, 1, 1]])

        def program(_):
            record_pytorch.mark(kept)
            (torch.randn(2, 3) * kept) @ torch.randn(3, 5)

        with self.assertRaisesRegex(ValueError, "at most the batch of 1 samples, got 2"):
            recorded(program, batch=1)
        lines = recorded(program, batch=2)
        self.assertEqual(lines.mask_rows, {0: [[0, 2], [0, 1, 2]]})

    def test_an_evaluation_or_a_rate_of_zero_drops_nothing(self):
        dropout = record_pytorch.StructuredDropout(0.5).eval()
        x = torch.randn(B, 3)
        self.assertIs(dropout(x), x)
        self.assertIs(record_pytorch.StructuredDropout(0.0)(x), x)

    def test_structured_dropout_scales_and_draws_as_told(self):
        dropout = record_pytorch.StructuredDropout(0.3, draw="fixed_count", generator=torch.Generator().manual_seed(1))
        for _ in range(20):
            y = dropout(torch.ones(B, 10))
            self.assertTrue(torch.equal(y, y[:1].expand(B, 10)))
            self.assertEqual(int((y[0] > 0).sum()), 7)
            self.assertAlmostEqual(float(y.max()), 1 / 0.7, places=6)


if __name__ == "__main__":
    unittest.main()
