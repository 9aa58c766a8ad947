"""Utilization over rows x columns, one cell a point, its number in it."""
from plotting import numbers, panels, style, words
from plotting.input_error import InputError


def grid_of(rows, choice, xs, ys, path):
    grid = [[None] * len(xs) for _ in ys]
    for row in rows:
        j, i = xs.index(row[choice.x]), ys.index(row[choice.series[0]])
        if grid[i][j] is not None:
            raise InputError(f"{path}: several points in the cell {ys[i]} x {xs[j]}: choose with --where "
                             "/pointer=VALUE or --variant, or make panels of an axis with --panel")
        grid[i][j] = words.scaled(choice.y, row[choice.y])
    return grid


def draw_heat_map(table, choice):
    """choice: x (columns of the map), series[0] (its rows), y (the count in the cells), panel."""
    xs, ys = sorted(table.values(choice.x)), sorted(table.values(choice.series[0]))
    parts = panels.panels_of(table, choice.panel)
    grids = [grid_of(rows, choice, xs, ys, table.path) for _, rows in parts]
    shown = [value for grid in grids for line in grid for value in line if value is not None]
    if not shown:
        raise InputError(f"{table.path}: no point has a {choice.y}")
    least, most = min(shown), max(shown)
    figure, axes = panels.new_figure(len(parts), choice.width, 0.6)
    for axis, (panel_title, _), grid in zip(axes, parts, grids):
        cells = [[float("nan") if value is None else value for value in line] for line in grid]
        image = axis.imshow(cells, origin="lower", cmap=style.COLOUR_MAP, vmin=least, vmax=most, aspect="auto")
        axis.grid(False)
        axis.set_title(panel_title)
        axis.set_xticks(range(len(xs)), [words.value_text(x) for x in xs])
        axis.set_yticks(range(len(ys)), [words.value_text(y) for y in ys])
        for i, line in enumerate(grid):
            for j, value in enumerate(line):
                if value is not None:
                    text = f"{value:.1f}" if choice.y == "utilization" else numbers.shown(float(f"{value:.3g}"))
                    bright = least == most or value > least + 0.55 * (most - least)
                    axis.text(j, i, text, fontsize=8, ha="center", va="center", color="#000000" if bright else "#FFFFFF")
    panels.name_axes(axes, words.title(choice.x), words.title(choice.series[0]), choice.width)
    bar = figure.colorbar(image, ax=axes, label=words.title(choice.y))
    numbers.plain(bar.ax.yaxis)
    return figure
