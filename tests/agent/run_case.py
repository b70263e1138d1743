#!/usr/bin/env python3
"""Runs one scripted conversation: `lakecode run` against the fake model and the embedded workspace.

usage: run_case.py BIN_FOLDER CASE_FOLDER

case.json:
  args            words after `lakecode run`
  script          what the fake model says (tests/support/fake_model/README.md); absent: no model is configured
  provider        anthropic (default), openai, or databricks (then the fake model is the workspace, and no other is started)
  setup           SQL run before, as an administrator of the workspace would
  posts           [path, body] pairs sent to the workspace before, for jobs and the like
  files           path under HOME -> content
  stdin           text on standard input, or a list of JSON lines
  steps           a list of {args, stdin, exit, …} in place of the above: several runs on one home and one model
  signal_on       a text: once it is in standard output, the run gets SIGINT
  exit            the exit code
  stdout, stderr  texts that must be there; absent: texts that may be in neither
  json            dotted path -> value, of the one object on standard output
  stream          dotted paths of "first" and "last" line -> value, "types": texts that must occur as type/subtype, in order
  requests        how many requests the model got in all
  sent, not_sent  texts that must, or may not, be in the last request
  after           [SQL, value] pairs: the first cell afterwards
  answers         [path, dotted path, value] of the workspace afterwards
  packs           number of evidence packs in the end; each must verify
  not_on_disk     texts that may be in no file under the home folder
Always: no escape byte leaves, the tokens are in no stream and no file, every tool call of every request has one result.
"""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from fake_model.server import FakeModel  # noqa: E402

MODEL_KEY = "sk-ant-fake-0123456789abcdef0123456789abcdef"


class Failed(Exception):
    pass


def check(condition, why, done=None):
    if condition:
        return
    if done is not None:
        why += f"\nexit {done.returncode}\n-- stdout\n{done.stdout}\n-- stderr\n{done.stderr}"
    raise Failed(why)


