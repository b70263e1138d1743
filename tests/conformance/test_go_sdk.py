"""The calls that the official CLI makes for bundles, through the official Go SDK (go_sdk/): every step is a case of its own.
Skipped where Go is not here or cannot have the SDK."""
import os
import subprocess

import pytest

PROGRAM = os.environ.get("GO_SDK_PROGRAM") or ""
pytestmark = pytest.mark.skipif(not PROGRAM, reason="no Go toolchain, or it could not have the official Go SDK")


def test_what_the_cli_asks_for(server, tmp_path):
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "DATABRICKS_HOST": server.host, "DATABRICKS_TOKEN": server.token,
           "DATABRICKS_CONFIG_FILE": str(tmp_path / "none"), "NO_PROXY": "127.0.0.1"}
    done = subprocess.run([PROGRAM], env=env, text=True, capture_output=True, timeout=300)
    lines = done.stdout.splitlines()
    assert [line for line in lines if not line.startswith("ok ")] == [] and done.returncode == 0, done.stderr
    assert len(lines) >= 40
