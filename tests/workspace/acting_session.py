"""A scripted model that acts on a workspace through lakecode, and `lakecode undo` after it; for tests of undo.

The acts go through the tool `databricks_cli`: natively, or with a program named databricks on PATH that stands for the
official CLI and sends the requests its commands stand for.
"""
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "agent"))
sys.path.insert(0, str(HERE.parent / "support"))
from fake_model.server import FakeModel  # noqa: E402
from run_case import MODEL_KEY, Workspace  # noqa: E402

# What each command of the stand-in sends: method, path with the arguments, and the keys of the body that take arguments.
COMMANDS = {
    "jobs reset": ("POST", "/api/2.2/jobs/reset", []),
    "jobs update": ("POST", "/api/2.2/jobs/update", ["job_id"]),
    "jobs delete": ("POST", "/api/2.2/jobs/delete", ["job_id"]),
    "workspace delete": ("POST", "/api/2.0/workspace/delete", ["path"]),
    "grants update": ("PATCH", "/api/2.1/unity-catalog/permissions/{}/{}", []),
    "permissions set": ("PUT", "/api/2.0/permissions/{}/{}", []),
    "clusters edit": ("POST", "/api/2.1/clusters/edit", ["cluster_id"]),
    "clusters delete": ("POST", "/api/2.1/clusters/delete", ["cluster_id"]),
    "warehouses edit": ("POST", "/api/2.0/sql/warehouses/{}/edit", []),
    "warehouses delete": ("DELETE", "/api/2.0/sql/warehouses/{}", []),
    "pipelines update": ("PUT", "/api/2.0/pipelines/{}", []),
    "pipelines delete": ("DELETE", "/api/2.0/pipelines/{}", []),
    "serving-endpoints update-config": ("PUT", "/api/2.0/serving-endpoints/{}/config", []),
    "secrets put-acl": ("POST", "/api/2.0/secrets/acls/put", ["scope", "principal", "permission"]),
    "secrets delete-acl": ("POST", "/api/2.0/secrets/acls/delete", ["scope", "principal"]),
    "groups patch": ("PATCH", "/api/2.0/preview/scim/v2/Groups/{}", []),
}

STAND_IN = """#!/usr/bin/env python3
import configparser, json, os, sys, urllib.request
commands = json.load(open(os.path.join(os.path.dirname(os.path.realpath(__file__)), "commands.json")))
words = sys.argv[1:]
profile = words[words.index("--profile") + 1]
body, plain, i = {}, [], 0
while i < len(words):
    if words[i] == "--json":
        body = json.loads(words[i + 1])
    elif not words[i].startswith("--"):
        plain.append(words[i])
    i += 2 if words[i] in ("--json", "--profile") else 1
method, path, keys = commands[" ".join(plain[:2])]
rest = plain[2:]
while "{}" in path:
    path = path.replace("{}", rest.pop(0), 1)
for key, value in zip(keys, rest):
    body[key] = int(value) if key == "job_id" else value
config = configparser.ConfigParser()
config.read(os.path.expanduser("~/.databrickscfg"))
request = urllib.request.Request(config[profile]["host"] + path, method=method,
                                 data=None if method == "DELETE" else json.dumps(body).encode())
request.add_header("Authorization", "Bearer " + config[profile]["token"])
request.add_header("Content-Type", "application/json")
print(urllib.request.urlopen(request).read().decode())
"""


class ActingSession:
    def __init__(self, bin_folder, home, *options):
        self.bin = pathlib.Path(bin_folder).resolve()
        self.home = pathlib.Path(home) / "home"
        self.home.mkdir()
        self.workspace = Workspace(self.bin, pathlib.Path(home) / "data", *options)
        tools = pathlib.Path(home) / "tools"
        tools.mkdir()
        (tools / "databricks").write_text(STAND_IN)
        (tools / "databricks").chmod(0o755)
        (tools / "commands.json").write_text(json.dumps(COMMANDS))
        (self.home / ".databrickscfg").write_text(
            f"[W]\nhost = {self.workspace.host}\ntoken = {self.workspace.token}\n")
        self.tools = tools

    def environment(self, with_cli=False):
        path = f"{self.tools}:/usr/bin:/bin" if with_cli else "/usr/bin:/bin"
        env = {"HOME": str(self.home), "PATH": path, "LANG": "C.UTF-8"}
        if not with_cli:
            env.update(DATABRICKS_HOST=self.workspace.host, DATABRICKS_TOKEN=self.workspace.token)
        return env

    def act(self, *calls, with_cli=False):
        """Each of `calls` is the words of one call; all are of one turn, and so of one pack."""
        model = FakeModel([{"when": "act", "tools": [{"name": "databricks_cli", "input": {"arguments": words}} for words in calls],
                            "then": [{"text": "Done."}]}])
        try:
            env = self.environment(with_cli)
            env.update(LAKECODE_PROVIDER="anthropic", LAKECODE_MODEL="claude-sonnet-4-5", ANTHROPIC_API_KEY=MODEL_KEY,
                       ANTHROPIC_BASE_URL=f"http://127.0.0.1:{model.port}")
            done = subprocess.run([self.bin / "lakecode", "run", "act", "--approve", "destructive", "--output", "json",
                                   *(["--profile", "W"] if with_cli else [])], env=env, cwd=self.home, text=True,
                                  capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
            last = model.requests()[-1]["body"]["messages"][-1]["content"]
        finally:
            model.close()
        assert done.returncode == 0, f"{calls}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        for block in last:
            assert not block.get("is_error"), f"{calls}: {block}"

    def start_undo(self, *args, what="last", with_cli=False):
        return subprocess.Popen([self.bin / "lakecode", "undo", what, "--output", "json", *args,
                                 *(["--profile", "W"] if with_cli else [])], env=self.environment(with_cli), cwd=self.home,
                                text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def undo(self, *args, expect=0, what="last", with_cli=False):
        process = self.start_undo(*args, what=what, with_cli=with_cli)
        out, err = process.communicate(timeout=120)
        assert process.returncode == expect, f"undo {what} {args}: exit {process.returncode}, not {expect}\n{out}\n{err}"
        self.notes = err
        return json.loads(out)

    def packs(self):
        return sorted((self.home / ".lakecode/runs").glob("2*"), key=os.path.getmtime)

    def close(self):
        self.workspace.close()
