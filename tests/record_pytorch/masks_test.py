"""Where masks land, what passes them on, and what nobody needs."""
import unittest

from recorded import record_pytorch, recorded, torch

B = 4


class Masks(unittest.TestCase):
    def test_masks_lie_on_the_dimension_of_the_neurons_in_every_phase(self):
        kept = torch.tensor([1, 0, 1, 1, 0, 1])
        model = torch.nn.Sequential(torch.nn.Linear(5, 6), torch.nn.Linear(6, 7))

        def program(_):
            record_pytorch.mark(kept, kept)
            model[1](model[0](torch.randn(B, 5)) * kept).sum().backward()

        trace = recorded(program, model)
        kept = [0, 2, 3, 5]
        first, second, data, weight, first_weight = trace.products()
        self.assertEqual(trace.kept(first), {"n": kept})  # whoever reads the result drops the rest
        self.assertEqual(trace.kept(second), {"k": kept})
        self.assertEqual(trace.kept(data), {"n": kept})
        self.assertEqual(trace.kept(weight), {"n": kept})  # dW is [outputs x inputs]
        self.assertEqual(trace.kept(first_weight), {"m": kept})  # dy of the first layer has the same columns of zeros
        self.assertEqual(len(trace.mask_rows), 1)

    def test_a_result_is_needed_in_full_unless_every_reader_drops_the_same(self):
        weight, kept = torch.randn(5, 6), torch.tensor([1.0, 0.0, 1.0, 1.0, 0.0, 1.0])
        buffer = torch.zeros(B, 6)

        def write(into, y):
            into.copy_(y)
            return into.sum()

        readers = {  # another reader of y beside y * kept, and whether it leaves the mask
            "nobody": (lambda y: None, True),
            "an activation that is dropped": (lambda y: torch.sigmoid(y + 1).mul(kept).sum(), True),
            "an activation in place": (lambda y: (torch.relu_(y) * kept).sum(), True),
            "a product of what is left": (lambda y: (y * kept) @ torch.randn(6, 2), True),
            "a copy that nobody reads": (lambda y: y.clone(), True),
            "a copy that somebody reads": (lambda y: y.clone().sum(), False),
            "a sum": (lambda y: y.sum(), False),
            "a number": (lambda y: float(y[0, 0]), False),
            "a product": (lambda y: y @ torch.randn(6, 2), False),
            "a product of the transpose": (lambda y: torch.randn(2, B) @ y, False),
            "a concatenation": (lambda y: torch.cat([y, y]) * kept, False),  # of another shape, too much to follow
            "a part of it": (lambda y: torch.relu(y[:, :3]).sum(), False),
            "a slice across samples": (lambda y: (y.view(-1)[3:9] * kept).sum(), False),
            "a sum with what is dropped": (lambda y: (y + torch.randn(B, 6) * kept).sum(), False),
            "a sum with an older tensor": (lambda y: buffer.add_(y).sum(), False),
            "a copy into an older tensor": (lambda y: write(buffer, y), False),
            "a softmax": (lambda y: torch.log_softmax(y, -1) * kept, False),
            "another mask": (lambda y: (y * kept.flip(0)).sum(), False),
        }
        for name, (read, expected) in readers.items():
            def program(_, read=read):
                record_pytorch.mark(kept)
                buffer.zero_()
                y = torch.randn(B, 5) @ weight
                read(y)
                y * kept
            first = recorded(program).products()[0]
            self.assertEqual("n" in first.get("skip", {}), expected, name)

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
