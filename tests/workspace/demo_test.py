#!/usr/bin/env python3
"""The demo holds for any seed: starts it as a person would, reads both reports, checks the answers against what was planted.

usage: demo_test.py BIN_FOLDER [SEED…]     without seeds, three random ones, printed
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(sys.argv[1]).resolve()
FAILURES_RIGHT = 0.9     # share of the planted root causes that must be named
FAILURES_TRIED = 20      # a seed, drawn by it: any 20 of the causes, any 12 of the tables
TABLES_TRIED = 12
CONFIDENT_WRONG = 0.02   # share that may be wrong with confidence >= 0.8


def lakecode(home, *args, expect=(0,), env=None):
    env = {**(env or {}), "HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run([BIN / "lakecode", *args], env=env, cwd=home, text=True, capture_output=True, timeout=120)
    assert done.returncode in expect, f"{args}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def workflow(home, seed, name, inputs, expect=(0,)):
    folder = home / f".lakecode/local-seed-{seed}"
    env = {"DATABRICKS_HOST": json.loads((folder / "server.json").read_text())["host"],
           "DATABRICKS_TOKEN": (folder / "token").read_text().strip()}
    return json.loads(lakecode(home, "run", "workflow", name, "--input", json.dumps(inputs), "--output", "json",
                               expect=expect, env=env))


def check_demo(home, seed):
    began = time.monotonic()
    text = lakecode(home, "local", "demo", "--seed", str(seed))
    for part in ("debug_job", "Root cause", "prove_table", "Verdict", "Anomalies", "Evidence", "What to try next"):
        assert part in text, f"the demo does not show {part!r}\n{text}"
    assert "\x1b" not in text
    print(f"seed {seed}: demo in {time.monotonic() - began:.1f} s")
    runs = json.loads(lakecode(home, "runs", "list", "--output", "json"))["runs"]
    assert sorted(r["workflow"] for r in runs) == ["debug_job", "prove_table"], runs
    for run in runs:
        verdict = json.loads(lakecode(home, "runs", "verify", run["run_id"], "--output", "json"))
        assert verdict["ok"] and verdict["outcome"] == "verified", verdict


def check_failures(home, seed, truth):
    latest = {}
    for failure in truth["failures"]:
        if failure["outcome"] in ("FAILED", "TIMEDOUT", "CANCELED") and failure["root_class"]:
            latest.setdefault(failure["root_class"], failure)
    right, confident_wrong, wrong = 0, 0, []
    assert len(latest) >= 15, "the company has too few root causes"
    tried = random.Random(seed).sample(list(latest.values()), min(FAILURES_TRIED, len(latest)))
    for failure in tried:
        data = workflow(home, seed, "debug_job", {"run_id": failure["run_id"]})["data"]
        cause = data["root_cause"] or {"class": None, "confidence": 0, "task_key": ""}
        if cause["class"] == failure["root_class"] and cause["task_key"] == failure["root_task"]:
            right += 1
            continue
        wrong.append((failure["root_class"], failure["root_task"], cause["class"], cause["task_key"], cause["confidence"]))
        confident_wrong += cause["class"] not in ("unknown", failure["root_class"]) and cause["confidence"] >= 0.8
    total = len(tried)
    print(f"  root causes: {right} of {total} right, {confident_wrong} wrong with confidence; {wrong}")
    assert right >= FAILURES_RIGHT * total and confident_wrong <= CONFIDENT_WRONG * total, wrong


def check_tables(home, seed, truth):
    found = missed = false = 0
    details = []
    everything = sorted({d["table"] for d in truth["planted"]} | set(truth["clean_tables"]))
    tables = random.Random(seed).sample(everything, TABLES_TRIED)
    for table in tables:
        data = workflow(home, seed, "prove_table", {"table": table})["data"]
        planted = {(d["finding"], d["column"] or None) for d in truth["planted"] if d["table"] == table}
        tolerated = {(d["finding"], d["column"] or None) for d in truth["tolerated"] if d["table"] == table}
        said = {(a["kind"], a["column"]) for a in data["anomalies"]}
        found += len(planted & said)
        missed += len(planted - said)
        false += len(said - planted - tolerated)
        details += [f"{table} missed {m}" for m in planted - said] + [f"{table} false {f}" for f in said - planted - tolerated]
    f1 = 2 * found / (2 * found + missed + false)
    print(f"  table defects on {len(tables)} tables: {found} found, {missed} missed, {false} false, F1 {f1:.2f}; {details}")
    assert f1 >= 0.9, details


def check_cost(home, seed, truth):
    events = workflow(home, seed, "cost_spike", {"days": 90, "money_floor": 5})["data"]["events"]

    def things(event):
        return {f"{t['dimension']} {name}" for t in [event, *event["drivers"]] for name in (t["key"], t.get("name"))}
    found = {}
    for anomaly in truth["cost_anomalies"]:
        near = [e for e in events if e["start_date"] <= anomaly["last_day"] and e["end_date"] >= anomaly["first_day"]]
        found[anomaly["key"]] = next((e for e in near if anomaly["key"] in things(e)), None)
    missed = [key for key, event in found.items() if event is None]
    assert not missed, (missed, events)
    (change,) = found["warehouse shared-analytics"]["changes"]
    assert change["name"] == "shared-analytics" and "auto_stop_mins 0" in change["what"], change
    print(f"  cost: all of {', '.join(found)} found in {len(events)} events, and who switched auto stop off")


def main():
    seeds = [int(s) for s in sys.argv[2:]] or [random.SystemRandom().randrange(1, 1_000_000) for _ in range(3)]
    print("seeds:", *seeds)
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            home = pathlib.Path(folder)
            try:
                check_demo(home, seed)
                truth = json.loads((home / f".lakecode/local-seed-{seed}/truth.json").read_text())
                assert truth["seed"] == seed
                check_failures(home, seed, truth)
                check_tables(home, seed, truth)
                check_cost(home, seed, truth)
            finally:
                lakecode(home, "local", "stop", "--data", str(home / f".lakecode/local-seed-{seed}"))
    print(f"{len(seeds)} seeds passed")


if __name__ == "__main__":
    main()
