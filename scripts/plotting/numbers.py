"""Numbers at axes as people read them: 20 M, no 1e7 beside the axis, no offsets."""
from matplotlib.ticker import EngFormatter, FuncFormatter, NullFormatter

WITH_LETTER = EngFormatter(sep="\N{THIN SPACE}")


def shown(value, _=None):
    return WITH_LETTER(value) if abs(value) >= 1e4 else f"{round(value, 9):g}"


def plain(axis):
    """axis: an XAxis or YAxis of numbers."""
    axis.set_major_formatter(FuncFormatter(shown))
    axis.set_minor_formatter(NullFormatter())
