"""Cycles against energy: every point, and the front of those that no other beats in both."""
from plotting import labels, lines, numbers, panels, words
from plotting.input_error import InputError

FRONT = "Pareto front"
FRONT_LOOK = {"color": "#000000", "linewidth": 1.0, "zorder": 2}


def front(points):
    """The points with no other at most as much in both and less in one; by rising x."""
    best, kept = None, []
    for point in sorted(points):
        if best is None or point[1] < best:
            kept.append(point)
            best = point[1]
    return kept


def draw_pareto(table, choice):
    """choice: x and y (counts), series, panel, log."""
    for column in (choice.x, choice.y):
        if all(row[column] is None for row in table.rows):
            what = "energy is not modelled: give the hardware an \"energy\"" if column.startswith("energy") else \
                "no point has it"
            raise InputError(f"{table.path}: {column} is empty in every row ({what})")
    styles = lines.series_of(table, choice.series)
    parts = panels.panels_of(table, choice.panel)
    figure, axes = panels.new_figure(len(parts), choice.width, panels.LEGEND_WIDTH, labels=len(styles) + 1)
    fronts = []
    for axis, (panel_title, rows) in zip(axes, parts):
        rows = [row for row in rows if row[choice.x] is not None and row[choice.y] is not None]
        every = [(words.scaled(choice.x, row[choice.x]), words.scaled(choice.y, row[choice.y])) for row in rows]
        best = front(every)
        axis.plot([x for x, _ in best], [y for _, y in best], label=FRONT, drawstyle="steps-post", **FRONT_LOOK)
        for label, look in styles.items():
            mine = [point for row, point in zip(rows, every) if words.label(choice.series, row) == label]
            if mine:
                axis.plot([x for x, _ in mine], [y for _, y in mine], label=label, **dict(look, linestyle="none"))
        axis.set_title(panel_title)
        axis.margins(0.14)
        if "x" in choice.log:
            axis.set_xscale("log")
        if "y" in choice.log:
            axis.set_yscale("log")
        for scale in (axis.xaxis, axis.yaxis):
            numbers.plain(scale)
        fronts.append((axis, names_of(best, rows, every, table, choice)))
    panels.name_axes(axes, words.title(choice.x), words.title(choice.y), choice.width)
    handles = panels.handles_of({label: dict(look, linestyle="none") for label, look in styles.items()}, axes)
    panels.add_legend(figure, {**handles, **panels.handles_of({FRONT: FRONT_LOOK}, axes)}, choice.width)
    for axis, named in fronts:
        labels.place(axis, named)
    return figure


def names_of(best, rows, every, table, choice):
    """Of each point of the front, what the legend does not say of it."""
    left = [column for column in table.varying() if column not in choice.series and column != choice.panel]
    return [(point, words.label(left, rows[every.index(point)])) for point in best] if left else []
