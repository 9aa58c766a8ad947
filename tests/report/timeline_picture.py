#!/usr/bin/python3
"""Draws a timeline as a trace viewer shows it: its tracks one below the other, then some of its counters.

  timeline_picture.py TIMELINE.json FROM:TO PICTURE.png
"""
import collections
import json
import sys

import matplotlib
matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402  after the choice of what draws

COUNTERS = ("utilization: MACs / (PEs x cycles)", "bytes in flight: DRAM read", "bytes of room in buffer b")


def draw(timeline, window, picture):
    with open(timeline, encoding="utf-8") as file:
        events = json.load(file)["traceEvents"]
    begin, end = map(int, window.split(":"))
    names = {event["tid"]: event["args"]["name"] for event in events if event["name"] == "thread_name"}
    slices, values = collections.defaultdict(list), collections.defaultdict(list)
    for event in events:
        if event["ph"] == "X":
            slices[event["tid"]].append(event)
        elif event["ph"] == "C":
            values[event["name"]].append((event["ts"], event["args"]["value"]))
    colours = {name: f"C{i % 10}" for i, name in enumerate(sorted({s["name"] for all in slices.values() for s in all}))}
    figure, axes = pyplot.subplots(1 + len(COUNTERS), figsize=(10, 6.2), sharex=True, layout="constrained",
                                   gridspec_kw={"height_ratios": [6, 1, 1, 1]})
    tracks = sorted(slices)
    for line, track in enumerate(tracks):
        for s in slices[track]:
            shown = max(s["ts"], begin), min(s["ts"] + s["dur"], end)
            axes[0].broken_barh([(shown[0], shown[1] - shown[0])], (line - 0.4, 0.8), color=colours[s["name"]],
                                edgecolor="white", linewidth=0.4)
            if shown[1] - shown[0] > len(s["name"]) * (end - begin) / 130:
                axes[0].text(sum(shown) / 2, line, s["name"], ha="center", va="center", fontsize=7, color="white")
    reasons = sorted({s["name"] for s in slices[tracks[0]]})
    axes[0].legend([pyplot.Rectangle((0, 0), 1, 1, color=colours[name]) for name in reasons], reasons, fontsize=8,
                   title="what cycles are spent on", title_fontsize=8, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=4)
    axes[0].set_yticks(range(len(tracks)), [names[track] for track in tracks], fontsize=8)
    axes[0].invert_yaxis()
    axes[0].set_xlim(begin, end)
    for place, name in zip(axes[1:], COUNTERS):
        times, heights = zip(*values[name])
        place.fill_between([*times, end], [*heights, heights[-1]], step="post", alpha=0.6)
        place.set_title(name, fontsize=8, loc="left")
        place.tick_params(labelsize=7)
        place.set_ylim(0)
    axes[-1].set_xlabel("cycle", fontsize=8)
    axes[-1].ticklabel_format(useOffset=False, style="plain", axis="x")
    figure.savefig(picture, dpi=100)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    draw(*sys.argv[1:])
