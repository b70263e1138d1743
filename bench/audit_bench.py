#!/usr/bin/env python3
"""The workflows that read a whole workspace, on a large embedded one: audit_jobs beside the same reads one after another with
the official Python SDK, and what the cost workflows take beside their SQL. One run, so that the ratio holds on a busy machine.

Both sides read the same server, once as it is and once with every answer 20 ms late, as over a network: on loopback both wait
for the server's two cores and not for answers, which no workspace that is elsewhere can be compared with. The gain is promised
for the second; the first is told.

usage: audit_bench.py BIN_FOLDER [--jobs N] [--sdk PYTHON]

The workspace has N jobs (default 10,000) and 100 N rows of usage. PYTHON is an interpreter that has databricks-sdk, by default
that of `./run conformance`. Exits 1 when a limit is missed.
"""
import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
AUDIT_SECONDS = 20
AUDIT_GAIN = 8
COST_SECONDS = 2  # beside the SQL
MOST_PERMISSIONS = 2_000  # what audit_jobs asks for at most, see src/workflows/audit_gather.cpp and audit_runs.cpp
MOST_LATEST_RUNS = 1_000
MOST_DETAILS = 2_000  # it reads every job alone when there are no more; in a larger workspace only what lists leave out
NETWORK_MS = 20  # a near region's round trip with TLS and the platform's own time is seldom less
SAMPLE = 300  # calls of each kind that the peer makes; its time is scaled to as many as the audit makes

PEER = """
import json, sys, time
from databricks.sdk import WorkspaceClient
counts = dict(zip(("permissions", "latest", "details"), map(int, sys.argv[1:4])))
sample = int(sys.argv[4])
w = WorkspaceClient()
begin = time.monotonic()
warehouse = next(iter(w.warehouses.list())).id
for statement in json.load(sys.stdin):
    answer = w.statement_execution.execute_statement(statement, warehouse, wait_timeout="50s")
    part = answer.result
    while part.next_chunk_index is not None:
        part = w.statement_execution.get_statement_result_chunk_n(answer.statement_id, part.next_chunk_index)
ids = [job.job_id for job in w.jobs.list(expand_tasks=True, limit=100)]
w.clusters.spark_versions()
list(w.users.list())
list(w.service_principals.list())
total = listed = time.monotonic() - begin
for kind, call in (("permissions", lambda i: w.permissions.get("jobs", str(i))),
                   ("latest", lambda i: next(iter(w.jobs.list_runs(job_id=i, limit=1)), None)),
                   ("details", lambda i: w.jobs.get(i))):
    if not counts[kind]:
        continue
    some = ids[:sample]
    begin = time.monotonic()
    for job in some:
        call(job)
    total += (time.monotonic() - begin) / len(some) * min(counts[kind], len(ids))
print(json.dumps({"total": total, "listed": listed, "jobs": len(ids)}))
"""


class Connection(threading.local):
    """One kept connection a thread."""

    def __init__(self, place):
        self.link = http.client.HTTPConnection(place["host"].removeprefix("http://"), timeout=120)
        self.headers = {"Authorization": "Bearer " + place["token"], "Content-Type": "application/json"}

    def call(self, method, path, body=None):
        self.link.request(method, path, None if body is None else json.dumps(body), self.headers)
        answer = self.link.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]}")
        return json.loads(text or b"{}")


def settings(i):
    cluster = {"spark_version": ("15.4.x-scala2.12", "10.4.x-scala2.12")[i % 5 == 0], "node_type_id": "m6gd.xlarge",
               "num_workers": i % 12, "data_security_mode": "SINGLE_USER",
               "spark_conf": {f"spark.setting.{k}": str(k) for k in range(10)}}
    return {"name": f"job {i}", "job_clusters": [{"job_cluster_key": "main", "new_cluster": cluster}],
            "schedule": {"quartz_cron_expression": f"0 {i % 60} {i % 24} * * ?", "timezone_id": "UTC",
                         "pause_status": "UNPAUSED"},
            "tasks": [{"task_key": f"t{k}", "job_cluster_key": "main", "notebook_task": {"notebook_path": f"/Shared/n{i % 50}"},
                       "depends_on": [{"task_key": f"t{k - 1}"}] if k else []} for k in range(3)]}


def give_settings(place):
    """The jobs of --scale are one small task each; these have clusters, schedules and a graph."""
    connection = Connection(place)
    ids, token = [], ""
    while True:
        page = connection.call("GET", "/api/2.2/jobs/list?limit=100" + (f"&page_token={token}" if token else ""))
        ids += [job["job_id"] for job in page.get("jobs", [])]
        token = page.get("next_page_token")
        if not token:
            break
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: connection.call("POST", "/api/2.2/jobs/reset",
                                                {"job_id": ids[i], "new_settings": settings(i)}), range(len(ids))))
    return len(ids)


