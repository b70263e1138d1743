#!/usr/bin/env python3
"""audit_jobs over many jobs of the embedded workspace, beside the same calls one after another over one kept connection, as
a script with the official SDK makes them. One run, so that the ratio holds on a busy machine; it bounds nothing else.

usage: audit_bench.py BIN_FOLDER [JOBS]
"""
import concurrent.futures
import http.client
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

BIN = pathlib.Path(sys.argv[1]).resolve()
JOBS = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
SAMPLE = min(JOBS, 300)  # calls of each kind that the sequential side makes; its time is scaled to as many as the audit makes
CALLS = {"/api/2.0/permissions/jobs/{}": min(JOBS, 2_000), "/api/2.2/jobs/get?job_id={}": JOBS if JOBS <= 2_000 else 0,
         "/api/2.2/jobs/runs/list?limit=24&job_id={}": min(JOBS, 1_000)}


class Connection(threading.local):
    def open(self, host, token):
        self.link = http.client.HTTPConnection(host.removeprefix("http://"), timeout=60)
        self.headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}


LOCAL = Connection()


def call(place, method, path, body=None):
    if not hasattr(LOCAL, "link"):
        LOCAL.open(*place)
    LOCAL.link.request(method, path, None if body is None else json.dumps(body), LOCAL.headers)
    answer = LOCAL.link.getresponse()
    text = answer.read()
    assert answer.status == 200, (method, path, answer.status, text[:300])
    return json.loads(text or b"{}")


def settings(i):
    cluster = {"spark_version": ("15.4.x-scala2.12", "10.4.x-scala2.12")[i % 5 == 0], "node_type_id": "m6gd.xlarge", "num_workers": i % 12,
               "data_security_mode": "SINGLE_USER", "spark_conf": {f"spark.setting.{k}": str(k) for k in range(10)}}
    return {"name": f"job {i}", "job_clusters": [{"job_cluster_key": "main", "new_cluster": cluster}],
            "schedule": {"quartz_cron_expression": f"0 {i % 60} {i % 24} * * ?", "timezone_id": "UTC", "pause_status": "UNPAUSED"},
            "tasks": [{"task_key": f"t{k}", "job_cluster_key": "main", "notebook_task": {"notebook_path": f"/Shared/n{i % 50}"},
                       "depends_on": [{"task_key": f"t{k - 1}"}] if k else []} for k in range(3)]}


def sequential(place):
    """Seconds for the calls of the audit, one after another."""
    begin, token, ids = time.monotonic(), "", []
    while True:
        page = call(place, "GET", "/api/2.2/jobs/list?limit=100&expand_tasks=true" + (f"&page_token={token}" if token else ""))
        ids += [job["job_id"] for job in page.get("jobs", [])]
        token = page.get("next_page_token")
        if not token:
            break
    total = time.monotonic() - begin
    for path, times in CALLS.items():
        begin = time.monotonic()
        for job_id in ids[:SAMPLE]:
            call(place, "GET", path.format(job_id))
        total += (time.monotonic() - begin) / SAMPLE * times
    return total


def main():
    with tempfile.TemporaryDirectory() as home:
        server = subprocess.Popen([BIN / "lakecode-local", "serve", "--port", "0", "--data", home + "/data"],
                                  stdout=subprocess.PIPE, text=True)
        try:
            told = json.loads(server.stdout.readline())
            place = (told["host"], told["token"])
            begin = time.monotonic()
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                list(pool.map(lambda i: call(place, "POST", "/api/2.2/jobs/create", settings(i)), range(JOBS)))
            print(f"{JOBS} jobs made in {time.monotonic() - begin:.1f} s")
            env = {"HOME": home, "PATH": "/usr/bin:/bin", "DATABRICKS_HOST": place[0], "DATABRICKS_TOKEN": place[1]}
            command = ["/usr/bin/env", "python3", "-c",
                       "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], capture_output=True); "
                       "sys.stdout.buffer.write(done.stdout); sys.stderr.buffer.write(done.stderr); "
                       "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr); sys.exit(done.returncode)",
                       str(BIN / "lakecode"), "run", "workflow", "audit_jobs", "--output", "json"]
            begin = time.monotonic()
            done = subprocess.run(command, env=env, capture_output=True, text=True)
            ours = time.monotonic() - begin
            assert done.returncode == 0, done.stderr
            result = json.loads(done.stdout)
            assert len(result["data"]["jobs"]) == JOBS
            steps = sorted(result["steps"], key=lambda s: -s["duration_ms"])[:4]
            print(f"audit_jobs: {ours:.2f} s, {done.stderr.split()[-1]} MiB at most, {result['status']}")
            print("  dearest steps: " + ", ".join(f"{s['id']} {s['duration_ms']} ms" for s in steps))
            theirs = sequential(place)
            print(f"the same calls one after another: {theirs:.2f} s (scaled from {SAMPLE} of each kind)")
            print(f"ratio {theirs / ours:.1f}")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
