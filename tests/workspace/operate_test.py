#!/usr/bin/env python3
"""run_job and deploy_file on a real embedded workspace: what they write, what they refuse, and what their exit codes tell.

usage: operate_test.py BIN_FOLDER
"""
import base64
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from local_workspace import LocalWorkspace  # noqa: E402

TOKEN = "dapi" + "0123456789abcdef" * 2


def make_job(w, name, statements):
    """A chain of SQL tasks, each on a file that deploy_file brought there."""
    warehouse = w.rest("GET", "/api/2.0/sql/warehouses")["warehouses"][0]["id"]
    tasks, before = [], None
    for key, sql in statements.items():
        file = w.home / f"{name}-{key}.sql"
        file.write_text(sql + "\n")
        target = f"/Workspace/Shared/operate/{name}-{key}.sql"
        w.workflow("deploy_file", {"local_path": str(file), "workspace_path": target}, "--approve", "destructive")
        tasks.append({"task_key": key, "depends_on": [{"task_key": before}] if before else [],
                      "sql_task": {"warehouse_id": warehouse, "file": {"path": target, "source": "WORKSPACE"}}})
        before = key
    return w.rest("POST", "/api/2.2/jobs/create", {"name": name, "tasks": tasks})["job_id"]


def runs_of(w, job_id):
    return w.rest("GET", f"/api/2.2/jobs/runs/list?job_id={job_id}").get("runs", [])


def check_run(w):
    good = make_job(w, "good", {"first": "SELECT 1", "second": "SELECT 2"})
    refused = w.workflow("run_job", {"job_id": good}, expect=4)
    assert refused["status"] == "needs_approval" and runs_of(w, good) == [], "it ran without approval"
    w.lakecode("run", "workflow", "run_job", "--input", json.dumps({"job_id": good}), "--local", "--dry-run", expect=None)
    assert runs_of(w, good) == [], "a dry run ran it"
    done = w.workflow("run_job", {"job_id": good, "wait": True}, "--approve", "write")
    data = done["data"]
    assert done["status"] == "ok" and data["result_state"] == "SUCCESS", done
    assert [(t["task_key"], t["depends_on"], t["result"]) for t in data["tasks"]] == \
        [("first", [], "SUCCESS"), ("second", ["first"], "SUCCESS")], data["tasks"]
    assert str(runs_of(w, good)[0]["run_id"]) == data["run_id"]
    # The same token starts nothing twice.
    tokens = [w.workflow("run_job", {"job_id": good, "wait": True, "idempotency_token": "once"}, "--approve", "write")
              ["data"]["run_id"] for _ in range(2)]
    assert tokens[0] == tokens[1] and len(runs_of(w, good)) == 2, tokens
    bad = make_job(w, "bad", {"first": "SELECT * FROM no_such_table_here", "second": "SELECT 2"})
    failed = w.workflow("run_job", {"job_id": bad, "wait": True}, "--approve", "write", expect=1)
    assert failed["status"] == "failed" and failed["data"]["result_state"] == "FAILED", failed
    finding = next(f for f in failed["findings"] if f["id"] == "run_failed")
    assert "first" in finding["detail"] and "second" not in finding["detail"] and "debug_job" in finding["recommendation"]
    # Without wait it is told as it stands: when it has failed already, then as with wait.
    at_once = w.lakecode("run", "workflow", "run_job", "--input", json.dumps({"job_id": bad}), "--local", "--approve", "write",
                         "--output", "json", expect=None)
    told = json.loads(at_once.stdout)
    is_over = told["data"]["result_state"] == "FAILED"
    assert at_once.returncode == (1 if is_over else 0), (at_once.returncode, told["summary"])
    assert [f["id"] for f in told["findings"]].count("run_failed") == (1 if is_over else 0), told["findings"]
    verdict = json.loads(w.lakecode("runs", "verify", done["run_id"], "--output", "json").stdout)
    assert verdict["ok"], verdict


