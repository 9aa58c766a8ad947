#!/usr/bin/python3
"""Draws the results of a sweep or a run: figures as a paper needs them, PNG and PDF.

  scripts/plot.py DIR                                                     what shows most of what varies, to DIR's name
  scripts/plot.py DIR --figure speedup --out speedup                      speedup against dropout rate, a line per array
  scripts/plot.py DIR --figure utilization --variant structured --panel /hardware/dataflow --out map
  scripts/plot.py DIR --figure pareto --series variant --out front        cycles against energy
  scripts/plot.py DIR --figure lines --x /dropout/redraw_every --log x --out redraw
  scripts/plot.py DIR --figure breakdown --width column --out cycles      of a run: where the cycles go; roofline, per-layer

Needs Debian's python3-matplotlib. The same results give the same bytes. Exit: 0 drawn, 1 not written, 2 wrong input.
"""
import argparse
import logging
import os
import sys
import tempfile

sys.dont_write_bytecode = True  # the source tree stays as it is

from plotting.input_error import InputError
from plotting.sweep_table import SweepTable, value_of

logging.getLogger("matplotlib").setLevel(logging.ERROR)  # not that a home cannot hold its cache

OF_SWEEPS = ("speedup", "utilization", "pareto", "lines")
OF_RUNS = ("breakdown", "roofline", "per-layer")
METADATA = {"png": {"Software": None}, "pdf": {"Creator": None, "Producer": None, "CreationDate": None}}


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise InputError(message)


def parsed(arguments):
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument("results", metavar="DIR|FILE",
                        help="a sweep's folder or its results.csv; of a run, its folder or results.json")
    parser.add_argument("--figure", choices=OF_SWEEPS + OF_RUNS,
                        help="without it what shows most of what varies in a sweep; the last three are of a run")
    parser.add_argument("--width", choices=("column", "page"),
                        help="as wide as a column or a page of a paper, with type of 8 points when printed")
    parser.add_argument("--out", metavar="NAME",
                        help="NAME.png and NAME.pdf, with one of these endings only that (the folder's name)")
    parser.add_argument("--data", action="store_true", help="print what is drawn as CSV")
    parser.add_argument("--variant", action="append", metavar="NAME", help="only this variant; may be repeated (structured-best)")
    parser.add_argument("--baseline", metavar="NAME", help="of speedups (dense-best, else dense-fused)")
    parser.add_argument("--where", action="append", default=[], metavar="POINTER=VALUE", help="only these points")
    parser.add_argument("--x", metavar="COLUMN", help="a pointer (/dropout/nr; of the heat map: /hardware/cols)")
    parser.add_argument("--y", metavar="COLUMN", help="speedup, or a count such as cycles, utilization, energy_pj")
    parser.add_argument("--series", action="append", metavar="COLUMN", help="a line each (of whatever varies)")
    parser.add_argument("--panel", metavar="COLUMN", help="a panel each")
    parser.add_argument("--log", default=None, choices=("x", "y", "xy", "none"), help="logarithmic axes")
    choice = parser.parse_args(arguments)
    choice.held = []
    if not choice.out and not choice.data:
        folder = choice.results if os.path.isdir(choice.results) else os.path.dirname(choice.results)
        choice.out = os.path.basename(os.path.abspath(folder))
    return choice


def choose_figure(choice, table):
    """A line for each value of one axis over the numbers of another; panels for a third, and more lines for the rest."""
    numbers = [axis for axis in table.varying() if axis != "variant" and table.is_numeric(axis)]
    if not numbers:
        raise InputError(f"--figure: {table.path} has no axis of numbers that varies: say what to draw")
    choice.figure = "lines"
    choice.x = choice.x or ("/dropout/nr" if "/dropout/nr" in numbers else
                            max(numbers, key=lambda axis: len(table.values(axis))))
    if choice.log is None and choice.x in numbers and table.is_geometric(choice.x):
        choice.log = "x"
    rest = [axis for axis in table.independent() if axis not in (choice.x, choice.panel, "variant")]
    if choice.panel is None and choice.series is None and len(rest) > 1:
        choice.panel = min(rest, key=lambda axis: len(table.values(axis)))
        hold_the_rest(choice, table, [axis for axis in rest if axis != choice.panel])


