"""One look for every figure: the colours of Okabe and Ito (2008), which colour-blind readers tell apart, each with a
marker and a dash of its own, so that a figure printed in grey says as much."""
import matplotlib

matplotlib.use("Agg")

# blue, orange, bluish green, reddish purple, sky blue, vermillion, black, yellow
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000", "#F0E442")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1.5, 1, 1.5)), (0, (3, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (1, 2.5)),
          (0, (2, 1)))
COLOUR_MAP = "cividis"  # perceptually uniform, the same for colour-blind readers
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "++")  # of parts of bars
MOST_SERIES = len(COLOURS)
WIDTHS = {"column": 3.5, "page": 7.1}  # inches, of a paper
PRINTED = 8  # points

matplotlib.rcParams.update({
    "figure.dpi": 100,
    "savefig.dpi": 160,
    "font.family": "DejaVu Sans",  # comes with matplotlib, so that bytes do not depend on installed fonts
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "#D8D8D8",
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.6,
    "lines.markersize": 5.5,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "legend.handlelength": 4.6,
    "pdf.fonttype": 42,  # text stays text
})


def for_print():
    """Type of one size, for figures that are printed as wide as they are."""
    matplotlib.rcParams.update({"font.size": PRINTED, "axes.titlesize": PRINTED, "legend.fontsize": PRINTED,
                                "lines.linewidth": 1.3, "lines.markersize": 4.5, "savefig.dpi": 300})


def marker_size():
    return matplotlib.rcParams["lines.markersize"]


def line_style(index):
    return {"color": COLOURS[index], "marker": MARKERS[index], "linestyle": DASHES[index],
            "markeredgecolor": "#000000", "markeredgewidth": 0.5}
