#!/usr/bin/env python3
"""Commands recorded on an embedded workspace and run again from the recording: without server, credentials or configuration.

usage: replay_test.py BIN_FOLDER
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


QUERIES = (
    ["SELECT status, count(*) AS n FROM prod.sales.orders GROUP BY status ORDER BY status", "--output", "json"],
    ["SHOW TABLES IN prod.sales; SELECT 1 AS one", "--output", "csv"],
    ["SELECT * FROM prod.sales.no_such_table"],
)
WORKFLOWS = (("debug_job", {"job_id": 1001}), ("prove_table", {"table": "prod.sales.customers"}), ("job_status", {"job_id": 1001}))


def same_run(result):
    """All of a workflow's result but the names of its own files, and how steps that ran at once shared their time."""
    kept = {key: value for key, value in result.items() if key not in ("run_id", "evidence_pack")}
    kept["steps"] = [{key: value for key, value in step.items() if key != "duration_ms"} for step in result["steps"]]
    kept["data"] = {key: value for key, value in result["data"].items() if key != "baseline"}
    return kept


def record(home, tapes):
    told = {}
    for number, words in enumerate(QUERIES):
        told[number] = run(home, "sql", *words, "--local", "--record", str(tapes / f"sql{number}"), expect=int(number == 2))
    for name, inputs in WORKFLOWS:
        told[name] = run(home, "run", "workflow", name, "--input", json.dumps(inputs), "--output", "json", "--local",
                         "--record", str(tapes / name))
    return told


def replay(home, tapes, told):
    for number, words in enumerate(QUERIES):
        done = run(home, "sql", *words, "--local", "--replay", str(tapes / f"sql{number}"), expect=int(number == 2))
        assert done.stdout == told[number].stdout, (done.stdout, told[number].stdout)
        assert done.stderr == told[number].stderr, (done.stderr, told[number].stderr)
    for name, inputs in WORKFLOWS:
        done = run(home, "run", "workflow", name, "--input", json.dumps(inputs), "--output", "json", "--local",
                   "--replay", str(tapes / name))
        now, then = json.loads(done.stdout), json.loads(told[name].stdout)
        differ = [key for key in then if same_run(now).get(key) != same_run(then).get(key)]
        assert not differ, (name, [(same_run(now).get(key), same_run(then)[key]) for key in differ])


def check_refusals(home, tapes):
    other = run(home, "sql", "SELECT 2 AS two", "--local", "--replay", str(tapes / "sql1"), expect=1).stderr
    assert "the nearest is number" in other and "SELECT 2" in other, other
    assert other.count("\n") == 1, other
    (tapes / "notes").write_text("my notes\n")
    refused = run(home, "sql", "SELECT 1", "--local", "--record", str(tapes / "notes"), expect=1).stderr
    assert "no cassette" in refused and (tapes / "notes").read_text() == "my notes\n", refused


def main():
    with tempfile.TemporaryDirectory() as folder:
        first, second, tapes = (pathlib.Path(folder) / name for name in ("first", "second", "tapes"))
        for place in (first, second, tapes):
            place.mkdir()
        try:
            run(first, "sql", "SELECT 1", "--local")  # says that it starts the workspace; what is recorded says the same twice
            told = record(first, tapes)
            token = (first / ".lakecode/local/token").read_text().strip()
        finally:
            run(first, "local", "stop")
        for tape in tapes.iterdir():
            text = tape.read_text()
            assert text.startswith('{"schema":"lakecode.cassette/1"}\n') and "Bearer" not in text, tape
            assert token and token not in text, f"the token is in {tape}"
            assert tape.stat().st_mode & 0o777 == 0o600, tape
        replay(second, tapes, told)
        assert not (second / ".lakecode/local").exists(), "a replay starts no server"
        check_refusals(second, tapes)
    print("recorded and replayed: the same bytes")


if __name__ == "__main__":
    main()
