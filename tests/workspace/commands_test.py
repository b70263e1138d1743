#!/usr/bin/env python3
"""Every command of the program and each of its actions, once as meant and once wrongly, on the demo company of an embedded
workspace. A command that help shows and that has no transcript here fails the test.

usage: commands_test.py BIN_FOLDER
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from fake_model.server import FakeModel  # noqa: E402

BIN = pathlib.Path(sys.argv[1]).resolve()
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
RUN = json.dumps({"id": "1", "run": {"result_state": "FAILED"}, "tasks": [
    {"task_key": "t", "depends_on": [], "result_state": "FAILED", "error": "ModuleNotFoundError: No module named 'x'",
     "error_trace": "", "logs": ""}]}) + "\n"
ACT = json.dumps({"id": "1", "sql": "DROP TABLE a.b.c"}) + "\n"
RULES = """rules:
  - name: no-drops
    match: {tool: sql_execute, statement: '^DROP '}
    action: deny
    message: Nothing is dropped here.
"""

# command line ({host}, {token}, {run}, {session} are filled in), exit code, what must be in either stream; standard input
TRANSCRIPT = [
    (["run", "which catalogs are there", "--local"], 0, ["prod"]),
    (["run", "write a poem", "--local"], 8, ["needs a language model"]),
    (["run", "workflow", "job_status", "--input", '{"job_id": 1002}', "--local"], 0, ["1002"]),
    (["run", "workflow", "job_stats", "--local"], 2, ["job_status"]),
    (["sql", "SELECT count(*) AS n FROM prod.sales.orders", "--local"], 0, ["n"]),
    (["sql", "SELECT nothing FROM prod.sales.orders", "--local"], 1, ["nothing"]),
    (["sql", "UPDATE prod.sales.orders SET status = 'picked' WHERE order_id = 'ORD-700001'", "--approve", "write",
      "--local"], 0, []),
    (["undo", "last", "--plan", "--local"], 0, ["Plan: undo 1 act"]),
    (["undo", "nothing", "--local"], 1, ["nothing"]),
    (["auth", "status", "--local"], 0, ["local"]),
    (["auth", "status", "--profile", "NOTHING"], 2, ["NOTHING"]),
    (["auth", "login", "DEMO", "--host", "{host}", "--token-stdin"], 0, ["DEMO"], "{token}\n"),
    (["auth", "login", "WRONG", "--host", "{host}", "--token-stdin"], 5, ["{host}"], "dapi" + "0" * 32 + "\n"),
    (["auth", "profiles"], 0, ["DEMO"]),
    (["auth", "profiles", "more"], 2, ["more"]),
    (["auth", "describe", "--profile", "DEMO"], 0, ["{host}"]),
    (["auth", "describe", "--profile", "NOTHING"], 2, ["NOTHING"]),
    (["auth", "logout", "NOTHING"], 2, ["not spoken"]),
    (["auth", "token", "DEMO"], 2, ["not spoken"]),
    (["config", "init"], 0, ["config.yml"]),
    (["config", "init", "more"], 2, ["more"]),
    (["config", "show"], 0, ["agent.provider"]),
    (["config", "show", "more"], 2, ["more"]),
    (["config", "get", "agent.provider"], 0, ["none"]),
    (["config", "get", "agent.provder"], 2, ["agent.provider"]),
    (["config", "set", "agent.max_turns", "30"], 0, ["agent.max_turns"]),
    (["config", "set", "agent.max_turns", "many"], 2, ["agent.max_turns"]),
    (["config", "path"], 0, ["config.yml"]),
    (["config", "path", "more"], 2, ["more"]),
    (["config", "schema"], 0, ["agent.max_turns"]),
    (["config", "schema", "more"], 2, ["more"]),
    (["config", "trust", "--yes"], 0, []),
    (["config", "trust", "more"], 2, ["more"]),
    (["models", "list", "--local"], 0, ["no model"]),
    (["models", "list", "more"], 2, ["more"]),
    (["models", "test", "--local"], 8, ["no model"]),
    (["sessions", "list"], 0, ["how many catalogs?"]),
    (["sessions", "list", "more"], 2, ["more"]),
    (["sessions", "show", "latest"], 0, ["## Request"]),
    (["sessions", "show", "nothing"], 1, ["nothing"]),
    (["sessions", "export", "latest", "out.md"], 0, ["out.md"]),
    (["sessions", "export", "nothing"], 1, ["nothing"]),
    (["sessions", "delete", "{session}"], 0, ["{session}"]),
    (["sessions", "delete", "{session}"], 1, ["{session}"]),
    (["sessions", "prune"], 0, []),
    (["sessions", "prune", "more"], 2, ["more"]),
    (["runs", "list"], 0, ["job_status"]),
    (["runs", "list", "more"], 2, ["more"]),
    (["runs", "show", "{run}"], 0, ["1002"]),
    (["runs", "show", "nothing"], 1, ["nothing"]),
    (["runs", "open", "{run}"], 0, ["{run}"]),
    (["runs", "open", "nothing"], 1, ["nothing"]),
    (["runs", "verify", "{run}"], 0, ["{run}"]),
    (["runs", "verify", "nothing"], 1, ["nothing"]),
    (["runs", "export", "{run}", "copy"], 0, ["copy"]),
    (["runs", "export", "nothing", "copy2"], 1, ["nothing"]),
    (["runs", "prune"], 0, []),
    (["runs", "prune", "more"], 2, ["more"]),
    (["safety", "explain", "--sql", "DROP TABLE a.b.c"], 0, ["DESTRUCTIVE"]),
    (["safety", "explain"], 2, ["--sql"]),
    (["safety", "classify", "--jsonl"], 0, ["DESTRUCTIVE"], ACT),
    (["safety", "classify"], 2, ["--jsonl"], ACT),
    (["policy", "check", "rules.yml"], 0, ["no mistakes"]),
    (["policy", "check", "missing.yml"], "any but 0", ["missing.yml"]),
    (["policy", "lint", "rules.yml"], "any", ["no-drops"]),
    (["policy", "lint", "missing.yml"], "any but 0", ["missing.yml"]),
    (["policy", "test", "fixtures.yml", "--policy", "rules.yml"], 0, []),
    (["policy", "test", "missing.yml"], "any but 0", ["missing.yml"]),
    (["policy", "explain", "DROP TABLE a.b.c", "--policy", "rules.yml"], 0, ["no-drops"]),
    (["policy", "explain"], 2, []),
    (["policy", "replay", "--policy", "rules.yml", "--local"], 0, []),
    (["policy", "replay", "--policy", "missing.yml", "--local"], "any but 0", ["missing.yml"]),
    (["approve", "--key"], 0, []),
    (["approve", "nothing"], "any but 0", ["nothing"]),
    (["diagnose", "--jsonl"], 0, ["python_module_missing"], RUN),
    (["diagnose"], 2, ["--jsonl"]),
    (["intent", "what failed yesterday"], 0, ["recent_failures"]),
    (["intent"], 2, []),
    (["skills", "list"], 0, ["databricks-jobs"]),
    (["skills", "list", "more"], 2, ["more"]),
    (["skills", "show", "databricks-jobs"], 0, ["# databricks-jobs"]),
    (["skills", "show", "databricks-job"], 2, ["did you mean"]),
    (["skills", "route", "schedule a job"], 0, ["databricks-jobs"]),
    (["skills", "route"], 2, []),
    (["version"], 0, ["lakecode"]),
    (["version", "more"], 2, ["more"]),
    (["local", "serve", "--port", "many"], 2, ["many"]),
    (["local", "load", "rows.csv", "dev.sandbox.rows"], 0, ["dev.sandbox.rows"]),
    (["local", "load", "missing.csv", "dev.sandbox.rows"], "any but 0", ["missing.csv"]),
    (["local", "stop"], 0, ["stopped"]),
    (["local", "snapshot", "all.snapshot"], 0, ["all.snapshot"]),
    (["local", "snapshot"], 2, []),
    (["local", "restore", "all.snapshot"], 0, []),
    (["local", "restore", "missing.snapshot"], "any but 0", ["missing.snapshot"]),
    (["local", "coverage"], 0, ["SELECT"]),
    (["local", "coverage", "more"], 2, ["more"]),
    (["local", "status"], 0, []),
    (["local", "status", "more"], 2, ["more"]),
    (["local", "stop", "more"], 2, ["more"]),
    (["local", "reset"], 0, []),
    (["local", "reset", "more"], 2, ["more"]),
    (["local", "demo"], 0, ["1001"]),
    (["local", "demo", "more"], 2, ["more"]),
]
# Registered to say what to do instead: they have no way that goes well.
REFUSED = {"auth logout", "auth token"}
# What goes well in another test: its file, words that must be in it.
ELSEWHERE = {"local serve": ("tests/workspace/reads_test.py", '"local", "serve"'),
             "models test": ("tests/cli/models-test/case.json", '"exit": 0')}


def run(home, args, given=""):
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LAKECODE_PROVIDER": "none"}
    return subprocess.run([BIN / "lakecode", *args], env=env, cwd=home / "work", text=True, input=given, capture_output=True,
                          timeout=120)


def serve(folder):
    """A second workspace, whose address and token are known."""
    server = subprocess.Popen([BIN / "lakecode", "local", "serve", "--empty", "--port", "0", "--data",
                               pathlib.Path(folder) / "data", "--output", "json"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    return server, json.loads(server.stdout.readline())


def converse(home, place):
    """One session, with a model."""
    model = FakeModel([{"text": "Three."}])
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LAKECODE_PROVIDER": "anthropic",
           "ANTHROPIC_API_KEY": "sk-ant-fake-0123456789abcdef", "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{model.port}",
           "DATABRICKS_HOST": place["host"], "DATABRICKS_TOKEN": place["token"]}
    done = subprocess.run([BIN / "lakecode", "run", "how many catalogs?"], env=env, cwd=home / "work", text=True,
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
    model.close()
    assert done.returncode == 0, done.stderr


def ends_so(code, wanted):
    return {"any": True, "any but 0": code != 0}.get(wanted, code == wanted)


def actions_of(command):
    """The actions that help shows; [""] where the command takes none."""
    text = subprocess.run([BIN / "lakecode", command, "--help"], text=True, capture_output=True).stdout
    usage = text.split("Usage\n")[1].split("\n\n")[0].splitlines()
    found = [re.match(rf"  lakecode {command}(?: ([a-z-]+))?(?: |$)", line) for line in usage]
    return sorted({match[1] or "" for match in found if match})


def key_of(args, actions):
    named = f"{args[0]} {args[1]}" if len(args) > 1 and args[1] in actions.get(args[0], ()) else args[0]
    return named


def check_all_are_here():
    text = subprocess.run([BIN / "lakecode", "--help"], text=True, capture_output=True).stdout
    commands = re.findall(r"^  ([a-z]+)  ", text, re.M)
    actions = {command: actions_of(command) for command in commands}
    wanted = {f"{command} {action}".strip() for command in commands for action in actions[command]}
    right = {key_of(line[0], actions) for line in TRANSCRIPT if line[1] in (0, "any")} | set(ELSEWHERE) | REFUSED
    wrong = {key_of(line[0], actions) for line in TRANSCRIPT if line[1] not in (0, "any")} | set(ELSEWHERE)
    assert len(wanted) > 30, f"help was not understood: {wanted}"
    assert wanted <= right, f"no transcript: {sorted(wanted - right)}"
    assert wanted <= wrong, f"no failure path: {sorted(wanted - wrong)}"
    for command, (file, word) in ELSEWHERE.items():
        assert word in (ROOT / file).read_text(), f"{command}: {file} has no {word}"


def main():
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        work = home / "work"
        work.mkdir()
        (work / "rules.yml").write_text(RULES)
        (work / "fixtures.yml").write_text("- {sql: DROP TABLE a.b.c, expect: deny, rule: no-drops}\n")
        (work / "rows.csv").write_text("id,v\n1,a\n2,b\n")
        os.makedirs(work / ".lakecode")
        (work / ".lakecode" / "config.yml").write_text("databricks:\n  target: dev\n")
        server, place = serve(folder)
        try:
            converse(home, place)
            run(home, ["run", "workflow", "job_status", "--input", '{"job_id": 1002}', "--local"])
            words = {"host": place["host"], "token": place["token"], "run": json.loads(run(home, ["runs", "list", "--output", "json"]).stdout)["runs"][0]["run_id"],
                     "session": json.loads(run(home, ["sessions", "list", "--output", "json"]).stdout)["sessions"][0]["session_id"]}
            for args, wanted, parts, *given in TRANSCRIPT:
                fill = lambda text: re.sub(r"\{(host|token|run|session)\}", lambda m: words[m[1]], text)  # noqa: E731
                done = run(home, [fill(arg) for arg in args], fill(given[0]) if given else "")
                told = f"{args}: exit {done.returncode}, not {wanted}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
                if not ends_so(done.returncode, wanted):
                    problems.append(told)
                problems += [f"{part!r} is not told\n{told}" for part in map(fill, parts)
                             if part not in done.stdout + done.stderr]
                if "\x1b" in done.stdout + done.stderr:
                    problems.append(f"an escape byte leaves\n{told}")
        finally:
            run(home, ["local", "stop"])
            server.terminate()
            server.wait()
        assert not problems, "\n\n".join(problems)
    check_all_are_here()
    print(f"commands: {len(TRANSCRIPT)} transcripts as written")


if __name__ == "__main__":
    main()
