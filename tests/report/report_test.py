#!/usr/bin/python3
"""Reports of small runs and sweeps, opened in Chromium.

  report_test.py SKIPGRID SOURCE_TREE      exit 77, with the reason, where Chromium or Python's websocket is not installed
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

SKIPGRID, SOURCE_TREE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
del sys.argv[1:]
sys.dont_write_bytecode = True
try:
    import browser
except ImportError as error:
    print(f"skipped: {error} (Debian: python3-websocket)")
    sys.exit(77)
if browser.chromium() is None:
    print("skipped: no chromium (Debian: chromium)")
    sys.exit(77)

# What a name could break a page with: the end of a script, a tag, quotes, and a line separator of JavaScript's.
NAME = "</script><script>window.broken = true</script><img src=x onerror=\"window.broken=true\">&amp; '\u2028"
CONFIGS = os.path.join(SOURCE_TREE, "configs")


def skipgrid(*arguments):
    subprocess.run([SKIPGRID, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env={**os.environ, "SYSTEMC_DISABLE_COPYRIGHT_MESSAGE": "1"})


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="report-test-")
        cls.addClassCleanup(cls.folder.cleanup)
        quickstart = os.path.join(CONFIGS, "quickstart.json")
        cls.run_page = cls.path("run.html")
        skipgrid("run", quickstart, "--set", "/name=" + json.dumps(NAME), "--set", "/hardware=hardware/edge_32x32.json",
                 "--set", "/search={\"effort\":\"quick\"}", "--out", cls.path("run"))
        skipgrid("report", cls.path("run"), "--out", cls.run_page)
        with open(cls.path("sweep.json"), "w", encoding="utf-8") as file:
            json.dump({"name": NAME, "base": quickstart, "axes": {"/hardware/rows": [8, 16, 32], "/dropout/nr": [0.3, 0.5],
                                                                  "/dropout/case": ["III", "IV"]},
                       "variants": ["structured", "dense"]}, file)
        cls.sweep_page = cls.path("sweep.html")
        skipgrid("sweep", cls.path("sweep.json"), "--out", cls.path("sweep"))
        skipgrid("report", cls.path("sweep"), "--out", cls.sweep_page)
        cls.browser = browser.Browser()
        cls.addClassCleanup(cls.browser.close)

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder.name, name)

    def setUp(self):
        self.browser.complaints.clear()
        self.browser.look()

    def ask(self, expression):
        return self.browser.ask(expression)

    def count(self, selector):
        return self.ask(f"document.querySelectorAll({json.dumps(selector)}).length")

    def text(self, selector):
        return self.ask(f"document.querySelector({json.dumps(selector)}).textContent")

    def rows(self, section):
        """The texts of a table's cells."""
        return self.ask(f"""Array.from(document.querySelectorAll('{section} tbody tr'),
                                       row => Array.from(row.cells, cell => cell.textContent))""")

    def enter(self, selector, value):
        """As if somebody had typed it, or moved the slider there."""
        self.ask(f"""(() => {{
          const input = document.querySelector({json.dumps(selector)});
          input.value = {json.dumps(value)};
          input.dispatchEvent(new Event('input'));
        }})()""")

    def choose(self, section, label, value):
        """Changes the choice with this label."""
        self.ask(f"""(() => {{
          const label = Array.from(document.querySelectorAll('{section} label')).find(l => l.firstChild.textContent === '{label}');
          const select = label.querySelector('select');
          select.value = {json.dumps(value)};
          select.dispatchEvent(new Event('change'));
        }})()""")

    def test_nothing_is_complained_about_and_nothing_is_requested(self):
        for page in (self.run_page, self.sweep_page):
            self.browser.open(page)
            self.assertEqual(self.browser.complaints, [])

    def test_names_stay_text(self):
        for page in (self.run_page, self.sweep_page):
            self.browser.open(page)
            self.assertEqual(self.text("h1"), NAME)
            self.assertEqual(self.ask("document.title"), NAME)
            self.assertIsNone(self.ask("window.broken ?? null"))
            self.assertEqual(self.count("img"), 0)

    def test_a_runs_charts_are_drawn(self):
        self.browser.open(self.run_page)
        self.assertGreater(self.count("#cycles .part"), 6)
        self.assertEqual(self.count("#roofline .dot"), 6)
        self.assertEqual(self.count("#utilization td.heat"), 9)
        self.assertGreater(self.count("#schedule tbody tr"), 5)
        self.assertGreater(self.count("#tensors tbody tr"), 20)
        self.assertEqual(self.count("#grid .pe"), 16)
        self.choose("#cycles", "Bars", "layers")
        self.assertIn("lstm0", self.text("#cycles svg"))

    def test_what_a_run_shows_is_what_its_results_hold(self):
        self.browser.open(self.run_page)
        with open(os.path.join(self.path("run"), "results.json"), encoding="utf-8") as file:
            results = json.load(file)
        rows = [" ".join(row[:2]) for row in self.rows("#headline")]
        self.assertEqual(rows, [f"{variant['name']} {variant['total']['cycles']:,}" for variant in results["variants"]])
        best = results["variants"][0]
        self.assertIn(f"{best['speedup_vs_dense_best']['total']:.2f}x", self.text("#headline .sentences"))
        operations = sum(len(layer["operations"]) for layer in best["layers"])
        self.assertEqual(self.count("#operations tbody tr"), operations)

    def test_the_chosen_variant_is_shown_everywhere(self):
        self.browser.open(self.run_page)
        self.choose(".chosen", "Variant", "dense")
        self.assertEqual(self.text("#utilization thead th"), "dense")
        self.assertIn("a product a time step", self.text("#schedule .table"))

    def test_operations_are_searched(self):
        self.browser.open(self.run_page)
        self.enter("#operations input", "lstm1 h2h wg")
        self.assertEqual(self.count("#operations tbody tr"), 1)

    def test_the_array_moves_cycle_by_cycle_as_the_engine_did(self):
        self.browser.open(self.run_page)
        films = self.ask("JSON.parse(document.getElementById('data').textContent).small_products.films")
        film = next(film for film in films if film["phase"] == "FP" and film["skipping"])
        for cycle in (0, 8, film["cycles"] - 1):
            self.enter("#grid input[type=range]", cycle)
            busy = sum(1 for flags in film["frames"][cycle][::5] if flags & 32)
            self.assertEqual(self.count("#grid .pe.busy"), busy)
            self.assertIn(f"{busy} of 16 PEs multiply", self.text("#grid .chart"))
        self.assertEqual(self.count("#grid .element.dropped"), 24 + 32)

    def test_the_keyboard_reaches_marks_and_controls(self):
        self.browser.open(self.run_page)
        self.browser.key("Tab", 9)
        self.assertEqual(self.ask("document.activeElement.className"), "skip")
        self.ask("document.querySelector('#cycles svg').focus()")
        self.browser.key("ArrowRight", 39)
        first = self.text("#cycles .readout")
        self.browser.key("ArrowRight", 39)
        self.assertRegex(first, "structured-best: the array computes [0-9,]+ cycles")
        self.assertNotEqual(self.text("#cycles .readout"), first)
        self.ask("document.querySelector('#grid input[type=range]').focus()")
        before = self.ask("document.activeElement.value")
        self.browser.key("ArrowRight", 39)
        self.assertEqual(int(self.ask("document.activeElement.value")), int(before) + 1)

    def test_a_sweeps_charts_are_drawn_and_filtered(self):
        self.browser.open(self.sweep_page)
        self.assertEqual((self.count("#axes .dot"), self.count("#front .dot")), (12, 12))
        self.assertEqual((self.count("#map td.heat"), self.count("#points tbody tr")), (6, 12))
        self.assertGreater(self.count("#axes path.line"), 1)
        self.ask("document.querySelector('#filters input[type=checkbox]').click()")
        self.assertEqual((self.count("#axes .dot"), self.count("#points tbody tr")), (8, 8))
        self.choose("#axes", "Up", "utilization")
        self.assertIn("utilization", self.text("#axes svg"))
        self.choose("#axes", "Across", "cycles")
        self.assertEqual(self.count("#axes .dot"), 8)
        self.assertEqual(self.browser.complaints, [])

    def test_no_point_of_the_front_is_beaten(self):
        self.browser.open(self.sweep_page)
        front = [[int(cell.replace(",", "")) for cell in row[-2:]] for row in self.rows("#front")]
        figures = self.ask("JSON.parse(document.getElementById('data').textContent).variants[0].figures")
        points = list(zip(figures["cycles"], figures["PEs"]))
        self.assertGreater(len(front), 1)
        for cycles, pes in front:
            self.assertFalse([1 for c, p in points if c <= cycles and p <= pes and (c, p) != (cycles, pes)])

    def test_a_phone_scrolls_in_one_direction(self):
        self.browser.look(width=400, height=800)
        for page in (self.run_page, self.sweep_page):
            self.browser.open(page)
            self.assertLessEqual(self.ask("document.documentElement.scrollWidth"), 400)
            edges = self.ask("Array.from(document.querySelectorAll('svg'), svg => svg.getBoundingClientRect().right)")
            self.assertLessEqual(max(edges), 400)

    def test_the_dark_has_light_text_on_a_dark_ground(self):
        lightness = "['color', 'backgroundColor'].map(of => d3.lab(getComputedStyle(document.body)[of]).l)"
        self.browser.open(self.run_page)
        text, ground = self.ask(lightness)
        self.assertGreater(ground - text, 60)
        self.browser.look(dark=True)
        text, ground = self.ask(lightness)
        self.assertGreater(text - ground, 60)

    def test_it_prints(self):
        for page in (self.run_page, self.sweep_page):
            self.browser.open(page)
            pdf = self.browser.pdf()
            self.assertTrue(pdf.startswith(b"%PDF"))
            self.assertGreater(len(pdf), 20_000)
        self.browser.look(print_media=True)
        self.assertEqual(self.ask("getComputedStyle(document.querySelector('.controls')).display"), "none")

    def test_reports_stay_small(self):
        self.assertLess(os.path.getsize(self.run_page), 2_000_000)
        self.assertLess(os.path.getsize(self.sweep_page), 1_000_000)


if __name__ == "__main__":
    unittest.main()
