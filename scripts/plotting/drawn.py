"""What a figure shows, read back from the objects that matplotlib has drawn: for tests and for other tools."""
import csv
import io

import numpy
from matplotlib.ticker import FixedFormatter


def drawn_data(figure):
    """CSV with a line for every point drawn: panel, series, x, y, and the value of a heat map's cell, whose x and y are
    the labels of its ticks, or the length of a part of a bar, whose y is the bar's."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["panel", "series", "x", "y", "value"])
    for axis in figure.axes:
        for line in axis.get_lines():
            if not line.get_label().startswith("_"):
                for x, y in line.get_xydata():
                    writer.writerow([axis.get_title(), line.get_label(), shown_x(axis, x), f"{y:.12g}", ""])
        for bars in axis.containers:
            names = tick_labels(axis.yaxis)
            for bar, name in zip(bars, names):
                writer.writerow([axis.get_title(), bars.get_label(), "", name, f"{bar.get_width():.12g}"])
        for image in axis.get_images():
            columns, rows = tick_labels(axis.xaxis), tick_labels(axis.yaxis)
            for (i, j), value in numpy.ndenumerate(image.get_array()):
                if not numpy.isnan(value):
                    writer.writerow([axis.get_title(), "", columns[j], rows[i], f"{value:.12g}"])
    return text.getvalue()


def tick_labels(axis):
    """Also of an axis that leaves its labels to the panel beside or below it."""
    return axis.get_major_formatter().format_ticks(axis.get_majorticklocs())


def shown_x(axis, x):
    """The word at a place of an axis of words, else the number."""
    if isinstance(axis.xaxis.get_major_formatter(), FixedFormatter):
        return dict(zip(axis.get_xticks(), tick_labels(axis.xaxis)))[x]
    return f"{x:.12g}"
