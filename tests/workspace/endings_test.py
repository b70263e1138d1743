#!/usr/bin/env python3
"""How a workflow run ends when it may not end by itself: Ctrl-C, kill -9 at random instants, a full disk.

usage: endings_test.py BIN_FOLDER stop|kill|disk [--seed N] [--limit-ms N]     a skipped check says why and exits 77
"""
import json
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from fake_workspace import FakeWorkspace  # noqa: E402

BIN = pathlib.Path(sys.argv[1]).resolve() / "lakecode"
INPUTS = {"debug_job": {"job_id": 77}, "job_status": {"job_id": 77}, "job_logs": {"run_id": 7701}, "run_job": {"job_id": 77},
          "deploy_file": {"local_path": "job.py", "workspace_path": "/Shared/job.py"}, "query_history": {"job_id": 77}, "audit_jobs": {}, "cost_top": {},
          "cost_spike": {}, "genai_cost_agent": {}, "prove_table": {"table": "main.sales.orders"}}
SKIPPED = 77


def arguments(workflow):
    return ["run", "workflow", workflow, "--input", json.dumps(INPUTS[workflow]), "--output", "json"]


WORKFLOW = arguments("debug_job")


def environment(home, server):
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "DATABRICKS_HOST": server.host,
            "DATABRICKS_TOKEN": "dapi" + "0123456789abcdef" * 2}


