#!/usr/bin/env python3
"""Runs one case folder: a command line, what it is given, what must come of it.

case.json:
  args            words after `lakecode`; {HOME}, {HOST} and {MODEL} (see model) are filled in
  env             variables beside HOME and PATH
  server          a mode of tests/support/fake_workspace.py; DATABRICKS_HOST and DATABRICKS_TOKEN then point at it
  model           a script of tests/support/fake_model: {MODEL} is where that server is; ANTHROPIC_BASE_URL points at it and
                  ANTHROPIC_API_KEY is set, unless env says otherwise
  files           path under HOME -> content, written before
  stdin           text on standard input
  exit            the exit code
  stdout, stderr  lists of texts that must be there ({HOST} is filled in); stdout_is: the whole of it; stdout_json: true when it must parse,
                  or an object whose members must be equal
  absent          texts that may be in neither stream
  stderr_lines    at most so many lines there (default 1)
  stdout_to       a file that takes standard output instead ("/dev/full")
Always: HOME is an empty folder of its own, no escape byte leaves, the token is in no stream and in no file.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from fake_model.server import FakeModel  # noqa: E402
from fake_workspace import FakeWorkspace  # noqa: E402

TOKEN = "dapi" + "0123456789abcdef" * 2


def fail(why, done=None):
    print("FAILED:", why)
    if done is not None:
        print("exit", done.returncode, "\n-- stdout\n", done.stdout, "\n-- stderr\n", done.stderr, sep="")
    sys.exit(1)


def run(case, binary, home, host, model):
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    if host:
        env.update(DATABRICKS_HOST=host, DATABRICKS_TOKEN=TOKEN)
    if model:
        env.update(ANTHROPIC_BASE_URL=model, ANTHROPIC_API_KEY=TOKEN)
    env.update(case.get("env", {}))
    env = {k: v.format(HOME=home, HOST=host, MODEL=model) for k, v in env.items()}
    for path, content in case.get("files", {}).items():
        file = home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content.replace("{HOST}", host).replace("{TOKEN}", TOKEN))
    args = [a.replace("{HOME}", str(home)).replace("{HOST}", host).replace("{MODEL}", model) for a in case["args"]]
    target = open(case["stdout_to"], "w") if "stdout_to" in case else subprocess.PIPE
    return subprocess.run([binary, *args], env=env, cwd=home, input=case.get("stdin", ""), text=True, stdout=target,
                          stderr=subprocess.PIPE, timeout=60)


def check(case, done, home, host, model):
    out, err = done.stdout or "", done.stderr
    if done.returncode != case["exit"]:
        fail(f"exit {done.returncode}, not {case['exit']}", done)
    for stream, text in (("stdout", out), ("stderr", err)):
        for part in case.get(stream, []):
            if part.replace("{HOST}", host).replace("{MODEL}", model) not in text:
                fail(f"{stream} lacks {part!r}", done)
        for part in case.get("absent", []) + [TOKEN, "\x1b", "\x07", "\u202e"]:
            if part in text:
                fail(f"{stream} has {part!r}", done)
    if "stdout_is" in case and out != case["stdout_is"]:
        fail("stdout differs", done)
    if "stdout_json" in case:
        value = json.loads(out)
        for key, wanted in (case["stdout_json"].items() if isinstance(case["stdout_json"], dict) else ()):
            if value.get(key) != wanted:
                fail(f"stdout's {key} is {value.get(key)!r}, not {wanted!r}", done)
    if len(err.splitlines()) > case.get("stderr_lines", 1):
        fail("too much on stderr", done)
    for file in home.rglob("*"):
        if file.is_file() and file.name != ".databrickscfg" and TOKEN.encode() in file.read_bytes():
            fail(f"the token is in {file}", done)


def main():
    binary, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    case = json.loads((folder / "case.json").read_text())
    server = FakeWorkspace(case["server"]) if "server" in case else None
    model = FakeModel(case["model"]) if "model" in case else None
    hosts = [where.host if where else "" for where in (server, model)]
    try:
        with tempfile.TemporaryDirectory() as home:
            done = run(case, os.path.abspath(binary), pathlib.Path(home), *hosts)
            check(case, done, pathlib.Path(home), *hosts)
    finally:
        for where in (server, model):
            if where:
                where.close()
    print("passed", folder.name)


if __name__ == "__main__":
    main()
