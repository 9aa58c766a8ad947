"""A line for each value of the series columns: speedup against dropout rate, or any count against any axis."""
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, NullLocator

from plotting import numbers, panels, style, words
from plotting.input_error import InputError


def points_of(rows, x, y, path):
    """The (x, y) of one line, by rising x. Two points at one x are an error: something else varies between them."""
    found = {}
    for row in rows:
        if row[x] is None or row[y] is None:
            continue
        if row[x] in found:
            other = found[row[x]]
            differs = [name for name in row if name.startswith("/") and row[name] != other[name]]
            if row["variant"] != other["variant"]:
                differs.append("variant")
            told = differs[0] if differs else "the point"
            raise InputError(f"{path}: several points at {x} = {row[x]} of one line: {told} varies; choose with "
                             f"--where {told}=VALUE or draw a line of each with --series {told}")
        found[row[x]] = row
    order = sorted(found) if all(not isinstance(value, str) for value in found) else list(found)
    return order, [words.scaled(y, found[value][y]) for value in order]


def series_of(table, columns):
    """Label and style of every line, the same in all panels."""
    labels = list(dict.fromkeys(words.label(columns, row) for row in table.rows))
    if len(labels) > style.MOST_SERIES:
        raise InputError(f"{table.path}: {len(labels)} lines cannot be told apart, at most {style.MOST_SERIES} can; "
                         "choose some with --where, or make panels of an axis with --panel")
    return {label: style.line_style(index) for index, label in enumerate(labels)}


def draw_lines(table, choice):
    """choice: x, y, series (columns), panel (column or None), log (letters of the axes), baseline (of a speedup), width."""
    styles = series_of(table, choice.series)
    parts = panels.panels_of(table, choice.panel)
    figure, axes = panels.new_figure(len(parts), choice.width, panels.LEGEND_WIDTH if len(styles) > 1 else 0,
                                     labels=len(styles))
    words_on_x = [value for value in table.values(choice.x) if isinstance(value, str)]
    place = {value: index for index, value in enumerate(table.values(choice.x))} if words_on_x else None
    for axis, (panel_title, rows) in zip(axes, parts):
        lines = {}
        for label in styles:
            line = [row for row in rows if words.label(choice.series, row) == label]
            xs, ys = points_of(line, choice.x, choice.y, table.path)
            if xs:
                lines[label] = ([place[value] for value in xs] if place else xs, ys)
        looks = told_apart(lines, styles)
        for label, (xs, ys) in lines.items():
            axis.plot(xs, ys, label=label, **looks[label])
        finish_panel(axis, panel_title, table, choice, place)
    if "y" not in choice.log:  # once every panel has drawn: they share the axis
        axes[0].set_ylim(bottom=min(0, axes[0].get_ylim()[0]))
    panels.name_axes(axes, words.title(choice.x), y_title(table, choice), choice.width)
    if len(styles) > 1:
        panels.add_legend(figure, panels.handles_of(styles, axes), choice.width)
    return figure


def told_apart(lines, styles):
    """The looks of a panel's lines: those that lie on each other take turns along their way, and have markers around each
    other's."""
    every = [y for _, ys in lines.values() for y in ys]
    near = 0.005 * (max(every) - min(every)) if every else 0
    groups = []
    for label, (xs, ys) in lines.items():
        for group in groups:
            other_xs, other_ys = lines[group[0]]
            if xs == other_xs and all(abs(y - other) <= near for y, other in zip(ys, other_ys)):
                group.append(label)
                break
        else:
            groups.append([label])
    looks = dict(styles)
    for group in groups:
        for turn, label in enumerate(group if len(group) > 1 else []):
            looks[label] = dict(styles[label], linestyle=(4 * turn, (4, 4 * (len(group) - 1))),
                                markersize=style.marker_size() + 3 * (len(group) - 1 - turn))
    return looks


def y_title(table, choice):
    if choice.y != "speedup":
        return words.title(choice.y)
    variants = table.values("variant")
    of = f" of {variants[0]}" if len(variants) == 1 else ""
    return f"speedup{of} over {choice.baseline} (×)"


def finish_panel(axis, panel_title, table, choice, place):
    axis.set_title(panel_title)
    if choice.y == "speedup":  # above this line the variant wins
        axis.axhline(1.0, color="#555555", linewidth=1.0, zorder=1, label="_as fast")
    if "x" in choice.log and not place:
        axis.set_xscale("log", base=2)
    if "y" in choice.log:
        axis.set_yscale("log")
    numbers.plain(axis.yaxis)
    values = table.values(choice.x)
    if place:
        axis.xaxis.set_major_locator(FixedLocator(list(place.values())))
        axis.xaxis.set_major_formatter(FixedFormatter([words.value_text(value) for value in place]))
    elif "x" in choice.log or len(values) <= 8:  # the points that were run, not round numbers between them
        axis.xaxis.set_major_locator(FixedLocator(sorted(values)))
        axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axis.xaxis.set_minor_locator(NullLocator())
    else:
        numbers.plain(axis.xaxis)
