#!/usr/bin/env python3
"""audit_jobs end to end: the demo company judged against facts read beside it, planted jobs with a run history in the
system tables, and the settings it proposes, which must cure what they are proposed for.

usage: audit_test.py BIN_FOLDER
"""
import datetime
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from local_workspace import LocalWorkspace  # noqa: E402

NOW = datetime.datetime.now(datetime.timezone.utc)


def all_jobs(w):
    jobs, token = [], ""
    while True:
        page = w.rest("GET", "/api/2.2/jobs/list?limit=100&expand_tasks=true" + (f"&page_token={token}" if token else ""))
        jobs += page.get("jobs", [])
        token = page.get("next_page_token")
        if not token:
            return jobs


def rules_of(result, job_id):
    return next(j for j in result["data"]["jobs"] if j["job_id"] == str(job_id))["rules"]


def check_demo(w):
    result = w.workflow("audit_jobs", {})
    assert result["status"] == "ok", [s for s in result["steps"] if s.get("error")]
    told = {j["job_id"]: j for j in result["data"]["jobs"]}
    jobs = all_jobs(w)
    assert set(told) == {str(j["job_id"]) for j in jobs}
    for job in jobs:
        s, rules = job["settings"], told[str(job["job_id"])]["rules"]
        scheduled = any(s.get(k) for k in ("schedule", "trigger", "continuous"))
        on_shared = any(t.get("existing_cluster_id") for t in s["tasks"])
        assert ("R13" in rules) == (scheduled and on_shared), (job["job_id"], rules)
        unbounded = s.get("timeout_seconds", 0) == 0 and any(t.get("timeout_seconds", 0) == 0 for t in s["tasks"])
        assert ("R14" in rules) == unbounded, (job["job_id"], rules)
        alerts = s.get("email_notifications", {}).get("on_failure")
        assert ("R11" in rules) == (scheduled and not alerts), (job["job_id"], rules)
        runs = [r for r in w.rest("GET", f"/api/2.2/jobs/runs/list?job_id={job['job_id']}&limit=24").get("runs", [])
                if r["state"].get("result_state") in ("SUCCESS", "FAILED", "TIMEDOUT")]
        streak = 0
        for run in runs:
            if run["state"]["result_state"] == "SUCCESS":
                break
            streak += 1
        assert ("R01" in rules) == (streak >= 3), (job["job_id"], streak, rules)
    assert any("R01" in j["rules"] for j in told.values()) and any("R13" in j["rules"] for j in told.values())
    assert "R04" not in {r for j in told.values() for r in j["rules"]}, "the company keeps no secrets in settings"
    again = w.workflow("audit_jobs", {"as_of": result["started_at"]})
    assert again["data"] == w.workflow("audit_jobs", {"as_of": result["started_at"]})["data"], "not reproducible"
    text = w.lakecode("run", "workflow", "audit_jobs", "--local").stdout
    for part in ("Most urgent jobs", "By rule", "By owner", "What helps most"):
        assert part in text, text
    w.lakecode("run", "workflow", "audit_jobs", "--local", "--fail-on", "critical", expect=7)


def check_departed_owner(w):
    """The day an owner leaves: every job of theirs is told, none of others."""
    users = w.rest("GET", "/api/2.0/preview/scim/v2/Users?count=1000")["Resources"]
    owners = {j["creator_user_name"] for j in all_jobs(w)}
    leaver = sorted(u["userName"] for u in users if u["active"] and u["userName"] in owners)[0]
    user_id = next(u["id"] for u in users if u["userName"] == leaver)
    before = w.workflow("audit_jobs", {})
    w.rest("PATCH", f"/api/2.0/preview/scim/v2/Users/{user_id}", {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "active", "value": False}]})
    after = w.workflow("audit_jobs", {})
    for job in all_jobs(w):
        theirs = leaver in (job["creator_user_name"], job.get("run_as_user_name"))
        had = "R03" in rules_of(before, job["job_id"])
        assert ("R03" in rules_of(after, job["job_id"])) == (theirs or had), (leaver, job["job_id"])
    assert any(f["id"] == "R03" and f["severity"] == "critical" and leaver in f["detail"] for f in after["findings"])
    owner = next(o for o in after["data"]["by_owner"] if o["owner"] == leaver)
    assert owner["critical_jobs"] == owner["jobs"] > 0, owner


