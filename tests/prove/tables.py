"""Tables for judging prove_table: columns made from dice, defects planted with their labels, and the form on disk.

A case is a folder: case.json {"table", "as_of", "labels": [{"id","column","count"}], "tolerated": ["id:column"]}, table.csv, meta.json (what
`lakecode local load --meta` takes), and parent.NAME.csv for every table it refers to. An empty cell is NULL.
"""
import csv
import datetime
import json
import math
import random

AS_OF = datetime.datetime(2026, 1, 1, 6, 0, 0)
DAY = datetime.timedelta(days=1)


def stamp(moment):
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def day(moment):
    return moment.strftime("%Y-%m-%d")


def parse(text):
    return datetime.datetime.strptime(text[:19].replace("T", " "), "%Y-%m-%d %H:%M:%S" if len(text) > 10 else "%Y-%m-%d")


class Table:
    """Columns by name, each a list of cells; None is NULL."""

    def __init__(self, name, rows, seed):
        self.name, self.rows, self.dice = name, rows, random.Random(seed)
        self.columns, self.types, self.labels, self.tolerated = {}, {}, [], set()
        self.parents, self.meta = {}, {}

    def add(self, name, kind, make, missing=0.0):
        """`make(i)` gives the cell of row i; `missing` is the share of NULLs that is meant."""
        cells = [make(i) for i in range(self.rows)]
        if missing:
            cells = [None if self.dice.random() < missing else c for c in cells]
            self.tolerated.add(f"null_ratio:{name}")
        self.columns[name], self.types[name] = [None if c is None else str(c) for c in cells], kind
        return self

    def tolerate(self, *items):
        self.tolerated.update(items)
        return self

    def refer(self, column, parent, key, keys):
        self.parents[parent] = (key, [str(k) for k in keys])
        self.meta.setdefault("references", []).append({"columns": [column], "table": parent, "parent_columns": [key]})
        return self

    # Planting. `count` rows, chosen at random among those with a value.
    def rows_of(self, column, count):
        filled = [i for i, c in enumerate(self.columns[column]) if c is not None]
        return self.dice.sample(filled, min(count, len(filled)))

    def plant(self, kind, column, count, to):
        """Gives `count` cells of `column` the value `to(cell)` and labels them."""
        rows = self.rows_of(column, count)
        for i in rows:
            self.columns[column][i] = to(self.columns[column][i])
        self.label(kind, column, len(rows))
        return self

    def label(self, kind, column=None, count=None):
        self.labels.append({"id": kind, "column": column, "count": count})
        return self

    def nulls(self, column, count):
        return self.plant("null_ratio", column, count, lambda _: None)

    def copies(self, count):
        for i in self.dice.sample(range(self.rows), count):
            for cells in self.columns.values():
                cells.append(cells[i])
        self.rows += count
        return self.label("duplicate_row", None, count)

    def repeat_key(self, column, count):
        rows = self.dice.sample(range(self.rows), 2 * count)
        for to, of in zip(rows[:count], rows[count:]):
            self.columns[column][to] = self.columns[column][of]
        return self.label("duplicate_key", column, count)

    def keep(self, wanted):
        """Keeps the rows for which `wanted(i)`; for gaps and staleness."""
        rows = [i for i in range(self.rows) if wanted(i)]
        for name, cells in self.columns.items():
            self.columns[name] = [cells[i] for i in rows]
        self.rows = len(rows)
        return self

    def gap(self, column, first, days, silent_days=None):
        begin = parse(first)
        cells = self.columns[column]
        self.keep(lambda i: cells[i] is None or not begin <= parse(cells[i]) < begin + days * DAY)
        return self.label("time_gap", column, silent_days or days)

    def end_early(self, column, days):
        cells = self.columns[column]
        self.keep(lambda i: cells[i] is None or parse(cells[i]) < AS_OF - days * DAY)
        return self.label("freshness_gap", column, days)

    def store(self, folder):
        folder.mkdir(parents=True)
        with open(folder / "table.csv", "w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(self.columns)
            # A quoted empty text is a blank, an empty cell is NULL.
            for row in zip(*self.columns.values()):
                out.write(",".join(quoted(c) for c in row) + "\n")
        meta = {"columns": [{"name": n, "type": t} for n, t in self.types.items()], **self.meta}
        (folder / "meta.json").write_text(json.dumps(meta))
        for name, (key, keys) in self.parents.items():
            (folder / f"parent.{name}.csv").write_text(key + "\n" + "\n".join(keys) + "\n")
        (folder / "case.json").write_text(json.dumps({
            "table": self.name, "as_of": AS_OF.isoformat() + "Z", "labels": self.labels, "tolerated": sorted(self.tolerated)}))


def quoted(cell):
    if cell is None:
        return ""
    return '"' + cell.replace('"', '""') + '"'


# Makers: each takes the table's dice and gives a function of the row number.
def counter(start, form="{}"):
    return lambda i: form.format(start + i)


def choice(dice, weights):
    values, shares = list(weights), list(weights.values())
    return lambda i: dice.choices(values, shares)[0]


def any_of(dice, values):
    return lambda i: dice.choice(values)


def lognormal(dice, mu, sigma, places=2):
    return lambda i: f"{math.exp(dice.gauss(mu, sigma)):.{places}f}"


def normal(dice, mean, spread, places=2):
    return lambda i: f"{dice.gauss(mean, spread):.{places}f}"


def uniform(dice, low, high, places=2):
    return lambda i: f"{dice.uniform(low, high):.{places}f}"


def whole(dice, low, high):
    return lambda i: dice.randint(low, high)


def pareto(dice, scale, shape, places=0):
    return lambda i: f"{scale * dice.paretovariate(shape):.{places}f}"


def pattern(dice, form):
    """# a digit, @ a capital letter, ^ a small one."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    return lambda i: "".join(
        dice.choice("0123456789") if c == "#" else dice.choice(letters) if c == "@" else dice.choice(letters).lower() if c == "^" else c
        for c in form)


def unique(make):
    seen = set()

    def one(i):
        while (value := make(i)) in seen:
            pass
        seen.add(value)
        return value
    return one


def moments(dice, first, last, rows, hours=(0, 24), weekdays=range(7)):
    """Moments between two days, in order, uneven by chance; as datetime."""
    begin, end = parse(first), parse(last) + DAY
    days = [begin + d * DAY for d in range((end - begin).days) if (begin + d * DAY).weekday() in weekdays]
    chosen = sorted(d + datetime.timedelta(seconds=dice.randrange(hours[0] * 3600, hours[1] * 3600))
                    for d in (dice.choice(days) for _ in range(rows)))
    return chosen


def later(dice, cells, low, high, form, known=True):
    """A moment low to high seconds after another column's; None where that is None or (when known) still to come."""
    def one(i):
        if cells[i] is None:
            return None
        moment = parse(cells[i]) + datetime.timedelta(seconds=dice.randint(low, high))
        return None if known and moment > AS_OF else form(moment)
    return one


def sentence(dice, words, low, high):
    return lambda i: " ".join(dice.choice(words) for _ in range(dice.randint(low, high)))


def recase(dice):
    """Another spelling of the same word: letter case or a blank."""
    def one(value):
        swapped = value.lower() if value != value.lower() else value.upper()
        return dice.choice([swapped, value + " ", " " + value, swapped])
    return one
