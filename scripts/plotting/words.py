"""What axes are called and how their values read: in the words of the field, with units."""
import os

AXIS_TITLES = {
    "/hardware/rows": "rows of the array (PEs)",
    "/hardware/cols": "columns of the array (PEs)",
    "/hardware/dataflow": "dataflow",
    "/hardware": "hardware",
    "/workload": "workload",
    "/workload/batch": "batch size (sequences)",
    "/workload/hidden": "hidden size (neurons)",
    "/workload/steps": "time steps unrolled",
    "/dropout/case": "dropout case",
    "/dropout/nr": "dropout rate, non-recurrent connections",
    "/dropout/rh": "dropout rate, recurrent state",
    "/dropout/redraw_every": "redraw_every (time steps that a mask lives)",
    "/dropout/block": "block (contiguous neurons that drop together)",
    "pes": "processing elements",
    "variant": "variant",
    "cycles": "cycles",
    "utilization": "utilization (% of PEs × cycles)",
    "energy_pj": "energy (mJ)",
}

# What a stored number is multiplied by for the unit of its title.
SCALES = {"utilization": 100.0, "energy_pj": 1e-9}


def title(column):
    return AXIS_TITLES.get(column, column.lstrip("/").replace("_", " ") + unit_of(column))


def unit_of(column):
    if column.endswith("_bytes"):
        return " (bytes)"
    return " (pJ)" if column.endswith("_pj") else ""


def scaled(column, value):
    """A stored value in the unit of its title; None stays None."""
    return value * SCALES[column] if value is not None and column in SCALES else value


def value_text(value):
    """A path reads as the name of its file."""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return os.path.splitext(os.path.basename(text))[0] if text.endswith(".json") else text


def panel_title(column, value):
    """"dataflow ws": a panel stands by itself. A variant's name says what it is."""
    text = label([column], {column: value})
    named = column == "variant" or not isinstance(value, str)
    return text if named else f"{column.rsplit('/', 1)[-1]} {text}"


def label(columns, row):
    """What tells this row's line from others: "32 × 32 PEs, ws" from rows, columns and dataflow."""
    parts, left = [], list(columns)
    if "/hardware/rows" in left and "/hardware/cols" in left:
        parts.append(f"{row['/hardware/rows']} × {row['/hardware/cols']} PEs")
        left = [column for column in left if column not in ("/hardware/rows", "/hardware/cols")]
    for column in left:
        text = value_text(row[column])
        is_word = isinstance(row[column], str)
        parts.append(text if is_word else f"{column.rsplit('/', 1)[-1]} {text}")
    return ", ".join(parts) or "all points"
