"""Words beside points, where they hit neither each other nor the points."""

SIZE = 8  # points
WIDE = 0.62  # of a character, in its size
OFFSETS = [(6, 3), (6, -11), (-6, 3), (-6, -11)] + [
    (side * (6 + 10 * step), down * (12 + 10 * step)) for step in range(1, 12) for down in (-1, 1) for side in (1, -1)]


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def place(axis, named):
    """named: [((x, y), text)]. Words that had to go further away have a line to their point. To be called when all else
    has been drawn: scales and sizes do not change any more."""
    axis.figure.draw_without_rendering()
    points = axis.figure.dpi / 72  # pixels of one
    window = axis.get_window_extent()
    at = [axis.transData.transform(point) for point, _ in named]
    taken = [(x - 4 * points, y - 4 * points, x + 4 * points, y + 4 * points) for x, y in at]
    for (x, y), (point, text) in zip(at, named):
        long, high = len(text) * SIZE * WIDE * points, SIZE * 1.15 * points

        def box(offset):
            left = x + offset[0] * points - (long if offset[0] < 0 else 0)
            low = y + offset[1] * points
            return left, low, left + long, low + high

        def free(offset):
            found = box(offset)
            inside = window.x0 <= found[0] and found[2] <= window.x1 and window.y0 <= found[1] and found[3] <= window.y1
            return inside and not any(overlap(found, other) for other in taken)

        offset = next(filter(free, OFFSETS), None)
        if offset is None:  # a figure that is too small for its words
            continue
        taken.append(box(offset))
        far = abs(offset[1]) > 11
        axis.annotate(text, point, xytext=offset, textcoords="offset points", ha="right" if offset[0] < 0 else "left",
                      va="bottom", fontsize=SIZE, arrowprops={"arrowstyle": "-", "linewidth": 0.5} if far else None)
