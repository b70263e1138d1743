"""The official CLI: who am I, jobs, a folder's import, and the bundle cycle on the direct engine. Skipped where it is absent."""
import json
import os
import pathlib
import subprocess

import pytest

CLI = os.environ.get("OFFICIAL_CLI") or ""
pytestmark = pytest.mark.skipif(not CLI, reason="the official CLI is not here: no databricks on PATH, and Go could not build it")


@pytest.fixture(scope="module")
def databricks(server, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")

    def run(*arguments, cwd=home, expect=0):
        env = {"HOME": str(home), "PATH": os.environ["PATH"], "DATABRICKS_HOST": server.host, "DATABRICKS_TOKEN": server.token,
               "DATABRICKS_CONFIG_FILE": str(home / "none"), "DATABRICKS_BUNDLE_ENGINE": "direct", "DATABRICKS_CACHE_ENABLED": "false",
               "DATABRICKS_CLI_DISABLE_TELEMETRY": "true", "DATABRICKS_CLI_DISABLE_UPDATE_CHECK": "true",
               "DATABRICKS_RATE_LIMIT": "1000", "DATABRICKS_AUTH_STORAGE": "plaintext", "NO_PROXY": "127.0.0.1"}
        done = subprocess.run([CLI, *arguments], cwd=cwd, env=env, text=True, capture_output=True, timeout=120)
        assert done.returncode == expect, f"{arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout
    return run


def test_current_user(databricks):
    assert json.loads(databricks("current-user", "me", "-o", "json"))["userName"] == "dev@lakecode.example"


def test_jobs_list(databricks):
    assert isinstance(json.loads(databricks("jobs", "list", "-o", "json")), list)


def test_import_dir(databricks, tmp_path, w):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "nb.py").write_text("# Databricks notebook source\nprint(1)\n")
    (tmp_path / "a.txt").write_text("text")
    databricks("workspace", "import-dir", str(tmp_path), "/Users/dev@lakecode.example/imported")
    found = {o.path: o.object_type.value for o in w.workspace.list("/Users/dev@lakecode.example/imported", recursive=True)}
    assert found == {"/Users/dev@lakecode.example/imported/a.txt": "FILE",
                     "/Users/dev@lakecode.example/imported/sub/nb": "NOTEBOOK"}


BUNDLE = """
bundle:
  name: cycle
resources:
  jobs:
    nightly:
      name: nightly
      tags: {env: "%s"}
      tasks:
        - task_key: main
          notebook_task: {notebook_path: ./nb.py}
targets:
  dev: {default: true}
"""


def write_bundle(folder: pathlib.Path, env):
    (folder / "databricks.yml").write_text(BUNDLE % env)
    (folder / "nb.py").write_text("# Databricks notebook source\nprint(1)\n")


def planned(databricks, folder):
    plan = json.loads(databricks("bundle", "plan", "-o", "json", cwd=folder))["plan"]
    return {key: entry["action"] for key, entry in plan.items() if entry["action"] != "skip"}


def test_bundle_cycle(databricks, tmp_path, w):
    write_bundle(tmp_path, "one")
    databricks("bundle", "validate", cwd=tmp_path)
    assert planned(databricks, tmp_path) == {"resources.jobs.nightly": "create"}
    databricks("bundle", "deploy", cwd=tmp_path)
    assert planned(databricks, tmp_path) == {}
    write_bundle(tmp_path, "two")
    assert planned(databricks, tmp_path) == {"resources.jobs.nightly": "update"}
    databricks("bundle", "deploy", cwd=tmp_path)
    job = next(iter(w.jobs.list(name="nightly")))
    assert w.jobs.get(job.job_id).settings.tags == {"env": "two"}
    databricks("bundle", "generate", "job", "--existing-job-id", str(job.job_id), "--key", "copy", cwd=tmp_path)
    assert (tmp_path / "resources" / "copy.job.yml").exists() and (tmp_path / "src" / "nb.py").exists()
    databricks("bundle", "destroy", "--auto-approve", cwd=tmp_path)
    assert list(w.jobs.list(name="nightly")) == []