def plant(w, name, **more):
    settings = {"name": name, "email_notifications": {"on_failure": ["team@larkmoor.example"]}, "timeout_seconds": 3600,
                "tags": {"team": "x"}, "queue": {"enabled": True}, "max_concurrent_runs": 1,
                "schedule": {"quartz_cron_expression": "0 17 5 * * ?", "timezone_id": "UTC", "pause_status": "UNPAUSED"},
                "environments": [{"environment_key": "e", "spec": {"client": "2"}}],
                "tasks": [{"task_key": "main", "max_retries": 1, "environment_key": "e",
                           "spark_python_task": {"python_file": "/Volumes/prod/default/v/a.py"}}],
                **more}
    return w.rest("POST", "/api/2.2/jobs/create", settings)["job_id"]


def timeline(job_id, results, seconds=600):
    """Newest first; a run of two rows is one that went over the hour."""
    for i, result in enumerate(results):
        start = NOW - datetime.timedelta(days=i, hours=3)
        middle = start + datetime.timedelta(seconds=seconds / 2)
        end = start + datetime.timedelta(seconds=seconds)
        for begin, stop, state in ((start, middle, None), (middle, end, result)):
            yield {"account_id": "a", "workspace_id": WORKSPACE, "job_id": str(job_id), "run_id": str(job_id * 1000 + i),
                   "period_start_time": begin.isoformat(), "period_end_time": stop.isoformat(), "result_state": state,
                   "termination_code": "SUCCESS" if result == "SUCCEEDED" else "RUN_EXECUTION_ERROR",
                   "setup_duration_seconds": 10, "queue_duration_seconds": 0}


def check_history_from_tables(w):
    good, bad = "SUCCEEDED", "FAILED"
    cases = {"table streak": ([bad] * 3 + [good] * 20, {"R01"}), "table flapping": ([good, bad] * 5, {"R05", "R06"}),
             "table fine": ([good] * 20, set()), "table cancelled": (["CANCELLED"] * 3 + [good] * 10, set())}
    rows, ids = [], {}
    for name, (results, _) in cases.items():
        ids[name] = plant(w, name)
        rows += timeline(ids[name], results)
    w.load(rows, "system.lakeflow.job_run_timeline")
    result = w.workflow("audit_jobs", {})
    assert any(s["id"] == "read_history" and s["status"] == "ok" for s in result["steps"]), result["steps"]
    for name, (_, wanted) in cases.items():
        history = {r for r in rules_of(result, ids[name]) if r in ("R01", "R02", "R05", "R06", "R12", "R17", "R18")}
        assert history == wanted, (name, history)


def check_fixes_cure(w):
    """What it proposes is applied as it stands; the rule must then be silent."""
    job_id = plant(w, "cure me", timeout_seconds=0, email_notifications={}, max_concurrent_runs=3, tags={},
                   schedule={"quartz_cron_expression": "0 30 2 * * ?", "timezone_id": "Europe/Berlin", "pause_status": "UNPAUSED"})
    job = next(j for j in w.workflow("audit_jobs", {})["data"]["jobs"] if j["job_id"] == str(job_id))
    wanted = {"R11", "R14", "R19", "R27", "R36"}
    assert wanted <= set(job["rules"]), job["rules"]
    for fired in job["fired"]:
        if fired["rule"] not in wanted:
            continue
        assert isinstance(fired["settings"], dict), fired
        w.rest("POST", "/api/2.2/jobs/update", {"job_id": job_id, "new_settings": fired["settings"]})
    left = set(rules_of(w.workflow("audit_jobs", {}), job_id))
    assert not wanted & left, left


def merge(settings, fragment):
    """As a bundle merges an override: objects join, entries of lists by their key; null takes away."""
    for name, value in fragment.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            key = next(k for k in ("task_key", "job_cluster_key") if k in value[0])
            entries = settings.setdefault(name, [])
            for more in value:
                own = next((e for e in entries if e[key] == more[key]), None)
                entries.append(more) if own is None else merge(own, more)
        elif isinstance(value, dict) and isinstance(settings.get(name), dict):
            merge(settings[name], value)
        elif value is None:
            settings.pop(name, None)
        else:
            settings[name] = value
    return settings


