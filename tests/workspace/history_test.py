#!/usr/bin/env python3
"""job_logs and query_history end to end on the demo company of an embedded workspace.

usage: history_test.py BIN_FOLDER
"""
import json
import pathlib
import subprocess
import sys
import tempfile

BIN = pathlib.Path(sys.argv[1]).resolve()


def run(home, *args, expect=0):
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run([BIN / "lakecode", *args], env=env, cwd=home, text=True, capture_output=True, timeout=100)
    assert done.returncode == expect, f"{args}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def workflow(home, name, inputs, expect=0):
    return json.loads(run(home, "run", "workflow", name, "--input", json.dumps(inputs), "--local", "--output", "json",
                          expect=expect).stdout)


def check_logs(home):
    runs = workflow(home, "job_status", {"job_id": 1001})["data"]["recent_runs"]
    failed = next(r for r in runs if r["result"] == "FAILED")
    result = workflow(home, "job_logs", {"run_id": failed["run_id"]})
    tasks = {task["task_key"]: task for task in result["data"]["tasks"]}
    root = tasks["match_payments"]
    assert root["class"] == "merge_duplicate_source" and root["result_state"] == "FAILED", root
    deciding = [error for error in root["errors"] if error["class"] == "merge_duplicate_source"]
    assert deciding and all(root["lines"][e["line"] - 1 - root["lines_cut"]].startswith(e["text"][:40]) for e in deciding)
    assert tasks["book_vat"]["class"] is None and not tasks["book_vat"]["errors"], tasks["book_vat"]
    assert [f["id"] for f in result["findings"]] == ["merge_duplicate_source"], result["findings"]
    one = workflow(home, "job_logs", {"run_id": failed["run_id"], "task_key": "load_orders"})["data"]["tasks"]
    assert [task["task_key"] for task in one] == ["load_orders"], one
    wrong = run(home, "run", "workflow", "job_logs", "--local", "--input",
                json.dumps({"run_id": failed["run_id"], "task_key": "match_payment"}), expect=1)
    assert "did you mean match_payments?" in wrong.stderr, wrong.stderr
    followed = workflow(home, "job_logs", {"run_id": failed["run_id"], "follow": True})
    assert len(followed["data"]["tasks"]) == len(tasks)
    newest = workflow(home, "job_logs", {"job_id": 1001})
    assert newest["summary"].startswith(f"Run {runs[0]['run_id']} "), (newest["summary"], runs[0])
    assert newest["steps"][0]["id"] == "find_run", newest["steps"][0]
    assert "run_id" in run(home, "run", "workflow", "job_logs", "--local", expect=2).stderr
    both = run(home, "run", "workflow", "job_logs", "--local", "--input", '{"job_id": 1001, "run_id": 5}', expect=2)
    assert "both" in both.stderr and not both.stdout, both.stdout
    gone = run(home, "run", "workflow", "job_logs", "--local", "--input", '{"job_id": 424242}', expect=1).stderr
    assert "424242" in gone and "no run yet" not in gone, gone


def check_past(home):
    """With as_of nothing that began later is there; a good run is told with its neighbours; a victim is in the cascade."""
    runs = workflow(home, "job_status", {"job_id": 1003})["data"]["recent_runs"]
    failed = [r for r in runs if r["result"] == "FAILED"]
    before = failed[-1]["start_time"][:10] + "T00:00:00Z"
    for name in ("job_status", "debug_job"):
        told = workflow(home, name, {"job_id": 1003, "as_of": before})
        times = [r["start_time"] for r in told["data"]["recent_runs"]]
        assert times and max(times) < before and not told["data"].get("root_cause"), (name, times[:3])
    good = next(r for r in runs if r["result"] == "SUCCESS")
    summary = workflow(home, "debug_job", {"run_id": good["run_id"]})["summary"]
    assert f"{len(failed)} failed" in summary, summary
    latest = workflow(home, "debug_job", {"run_id": failed[0]["run_id"]})["data"]
    errors = [e["text"] for t in workflow(home, "job_logs", {"run_id": failed[0]["run_id"]})["data"]["tasks"] for e in t["errors"]]
    assert errors and not any(" INFO " in e for e in errors), errors
    assert latest["cascade"] == ["quality_check", "publish_forecast"], latest["cascade"]


def check_history(home):
    result = workflow(home, "query_history", {"table": "prod.sales.orders", "days": 7})
    texts = [query["text"] for query in result["data"]["queries"]]
    assert texts and all("orders" in text.lower() for text in texts), texts
    took = [query["duration_ms"] for query in result["data"]["queries"]]
    assert took == sorted(took, reverse=True), took
    user = result["data"]["queries"][0]["user"]
    by_user = workflow(home, "query_history", {"user": user})["data"]["queries"]
    assert by_user and {query["user"] for query in by_user} == {user}
    failed = [query for query in by_user if query["status"] == "FAILED"]
    warehouse = by_user[0]["warehouse_id"]
    of_warehouse = workflow(home, "query_history", {"warehouse_id": warehouse})["data"]["queries"]
    assert {query["warehouse_id"] for query in of_warehouse} == {warehouse}
    failed += [query for query in of_warehouse if query["status"] == "FAILED"]
    assert failed and all(query["error"] and query["class"] for query in failed), failed[:2]
    assert not workflow(home, "query_history", {"table": "prod.sales.nothing_like_it"})["data"]["queries"]
    for inputs in ({"job_id": 424242}, {"run_id": 424242}, {"warehouse_id": "nope"}):
        gone = workflow(home, "query_history", inputs, expect=1)
        assert gone["status"] == "failed" and "does not exist" in gone["summary"], gone["summary"]
    for inputs in ({"table": "prod.sales.nothing_like_it"}, {"user": "nobody@larkmoor.example"}):
        assert "does not know" in workflow(home, "query_history", inputs)["summary"]
    for inputs in ({}, {"user": user, "job_id": 3}, {"table": "a.b.c", "days": 99}):
        assert run(home, "run", "workflow", "query_history", "--local", "--input", json.dumps(inputs),
                   expect=2).stderr.count("\n") <= 2


def main():
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        try:
            check_logs(home)
            check_past(home)
            check_history(home)
        finally:
            run(home, "local", "stop")
    print("logs and history: as planted")


if __name__ == "__main__":
    main()
