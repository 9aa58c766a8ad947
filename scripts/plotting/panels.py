"""The figure that holds one panel for each value of a column, or a single panel."""
import math

from matplotlib import pyplot

from plotting import words

PANEL_WIDTH, PANEL_HEIGHT, LEGEND_WIDTH = 3.6, 3.1, 1.5  # inches
MOST_ACROSS = 3


def panels_of(table, column):
    """[(title, rows)], in file order; one without a title when there is no column."""
    if column is None:
        return [("", table.rows)]
    return [(words.panel_title(column, value), [row for row in table.rows if row[column] == value])
            for value in table.values(column)]


def across_of(count):
    """Panels side by side: four make a square."""
    return 2 if count == 4 else min(count, MOST_ACROSS)


def new_figure(count, legend_width=LEGEND_WIDTH):
    """A figure and its `count` axes, all on the same scales; unused places of the last row stay empty."""
    across = across_of(count)
    down = math.ceil(count / across)
    size = (PANEL_WIDTH * across + legend_width + 0.8, PANEL_HEIGHT * down + 0.4)
    figure, grid = pyplot.subplots(down, across, figsize=size, squeeze=False, sharex=True, sharey=True,
                                   constrained_layout=True)
    axes = list(grid.flat)
    for unused in axes[count:]:
        unused.remove()
    return figure, axes[:count]


def name_axes(axes, x_title, y_title):
    """Titles and numbers where no other panel is below or to the left."""
    across = across_of(len(axes))
    for axis in axes[-across:]:
        axis.set_xlabel(x_title)
        axis.tick_params(labelbottom=True)
    for axis in axes[::across]:
        axis.set_ylabel(y_title)


def add_legend(figure, axes, order):
    """One for all panels, beside them, its lines in the given order where they were drawn."""
    handles = {label: handle for axis in axes for handle, label in zip(*axis.get_legend_handles_labels())}
    shown = [label for label in order if label in handles]
    figure.legend([handles[label] for label in shown], shown, loc="center left", bbox_to_anchor=(1.0, 0.5))