def check_fixes_reach_every_place(w):
    """Two tasks on one shared cluster: the paste moves and retries both, on a job cluster that comes with it."""
    shared = w.rest("GET", "/api/2.1/clusters/list")["clusters"][0]["cluster_id"]
    work = {"notebook_task": {"notebook_path": "/Shared/x"}, "existing_cluster_id": shared}
    job_id = plant(w, "on shared", tasks=[{"task_key": "a", **work}, {"task_key": "b", **work}])
    job = next(j for j in w.workflow("audit_jobs", {})["data"]["jobs"] if j["job_id"] == str(job_id))
    for rule in ("R13", "R15"):
        fired = next(f for f in job["fired"] if f["rule"] == rule)
        assert fired["place_count"] == 2, fired
        settings = w.rest("GET", f"/api/2.2/jobs/get?job_id={job_id}")["settings"]
        w.rest("POST", "/api/2.2/jobs/reset", {"job_id": job_id, "new_settings": merge(settings, fired["settings"])})
    left = set(rules_of(w.workflow("audit_jobs", {}), job_id))
    assert not {"R13", "R15"} & left, left
    settings = w.rest("GET", f"/api/2.2/jobs/get?job_id={job_id}")["settings"]
    clusters = {c["job_cluster_key"] for c in settings["job_clusters"]}
    assert {t["job_cluster_key"] for t in settings["tasks"]} <= clusters, settings


def check_node_load(w):
    """A fixed fleet is waste when its workers idle, and none when they are busy; the driver does not count."""
    cluster = lambda: {"job_clusters": [{"job_cluster_key": "main", "new_cluster": {  # noqa: E731
        "spark_version": "16.4.x-scala2.12", "node_type_id": "m6gd.xlarge", "num_workers": 10, "data_security_mode": "SINGLE_USER"}}],
        "tasks": [{"task_key": "main", "max_retries": 1, "job_cluster_key": "main",
                   "spark_python_task": {"python_file": "/Volumes/prod/default/v/a.py"}}]}
    ids = {name: plant(w, name, **cluster()) for name in ("idle fleet", "busy fleet", "fleet of unknown load")}
    tasks, nodes = [], []
    for name, load in (("idle fleet", 6.0), ("busy fleet", 70.0)):
        for run in range(2):
            start = NOW - datetime.timedelta(days=run + 1)
            tasks.append({"account_id": "a", "workspace_id": WORKSPACE, "job_id": str(ids[name]), "run_id": f"{ids[name]}{run}",
                          "task_key": "main", "period_start_time": start.isoformat(),
                          "period_end_time": (start + datetime.timedelta(hours=1)).isoformat(), "compute_ids": [f"c-{name}-{run}"]})
            for minute in range(30):
                at = start + datetime.timedelta(minutes=minute)
                for driver in (False, True):
                    nodes.append({"account_id": "a", "workspace_id": WORKSPACE, "cluster_id": f"c-{name}-{run}", "driver": driver,
                                  "instance_id": f"i{driver}", "start_time": at.isoformat(),
                                  "end_time": (at + datetime.timedelta(minutes=1)).isoformat(),
                                  "cpu_user_percent": 50.0 if driver else load, "cpu_system_percent": 0.0 if driver else 2.0})
    w.load(tasks, "system.lakeflow.job_task_run_timeline")
    w.load(nodes, "system.compute.node_timeline")
    result = w.workflow("audit_jobs", {})
    assert any(s["id"] == "read_node_load" and s["status"] == "ok" for s in result["steps"]), result["steps"]
    assert ["R28" in rules_of(result, ids[name]) for name in ids] == [True, False, True]
    fired = next(f for j in result["data"]["jobs"] if j["job_id"] == str(ids["idle fleet"]) for f in j["fired"] if f["rule"] == "R28")
    assert "8 %" in fired["detail"], fired


def check_global_scripts(w):
    """An admin's script that runs on every cluster is found with the jobs that have clusters, while it is enabled."""
    made = w.rest("POST", "/api/2.0/global-init-scripts", {"name": "agent-install", "script": "ZWNobyAx", "enabled": True})
    fired = {j["job_id"]: f for j in w.workflow("audit_jobs", {})["data"]["jobs"] for f in j["fired"] if f["rule"] == "R24"}
    assert fired and all(any("agent-install" in p["value"] for p in f["places"]) for f in fired.values()), fired
    w.rest("PATCH", f"/api/2.0/global-init-scripts/{made['script_id']}", {"name": "agent-install", "script": "ZWNobyAx", "enabled": False})
    left = [j["job_id"] for j in w.workflow("audit_jobs", {})["data"]["jobs"] if "R24" in j["rules"]]
    assert not set(left) & set(fired), left


def main():
    global WORKSPACE
    with tempfile.TemporaryDirectory() as home:
        w = LocalWorkspace(sys.argv[1], home)
        try:
            check_demo(w)
            WORKSPACE = w.org_id()
            check_departed_owner(w)
            check_fixes_cure(w)
            check_fixes_reach_every_place(w)
            check_history_from_tables(w)
            check_node_load(w)
            check_global_scripts(w)
        finally:
            w.stop()
    print("audit: demo, departed owner, fixes, system tables, node load and init scripts hold")


WORKSPACE = ""

if __name__ == "__main__":
    main()
