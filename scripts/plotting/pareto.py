"""Cycles against energy: every point, and the front of those that no other beats in both."""
from plotting import lines, panels, words
from plotting.input_error import InputError

FRONT = "Pareto front"
LINE = 9  # points, of the words at the front


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
    figure, axes = panels.new_figure(len(parts))
    for axis, (panel_title, rows) in zip(axes, parts):
        rows = [row for row in rows if row[choice.x] is not None and row[choice.y] is not None]
        every = [(words.scaled(choice.x, row[choice.x]), words.scaled(choice.y, row[choice.y])) for row in rows]
        best = front(every)
        axis.plot([x for x, _ in best], [y for _, y in best], label=FRONT, color="#000000", linewidth=1.0,
                  drawstyle="steps-post", zorder=2)
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
        name_front(axis, best, rows, every, table, choice)
    panels.name_axes(axes, words.title(choice.x), words.title(choice.y))
    panels.add_legend(figure, axes, [*styles, FRONT])
    return figure


def name_front(axis, best, rows, every, table, choice):
    """Below each point of the front, away from those that it beats, what the legend does not say of it; where the words
    of one would cover those of the one before they go a line lower."""
    left = [column for column in table.varying() if column not in choice.series and column != choice.panel]
    place, lines_down = None, 0
    for point in best if left else []:
        text = words.label(left, rows[every.index(point)])
        before, place = place, axis.transData.transform(point)
        near = before is not None and place[0] - before[0] < 4.5 * len(text) and abs(place[1] - before[1]) < LINE
        lines_down = lines_down + 1 if near else 0
        axis.annotate(text, point, xytext=(0, -6 - LINE * lines_down), textcoords="offset points", ha="center",
                      va="top", fontsize=7)
