#!/usr/bin/env python3
"""prove_table with a contract, with earlier runs and with exports, run as a person would against an embedded workspace; and how often it reads
each column, counted from the statements that arrived there.

usage: contract_test.py BIN_FOLDER
"""
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.request
import xml.etree.ElementTree

from score_tables import Workspace
from tables import DAY, Table, choice, counter, lognormal, moments, normal, stamp, whole

CONTRACT = """\
version: 1
table: sets.c.orders
rows: {min: 500, max: 5000}
freshness: {column: ordered_at, max_age: 3d}
columns:
  order_id: {type: BIGINT, not_null: true, unique: true}
  status: {allowed: [open, paid], accept: [case_or_space]}
  amount: {min: 0, max: 100000}
  customer_id: {max_null_ratio: 0.1}
references:
  - {column: customer_id, table: sets.c.customers, key: customer_id}
checks:
  - {name: paid costs, sql: "status <> 'paid' OR amount > 0"}
"""


def orders(seed=1, rows=1000):
    t = Table("orders", rows, seed)
    d = t.dice
    times = moments(d, "2025-09-01", "2025-12-31", rows)
    t.add("order_id", "BIGINT", counter(1)).add("ordered_at", "TIMESTAMP", lambda i: stamp(times[i]))
    t.add("status", "STRING", choice(d, {"open": 30, "paid": 70})).add("amount", "DECIMAL(10,2)", lognormal(d, 3, 0.8))
    t.add("customer_id", "INT", whole(d, 1, 90))
    return t.refer("customer_id", "customers", "customer_id", range(1, 91))


