"""The figure that holds one panel for each value of a column, or a single panel."""
import math

from matplotlib import pyplot
from matplotlib.lines import Line2D

from plotting import style, words

PANEL_WIDTH, PANEL_HEIGHT, LEGEND_WIDTH = 3.6, 3.1, 1.5  # inches
MOST_ACROSS = 3
LINE, MARGIN = 0.18, 0.12  # of a legend, in inches


def panels_of(table, column):
    """[(title, rows)], in file order; one without a title when there is no column."""
    if column is None:
        return [("", table.rows)]
    return [(words.panel_title(column, value), [row for row in table.rows if row[column] == value])
            for value in table.values(column)]


def across_of(count):
    """Panels side by side: four make a square."""
    return 2 if count == 4 else min(count, MOST_ACROSS)


def across_within(count, width):
    """The same in a figure for a paper: a column has room for one."""
    return 1 if width == "column" else across_of(count)


def new_figure(count, width=None, legend_width=0, height=None, labels=0):
    """A figure and its `count` axes, all on the same scales; unused places of the last row stay empty. width: a key of
    style.WIDTHS, as wide as which it is then, with `labels` of a legend below; height: of a panel, in inches."""
    across = across_within(count, width)
    down = math.ceil(count / across)
    if width is None:
        size = (PANEL_WIDTH * across + legend_width + 0.8, (height or PANEL_HEIGHT) * down + 0.4)
        below = 0
    else:
        wide = style.WIDTHS[width]
        below = LINE * math.ceil(labels / labels_across(width)) + MARGIN if labels > 1 else 0
        size = (wide, (height or min(wide / across * 0.8, PANEL_HEIGHT)) * down + 0.25 + below)
    figure, grid = pyplot.subplots(down, across, figsize=size, squeeze=False, sharex=True, sharey=True,
                                   constrained_layout=True)
    figure.get_layout_engine().set(rect=(0, below / size[1], 1, 1 - below / size[1]))
    axes = list(grid.flat)
    for unused in axes[count:]:
        unused.remove()
    return figure, axes[:count]


def labels_across(width):
    return 2 if width == "column" else 4


def name_axes(axes, x_title, y_title, width=None):
    """Titles and numbers where no other panel is below or to the left."""
    across = across_within(len(axes), width)
    for axis in axes[-across:]:
        axis.set_xlabel(x_title)
        axis.tick_params(labelbottom=True)
    for axis in axes[::across]:
        axis.set_ylabel(y_title if width is None else y_title.replace(" over ", "\nover "))


def add_legend(figure, handles, width=None):
    """One for all panels, beside or below them. handles: by label, in order."""
    if width is None:
        figure.legend(handles.values(), handles.keys(), loc="center left", bbox_to_anchor=(1.0, 0.5))
    else:
        figure.legend(handles.values(), handles.keys(), loc="lower center", ncol=labels_across(width), columnspacing=1,
                      handlelength=2.4)


def handles_of(styles, axes):
    """Of the lines that were drawn, as they look where none coincides with another."""
    drawn = {label for axis in axes for label in axis.get_legend_handles_labels()[1]}
    return {label: Line2D([], [], **look) for label, look in styles.items() if label in drawn}
