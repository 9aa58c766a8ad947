"""Bars of parts laid end to end, one below the other: where the cycles of a run go, and which layers take them."""
from plotting import numbers, panels, style
from plotting.input_error import InputError
from plotting.run_results import PHASES

REASONS = {"compute_cycles": "the array computes", "fill_cycles": "filled or drained",
           "dram_stall_cycles": "waits for DRAM", "buffer_stall_cycles": "waits for a buffer",
           "skip_stall_cycles": "waits for kept indices", "vector_wait_cycles": "only the vector unit works"}
VISIBLE = 0.002  # of all cycles


def draw_bars(results, choice, rows, parts):
    """rows: [(name, {part: cycles})]; parts: their names, in order."""
    shown = [part for part in parts if any(values[part] for _, values in rows)]
    if not shown:
        raise InputError(f"{results.path}: no cycle has passed")
    figure, (axis,) = panels.new_figure(1, choice.width, height=0.5 + 0.24 * len(rows), labels=len(shown))
    ends = [0] * len(rows)
    for index, part in enumerate(shown):
        lengths = [values[part] for _, values in rows]
        axis.barh(range(len(rows)), lengths, left=ends, label=part, color=style.COLOURS[index], height=0.72,
                  hatch=style.HATCHES[index], edgecolor="white", linewidth=0.4)
        ends = [end + length for end, length in zip(ends, lengths)]
    axis.set_yticks(range(len(rows)), [name for name, _ in rows])
    axis.invert_yaxis()
    axis.grid(False, axis="y")
    axis.set_xlabel("cycles")
    numbers.plain(axis.xaxis)
    panels.add_legend(figure, dict(zip(*axis.get_legend_handles_labels()[::-1])), choice.width)
    return figure


def draw_breakdown(results, choice):
    """Every cycle has one reason."""
    rows = [(variant["name"], {what: variant["total"][field] for field, what in REASONS.items()})
            for variant in results.variants]
    return draw_bars(results, choice, rows, list(REASONS.values()))


def draw_per_layer(results, choice):
    """A bar for each layer and variant, but for layers whose bars nobody could see."""
    names = list(dict.fromkeys(layer["name"] for variant in results.variants for layer in variant["layers"]
                               if layer["total"]["cycles"] > VISIBLE * variant["total"]["cycles"]))
    rows = []
    for name in names:
        for variant in results.variants:
            for layer in variant["layers"]:
                if layer["name"] == name:
                    title = f"{name}, {variant['name']}" if len(results.variants) > 1 else name
                    rows.append((title, {phase: layer["phases"][phase]["cycles"] for phase in PHASES}))
    return draw_bars(results, choice, rows, list(PHASES))
