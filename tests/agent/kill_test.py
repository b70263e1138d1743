#!/usr/bin/env python3
"""A session killed after each record of its journal goes on: nothing acknowledged is lost, every call has one result.

usage: kill_test.py BIN_FOLDER
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "support"))
from fake_model.server import FakeModel  # noqa: E402
from run_case import Workspace, check_requests, environment  # noqa: E402

BIN = pathlib.Path(sys.argv[1]).resolve()
SLOW = {"ms_before": 60}
SCRIPT = [
    {"when": "what was done", "text": "This is what was done."},
    {"when": "add order", "times": 1, "fault": SLOW, "tools": [
        {"name": "sql_execute", "input": {"sql": "INSERT INTO shop.sales.orders VALUES (4)"}}], "then": [
        {"fault": SLOW, "tools": [{"name": "sql_execute", "input": {"sql": "SELECT count(*) FROM shop.sales.orders"}}]},
        {"fault": SLOW, "text": "Added."}]},
]


def lines_of(journal):
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def run_until(args, env, home, journal, wanted):
    """Kills the run when its journal has `wanted` records; False when it ended before."""
    run = subprocess.Popen([BIN / "lakecode", "run", *args], env=env, cwd=home, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while run.poll() is None and lines_of(journal) < wanted:
        assert time.monotonic() < deadline, "the run hangs"
        time.sleep(0.001)
    if run.poll() is not None:
        return False
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    return True


def sweep_one(workspace, folder, wanted):
    workspace.sql("DELETE FROM shop.sales.orders")
    home = pathlib.Path(folder) / f"home{wanted}"
    home.mkdir()
    model = FakeModel(SCRIPT)
    try:
        env = environment({}, home, model, workspace)
        journal = home / ".lakecode/sessions/s.jsonl"
        args = ["add order 4", "--session-id", "s", "--approve", "write"]
        was_killed = run_until(args, env, home, journal, wanted)
        before = journal.read_bytes() if journal.exists() else b""
        done = subprocess.run([BIN / "lakecode", "run", "what was done?", "--session-id", "s", "--output", "json"], env=env,
                              cwd=home, text=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
        assert done.returncode == 0, f"after {wanted} records: exit {done.returncode}\n{done.stderr}"
        assert json.loads(done.stdout)["text"] == "This is what was done."
        whole = before[:before.rfind(b"\n") + 1]
        assert journal.read_bytes().startswith(whole), f"after {wanted} records: what was kept has changed"
        check_requests({}, model)
        rows = int(workspace.sql("SELECT count(*) FROM shop.sales.orders"))
        assert rows <= 1, f"after {wanted} records the change was made {rows} times"
        return was_killed
    finally:
        model.close()


def main():
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(BIN, pathlib.Path(folder) / "data")
        try:
            for sql in ("CREATE CATALOG shop", "CREATE SCHEMA shop.sales", "CREATE TABLE shop.sales.orders (id INT)"):
                workspace.sql(sql)
            wanted = 1
            while sweep_one(workspace, folder, wanted):
                wanted += 1
            assert wanted > 8, f"only {wanted} records were seen"
            print(f"killed after each of {wanted - 1} records, resumed every time")
        finally:
            workspace.close()


if __name__ == "__main__":
    main()
