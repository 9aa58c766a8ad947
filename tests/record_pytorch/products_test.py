"""Shapes, phases, tensors and dependencies of what is recorded, derived by hand."""
import unittest

from recorded import recorded, shape, torch

B = 4  # samples


def phases(trace):
    return {phase: [shape(op) for op in trace.products(phase=phase)] for phase in ("FP", "BP", "WG")}


class Products(unittest.TestCase):
    def test_a_linear_layer_is_three_products_and_the_first_layer_needs_no_data_gradient(self):
        model = torch.nn.Sequential(torch.nn.Linear(5, 6), torch.nn.Tanh(), torch.nn.Linear(6, 7))
        trace = recorded(lambda _: model(torch.randn(B, 5)).sum().backward(), model, batch=B, name="two")
        self.assertEqual((trace.header["name"], trace.header["batch"]), ("two", B))
        first, second, data, weight, first_weight = trace.products()
        self.assertEqual([(op["layer"], op["op"], op["phase"]) for op in trace.products()],
                         [("0", "weight", "FP"), ("2", "weight", "FP"), ("2", "weight", "BP"), ("2", "weight", "WG"),
                          ("0", "weight", "WG")])
        # y = x W^T; dx = dy W; dW = dy^T x, as PyTorch keeps weights: [outputs x inputs].
        self.assertEqual(list(map(shape, trace.products())), [(B, 5, 6), (B, 6, 7), (B, 7, 6), (7, B, 6), (6, B, 5)])
        self.assertEqual((first["b"], second["b"], data["b"]), ("0.weight", "2.weight", "2.weight"))
        tanh = next(op for op in trace.ops if op.get("kind") == "tanh")
        self.assertEqual((tanh["deps"], tanh["layer"], tanh["elements"]), ([first["id"]], "1", B * 6))
        self.assertEqual((second["a"], second["deps"]), (tanh["writes"][0], [tanh["id"]]))
        self.assertEqual((weight["a"], weight["b"]), (data["a"], second["a"]))
        back = next(op for op in trace.ops if op.get("kind") == "tanh_backward")
        self.assertEqual((back["layer"], back["phase"], back["deps"]), ("1", "BP", [tanh["id"], data["id"]]))
        self.assertEqual(first_weight["deps"], [back["id"]])

    def test_an_lstm_fuses_its_input_products_and_sums_its_weight_gradients_over_time(self):
        steps, inputs, hidden = 5, 3, 6
        model = torch.nn.LSTM(inputs, hidden)
        x = torch.randn(steps, B, inputs, requires_grad=True)
        trace = recorded(lambda _: model(x)[0].sum().backward(), model)
        recurrent = trace.products(op="weight_hh_l0")
        self.assertEqual({op["layer"] for op in trace.products()}, {"model"})
        self.assertEqual([(shape(op), op["phase"]) for op in trace.products(op="weight_ih_l0")],
                         [((steps * B, inputs, 4 * hidden), "FP"), ((steps * B, 4 * hidden, inputs), "BP"),
                          ((4 * hidden, steps * B, inputs), "WG")])
        by_phase = {phase: [op for op in recurrent if op["phase"] == phase] for phase in ("FP", "BP", "WG")}
        self.assertEqual([op["step"] for op in by_phase["FP"]], [0, 1, 2, 3, 4])
        self.assertEqual([op["step"] for op in by_phase["BP"]], [4, 3, 2, 1])  # the initial state has no gradient
        self.assertEqual([op["step"] for op in by_phase["WG"]], [4, 3, 2, 1, 0])
        self.assertEqual([op.get("accumulate", False) for op in by_phase["WG"]], [False, True, True, True, True])
        self.assertEqual(len({op["c"] for op in by_phase["WG"]}), 1)
        for before, after in zip(by_phase["FP"], by_phase["FP"][1:]):
            self.assertIn(before["id"], trace.before(after))
        for weight in by_phase["WG"]:  # none waits for another: they only add
            self.assertFalse(trace.before(weight) & {op["id"] for op in by_phase["WG"]})

    def test_steps_that_do_not_wait_for_each_other_are_not_made_to(self):
        layer = torch.nn.Linear(5, 6)
        cell = torch.nn.RNNCell(6, 6)

        def program(_):
            h = torch.zeros(B, 6)
            for x in torch.randn(3, B, 5):
                h = cell(layer(x), h)
            h.sum().backward()

        trace = recorded(program, torch.nn.ModuleDict({"layer": layer, "cell": cell}))
        inputs = trace.products(layer="layer", phase="FP")
        self.assertEqual([op["step"] for op in inputs], [0, 1, 2])
        self.assertEqual([op["a"] for op in inputs], ["model.randn.0[0]", "model.randn.0[1]", "model.randn.0[2]"])
        for op in inputs:
            self.assertEqual(trace.before(op), set())
        last = trace.products(layer="cell", op="weight_hh", phase="FP")[-1]
        self.assertLessEqual({op["id"] for op in inputs[:2]}, trace.before(last))
        self.assertNotIn(inputs[2]["id"], trace.before(last))

    def test_batched_products_are_a_product_each_and_activations_have_data_gradients_only(self):
        q, k = (torch.randn(B, n, 8, requires_grad=True) for n in (3, 5))
        trace = recorded(lambda _: torch.softmax(q @ k.transpose(1, 2), -1).sum().backward())
        self.assertEqual(phases(trace), {"FP": [(3, 8, 5)] * B, "BP": [(8, 3, 5)] * B + [(3, 5, 8)] * B, "WG": []})
        self.assertEqual(len({op["b"] for op in trace.products(phase="FP")}), B)
        softmax = next(op for op in trace.ops if op.get("kind") == "softmax")
        self.assertEqual(softmax["deps"], [op["id"] for op in trace.products(phase="FP")])

    def test_a_convolution_is_its_im2col_products_one_a_group(self):
        model = torch.nn.Conv2d(4, 6, 3, stride=2, padding=1, groups=2)
        x = torch.randn(B, 4, 9, 9, requires_grad=True)
        trace = recorded(lambda _: model(x).sum().backward(), model)
        pixels, inner, filters = B * 5 * 5, 2 * 9, 3
        self.assertEqual(phases(trace), {"FP": [(pixels, inner, filters)] * 2, "BP": [(pixels, filters, inner)] * 2,
                                         "WG": [(filters, pixels, inner)] * 2})
        self.assertEqual(len({op["b"] for op in trace.products(phase="FP")}), 2)

    def test_a_convolutions_bias_waits_for_its_gradient(self):
        model = torch.nn.Conv2d(2, 3, 3)

        def program(_):
            model(torch.randn(B, 2, 5, 5)).sum().backward()
            torch.optim.SGD(model.parameters(), lr=1.0).step()

        trace = recorded(program, model)
        update = next(op for op in trace.ops if "bias" in op.get("writes", []))
        self.assertEqual(update["deps"], [trace.products(phase="WG")[0]["id"]])

    def test_a_matrix_that_is_added_costs_an_element_wise_operation_and_a_bias_none(self):
        a, b = torch.randn(B, 5), torch.randn(5, 6)
        trace = recorded(lambda _: torch.addmm(torch.randn(B, 6), a, b))
        self.assertEqual([op.get("kind", "product") for op in trace.ops], ["product", "arithmetic"])
        self.assertEqual(trace.ops[1]["deps"], [0])
        trace = recorded(lambda _: torch.addmm(torch.randn(6), a, b))
        self.assertEqual([op.get("kind", "product") for op in trace.ops], ["product"])

    def test_a_program_without_a_module_has_the_same_phases(self):
        weight = torch.nn.Parameter(torch.randn(5, 6))
        x = torch.randn(B, 5, requires_grad=True)
        trace = recorded(lambda _: (x @ weight).sum().backward())
        self.assertEqual(phases(trace), {"FP": [(B, 5, 6)], "BP": [(B, 6, 5)], "WG": [(5, B, 6)]})

    def test_elements_are_those_of_the_largest_operand_but_of_a_table_only_what_is_looked_up(self):
        table = torch.nn.Embedding(1000, 3)

        def program(_):
            x = table(torch.arange(B))
            x.sum(), torch.cat([x, x]), torch.tanh(x)

        self.assertEqual({op["kind"]: op["elements"] for op in recorded(program, table).ops},
                         {"embedding_gather": 3 * B, "reduction": 3 * B, "copy": 6 * B, "tanh": 3 * B})

    def test_the_optimizer_runs_after_the_gradients_and_the_next_iteration_after_the_optimizer(self):
        model = torch.nn.Linear(5, 6)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

        def program(recording):
            for iteration in range(2):
                if iteration:
                    recording.next_iteration()
                optimizer.zero_grad()
                (model(torch.randn(B, 5)) + model(torch.randn(B, 5))).sum().backward()
                optimizer.step()

        trace = recorded(program, model)
        update = next(op for op in trace.ops if "weight" in op.get("writes", []))
        self.assertEqual((update["phase"], update["kind"], update["elements"], update["iter"]),
                         ("WG", "arithmetic", 30, 0))
        self.assertEqual([op["iter"] for op in trace.products()], [0] * 4 + [1] * 4)
        self.assertEqual(update["deps"], [op["id"] for op in trace.products(phase="WG", iter=0)])  # of the sum of both
        for step, again in enumerate(trace.products(phase="FP", iter=1)):
            self.assertIn(update["id"], again["deps"])
            self.assertEqual(again["step"], step)

    def test_every_operation_waits_for_whoever_wrote_what_it_reads(self):
        torch.manual_seed(3)
        model = torch.nn.ModuleDict({"lstm": torch.nn.LSTM(7, 7, num_layers=2), "out": torch.nn.Linear(7, 9)})

        def program(_):
            y = model["lstm"](torch.randn(6, B, 7))[0]
            loss = sum(torch.nn.functional.mse_loss(model["out"](h), torch.zeros(B, 9)) for h in y)
            loss.backward()
            torch.optim.SGD(model.parameters(), lr=1.0, momentum=0.9).step()

        trace = recorded(program, model)
        writers = {}
        reads = 0
        for op in trace.ops:
            names = [op["a"], op["b"]] if op["type"] == "gemm" else op.get("reads", [])
            for writer in [writers[name] for name in names if name in writers]:
                reads += 1
                self.assertIn(writer, trace.before(op), op)
            for name in [op["c"]] if op["type"] == "gemm" else op["writes"]:
                writers[name] = op["id"]
        self.assertGreater(reads, 300)


if __name__ == "__main__":
    unittest.main()