def start(home, server, args=WORKFLOW):
    return subprocess.Popen([BIN, *args], env=environment(home, server), cwd=home, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def lakecode(home, server, *args):
    return subprocess.run([BIN, *args], env=environment(home, server), cwd=home, text=True, capture_output=True,
                          timeout=60)


def runs_of(home, server):
    listed = lakecode(home, server, "runs", "list", "--output", "json")
    assert listed.returncode == 0, listed.stderr
    return json.loads(listed.stdout)["runs"]


def outcome_of(home, server, run):
    done = lakecode(home, server, "runs", "verify", run["run_id"], "--output", "json")
    verdict = json.loads(done.stdout)
    assert done.returncode == {"verified": 0, "interrupted": 10}.get(verdict["outcome"], -1), (done, verdict)
    return verdict["outcome"]


def stop_once(number, code, workflow):
    """A server that never answers, one signal: the program ends, says so, and its pack is whole. Returns the seconds it took."""
    server = FakeWorkspace("silent")
    with tempfile.TemporaryDirectory() as folder:
        try:
            (pathlib.Path(folder) / "job.py").write_text("print(1)\n")
            child = start(folder, server, arguments(workflow))
            while not server.requests:
                assert child.poll() is None, child.communicate()
                time.sleep(0.005)
            began = time.monotonic()
            child.send_signal(number)
            out, err = child.communicate(timeout=30)
            took = time.monotonic() - began
            assert child.returncode == code, (workflow, child.returncode, out, err)
            assert err.startswith("lakecode: stopped on request; what was found so far is kept in ") and \
                len(err.splitlines()) == 1, (workflow, err)
            result = json.loads(out)
            assert result["workflow"] == workflow and result["status"] == "partial", result
            assert {s["status"] for s in result["steps"]} <= {"skipped", "ok"} and result["steps"][-1]["status"] == "skipped", result["steps"]
            (run,) = runs_of(folder, server)
            assert run["status"] == "cancelled", run
            assert outcome_of(folder, server, run) == "verified"
            return took
        finally:
            server.close()


def check_stop(number, code, limit_ms):
    best = min(stop_once(number, code, "debug_job") for _ in range(3))
    print(f"signal {number}: ended {best * 1000:.0f} ms after it, exit {code}, pack closed as cancelled")
    assert best * 1000 < limit_ms, f"{best * 1000:.0f} ms"


def check_stop_of_each(limit_ms):
    told = subprocess.run([BIN, "run", "workflow", "nosuch"], capture_output=True, text=True).stderr
    assert set(told.split("there are ")[1].strip().split(", ")) == set(INPUTS), "a workflow has no inputs here"
    for workflow in INPUTS:
        best = min(stop_once(signal.SIGINT, 130, workflow) for _ in range(3))
        print(f"{workflow}: {best * 1000:.0f} ms")
        assert best * 1000 < limit_ms, f"{workflow}: {best * 1000:.0f} ms"


def check_kill(seed):
    """SIGKILL at random instants of a run: the pack is readable and known to be interrupted."""
    dice = random.Random(seed)
    print("seed", seed)
    server = FakeWorkspace("slow")
    seen = {}
    try:
        with tempfile.TemporaryDirectory() as folder:
            began = time.monotonic()
            whole = start(folder, server)
            whole.communicate(timeout=30)
            span = time.monotonic() - began
            known = {r["run_id"] for r in runs_of(folder, server)}
            for _ in range(25):
                child = start(folder, server)
                time.sleep(dice.uniform(0, span))
                child.kill()
                child.communicate(timeout=30)
                fresh = [r for r in runs_of(folder, server) if r["run_id"] not in known]
                assert len(fresh) <= 1, fresh
                word = outcome_of(folder, server, fresh[0]) if fresh else "no pack yet"
                if word == "interrupted":
                    assert fresh[0]["status"] == "interrupted", fresh
                    shown = lakecode(folder, server, "runs", "show", fresh[0]["run_id"])
                    assert len((shown.stdout + shown.stderr).strip()) > 0
                seen[word] = seen.get(word, 0) + 1
                known |= {r["run_id"] for r in fresh}
            last = start(folder, server)
            last.communicate(timeout=30)
            assert last.returncode == 0, "a killed run stands in the way of the next"
    finally:
        server.close()
    print("kill -9:", seen)
    assert seen.get("interrupted", 0) >= 3, seen


def check_disk():
    """A disk that fills up at any point of the run: one line, exit 1, the report is printed when there is one."""
    private = ["unshare", "--mount", "--propagation", "private"]
    if not shutil.which("unshare") or subprocess.run([*private, "true"], capture_output=True).returncode != 0:
        print("SKIPPED: no right to mount a small disk (root is needed)")
        sys.exit(SKIPPED)
    ends = {}
    for pages in [*range(2, 40, 2), 60, 100, 2000]:
        server = FakeWorkspace("healthy")
        with tempfile.TemporaryDirectory() as folder:
            try:
                script = (f"mount -t tmpfs -o size={pages * 4}k,mode=700 small {folder} && cd {folder} && "
                          f"\"$0\" \"$@\"; code=$?; \"$0\" runs list --output json >&{{list}} 2>/dev/null; exit $code")
                listing = tempfile.TemporaryFile("w+")
                done = subprocess.run([*private, "sh", "-c", script.format(list=listing.fileno()), BIN, *WORKFLOW],
                                      env=environment(folder, server), text=True, capture_output=True, timeout=60,
                                      pass_fds=(listing.fileno(),))
                listing.seek(0)
                listed = listing.read()
            finally:
                server.close()
        assert done.returncode in (0, 1), (pages, done)
        if done.returncode == 1:
            assert len(done.stderr.splitlines()) == 1 and "No space left" in done.stderr, (pages, done.stderr)
        else:
            assert done.stderr == "", (pages, done.stderr)
        asked = len(server.requests) > 0
        if asked:
            result = json.loads(done.stdout)
            assert result["data"]["root_cause"]["class"] == "python_module_missing", result
            assert result["status"] == ("ok" if done.returncode == 0 else "failed"), (pages, result["status"])
        else:
            assert done.stdout == "", (pages, done.stdout)
        if done.returncode == 1:
            for run in json.loads(listed or '{"runs": []}')["runs"]:
                assert run["status"] in ("interrupted", "damaged"), run
        word = "whole" if done.returncode == 0 else "report kept" if asked else "refused before any request"
        ends[word] = ends.get(word, 0) + 1
    print("full disk:", ends)
    assert set(ends) == {"whole", "report kept", "refused before any request"}, ends


def option(name, fallback):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else fallback


def main():
    what = sys.argv[2]
    if what == "stop":
        check_stop(signal.SIGINT, 130, option("--limit-ms", 100))
        check_stop(signal.SIGTERM, 143, option("--limit-ms", 100))
        check_stop_of_each(option("--limit-ms", 100))
    elif what == "kill":
        check_kill(option("--seed", random.SystemRandom().randrange(1_000_000)))
    else:
        check_disk()


if __name__ == "__main__":
    main()