class Workspace:
    """An empty embedded workspace of its own."""

    def __init__(self, binaries, folder, *options):
        self.process = subprocess.Popen([binaries / "lakecode-local", "serve", "--port", "0", "--empty", "--data", folder,
                                         "--output", "json", *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        said = json.loads(self.process.stdout.readline())
        self.host, self.token = said["host"], said["token"]
        self.warehouse = self.get("/api/2.0/sql/warehouses")["warehouses"][0]["id"]

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection(self.host.split("//")[1], timeout=60)
        connection.request(method, path, None if body is None else json.dumps(body),
                           {"Authorization": "Bearer " + self.token})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        check(answer.status // 100 == 2, f"{method} {path}: {answer.status} {text!r}")
        return json.loads(text or b"{}")

    def get(self, path):
        return self.call("GET", path)

    def sql(self, statement):
        done = self.call("POST", "/api/2.0/sql/statements",
                         {"warehouse_id": self.warehouse, "statement": statement, "wait_timeout": "30s"})
        check(done["status"]["state"] == "SUCCEEDED", f"{statement}: {done['status']}")
        rows = done.get("result", {}).get("data_array", [])
        return rows[0][0] if rows else None

    def close(self):
        self.process.terminate()
        self.process.wait()


def at(value, path):
    for part in path.split("."):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, TypeError, ValueError):
            return f"(no {part} in {value!r})"
    return value


def environment(case, home, model, workspace):
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    if workspace:
        env.update(DATABRICKS_HOST=workspace.host, DATABRICKS_TOKEN=workspace.token)
    if model is None:
        env["LAKECODE_PROVIDER"] = "none"
    else:
        provider = case.get("provider", "anthropic")
        origin = f"http://127.0.0.1:{model.port}"
        env.update({"LAKECODE_PROVIDER": provider, "LAKECODE_MODEL": case.get("model", "claude-sonnet-4-5")})
        env.update({"anthropic": {"ANTHROPIC_API_KEY": MODEL_KEY, "ANTHROPIC_BASE_URL": origin},
                    "openai": {"OPENAI_API_KEY": MODEL_KEY, "OPENAI_BASE_URL": origin + "/v1"},
                    "databricks": {"DATABRICKS_HOST": origin, "DATABRICKS_TOKEN": MODEL_KEY}}[provider])
    env.update(case.get("env", {}))
    return env


def run(step, binary, home, env):
    given = step.get("stdin", "")
    if isinstance(given, list):
        given = "".join(json.dumps(line) + "\n" for line in given)
    args = [a.replace("{HOME}", str(home)) for a in step["args"]]
    if "signal_on" not in step:
        return subprocess.run([binary, "run", *args], env=env, cwd=home, input=given, text=True, capture_output=True,
                              timeout=120)
    process = subprocess.Popen([binary, "run", *args], env=env, cwd=home, text=True, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out = ""
    for line in process.stdout:
        out += line
        if step["signal_on"] in line:
            process.send_signal(signal.SIGINT)
            break
    rest, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(args, process.returncode, out + rest, err)


def check_stream(wanted, done):
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    check(lines and lines[0].get("schema") == "lakecode.stream/1", "the first line is no init", done)
    check(lines[-1].get("type") == "result", "the last line is no result", done)
    check(all(line["session_id"] == lines[0]["session_id"] for line in lines), "a line of another session", done)
    for where, line in (("first", lines[0]), ("last", lines[-1])):
        for path, value in wanted.get(where, {}).items():
            check(at(line, path) == value, f"{where} line's {path} is {at(line, path)!r}, not {value!r}", done)
    names = iter([line["type"] + ("/" + line["subtype"] if "subtype" in line else "") for line in lines])
    for name in wanted.get("types", []):
        check(name in names, f"no {name} in its place", done)


def check_step(step, done):
    check(done.returncode == step.get("exit", 0), f"exit {done.returncode}, not {step.get('exit', 0)}", done)
    for stream, text in (("stdout", done.stdout), ("stderr", done.stderr)):
        for part in step.get(stream, []):
            check(part in text, f"{stream} lacks {part!r}", done)
        for part in step.get("absent", []) + ["\x1b", "\x07", "\u202e", MODEL_KEY]:
            check(part not in text, f"{stream} has {part!r}", done)
    if "json" in step:
        value = json.loads(done.stdout)
        for path, wanted in step["json"].items():
            check(at(value, path) == wanted, f"{path} is {at(value, path)!r}, not {wanted!r}", done)
    if "stream" in step:
        check_stream(step["stream"], done)


def calls_and_results(message):
    calls, results = [], []
    content = message.get("content")
    for block in content if isinstance(content, list) else []:
        if block.get("type") == "tool_use":
            calls.append(block["id"])
        if block.get("type") == "tool_result":
            results.append(block["tool_use_id"])
    calls += [call["id"] for call in message.get("tool_calls") or []]
    if message.get("role") == "tool":
        results.append(message["tool_call_id"])
    return calls, results


def check_requests(case, model):
    requests = [r["body"] for r in model.requests() if isinstance(r.get("body"), dict) and "messages" in r["body"]]
    for body in requests:
        calls, results = [], []
        for message in body["messages"]:
            more_calls, more_results = calls_and_results(message)
            calls += more_calls
            results += more_results
        check(calls == results, f"calls {calls} are answered by {results}")
    if "requests" in case:
        check(len(requests) == case["requests"], f"{len(requests)} requests, not {case['requests']}")
    last = json.dumps(requests[-1], ensure_ascii=False) if requests else ""
    for part in case.get("sent", []):
        check(json.dumps(part, ensure_ascii=False)[1:-1] in last, f"the last request lacks {part!r}\n{last[-6000:]}")
    for part in case.get("not_sent", []):
        check(all(part not in json.dumps(body, ensure_ascii=False) for body in requests), f"a request has {part!r}")


def check_home(case, binary, home, env):
    packs = sorted(p for p in (home / ".lakecode/runs").glob("*") if p.is_dir())
    if "packs" in case:
        check(len(packs) == case["packs"], f"{len(packs)} packs: {[p.name for p in packs]}")
    for pack in packs:
        done = subprocess.run([binary, "runs", "verify", pack.name], env=env, cwd=home, capture_output=True, text=True)
        check(done.returncode == 0, f"{pack.name} does not verify", done)
    secrets = case.get("not_on_disk", []) + [MODEL_KEY]
    for file in (home / ".lakecode").rglob("*"):
        if not file.is_file():
            continue
        data = file.read_bytes()
        for text in secrets:
            check(text.encode() not in data, f"{text!r} is in {file}")


def run_case(binaries, case):
    binary = binaries / "lakecode"
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder) / "home"
        home.mkdir()
        for path, content in case.get("files", {}).items():
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).write_text(content)
        model = FakeModel(case["script"]) if "script" in case else None
        workspace = None
        try:
            if case.get("provider") != "databricks":
                workspace = Workspace(binaries, pathlib.Path(folder) / "data")
                for statement in case.get("setup", []):
                    workspace.sql(statement)
                for path, body in case.get("posts", []):
                    workspace.call("POST", path, body)
            env = environment(case, home, model, workspace)
            for step in case.get("steps", [case]):
                check_step(step, run(step, binary, home, env))
            if model:
                check_requests(case, model)
            for statement, value in case.get("after", []):
                got = workspace.sql(statement)
                check(got == value, f"{statement}: {got!r}, not {value!r}")
            for path, where, value in case.get("answers", []):
                got = at(workspace.get(path), where)
                check(got == value, f"{path}: {where} is {got!r}, not {value!r}")
            check_home(case, binary, home, env)
        finally:
            if workspace:
                workspace.close()
            if model:
                model.close()


def main():
    binaries = pathlib.Path(sys.argv[1]).resolve()
    folder = pathlib.Path(sys.argv[2])
    try:
        run_case(binaries, json.loads((folder / "case.json").read_text()))
    except Failed as failed:
        print("FAILED:", failed)
        sys.exit(1)
    print("passed", folder.name)


if __name__ == "__main__":
    main()
