"""The merged results of a sweep: a row for each point and variant, its axis values, its counts, its speedup."""
import csv
import os

from plotting.input_error import InputError


def value_of(text):
    """An axis value as its JSON scalar: a number where it reads as one."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text


class SweepTable:
    """Columns are named as in the file; "pes" is one more where rows and columns vary, "speedup" after add_speedup.

    rows: dictionaries from column name to a number, a text, or None where the file has nothing (a count not modelled).
    axes: the columns that tell points apart, in file order (JSON pointers), then "variant".
    """

    def __init__(self, path, rows, axes):
        self.path, self.rows, self.axes = path, rows, axes

    @staticmethod
    def read(path):
        """Reads results.csv, or the one in a folder. Raises InputError."""
        if os.path.isdir(path):
            path = os.path.join(path, "results.csv")
        try:
            with open(path, newline="", encoding="utf-8") as file:
                lines = list(csv.reader(file, strict=True))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise InputError(f"{path}: cannot be read: {reason} (skipgrid sweep writes it)") from None
        if not lines or lines[0][:1] != ["point"] or "variant" not in lines[0] or "cycles" not in lines[0]:
            raise InputError(f"{path}: expected a sweep's results, with the columns point, variant and cycles")
        header = lines[0]
        axes = header[1:header.index("variant") + 1]
        counts = header[len(axes) + 1:]
        rows = []
        for number, fields in enumerate(lines[1:], start=2):
            if len(fields) != len(header):
                raise InputError(f"{path}:{number}: expected {len(header)} fields, not {len(fields)}")
            row = {name: value_of(field) if field else None for name, field in zip(header, fields)}
            row["point"], row["variant"] = fields[0], fields[len(axes)]
            if isinstance(row.get("/hardware/rows"), int) and isinstance(row.get("/hardware/cols"), int):
                row["pes"] = row["/hardware/rows"] * row["/hardware/cols"]
            for name in counts:
                if isinstance(row[name], str):
                    raise InputError(f"{path}:{number}: expected a number for {name}, not \"{row[name]}\"")
            rows.append(row)
        if not rows:
            raise InputError(f"{path}: has no results: no point is finished")
        return SweepTable(path, rows, axes)

    def check_column(self, name, option):
        if name not in self.rows[0]:
            known = ", ".join(self.axes)
            raise InputError(f"{option}: {self.path} has no column \"{name}\"; what tells its points apart is {known}")

    def values(self, column):
        """Distinct values in file order."""
        return list(dict.fromkeys(row[column] for row in self.rows))

    def varying(self):
        """The axes with more than one value among the rows."""
        return [axis for axis in self.axes if len(self.values(axis)) > 1]

    def independent(self):
        """The same, but of axes that move together only the first."""
        kept = []
        for axis in self.varying():
            steps = len(self.values(axis))
            if not any(len({(row[axis], row[other]) for row in self.rows}) == steps == len(self.values(other))
                       for other in kept):
                kept.append(axis)
        return kept

    def is_numeric(self, column):
        return all(isinstance(value, (int, float)) for value in self.values(column))

    def is_geometric(self, column):
        """Whether each value is as many times the one before, as sizes of arrays are."""
        values = sorted(self.values(column))
        ratios = [after / before for before, after in zip(values, values[1:]) if before > 0]
        return len(values) > 2 and len(ratios) == len(values) - 1 and max(ratios) < 1.01 * min(ratios)

    def where(self, column, value):
        """Only the rows with this value, which must be one of the column's."""
        self.check_column(column, "--where")
        self.rows = self._kept([row for row in self.rows if row[column] == value], column, value)

    def only_variants(self, names):
        for name in names:
            self._kept([row for row in self.rows if row["variant"] == name], "variant", name)
        self.rows = [row for row in self.rows if row["variant"] in names]

    def add_speedup(self, baseline):
        """Column "speedup": the baseline's cycles at the same point over the row's own."""
        rows = self._kept([row for row in self.rows if row["variant"] == baseline], "variant", baseline)
        cycles = {row["point"]: row["cycles"] for row in rows}
        for row in self.rows:
            dividend = cycles.get(row["point"])
            row["speedup"] = dividend / row["cycles"] if dividend is not None and row["cycles"] else None

    def _kept(self, rows, column, value):
        if not rows:
            known = ", ".join(str(known) for known in self.values(column))
            raise InputError(f"{self.path}: no point with {column} = {value}; the values are {known}")
        return rows
