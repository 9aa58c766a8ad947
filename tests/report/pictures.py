#!/usr/bin/python3
"""Draws the pictures of docs/images anew: what a terminal shows of a run, reports, and a timeline.

  pictures.py SKIPGRID SOURCE_TREE      takes a minute; needs Chromium, and Pillow to make them small
"""
import html
import os
import pty
import subprocess
import sys
import tempfile

from PIL import Image

import browser
import timeline_picture

if len(sys.argv) != 3:
    sys.exit(__doc__)
SKIPGRID, SOURCE_TREE = (os.path.abspath(path) for path in sys.argv[1:])
IMAGES = os.path.join(SOURCE_TREE, "docs", "images")
ENVIRONMENT = {**os.environ, "SYSTEMC_DISABLE_COPYRIGHT_MESSAGE": "1", "TERM": "xterm-256color"}
COLOURS = {"1": "font-weight:bold", "2": "opacity:.65", "32": "color:#7ec699", "36": "color:#6cb8f0"}


def skipgrid(*arguments):
    subprocess.run([SKIPGRID, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)


def on_terminal(columns, *arguments):
    """What stdout gets when it is a terminal of that width."""
    main, side = pty.openpty()
    subprocess.run(["stty", "cols", str(columns), "rows", "40"], stdin=side, check=True)
    process = subprocess.Popen([SKIPGRID, *arguments], stdin=side, stdout=side, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    os.close(side)
    text = b""
    while True:
        try:
            more = os.read(main, 65536)
        except OSError:
            break
        if not more:
            break
        text += more
    process.wait()
    return text.decode().replace("\r", "")


def as_html(text):
    """The colours that a terminal would show."""
    pieces = html.escape(text).split("\x1b[")
    page, opened = pieces[0], 0
    for piece in pieces[1:]:
        code, _, rest = piece.partition("m")
        if code in ("0", ""):
            page += "</span>" * opened
            opened = 0
        else:
            page += "".join(f'<span style="{COLOURS.get(part, "")}">' for part in code.split(";"))
            opened += len(code.split(";"))
        page += rest
    return page


def shrink(name):
    path = os.path.join(IMAGES, name)
    Image.open(path).convert("RGB").quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{name}: {os.path.getsize(path) / 1000:.0f} kB")


def terminal(tab, folder, name, columns, *arguments):
    page = os.path.join(folder, "terminal.html")
    shown = f"$ skipgrid {' '.join(arguments)}\n" + on_terminal(columns, *arguments)
    with open(page, "w", encoding="utf-8") as file:
        file.write('<meta charset="utf-8"><body style="margin:0;background:#12161b">'
                   '<pre style="margin:0;padding:12px;display:inline-block;'
                   f'color:#e6eaee;font:14px/1.3 \'DejaVu Sans Mono\'">{as_html(shown)}</pre>')
    tab.open(page, "document.readyState === 'complete'")
    tab.picture(os.path.join(IMAGES, name), "pre")
    shrink(name)


def main():
    os.makedirs(IMAGES, exist_ok=True)
    os.chdir(SOURCE_TREE)
    tab = browser.Browser()
    try:
        with tempfile.TemporaryDirectory() as folder:
            run, sweep = os.path.join(folder, "run"), os.path.join(folder, "sweep")
            skipgrid("run", "configs/quickstart.json", "--set", "/hardware=hardware/edge_32x32.json", "--set",
                     "/name=medium-edge", "--out", run)
            skipgrid("sweep", "configs/sweeps/medium_1000.json", "--out", sweep)
            for directory in (run, sweep):
                skipgrid("report", directory, "--out", directory + ".html")

            def picture(name, report, selector=None, **look):
                tab.look(**look)
                tab.open(report + ".html")
                tab.picture(os.path.join(IMAGES, name), selector)
                shrink(name)

            picture("report_run.png", run, width=1000, height=1180)
            picture("report_sweep.png", sweep, "#axes", width=1000, height=1100)
            picture("report_front.png", sweep, "#front .chart", width=1000, height=1100)
            picture("report_phone.png", run, width=400, height=900)
            picture("report_dark.png", sweep, width=1000, height=850, dark=True)
            picture("pe_grid.png", run, "#grid", width=1000, height=900)
            timeline, window = os.path.join(folder, "timeline.json"), "454000:455200"
            skipgrid("run", "configs/quickstart.json", "--set", "/hardware=hardware/edge_32x32.json", "--set",
                     '/variants=["structured"]', "--timeline", timeline, "--timeline-window", window)
            timeline_picture.draw(timeline, window, os.path.join(IMAGES, "timeline.png"))
            shrink("timeline.png")
            tab.look()
            terminal(tab, folder, "terminal.png", 100, "run", "configs/quickstart.json")
            terminal(tab, folder, "terminal_60.png", 60, "run", "configs/quickstart.json")
    finally:
        tab.close()


if __name__ == "__main__":
    main()
