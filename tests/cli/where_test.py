#!/usr/bin/env python3
"""What is said of a WHERE, against what it does: random predicates of fixed seeds are judged, and counted by SQLite.

usage: where_test.py LAKECODE
"""
import json
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile

PREDICATES = 2_000


class Writer:
    """Writes predicates over the columns a, b and s."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def one_of(self, *choices):
        return self.random.choice(choices)

    def number(self):
        return str(self.random.randint(-4, 9))

    def operand(self):
        return self.one_of("a", "b", "a", "b", self.number(), self.number(), "a + 1", "length(s)")

    def comparison(self):
        return f"{self.operand()} {self.one_of('=', '<>', '<', '>', '<=', '>=', '!=')} {self.operand()}"

    def term(self, depth):
        column, no = self.one_of("a", "b"), self.one_of("", "NOT ")
        values = ", ".join(self.one_of(self.number(), "a", "b") for _ in range(self.random.randint(1, 3)))
        inner = self.predicate(depth - 1) if depth > 0 else self.comparison()
        return self.random.choices((
            self.comparison(), f"{column} IS {no}NULL", f"{column} {no}IN ({values})",
            f"{column} {no}BETWEEN {self.one_of(self.number(), 'a')} AND {self.one_of(self.number(), 'a', 'b')}",
            f"s {no}LIKE '{self.one_of('%', 'x%', '%%', '_%')}'",
            f"coalesce({self.one_of('TRUE', 'a > 1')}, {self.one_of('TRUE', 'b > 1')})",
            f"CASE WHEN {self.comparison()} THEN TRUE ELSE {self.one_of('TRUE', 'FALSE', self.comparison())} END",
            self.one_of("TRUE", "FALSE"), f"NOT ({inner})", f"({inner}) IS {no}{self.one_of('TRUE', 'FALSE')}",
            f"({inner} OR NOT ({inner}))", f"({inner})"), (50, 7, 8, 7, 5, 3, 3, 2, 5, 3, 3, 4))[0]

    def predicate(self, depth=2):
        text = self.term(depth)
        for _ in range(self.one_of(0, 0, 1, 1, 2)):
            text += f" {self.one_of('AND', 'OR', 'OR')} {self.term(depth)}"
        return text


def table():
    rows = sqlite3.connect(":memory:")
    rows.execute("CREATE TABLE t (a INT, b INT, s TEXT)")
    rows.executemany("INSERT INTO t VALUES (?, ?, ?)",
                     [(a, b, s) for a in range(-6, 13) for b in range(-6, 13) for s in ("", "x", "xy", "z")])
    return rows


def judge(lakecode, home, predicates):
    asked = "".join(json.dumps({"id": i, "sql": f"DELETE FROM t WHERE {p}"}) + "\n" for i, p in enumerate(predicates))
    done = subprocess.run([lakecode, "safety", "classify", "--jsonl"], input=asked, text=True, capture_output=True, check=True,
                          env={"HOME": str(home), "PATH": "/usr/bin:/bin"}, timeout=120)
    return [json.loads(line)["statements"][0] for line in done.stdout.splitlines()]


def main():
    with tempfile.TemporaryDirectory() as home:
        writer, rows = Writer(7), table()
        predicates = [writer.predicate() for _ in range(PREDICATES)]
        verdicts = judge(pathlib.Path(sys.argv[1]).resolve(), home, predicates)
    every = rows.execute("SELECT count(*) FROM t").fetchone()[0]
    whole = found = 0
    for predicate, verdict in zip(predicates, verdicts, strict=True):
        assert verdict["parsed"], predicate
        hits = rows.execute(f"SELECT count(*) FROM t WHERE {predicate}").fetchone()[0]
        assert verdict["has_where"] or hits == every, f"said to hold for every row, holds for {hits} of {every}: {predicate}"
        whole += hits == every
        found += hits == every and not verdict["has_where"]
    print(f"{whole} of {PREDICATES} hold for every row of the table, {found} of them are known to")
    assert found * 2 > whole > 100, "most of what holds for every row is found"


if __name__ == "__main__":
    main()