def check_run_inputs(w):
    job = make_job(w, "inputs", {"only": "SELECT 1"})
    for inputs, words in (({"job_id": 424242}, "424242"), ({"job_id": job, "only": ["nope"]}, "only"),
                          ({"job_id": job, "parameters": {"a": [1]}}, "parameters"), ({"job_id": "x"}, "cannot find the job x")):
        done = w.lakecode("run", "workflow", "run_job", "--input", json.dumps(inputs), "--local", "--approve", "write",
                          expect=None)
        assert done.returncode in (1, 2) and words in done.stderr, (inputs, done.returncode, done.stderr)
    assert runs_of(w, job) == []


def check_cancel(w):
    slow = make_job(w, "slow", {"only": "SELECT count(*) FROM range(10000000) a JOIN range(10000000) b ON a.id % 1000 = b.id % 999"})
    command = [str(w.bin / "lakecode"), "run", "workflow", "run_job", "--local", "--approve", "write", "--input",
               json.dumps({"job_id": slow, "wait": True, "cancel_on_stop": True}), "--output", "json"]
    process = subprocess.Popen(command, env={"HOME": str(w.home), "PATH": "/usr/bin:/bin"}, cwd=w.home, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while not runs_of(w, slow) and time.monotonic() < end:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, (process.returncode, err)
    assert any(f["id"] == "cancelled_on_stop" for f in json.loads(out)["findings"]), out
    while time.monotonic() < end:
        state = runs_of(w, slow)[0]["state"]
        if state.get("result_state"):
            break
        time.sleep(0.1)
    assert state["result_state"] == "CANCELED", state


def check_follow(w):
    """The log of a run that is under way is followed to the run's end, and not longer."""
    slow = make_job(w, "followed", {"quick": "SELECT 1", "only": "SELECT count(*) FROM range(10000000) a JOIN range(10000000) b ON a.id % 1000 = b.id % 999"})
    run_id = w.rest("POST", "/api/2.2/jobs/run-now", {"job_id": slow})["run_id"]
    process = subprocess.Popen([str(w.bin / "lakecode"), "run", "workflow", "job_logs", "--local", "--input",
                                json.dumps({"job_id": slow, "follow": True}), "--output", "json"],
                               env={"HOME": str(w.home), "PATH": "/usr/bin:/bin"}, cwd=w.home, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    end = time.monotonic() + 100
    packs = w.home / ".lakecode/runs"
    while time.monotonic() < end and not any('"fetch_run"' in f.read_text() for f in packs.glob("*-job_logs-*/events.jsonl")):
        time.sleep(0.1)
    assert process.poll() is None, "it ended while the run went on: " + process.communicate()[1]
    w.rest("POST", "/api/2.2/jobs/runs/cancel", {"run_id": run_id})
    out, err = process.communicate(timeout=100)
    told = json.loads(out)
    assert process.returncode == 0 and f"Run {run_id} is CANCEL" in told["summary"], (process.returncode, told["summary"], err)
    assert [t["task_key"] for t in told["data"]["tasks"]] == ["quick", "only"], told["data"]["tasks"]
    assert "fetch_run_again" in [step["id"] for step in told["steps"]], told["steps"]


def exported(w, path):
    answer = w.rest("GET", f"/api/2.0/workspace/export?format=AUTO&path={path}")
    return base64.b64decode(answer["content"]).decode()


def check_deploy(w):
    file, target = w.home / "load.py", "/Workspace/Shared/deploy/deep/load.py"
    ask = {"local_path": str(file), "workspace_path": target}
    file.write_text("x = 1\nprint(x)\n")
    w.workflow("deploy_file", ask, expect=4)
    w.rest("GET", f"/api/2.0/workspace/get-status?path={target}", expect=404)
    made = w.workflow("deploy_file", ask, "--approve", "write")
    assert made["data"]["object"]["state"] == "created" and made["data"]["verified"] is True, made
    assert exported(w, target) == file.read_text()
    assert w.workflow("deploy_file", ask)["data"]["object"]["state"] == "unchanged"
    file.write_text("x = 2\nprint(x)\n")
    kept = w.workflow("deploy_file", ask, "--approve", "destructive", expect=1)
    assert "-x = 1\n+x = 2" in kept["data"]["diff"]["text"], kept["data"]["diff"]
    assert exported(w, target) == "x = 1\nprint(x)\n", "overwritten without being told to"
    done = w.workflow("deploy_file", {**ask, "overwrite": True}, "--approve", "destructive")
    assert done["data"]["object"]["state"] == "replaced" and exported(w, target) == file.read_text()
    w.lakecode("undo", "last", "--local", "--approve", "destructive")
    assert exported(w, target) == "x = 1\nprint(x)\n", "undo did not bring the old file back"


def check_deploy_refuses(w):
    cases = {"broken.py": ("def f(:\n", 1, "line 1"), "secret.py": (f"T = '{TOKEN}'\n", 1, "line 1"),
             "broken.json": ('{"a": \n', 1, "line"), "broken.yml": ("a: [1\nb: 2\n", 1, "broken.yml")}
    for name, (content, code, words) in cases.items():
        (w.home / name).write_text(content)
        target = "/Workspace/Shared/" + name
        done = w.lakecode("run", "workflow", "deploy_file", "--input",
                          json.dumps({"local_path": str(w.home / name), "workspace_path": target}), "--local", "--approve",
                          "destructive", expect=code)
        assert words in done.stderr and TOKEN not in done.stdout + done.stderr, (name, done.stderr)
        w.rest("GET", f"/api/2.0/workspace/get-status?path={target}", expect=404)
    (w.home / "big.txt").write_bytes(b"x" * (11 << 20))
    for inputs in ({"local_path": "big.txt", "workspace_path": "/Workspace/Shared/big.txt"},
                   {"local_path": "nowhere.py", "workspace_path": "/Workspace/Shared/a.py"},
                   {"local_path": "load.py", "workspace_path": "relative/a.py"},
                   {"local_path": "load.py", "workspace_path": "/Volumes/a/b/c/a.py"},
                   {"local_path": "load.py", "workspace_path": "/Workspace/Shared/../a.py"}):
        done = w.lakecode("run", "workflow", "deploy_file", "--input", json.dumps(inputs), "--local", "--approve",
                          "destructive", expect=None)
        assert done.returncode in (1, 2) and "cannot" in done.stderr, (inputs, done.returncode, done.stderr)


def check_notebook(w):
    file, target = w.home / "note.py", "/Workspace/Shared/note"
    file.write_text("# Databricks notebook source\nx = 1\n\n# COMMAND ----------\n\n# MAGIC %sql\n# MAGIC SELECT 1\n")
    made = w.workflow("deploy_file", {"local_path": str(file), "workspace_path": target}, "--approve", "write")
    assert made["data"]["object"]["object_type"] == "NOTEBOOK" and made["data"]["verified"], made
    status = w.rest("GET", f"/api/2.0/workspace/get-status?path={target}")
    assert (status["object_type"], status["language"]) == ("NOTEBOOK", "PYTHON"), status
    assert w.workflow("deploy_file", {"local_path": str(file), "workspace_path": target})["data"]["object"]["state"] == "unchanged"


def main():
    with tempfile.TemporaryDirectory() as home:
        w = LocalWorkspace(sys.argv[1], home)
        try:
            w.lakecode("run", "workflow", "job_status", "--input", '{"job_id": 1001}', "--local")  # starts it
            check_deploy(w)
            check_deploy_refuses(w)
            check_notebook(w)
            check_run(w)
            check_run_inputs(w)
            check_cancel(w)
            check_follow(w)
        finally:
            w.stop()
    print("operate: run_job and deploy_file hold")


if __name__ == "__main__":
    main()
