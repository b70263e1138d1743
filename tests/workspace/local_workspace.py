"""The embedded workspace as a person starts it, for tests of workflows: the programs, and REST beside them to plant facts."""
import json
import pathlib
import subprocess
import urllib.error
import urllib.request


class LocalWorkspace:
    def __init__(self, bin_folder, home):
        self.bin = pathlib.Path(bin_folder).resolve()
        self.home = pathlib.Path(home)

    def lakecode(self, *args, expect=0, env=None):
        base = {"HOME": str(self.home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        done = subprocess.run([self.bin / "lakecode", *args], env={**base, **(env or {})}, cwd=self.home, text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=150)
        assert expect is None or done.returncode == expect, \
            f"{args}: exit {done.returncode}, not {expect}\n{done.stdout}\n{done.stderr}"
        assert "\x1b" not in done.stdout + done.stderr
        return done

    def workflow(self, name, inputs, *args, expect=0):
        done = self.lakecode("run", "workflow", name, "--input", json.dumps(inputs), "--local", "--output", "json", *args,
                             expect=expect)
        return json.loads(done.stdout)

    def org_id(self):
        self.rest("GET", "/api/2.0/preview/scim/v2/Me")
        return self.last_headers["X-Databricks-Org-Id"]

    def rest(self, method, path, body=None, expect=200):
        folder = self.home / ".lakecode/local"
        host = json.loads((folder / "server.json").read_text())["host"]
        token = (folder / "token").read_text().strip()
        request = urllib.request.Request(host + path, method=method,
                                         data=None if body is None else json.dumps(body).encode())
        request.add_header("Authorization", "Bearer " + token)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, text, self.last_headers = answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        assert status == expect, f"{method} {path}: {status} {text[:400]}"
        return json.loads(text or b"{}")

    def load(self, rows, table):
        file = self.home / (table + ".jsonl")
        file.write_text("\n".join(json.dumps(row) for row in rows))
        self.lakecode("local", "load", str(file), table)

    def stop(self):
        self.lakecode("local", "stop", expect=None)
