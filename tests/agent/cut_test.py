#!/usr/bin/env python3
"""A journal cut after each of its records, and at bytes by chance, is taken up again: what the model is then sent has one
result for each call, and what stood whole in the journal stays as it was.

usage: cut_test.py BIN_FOLDER [SEED]
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "support"))
from fake_model.server import FakeModel  # noqa: E402
from run_case import Workspace, check_requests, environment  # noqa: E402

BIN = pathlib.Path(sys.argv[1]).resolve()
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 20261128
BY_CHANCE = 25


def sql(*statements):
    return {"tools": [{"name": "sql_execute", "input": {"sql": statement}} for statement in statements]}


SUMMARY = json.dumps({"goals": ["keep the orders"], "findings": ["there is a table of orders"]})
SCRIPT = [
    {"when": "older part of this conversation", "text": SUMMARY},
    {"when": "what was done", "text": "This is what was done."},
    {"when": "look", "times": 1, "thinking": "which table?",
     **sql("SELECT count(*) FROM shop.sales.orders", "SELECT max(id) FROM shop.sales.orders", "SELECT * FROM shop.no.such"),
     "then": [{"text": "Looked. " + "word " * 2500}]},
    {"when": "add", "times": 1, **sql("INSERT INTO shop.sales.orders VALUES (4)", "SELECT count(*) FROM shop.sales.orders"),
     "then": [{"text": "Added. " + "word " * 2500}]},
    {"when": "drop", "times": 1, **sql("DROP TABLE shop.sales.orders"), "then": [{"text": "Not dropped."}]},
]
REQUESTS = [("add order 4", 0), ("look at the orders", 0), ("drop the orders", 4)]


class Session:
    """A session on disk, and what it takes to go on with it."""

    def __init__(self, workspace, folder):
        self.workspace = workspace
        self.home = pathlib.Path(folder) / "home"
        self.home.mkdir()
        self.journal = self.home / ".lakecode/sessions/s.jsonl"

    def run(self, model, text, *options):
        env = environment({"env": {"LAKECODE_CONTEXT_WINDOW_BUDGET": "12000"}}, self.home, model, self.workspace)
        return subprocess.run([BIN / "lakecode", "run", text, "--session-id", "s", *options], env=env, cwd=self.home,
                              text=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)

    def make(self):
        model = FakeModel(SCRIPT)
        try:
            for text, code in REQUESTS:
                done = self.run(model, text, "--approve", "write")
                assert done.returncode == code, f"{text}: exit {done.returncode}\n{done.stderr}"
            check_requests({}, model)
        finally:
            model.close()
        return self.journal.read_bytes()

    def go_on(self, cut, what):
        self.journal.write_bytes(cut)
        self.journal.with_suffix(".torn").unlink(missing_ok=True)
        model = FakeModel(SCRIPT)
        try:
            done = self.run(model, "what was done?", "--output", "json")
            assert done.returncode == 0, f"{what}: exit {done.returncode}\n{done.stderr}"
            assert json.loads(done.stdout)["text"] == "This is what was done.", what
            check_requests({}, model)
        finally:
            model.close()
        whole = cut[:cut.rfind(b"\n") + 1]
        assert self.journal.read_bytes().startswith(whole), f"{what}: what was kept has changed"
        torn = self.journal.with_suffix(".torn")
        kept = torn.read_bytes() if torn.exists() else b""
        assert kept.startswith(cut[len(whole):]), f"{what}: the torn end is gone"


def main():
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(BIN, pathlib.Path(folder) / "data")
        try:
            for statement in ("CREATE CATALOG shop", "CREATE SCHEMA shop.sales", "CREATE TABLE shop.sales.orders (id INT)"):
                workspace.sql(statement)
            session = Session(workspace, folder)
            journal = session.make()
            kinds = {json.loads(line)["type"] for line in journal.splitlines()}
            wanted = {"user", "assistant", "tool_results", "decision", "usage", "compaction", "taint", "closed"}
            assert wanted <= kinds, f"the session has no {wanted - kinds}"
            ends = [at + 1 for at, byte in enumerate(journal) if byte == ord("\n")]
            session.go_on(b"", "cut before the first record")
            for number, end in enumerate(ends):
                session.go_on(journal[:end], f"cut after record {number}")
            for _ in range(BY_CHANCE):
                at = chance.randrange(1, len(journal))
                session.go_on(journal[:at], f"seed {SEED}, cut at byte {at}")
            rows = workspace.sql("SELECT count(*) FROM shop.sales.orders")
            assert rows == "1", f"the change was made {rows} times"
            print(f"cut after each of {len(ends)} records and at {BY_CHANCE} other bytes, resumed every time")
        finally:
            workspace.close()


if __name__ == "__main__":
    main()
