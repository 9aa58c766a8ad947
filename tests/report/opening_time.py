#!/usr/bin/python3
"""How long a report takes to open: from telling a Chromium that runs already until all its charts are drawn.

  opening_time.py REPORT.html...      median of five, and the file's size
"""
import os
import statistics
import sys

import browser

if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
    sys.exit(__doc__)
tab = browser.Browser()
try:
    tab.look()
    for report in sys.argv[1:]:
        seconds = statistics.median(tab.open(report) for _ in range(5))
        print(f"{report}: {seconds:.2f} s, {os.path.getsize(report) / 1e6:.2f} MB")
finally:
    tab.close()
