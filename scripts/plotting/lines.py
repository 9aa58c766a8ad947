"""A line for each value of the series columns: speedup against dropout rate, or any count against any axis."""
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, NullLocator

from plotting import panels, style, words
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
    """choice: x, y, series (columns), panel (column or None), log (letters of the axes), baseline (of a speedup)."""
    styles = series_of(table, choice.series)
    parts = panels.panels_of(table, choice.panel)
    figure, axes = panels.new_figure(len(parts), panels.LEGEND_WIDTH if len(styles) > 1 else 0)
    words_on_x = [value for value in table.values(choice.x) if isinstance(value, str)]
    place = {value: index for index, value in enumerate(table.values(choice.x))} if words_on_x else None
    for axis, (panel_title, rows) in zip(axes, parts):
        for label, look in styles.items():
            line = [row for row in rows if words.label(choice.series, row) == label]
            xs, ys = points_of(line, choice.x, choice.y, table.path)
            if xs:
                axis.plot([place[value] for value in xs] if place else xs, ys, label=label, **look)
        finish_panel(axis, panel_title, table, choice, place)
    if "y" not in choice.log:  # once every panel has drawn: they share the axis
        axes[0].set_ylim(bottom=min(0, axes[0].get_ylim()[0]))
    panels.name_axes(axes, words.title(choice.x), y_title(table, choice))
    if len(styles) > 1:
        panels.add_legend(figure, axes, styles)
    return figure


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
    values = table.values(choice.x)
    if place:
        axis.xaxis.set_major_locator(FixedLocator(list(place.values())))
        axis.xaxis.set_major_formatter(FixedFormatter([words.value_text(value) for value in place]))
    elif "x" in choice.log or len(values) <= 8:  # the points that were run, not round numbers between them
        axis.xaxis.set_major_locator(FixedLocator(sorted(values)))
        axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axis.xaxis.set_minor_locator(NullLocator())