def hold_the_rest(choice, table, axes):
    """Where more lines would be drawn than can be told apart, the last axes stay at their middle values."""
    from plotting import words
    from plotting.style import MOST_SERIES
    while len(axes) > 1 and len({tuple(row[axis] for axis in axes) for row in table.rows}) > MOST_SERIES:
        axis = axes.pop()
        values = table.values(axis)
        middle = values[len(values) // 2]
        others = ", ".join(str(value) for value in values if value != middle)
        print(f"plot: drawn for {axis} = {middle}; --where {axis}=VALUE draws it for {others}", file=sys.stderr)
        choice.held.append(words.label([axis], {axis: middle}))
        table.where(axis, middle)


def read_table(choice):
    """The rows to draw, with their speedups."""
    table = SweepTable.read(choice.results)
    names = table.values("variant")
    choice.baseline = choice.baseline or ("dense-best" if "dense-best" in names else "dense-fused")
    usual = "structured-best" if "structured-best" in names else "structured"
    if choice.figure is None:
        choose_figure(choice, table)
        choice.variant = choice.variant or [usual]
    default_y = {"utilization": "utilization", "pareto": "energy_pj"}.get(choice.figure, "speedup")
    choice.y = choice.y or default_y
    if choice.y == "speedup":
        table.add_speedup(choice.baseline)
    for text in choice.where:
        column, equals, value = text.partition("=")
        if not equals:
            raise InputError(f"--where: expected POINTER=VALUE, not \"{text}\"")
        table.where(column, value_of(value))
    variants = choice.variant
    if not variants and choice.figure in ("speedup", "utilization") and "variant" not in (
            [choice.panel] + (choice.series or [])):
        variants = [usual]
    elif not variants and choice.y == "speedup":  # the baseline's own is 1 everywhere
        variants = [name for name in table.values("variant") if name != choice.baseline] or [choice.baseline]
    if variants:
        table.only_variants(variants)
    return table


def complete(choice, table):
    """What was not chosen, from what varies."""
    choice.x = choice.x or {"utilization": "/hardware/cols", "pareto": "cycles"}.get(choice.figure, "/dropout/nr")
    if choice.series is None:
        if choice.figure == "utilization":
            choice.series = ["/hardware/rows"]
        elif choice.figure == "pareto":
            choice.series = ["variant"]
        else:
            choice.series = [column for column in table.varying() if column not in (choice.x, choice.panel)]
    choice.log = {None: "x" if choice.figure == "pareto" else "", "none": ""}.get(choice.log, choice.log)
    for option, columns in (("--x", [choice.x]), ("--y", [choice.y]), ("--series", choice.series),
                            ("--panel", [choice.panel] if choice.panel else [])):
        for column in columns:
            table.check_column(column, option)
    number_on_x = choice.x if choice.figure == "pareto" or "x" in choice.log else None
    for option, column in (("--y", choice.y), ("--x", number_on_x)):
        if column and any(isinstance(value, str) for value in table.values(column)):
            raise InputError(f"{option}: expected a column of numbers, not \"{column}\"")


def draw_run(choice):
    from plotting.run_results import RunResults
    results = RunResults.read(choice.results, choice.variant)
    if choice.figure == "roofline":
        from plotting.roofline import draw_roofline as drawing
    elif choice.figure == "breakdown":
        from plotting.bars import draw_breakdown as drawing
    else:
        from plotting.bars import draw_per_layer as drawing
    return drawing(results, choice)


def draw(choice):
    if choice.width:
        from plotting import style
        style.for_print()
    if choice.figure in OF_RUNS:
        return draw_run(choice)
    table = read_table(choice)
    complete(choice, table)
    if choice.figure == "utilization":
        from plotting.heat_map import draw_heat_map as drawing
    elif choice.figure == "pareto":
        from plotting.pareto import draw_pareto as drawing
    else:
        from plotting.lines import draw_lines as drawing
    figure = drawing(table, choice)
    if choice.held:  # what no title of a panel and no label says
        figure.suptitle(", ".join(choice.held), fontsize="medium")
    return figure


def save(figure, out, exactly):
    """Each file appears whole or not at all. exactly: as wide as the figure, else as what is drawn."""
    stem, ending = os.path.splitext(out)
    targets = [(out, ending[1:])] if ending[1:] in METADATA else [(f"{out}.{kind}", kind) for kind in METADATA]
    for path, kind in targets:
        handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path) or ".", prefix=".plot-")
        try:
            with os.fdopen(handle, "wb") as file:
                figure.savefig(file, format=kind, metadata=METADATA[kind], bbox_inches=None if exactly else "tight")
            os.chmod(temporary, 0o666 & ~current_umask())
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise


def current_umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def main(arguments):
    try:
        choice = parsed(arguments)
        figure = draw(choice)
        if choice.data:
            from plotting.drawn import drawn_data
            sys.stdout.write(drawn_data(figure))
        if choice.out:
            save(figure, choice.out, choice.width is not None)
    except InputError as error:
        print(f"plot: {error}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(f"plot: needs {error.name} (apt-get install python3-matplotlib)", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"plot: {error.filename or choice.out}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
