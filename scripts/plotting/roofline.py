"""What a machine allows, and where its variants stand below it (Williams et al., "Roofline", CACM 2009)."""
from plotting import labels, numbers, panels, style
from plotting.input_error import InputError


def draw_roofline(results, choice):
    pes, bandwidth = results.machine["pes"], results.machine["dram_bytes_per_cycle"]
    if bandwidth is None:
        raise InputError(f"{results.path}: DRAM is ideal, so nothing but the array bounds the run; give the hardware a \"dram\"")
    placed = []
    for variant in results.variants:
        total = variant["total"]
        moved = total["dram_read_bytes"] + total["dram_write_bytes"]
        if moved and total["cycles"] and total["macs"]:
            placed.append(((total["macs"] / moved, total["macs"] / total["cycles"]), variant["name"]))
    if not placed:
        raise InputError(f"{results.path}: no variant moves bytes and computes")
    bend = pes / bandwidth
    least = min(bend, *(x for (x, _), _ in placed)) / 3
    most = max(bend, *(x for (x, _), _ in placed)) * 3
    figure, (axis,) = panels.new_figure(1, choice.width)
    axis.plot([least, bend, most], [least * bandwidth, pes, pes], color="#000000", label="bound")
    for index, (point, name) in enumerate(placed):
        axis.plot(*[[value] for value in point], label=name, **dict(style.line_style(index % style.MOST_SERIES), linestyle="none"))
    axis.set_xscale("log")
    axis.set_yscale("log")
    axis.margins(0.05, 0.15)
    axis.set_xlabel("MACs a byte of DRAM traffic")
    axis.set_ylabel("MACs a cycle")
    axis.set_title(f"{pes:,} PEs, DRAM of {bandwidth:.4g} bytes a cycle")
    for scale in (axis.xaxis, axis.yaxis):
        numbers.plain(scale)
    labels.place(axis, placed)
    return figure