class Runs:
    def __init__(self, workspace, home):
        self.workspace, self.home, self.number = workspace, home, 0

    def load(self, table, schema="c"):
        self.number += 1
        folder = self.home / f"case{self.number}"
        table.store(folder)
        return self.workspace.load(folder, schema)[1]

    def prove(self, table, expect=0, as_of="2026-01-01T06:00:00Z", **inputs):
        command = [self.workspace.binaries / "lakecode", "run", "workflow", "prove_table", "--input",
                   json.dumps({"table": table, "as_of": as_of, **inputs}), "--output", "json"]
        done = subprocess.run(command, env=self.workspace.env, cwd=self.home, text=True, capture_output=True, timeout=120)
        assert done.returncode == expect, (inputs, done.returncode, done.stdout[-2000:], done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else {}, done.stderr


def failed(result):
    return {c["name"]: c["count"] for c in result["data"]["contract"]["checks"] if c["status"] != "pass"}


def check_contract(runs):
    (runs.home / "prove.yml").write_text(CONTRACT)
    clean, _ = runs.prove(runs.load(orders()), contract="prove.yml")
    assert failed(clean) == {} and clean["data"]["verdict"] == "pass", (failed(clean), clean["data"]["anomalies"])

    t = orders(2).plant("x", "status", 7, lambda _: "lost").plant("x", "amount", 5, lambda _: "-1").nulls("customer_id", 200).nulls("order_id", 2)
    t.plant("x", "customer_id", 4, lambda _: "777")
    t.columns["order_id"][10:13] = ["9", "9", "9"]
    broken, _ = runs.prove(runs.load(t), contract="prove.yml", as_of="2026-01-09T06:00:00Z")
    found = failed(broken)
    paid = sum(s == "paid" and a == "-1" for s, a in zip(t.columns["status"], t.columns["amount"]))
    unlike = 1000 - len({c for c in t.columns["order_id"] if c}) - t.columns["order_id"].count(None)
    assert found == {"ordered_at: freshness": None, "order_id: not_null": 2, "order_id: unique": unlike, "status: allowed": 7, "amount: range": 5,
                     "customer_id: max_null_ratio": 200, "customer_id: reference": 4,
                     **({"paid costs": paid} if paid else {})}, found
    assert broken["data"]["verdict"] == "fail"
    breaches = [f for f in broken["findings"] if f["id"] == "contract_breach"]
    assert len(breaches) == len(found) and all(f["severity"] == "high" for f in breaches)


def check_refused(runs):
    """What a person wrote wrongly is told and never passes; what is no read never runs."""
    table = "sets.c.orders"
    result, said = runs.prove(table, expect=2, contract={"columns": {"status": {"alowed": ["x"]}}})
    assert "did you mean allowed?" in said, said
    (runs.home / "bad.yml").write_text("columns:\n  status: {not_null: maybe}\n")
    _, said = runs.prove(table, expect=2, contract="bad.yml")
    assert "2:22" in said and "true or false" in said, said
    _, said = runs.prove(table, expect=2, contract="absent.yml")
    assert "absent.yml" in said, said
    _, said = runs.prove(table, expect=2, contract={"table": "a.b.c"})
    assert "is about a.b.c" in said, said
    _, said = runs.prove(table, expect=2, export=["xlsx"])
    assert "dqx, lakeflow" in said, said
    result, _ = runs.prove(table, contract={"checks": [{"name": "typo", "sql": "stauts = 'x'"}, {"name": "good", "sql": "amount IS NOT NULL"}],
                                            "columns": {"status": {"pattern": "(("}, "nope": {"not_null": True}}})
    states = {c["name"]: c["status"] for c in result["data"]["contract"]["checks"]}
    assert states == {"typo": "unknown", "good": "pass", "status: column": "pass", "status: pattern": "unknown", "nope: column": "fail",
                      "nope: not_null": "unknown"}, states
    assert result["data"]["verdict"] == "fail" and result["status"] == "partial", states
    for rows in (0, -3):
        _, said = runs.prove(table, expect=2, sample_rows=rows)
        assert f"sample_rows is {rows}" in said, said
    _, said = runs.prove(table, expect=2, contract={"checks": [{"name": "paid", "sql": "amount >"}]})
    assert "check paid is no SQL predicate" in said and "approve" not in said, said
    _, said = runs.prove("sets.c.ordres", expect=1)
    assert "did you mean sets.c.orders?" in said, said
    _, said = runs.prove("x" * 3000, expect=2)
    assert "3,000 bytes" in said and "x" * 100 not in said, said
    _, said = runs.prove(table, expect=2, contract={"checks": [{"sql": "1 = 1; DROP TABLE sets.c.orders"}]})
    assert "without `;`" in said, said


def check_empty(runs):
    """Of no rows nothing can be said: a warning, unless the contract says that it may be empty."""
    t = Table("nothing", 0, 5)
    t.add("id", "BIGINT", counter(1)).add("label", "STRING", choice(t.dice, {"a": 1, "b": 1}))
    table = runs.load(t)
    result, _ = runs.prove(table)
    assert result["data"]["verdict"] == "warn" and [f["id"] for f in result["findings"]] == ["no_rows"], result["findings"]
    result, _ = runs.prove(table, contract={"rows": {"min": 0}})
    assert result["data"]["verdict"] == "pass" and result["findings"] == [], result["findings"]


def check_sample(runs):
    """What a sample says of the table stays within it, and keys of a table this small are counted whole."""
    t = Table("sampled_keys", 4000, 6)
    t.add("id", "BIGINT", counter(1)).add("mail", "STRING", lambda i: f"p{i}@corp.example").add("label", "STRING", choice(t.dice, {"a": 1, "b": 1}))
    t.columns["id"][10:21] = ["9"] * 11
    result, _ = runs.prove(runs.load(t), sample_rows=300)
    counts = {a["kind"]: a["count"] for a in result["data"]["anomalies"]}
    assert counts["duplicate_key"] == 4000 - len(set(t.columns["id"])) and counts["pii"] == 4000, counts
    pii = next(f for f in result["findings"] if f["id"] == "pii")
    assert "about 4,000 rows of the table" in pii["detail"] and "lakecode sql '" in pii["recommendation"], pii


def check_proposal(runs):
    table = runs.load(orders(3))
    result, _ = runs.prove(table, write_contract="proposed.yml", export=["dqx", "lakeflow", "sql", "junit", "sarif"])
    text = (runs.home / "proposed.yml").read_text()
    assert text == result["data"]["proposed_contract"] and "allowed: [open, paid]" in text and "unique: true" in text, text
    again, _ = runs.prove(table, contract="proposed.yml", export=["junit", "sarif"])
    assert failed(again) == {}, failed(again)
    exports = {e["format"]: e["text"] for e in result["data"]["exports"]}
    assert "function: is_in_list" in exports["dqx"] and "EXPECT (" in exports["lakeflow"] and "ADD CONSTRAINT" in exports["sql"], exports
    for command in exports["sql"].splitlines():
        assert command.startswith(("--", "ALTER TABLE")), command
    suite = xml.etree.ElementTree.fromstring(again["data"]["exports"][0]["text"])[0]
    assert int(suite.get("tests")) >= len(again["data"]["contract"]["checks"]) and suite.get("failures") == "0", suite.attrib
    assert json.loads(again["data"]["exports"][1]["text"])["version"] == "2.1.0"
    runs.prove(table, expect=2, write_contract="proposed.yml")


def check_drift(runs):
    begin = datetime.datetime(2026, 1, 1, 6)
    t = orders(4)
    first, _ = runs.prove(runs.load(t, "d"), as_of=begin.isoformat() + "Z")
    assert first["data"]["drift"] == [] and first["data"]["baseline"]["earlier_runs"] == 0
    second, _ = runs.prove("sets.d.orders", as_of=(begin + DAY).isoformat() + "Z")
    assert second["data"]["drift"] == [] and second["data"]["baseline"]["earlier_runs"] == 1, second["data"]["drift"]
    t = orders(4).nulls("status", 120)
    t.columns["amount"] = [f"{float(a) * 3:.2f}" for a in t.columns["amount"]]
    t.add("channel", "STRING", choice(t.dice, {"web": 1, "shop": 1}))
    third, _ = runs.prove(runs.load(t, "d"), as_of=(begin + 2 * DAY).isoformat() + "Z")
    kinds = {(d["kind"], d["column"]) for d in third["data"]["drift"]}
    assert kinds == {("null_ratio", "status"), ("distribution", "amount"), ("schema", "channel")}, kinds
    assert {f["id"] for f in third["findings"]} >= {"drift_null_ratio", "drift_distribution", "drift_schema"}
    file = pathlib.Path(third["data"]["baseline"]["file"])
    file.write_text(file.read_text().replace('"rows":1000', '"rows":9000', 1))
    tampered, _ = runs.prove("sets.d.orders", as_of=(begin + 3 * DAY).isoformat() + "Z")
    assert tampered["status"] == "partial" and any("was changed" in s.get("error", "") for s in tampered["steps"]), tampered["steps"]
    off, _ = runs.prove("sets.d.orders", baseline=False)
    assert off["status"] == "ok" and "drift" not in off["data"]


def sent_statements(workspace, table):
    request = urllib.request.Request(workspace.env["DATABRICKS_HOST"] + "/api/2.0/sql/history/queries?max_results=100",
                                     headers={"Authorization": "Bearer " + workspace.env["DATABRICKS_TOKEN"]})
    with urllib.request.urlopen(request) as answer:
        texts = [q["query_text"] for q in json.load(answer)["res"]]
    return [t for t in texts if f"`{table}`" in t and "WHERE 1 = 0" not in t and not t.startswith("DESCRIBE")]


def check_reads(runs):
    """Each column's data at most twice: on a wide table, with a contract, and when it is sampled."""
    for name, columns, inputs in (("wide", 90, {}), ("sampled", 12, {"sample_rows": 500})):
        t = Table(name, 1500, 9)
        t.add("id", "BIGINT", counter(1))
        for k in range(columns):
            t.add(f"c{k:03}", *(("DOUBLE", normal(t.dice, 5, 2)) if k % 2 else ("STRING", choice(t.dice, {"a": 3, "b": 2, "c": 1}))))
        contract = {"columns": {"id": {"unique": True, "not_null": True}, "c000": {"allowed": ["a", "b", "c"], "pattern": "^[a-c]$"}, "c001": {"min": -99, "max": 99}},
                    "checks": [{"name": "sum", "sql": "c001 + c003 < 99"}]}
        result, _ = runs.prove(runs.load(t, "r"), contract=contract, **inputs)
        assert result["status"] == "ok", result["steps"]
        estimate = result["data"]["estimate"]
        assert estimate["reads_per_column"] == 2 and "at most twice" in estimate["note"], estimate
        assert estimate["bytes_at_most"] != 0 and " 0 MB" not in estimate["note"], "a size of nothing is no estimate"
        statements = sent_statements(runs.workspace, name)
        assert all(s.count(f"`r`.`{name}`") == 1 for s in statements), "a statement reads the table more than once"
        for column in t.columns:
            reads = [s for s in statements if f"`{column}`" in s or f" {column} " in s]
            assert len(reads) <= 2, (name, column, len(reads), [s[:200] for s in reads])
        assert any("`id`" in s for s in statements)
        print(f"  {name}: {columns + 1} columns, {len(statements)} statements, no column more than twice")


def main():
    binaries = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        workspace = Workspace(binaries, home)
        try:
            runs = Runs(workspace, home)
            for check in (check_contract, check_refused, check_empty, check_sample, check_proposal, check_drift, check_reads):
                check(runs)
                print(f"{check.__name__} passed")
        finally:
            workspace.close()


if __name__ == "__main__":
    main()
