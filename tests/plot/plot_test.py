#!/usr/bin/python3
"""Runs scripts/plot.py on small results written by hand and reads back what matplotlib has drawn.

  plot_test.py SOURCE_TREE      exit 77, with the reason, where matplotlib is not installed
"""
import contextlib
import csv
import io
import itertools
import json
import os
import subprocess
import sys
import tempfile
import types
import unittest

SOURCE_TREE = os.path.abspath(sys.argv.pop(1))
PLOT = os.path.join(SOURCE_TREE, "scripts", "plot.py")
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(SOURCE_TREE, "scripts"))

HEADER = "point,/hardware/rows,/dropout/nr,variant,cycles,utilization,energy_pj\n"
# Two arrays, three rates; structured overtakes dense-fused on the small array alone. Rates not in rising order.
ROWS = [("a", 16, 0.5, (200, 0.5, 6e9), (300, 0.75, 9e9)), ("b", 16, 0, (400, 0.6, 8e9), (300, 0.75, 9e9)),
        ("c", 16, 0.75, (100, 0.4, 5e9), (300, 0.75, 9e9)), ("d", 64, 0.5, (160, 0.1, 3e9), (80, 0.25, 4e9)),
        ("e", 64, 0, (200, 0.2, 7e9), (80, 0.25, 4e9)), ("f", 64, 0.75, (100, 0.05, 2e9), (80, 0.25, 4e9))]


def small_sweep(energy=True):
    text = HEADER
    for point, rows, rate, *variants in ROWS:
        for name, (cycles, utilization, picojoules) in zip(("structured", "dense-fused"), variants):
            text += f"{point},{rows},{rate},{name},{cycles},{utilization},{picojoules if energy else ''}\n"
    return text