class Workflows:
    def __init__(self, binary, home, place):
        self.binary = binary
        self.env = {"HOME": home, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "DATABRICKS_HOST": place["host"],
                    "DATABRICKS_TOKEN": place["token"], "NO_PROXY": "127.0.0.1"}

    def run(self, name, inputs=None):
        """(wall seconds, result, peak MiB)"""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            begin = time.monotonic()
            child = subprocess.Popen([self.binary / "lakecode", "run", "workflow", name, "--input", json.dumps(inputs or {}),
                                      "--output", "json"], env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            _, status, usage = os.wait4(child.pid, 0)
            wall = time.monotonic() - begin
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0), err.seek(0)
            if child.returncode != 0:
                raise RuntimeError(f"{name}: exit {child.returncode}: {err.read().decode()[:500]}")
            return wall, json.load(out), usage.ru_maxrss / 1024

    def sdk(self, python, jobs, statements):
        counts = (MOST_PERMISSIONS, MOST_LATEST_RUNS, jobs if jobs <= MOST_DETAILS else 0, SAMPLE)
        done = subprocess.run([python, "-c", PEER, *map(str, counts)], env=self.env, capture_output=True, text=True,
                              input=json.dumps(statements))
        if done.returncode != 0:
            raise RuntimeError(f"the SDK's side failed: {done.stderr[-500:]}")
        return json.loads(done.stdout)


def statements_of(result):
    """The SQL that the workflow kept in its evidence pack."""
    pack = pathlib.Path(result["evidence_pack"])
    events = map(json.loads, (pack / "events.jsonl").read_text().splitlines())
    kept = [event["payload"] for event in events if event["type"] == "artefact"]
    return [(pack / "blobs" / one["sha256"]).read_text() for one in kept if one["media_type"] == "application/sql"]


def has_sdk(python):
    return python.exists() and subprocess.run([python, "-c", "import databricks.sdk"], capture_output=True).returncode == 0


def audit(workflows, jobs):
    wall, result, peak = workflows.run("audit_jobs")
    if len(result["data"]["jobs"]) != jobs:
        raise RuntimeError(f"audit_jobs judged {len(result['data']['jobs'])} of {jobs} jobs")
    return wall, result, peak


def measure(workflows, place, jobs, python, row):
    wall, result, peak = audit(workflows, jobs)
    row(f"audit_jobs, {jobs} jobs", f"{wall:.2f} s", f"under {AUDIT_SECONDS} s", wall < AUDIT_SECONDS)
    row("  peak memory", f"{peak:.0f} MiB")
    for step in sorted(result["steps"], key=lambda s: -s["duration_ms"])[:3]:
        row(f"  step {step['id']}", f"{step['duration_ms'] / 1000:.2f} s")
    sdk = has_sdk(python)
    statements = statements_of(result)
    if sdk:
        theirs = workflows.sdk(python, jobs, statements)
        row("  the official SDK, one after another", f"{theirs['total']:.1f} s ({theirs['total'] / wall:.1f} x)")
    else:
        row("  the official SDK", "is not here", "./run conformance gets it")
    connection = Connection(place)
    connection.call("PUT", "/api/lakecode/faults", {"seed": 1, "faults": [
        {"fault": "slow", "path": "/api/2.*/**", "delay_ms": NETWORK_MS}]})
    wall, _, _ = audit(workflows, jobs)
    row(f"audit_jobs, {NETWORK_MS} ms an answer", f"{wall:.2f} s", f"under {AUDIT_SECONDS} s", wall < AUDIT_SECONDS)
    if sdk:
        theirs = workflows.sdk(python, jobs, statements)
        gain = theirs["total"] / wall
        row("  the official SDK, one after another", f"{theirs['total']:.1f} s")
        row("  gain", f"{gain:.1f} x", f"at least {AUDIT_GAIN} x", gain >= AUDIT_GAIN)
    connection.call("DELETE", "/api/lakecode/faults")
    for name in ("cost_top", "cost_spike", "genai_cost_agent"):
        wall, result, _ = workflows.run(name)
        sql = sum(step["duration_ms"] for step in result["steps"] if step["kind"] == "sql") / 1000
        row(f"{name}, {100 * jobs} rows: its SQL", f"{sql:.2f} s")
        row("  beside it", f"{wall - sql:.2f} s", f"under {COST_SECONDS} s", wall - sql < COST_SECONDS)


def bench(binary, jobs, python, row):
    """Calls row(what, value, limit, is_met) for each figure."""
    with tempfile.TemporaryDirectory(prefix="lakecode-audit-bench-") as home:
        server = subprocess.Popen([binary / "lakecode-local", "serve", "--scale", str(jobs), "--port", "0", "--data",
                                   home + "/data"], env={"HOME": home, "PATH": "/usr/bin:/bin"}, stdout=subprocess.PIPE, text=True)
        try:
            begin = time.monotonic()
            place = json.loads(server.stdout.readline())
            jobs = give_settings(place)
            row("large workspace made", f"{time.monotonic() - begin:.1f} s")
            measure(Workflows(binary, home, place), place, jobs, python, row)
        finally:
            server.terminate()
            server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=10_000)
    parser.add_argument("--sdk", type=pathlib.Path, default=ROOT / "build/conformance/venv/bin/python")
    arguments = parser.parse_args()
    missed = []

    def row(what, value, limit="", ok=True):
        print(f"{what:<46} {value:>16}   {limit:<26} {'' if not limit else 'ok' if ok else 'MISSED'}", flush=True)
        if not ok:
            missed.append(what)

    bench(arguments.bin.resolve(), arguments.jobs, arguments.sdk.absolute(), row)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
