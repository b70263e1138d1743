"""Every module gets a fresh workspace of its own, served by the real program; the official SDK talks to it as to any other."""
import json
import os
import pathlib
import subprocess
import tempfile

import pytest

os.environ["DATABRICKS_CONFIG_FILE"] = "/nonexistent/databrickscfg"
for name in [n for n in os.environ if n.startswith(("DATABRICKS_", "ARM_", "GOOGLE_")) and n != "DATABRICKS_CONFIG_FILE"]:
    del os.environ[name]
os.environ["NO_PROXY"] = "127.0.0.1"

from databricks.sdk import WorkspaceClient  # noqa: E402  (after the environment is clean)

BIN = pathlib.Path(os.environ["LAKECODE_BIN"])


class Server:
    """One lakecode-local in a folder of its own."""

    def __init__(self, folder, *arguments):
        self.folder = folder
        self.process = subprocess.Popen([BIN / "lakecode-local", "serve", "--data", folder, "--output", "json", *arguments],
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line, "lakecode-local did not start"
        self.line = json.loads(line)
        self.host, self.token = self.line["host"], self.line["token"]

    def client(self, **changes):
        options = {"host": self.host, "token": self.token, "auth_type": "pat", **changes}
        return WorkspaceClient(**options)

    def stop(self):
        self.process.terminate()
        assert self.process.wait(timeout=20) == 0


@pytest.fixture(scope="module")
def server():
    with tempfile.TemporaryDirectory(prefix="lakecode-conformance-") as folder:
        running = Server(folder, "--empty")
        yield running
        running.stop()


@pytest.fixture(scope="module")
def demo():
    with tempfile.TemporaryDirectory(prefix="lakecode-conformance-") as folder:
        running = Server(folder, "--demo", "--seed", "7")
        yield running
        running.stop()


@pytest.fixture(scope="module")
def w(server):
    return server.client()


@pytest.fixture(scope="module")
def d(demo):
    return demo.client()


def pytest_terminal_summary(terminalreporter):
    counts = {kind: len(terminalreporter.stats.get(kind, [])) for kind in ("passed", "failed", "error", "skipped")}
    line = f"{counts['passed']} passed, {counts['failed'] + counts['error']} failed"
    if counts["skipped"]:
        line += f", {counts['skipped']} skipped"
    terminalreporter.config.lakecode_line = line


def pytest_unconfigure(config):
    if line := getattr(config, "lakecode_line", None):
        print(line)