class Folder(unittest.TestCase):
    """Each test in a folder of its own, which holds results.csv."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="plot-test-")
        self.addCleanup(self.folder.cleanup)
        self.results(small_sweep())

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def results(self, text):
        with open(self.path("results.csv"), "w", encoding="utf-8") as file:
            file.write(text)

    def plot(self, *arguments):
        """Runs the script within this process, which loads matplotlib once for all tests."""
        import plot
        from matplotlib import pyplot
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = plot.main([self.folder.name, *arguments])
        pyplot.close("all")
        return types.SimpleNamespace(returncode=code, stdout=out.getvalue(), stderr=err.getvalue())

    def drawn(self, *arguments):
        run = self.plot(*arguments, "--data")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return list(csv.DictReader(io.StringIO(run.stdout)))

    def line(self, data, series):
        return [(float(row["x"]), float(row["y"])) for row in data if row["series"] == series]

    def refused(self, *arguments, says):
        before = os.listdir(self.folder.name)
        run = self.plot(*arguments)
        self.assertEqual((run.returncode, run.stdout), (2, ""))
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
        self.assertIn(says, run.stderr)
        self.assertEqual(os.listdir(self.folder.name), before)


class Drawn(Folder):
    def test_speedup_over_the_fused_baseline_by_rising_rate_a_line_per_array(self):
        data = self.drawn("--figure", "speedup")
        self.assertEqual(self.line(data, "rows 16"), [(0, 0.75), (0.5, 1.5), (0.75, 3)])
        self.assertEqual(self.line(data, "rows 64"), [(0, 0.4), (0.5, 0.5), (0.75, 0.8)])
        self.assertEqual(len(data), 6)

    def test_without_arguments_the_best_over_the_best_of_all_that_varies(self):
        text = "point,/hardware/rows,/hardware/dataflow,/dropout/nr,/workload/batch,variant,cycles\n"
        for rows in (16, 32, 64):
            for dataflow in ("ws", "os"):
                for rate in (0, 0.5):
                    for batch in (10, 20):
                        point = f"{rows}{dataflow}{rate}{batch}"
                        for name, cycles in (("structured-best", 100), ("dense-best", 100 + rows), ("dense", 400)):
                            text += f"{point},{rows},{dataflow},{rate},{batch},{name},{cycles}\n"
        self.results(text)
        data = self.drawn()
        self.assertEqual(len(data), 24)
        self.assertEqual({row["panel"] for row in data}, {"dataflow ws", "dataflow os"})
        self.assertEqual(len({row["series"] for row in data}), 6)  # rows and batch
        self.assertEqual({float(row["x"]) for row in data}, {0, 0.5})
        self.assertEqual({float(row["y"]) for row in data}, {1.16, 1.32, 1.64})

    def test_axes_that_move_together_are_one(self):
        self.results("point,/hardware/rows,/hardware/cols,/dropout/nr,variant,cycles\n" +
                     "".join(f"{size}_{rate},{size},{size},{rate},{name},{cycles}\n" for size in (8, 16)
                             for rate in (0, 0.5) for name, cycles in (("structured-best", 10), ("dense-best", 10 + size))))
        data = self.drawn()
        self.assertEqual({row["panel"] for row in data}, {""})
        self.assertEqual(self.line(data, "8 × 8 PEs"), [(0, 1.8), (0.5, 1.8)])

    def test_more_lines_than_can_be_told_apart_are_drawn_for_a_middle_value_which_is_said(self):
        text = "point,/hardware/rows,/hardware/cols,/dropout/nr,/dropout/case,variant,cycles\n"
        sizes = (8, 16, 32, 64, 128)
        for number, (rows, cols, rate, case) in enumerate(
                itertools.product(sizes, sizes, (0, 0.25, 0.5, 0.75), ("III", "IV"))):
            for name, cycles in (("structured-best", rows + cols), ("dense-best", 1000)):
                text += f"{number},{rows},{cols},{rate},{case},{name},{cycles}\n"
        self.results(text)
        run = self.plot("--data")
        self.assertEqual(run.returncode, 0)
        self.assertEqual(run.stderr, "plot: drawn for /hardware/cols = 32; --where /hardware/cols=VALUE draws it for "
                                     "8, 16, 64, 128\n")
        data = list(csv.DictReader(io.StringIO(run.stdout)))
        self.assertEqual({row["series"] for row in data}, {f"rows {rows}" for rows in sizes})
        self.assertEqual(len(data), 5 * 4 * 2)
        self.assertAlmostEqual(float(data[0]["y"]), 1000 / (8 + 32))

    def test_speedup_over_another_baseline(self):
        data = self.drawn("--figure", "speedup", "--baseline", "structured", "--variant", "dense-fused")
        self.assertEqual(self.line(data, "rows 64"), [(0, 2.5), (0.5, 2), (0.75, 1.25)])

    def test_lines_of_a_count_with_the_variant_as_panels(self):
        data = self.drawn("--figure", "lines", "--x", "/dropout/nr", "--y", "cycles", "--panel", "variant")
        self.assertEqual([(row["panel"], float(row["y"])) for row in data if row["series"] == "rows 16"],
                         [("structured", 400), ("structured", 200), ("structured", 100),
                          ("dense-fused", 300), ("dense-fused", 300), ("dense-fused", 300)])

    def test_only_the_points_asked_for(self):
        data = self.drawn("--figure", "lines", "--y", "cycles", "--where", "/dropout/nr=0.5", "--where",
                          "variant=structured", "--x", "/hardware/rows")
        self.assertEqual([(float(row["x"]), float(row["y"])) for row in data], [(16, 200), (64, 160)])

    def test_arrays_of_one_number_of_pes(self):
        self.results("point,/hardware/rows,/hardware/cols,variant,cycles\n"
                     "a,8,16,dense,10\nb,16,8,dense,20\nc,16,16,dense,30\n")
        data = self.drawn("--figure", "lines", "--x", "/hardware/rows", "--y", "cycles", "--series", "variant",
                          "--where", "pes=128")
        self.assertEqual(self.line(data, "dense"), [(8, 10), (16, 20)])

    def test_every_panel_shows_all_its_points(self):
        from matplotlib import pyplot
        import plot
        choice = plot.parsed([self.path("results.csv"), "--figure", "speedup", "--panel", "/hardware/rows", "--data"])
        figure = plot.draw(choice)
        for axis in figure.axes:
            low, high = axis.get_ylim()
            for line in axis.get_lines():
                self.assertTrue(all(low <= y <= high for y in line.get_ydata()), (low, high, line.get_ydata()))
        pyplot.close(figure)

    def test_utilization_in_per_cent_at_its_row_and_column(self):
        self.results("point,/hardware/rows,/hardware/cols,variant,cycles,utilization\n"
                     "a,8,16,structured,10,0.25\nb,4,32,structured,10,0.5\nc,8,32,structured,10,1\n")
        cells = {(row["y"], row["x"]): float(row["value"]) for row in self.drawn("--figure", "utilization")}
        self.assertEqual(cells, {("8", "16"): 25, ("4", "32"): 50, ("8", "32"): 100})

    def test_a_map_for_each_dataflow(self):
        self.results("point,/hardware/dataflow,/hardware/rows,/hardware/cols,variant,cycles,utilization\n" +
                     "".join(f"{flow}{rows}{cols},{flow},{rows},{cols},structured,1,{0.01 * rows + 0.001 * cols}\n"
                             for flow in ("ws", "os") for rows in (4, 8) for cols in (2, 4)))
        cells = {(row["panel"], row["y"], row["x"]): float(row["value"])
                 for row in self.drawn("--figure", "utilization", "--panel", "/hardware/dataflow")}
        self.assertEqual(cells, {(f"dataflow {flow}", str(rows), str(cols)): rows + 0.1 * cols
                                 for flow in ("ws", "os") for rows in (4, 8) for cols in (2, 4)})

    def test_the_numbers_in_the_cells_are_those_of_the_map(self):
        self.results("point,/hardware/rows,/hardware/cols,variant,cycles,utilization\n"
                     "a,8,16,structured,10,0.25\nb,4,32,structured,10,0.5\n")
        import plot
        figure = plot.draw(plot.parsed([self.path("results.csv"), "--figure", "utilization", "--data"]))
        texts = {(text.get_position(), text.get_text()) for text in figure.axes[0].texts}
        self.assertEqual(texts, {((0, 1), "25.0"), ((1, 0), "50.0")})

    def test_the_front_holds_the_points_that_nothing_beats(self):
        data = self.drawn("--figure", "pareto")
        # In cycles and mJ: (80, 4) of dense-fused and (100, 2) of structured; (100, 5) is beaten.
        self.assertEqual(self.line(data, "Pareto front"), [(80, 4), (100, 2)])
        self.assertEqual(len(self.line(data, "structured")), 6)
        self.assertEqual(self.line(data, "dense-fused")[:2], [(300, 9), (300, 9)])

    def test_words_on_the_x_axis_stay_in_file_order(self):
        self.results("point,/hardware,variant,cycles\na,hardware/tpu_v1.json,dense,30\nb,hardware/edge.json,dense,10\n")
        data = self.drawn("--figure", "lines", "--x", "/hardware", "--y", "cycles")
        self.assertEqual([(row["x"], row["y"]) for row in data], [("tpu_v1", "30"), ("edge", "10")])

    def test_a_point_that_failed_leaves_a_gap_not_a_zero(self):
        self.results("".join(line for line in small_sweep().splitlines(True) if not line.startswith("a,")))
        data = self.drawn("--figure", "speedup")
        self.assertEqual(self.line(data, "rows 16"), [(0, 0.75), (0.75, 3)])


def stats(cycles, **others):
    fields = ("compute_cycles", "fill_cycles", "dram_stall_cycles", "buffer_stall_cycles", "skip_stall_cycles",
              "vector_wait_cycles", "macs", "dram_read_bytes", "dram_write_bytes")
    return {"cycles": cycles, **dict.fromkeys(fields, 0), **others}


def small_run(bandwidth=16.0):
    """Two variants of two layers; cycles in millions."""
    def variant(name, compute, wait):
        layers = [{"name": layer, "total": stats(share * (compute + wait)),
                   "phases": {phase: stats(share * (compute + wait) / 3) for phase in ("FP", "BP", "WG")}}
                  for layer, share in (("lstm0", 0.75), ("projection", 0.2499), ("loss", 0.0001))]
        return {"name": name, "layers": layers,
                "total": stats(compute + wait, compute_cycles=compute, dram_stall_cycles=wait, macs=64 * compute,
                               dram_read_bytes=8 * compute, dram_write_bytes=8 * compute)}
    return json.dumps({"variants": [variant("structured", 30e6, 15e6), variant("dense", 60e6, 60e6)],
                       "machine": {"pes": 256, "clock_mhz": 1000, "dram_bytes_per_cycle": bandwidth}})


class Runs(Folder):
    def setUp(self):
        super().setUp()
        self.run_is(small_run())

    def run_is(self, text):
        with open(self.path("results.json"), "w", encoding="utf-8") as file:
            file.write(text)

    def bars(self, *arguments):
        return {(row["y"], row["series"]): float(row["value"]) for row in self.drawn(*arguments)}

    def test_the_parts_of_a_bar_are_where_the_cycles_go(self):
        self.assertEqual(self.bars("--figure", "breakdown"),
                         {("structured", "the array computes"): 30e6, ("structured", "waits for DRAM"): 15e6,
                          ("dense", "the array computes"): 60e6, ("dense", "waits for DRAM"): 60e6})

    def test_layers_phase_by_phase_without_those_that_nobody_could_see(self):
        bars = self.bars("--figure", "per-layer", "--variant", "dense")
        self.assertEqual(bars, {(layer, phase): share * 40e6 for layer, share in (("lstm0", 0.75), ("projection", 0.2499))
                                for phase in ("FP", "BP", "WG")})

    def test_a_roofline_has_its_bend_and_every_variant_below_it(self):
        data = self.drawn("--figure", "roofline")
        bound = self.line(data, "bound")
        self.assertEqual(bound[1], (16, 256))
        self.assertAlmostEqual(bound[0][1] / bound[0][0], 16)
        self.assertEqual(self.line(data, "dense"), [(4, 32)])
        self.assertEqual([(x, round(y, 3)) for x, y in self.line(data, "structured")], [(4, 42.667)])

    def test_what_is_no_run_is_refused(self):
        self.run_is(small_run(None))
        self.refused("--figure", "roofline", "--data", says="DRAM is ideal")
        self.refused("--figure", "breakdown", "--variant", "random", "--data", says="no variant random")
        self.run_is("{}")
        self.refused("--figure", "breakdown", "--data", says="expected the results of a run")
        os.remove(self.path("results.json"))
        self.refused("--figure", "breakdown", "--data", says="No such file")


class Looks(Folder):
    def figure(self, *arguments):
        import plot
        from matplotlib import pyplot
        self.addCleanup(pyplot.close, "all")
        return plot.draw(plot.parsed([self.folder.name, "--data", *arguments]))

    def many_cycles(self):
        self.results("point,/hardware/rows,/dropout/nr,variant,cycles,energy_pj\n" + "".join(
            f"{rows}{rate},{rows},{rate},dense,{cycles},{energy}\n" for rows, rate, cycles, energy in (
                (8, 0, 12345678, 9e9), (8, 0.5, 12345679, 8.9e9), (16, 0, 12345678, 8.8e9), (16, 0.5, 12345679, 8.7e9))))

    def test_lines_that_coincide_take_turns_and_have_markers_around_each_other_s(self):
        self.many_cycles()
        lines = [line for line in self.figure("--figure", "lines", "--y", "cycles").axes[0].get_lines()
                 if not line.get_label().startswith("_")]
        self.assertEqual([list(line.get_ydata()) for line in lines], [[12345678, 12345679]] * 2)
        (one, ones), (other, others) = [line._unscaled_dash_pattern for line in lines]
        self.assertEqual((list(ones), one, other), (list(others), 0, ones[0]))  # where one paints the other pauses
        self.assertEqual(ones[0], ones[1])
        self.assertGreater(lines[0].get_markersize(), lines[1].get_markersize())

    def test_no_axis_has_an_offset_or_a_power_beside_it(self):
        self.many_cycles()
        for arguments in (("--figure", "lines", "--y", "cycles"), ("--figure", "pareto"), ("--figure", "pareto", "--log", "none")):
            figure = self.figure(*arguments)
            figure.draw_without_rendering()
            for axis in figure.axes:
                for scale in (axis.xaxis, axis.yaxis):
                    self.assertEqual(scale.get_offset_text().get_text(), "", arguments)
                    for tick in scale.get_ticklabels():
                        self.assertNotRegex(tick.get_text(), "e|10\\^")

    def test_a_map_s_colours_reach_from_the_least_to_the_most(self):
        self.results("point,/hardware/rows,/hardware/cols,variant,cycles,utilization\n"
                     "a,8,16,structured,10,0.25\nb,4,32,structured,10,0.5\n")
        image, = self.figure("--figure", "utilization").axes[0].get_images()
        self.assertEqual(image.get_clim(), (25, 50))

    def test_names_at_a_front_do_not_touch(self):
        self.results("point,/hardware/rows,/dropout/nr,variant,cycles,energy_pj\n" + "".join(
            f"{i},{8 + i},0.5,dense,{1000 + i},{(2000 - i) * 1e6}\n" for i in range(8)))
        figure = self.figure("--figure", "pareto", "--width", "page")
        renderer = figure.canvas.get_renderer()
        boxes = [text.get_window_extent(renderer) for text in figure.axes[0].texts]
        self.assertEqual(len(boxes), 8)
        for one, other in itertools.combinations(boxes, 2):
            self.assertFalse(one.overlaps(other))

    def test_a_figure_for_print_is_as_wide_as_it_is_asked_to_be_with_type_of_eight_points(self):
        import matplotlib
        with matplotlib.rc_context():
            for width, inches in (("column", 3.5), ("page", 7.1)):
                run = self.plot("--figure", "speedup", "--width", width, "--out", self.path("print.png"))
                self.assertEqual((run.returncode, run.stderr), (0, ""))
                with open(self.path("print.png"), "rb") as file:
                    header = file.read(24)
                self.assertEqual(int.from_bytes(header[16:20], "big"), round(inches * 300))
            figure = self.figure("--figure", "speedup", "--width", "column")
            axis = figure.axes[0]
            texts = [axis.xaxis.label, axis.yaxis.label, *axis.get_xticklabels(), *figure.legends[0].get_texts()]
            self.assertEqual({text.get_fontsize() for text in texts}, {8})
            figure.draw_without_rendering()
            self.assertFalse(figure.legends[0].get_window_extent().overlaps(axis.get_tightbbox()))

    def test_every_line_is_told_apart_without_its_colour_and_without_its_marker(self):
        from plotting import style
        looks = [style.line_style(index) for index in range(style.MOST_SERIES)]
        for key in ("color", "marker", "linestyle"):
            self.assertEqual(len({str(look[key]) for look in looks}), len(looks), key)

    def test_axes_are_labelled_with_units(self):
        import plot
        for figure, labels in (("speedup", ("dropout rate, non-recurrent connections",
                                            "speedup of structured over dense-fused (×)")),
                               ("pareto", ("cycles", "energy (mJ)"))):
            drawn = plot.draw(plot.parsed([self.path("results.csv"), "--figure", figure, "--data"]))
            self.assertEqual((drawn.axes[0].get_xlabel(), drawn.axes[0].get_ylabel()), labels)

    def test_the_same_results_give_the_same_bytes(self):
        def once(name):
            run = subprocess.run([PLOT, self.folder.name, "--figure", "speedup", "--out", self.path(name)],
                                 capture_output=True, text=True, check=False)
            self.assertEqual((run.returncode, run.stdout, run.stderr), (0, "", ""))
            files = []
            for ending in ("png", "pdf"):
                with open(self.path(f"{name}.{ending}"), "rb") as file:
                    files.append(file.read())
            return files
        one, two = once("one"), once("two")
        self.assertEqual(one, two)
        self.assertEqual(one[0][:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(one[1][:5], b"%PDF-")
        self.assertNotIn(b"CreationDate", one[1])
        self.assertEqual(sorted(os.listdir(self.folder.name)),
                         ["one.pdf", "one.png", "results.csv", "two.pdf", "two.png"])

    def test_an_ending_asks_for_one_file(self):
        self.assertEqual(self.plot("--figure", "speedup", "--out", self.path("map.pdf")).returncode, 0)
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["map.pdf", "results.csv"])


class Refused(Folder):
    def test_results_that_are_none(self):
        self.results("a,b\n1,2\n")
        self.refused("--figure", "speedup", "--data", says="expected a sweep's results")

    def test_a_line_cut_short(self):
        self.results(small_sweep() + "g,16\n")
        self.refused("--figure", "speedup", "--data", says="results.csv:14: expected 7 fields, not 2")

    def test_a_word_for_a_count(self):
        self.results(HEADER + "a,16,0.5,dense-fused,many,0.5,1\n")
        self.refused("--figure", "speedup", "--data", says="results.csv:2: expected a number for cycles, not \"many\"")

    def test_no_point_finished(self):
        self.results(HEADER)
        self.refused("--figure", "speedup", "--data", says="no point is finished")

    def test_a_variant_that_did_not_run(self):
        self.refused("--figure", "speedup", "--variant", "random", "--data",
                     says="variant = random; the values are structured, dense-fused")

    def test_a_baseline_that_did_not_run(self):
        self.refused("--figure", "speedup", "--baseline", "dense", "--data", says="variant = dense")

    def test_a_column_that_is_not_there(self):
        self.refused("--figure", "lines", "--x", "/hardware/cols", "--data", says="--x: ")

    def test_a_value_that_is_not_there(self):
        self.refused("--figure", "speedup", "--where", "/dropout/nr=0.3", "--data",
                     says="no point with /dropout/nr = 0.3; the values are 0.5, 0, 0.75")

    def test_a_filter_without_a_value(self):
        self.refused("--figure", "speedup", "--where", "/dropout/nr", "--data", says="expected POINTER=VALUE")

    def test_a_line_with_two_points_at_one_place(self):
        self.refused("--figure", "speedup", "--series", "variant", "--data", says="/hardware/rows varies")

    def test_a_heat_map_with_two_points_in_a_cell(self):
        self.refused("--figure", "utilization", "--x", "/dropout/nr", "--variant", "structured", "--variant",
                     "dense-fused", "--data", says="several points in the cell")

    def test_more_lines_than_can_be_told_apart(self):
        self.results("point,/hardware/rows,/dropout/nr,variant,cycles\n" +
                     "".join(f"p{rows},{rows},0.5,dense,10\n" for rows in range(9)))
        self.refused("--figure", "lines", "--y", "cycles", "--data", says="9 lines cannot be told apart")

    def test_energy_that_is_not_modelled(self):
        self.results(small_sweep(energy=False))
        self.refused("--figure", "pareto", "--data", says="energy is not modelled")

    def test_nothing_that_a_figure_could_be_chosen_for(self):
        self.results("point,/hardware/dataflow,variant,cycles\na,ws,structured,1\nb,os,structured,2\n")
        self.refused("--data", says="--figure")
        self.refused("--figure", "bars", "--data", says="bars")

    def test_a_folder_that_is_not_there(self):
        run = subprocess.run([PLOT, self.path("none"), "--figure", "speedup", "--data"], capture_output=True, text=True,
                             check=False)
        self.assertEqual(run.returncode, 2)
        self.assertIn("No such file", run.stderr)

    def test_a_place_that_cannot_be_written(self):
        run = self.plot("--figure", "speedup", "--out", self.path("results.csv/figure"))
        self.assertEqual((run.returncode, run.stderr.count("\n")), (1, 1), run.stderr)


if __name__ == "__main__":
    try:
        import matplotlib
    except ModuleNotFoundError:
        print("skipped: matplotlib is not installed (apt-get install python3-matplotlib)")
        sys.exit(77)
    unittest.main(verbosity=1)
