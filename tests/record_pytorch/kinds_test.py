"""What PyTorch's operations are called in a trace. Needs no PyTorch."""
import contextlib
import importlib.util
import io
import json
import os
import unittest

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")


def load():
    """The module alone: its package imports torch."""
    path = os.path.join(ROOT, "scripts", "torch_recording", "kinds.py")
    spec = importlib.util.spec_from_file_location("kinds", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


kinds = load()


class Kinds(unittest.TestCase):
    def test_every_kind_that_is_written_is_one_that_skipgrid_knows(self):
        with open(os.path.join(ROOT, "configs", "schema", "hardware.schema.json")) as file:
            known = json.load(file)["properties"]["vector_unit"]["properties"]["costs"]["required"]
        self.assertLessEqual({*kinds.KINDS.values(), kinds.PLAINEST}, set(known))

    def test_an_operation_is_named_once(self):
        names = [name for several in kinds._ATEN.values() for name in several.split()]
        self.assertEqual(len(names), len(set(names)))

    def test_operations_have_the_kind_that_costs_what_they_do(self):
        known = kinds.Kinds()
        names = ("add", "_softmax", "sigmoid", "tanh", "cat", "sum", "_foreach_mul")
        self.assertEqual([known.of(name) for name in names],
                         ["arithmetic", "softmax", "exponential", "tanh", "copy", "reduction", "arithmetic"])

    def test_what_is_not_known_is_the_plainest_and_said_once(self):
        known, err = kinds.Kinds(), io.StringIO()
        with contextlib.redirect_stderr(err):
            self.assertEqual([known.of("strange"), known.of("strange"), known.of("add")], ["arithmetic"] * 3)
        self.assertEqual(err.getvalue().count("aten::strange"), 1)
        self.assertEqual(err.getvalue().count("\n"), 1)


if __name__ == "__main__":
    unittest.main()
