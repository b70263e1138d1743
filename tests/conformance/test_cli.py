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

    def run(*arguments, cwd=home, expect=0, errors=False):
        env = {"HOME": str(home), "PATH": os.environ["PATH"], "DATABRICKS_HOST": server.host, "DATABRICKS_TOKEN": server.token,
               "DATABRICKS_CONFIG_FILE": str(home / "none"), "DATABRICKS_BUNDLE_ENGINE": "direct", "DATABRICKS_CACHE_ENABLED": "false",
               "DATABRICKS_CLI_DISABLE_TELEMETRY": "true", "DATABRICKS_CLI_DISABLE_UPDATE_CHECK": "true",
               "DATABRICKS_RATE_LIMIT": "1000", "DATABRICKS_AUTH_STORAGE": "plaintext", "NO_PROXY": "127.0.0.1"}
        done = subprocess.run([CLI, *arguments], cwd=cwd, env=env, text=True, capture_output=True, timeout=120)
        assert done.returncode == expect, f"{arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stderr if errors else done.stdout
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


def test_jobs(databricks, w):
    settings = {"name": "cli_job", "tasks": [{"task_key": "a", "condition_task": {"op": "EQUAL_TO", "left": "1", "right": "1"}}]}
    made = json.loads(databricks("jobs", "create", "--json", json.dumps(settings)))["job_id"]
    run = json.loads(databricks("jobs", "run-now", str(made), "-o", "json"))
    assert run["state"]["result_state"] == "SUCCESS"
    listed = json.loads(databricks("jobs", "list-runs", "--job-id", str(made), "-o", "json"))
    assert [r["run_id"] for r in listed] == [run["run_id"]]
    databricks("jobs", "update", "--json", json.dumps({"job_id": made, "new_settings": {"max_concurrent_runs": 3}}))
    assert w.jobs.get(made).settings.max_concurrent_runs == 3
    databricks("jobs", "delete", str(made))
    gone = databricks("jobs", "get", str(made), expect=1, errors=True)
    assert gone == f"Error: Job {made} does not exist.\n"


def test_files(databricks, tmp_path, w):
    (tmp_path / "tree" / "sub").mkdir(parents=True)
    (tmp_path / "tree" / "sub" / "b.csv").write_text("x\n1\n")
    (tmp_path / "tree" / "a.csv").write_text("x\n2\n")
    databricks("volumes", "create", "main", "default", "cli_files", "MANAGED")
    volume = "dbfs:/Volumes/main/default/cli_files"
    databricks("fs", "cp", "-r", str(tmp_path / "tree"), volume + "/tree")
    assert databricks("fs", "ls", volume + "/tree").split() == ["a.csv", "sub"]
    assert databricks("fs", "cat", volume + "/tree/sub/b.csv") == "x\n1\n"
    databricks("fs", "cp", volume + "/tree/a.csv", "dbfs:/cli_a.csv")
    databricks("fs", "cp", "dbfs:/cli_a.csv", str(tmp_path / "back.csv"))
    assert (tmp_path / "back.csv").read_text() == "x\n2\n"
    databricks("fs", "rm", "-r", volume + "/tree")
    assert databricks("fs", "ls", volume) == ""
    databricks("workspace", "mkdirs", "/Shared/cli_out")
    databricks("workspace", "import", "/Shared/cli_out/nb", "--file", str(tmp_path / "tree" / "a.csv"), "--format", "SOURCE", "--language", "SQL")
    databricks("workspace", "export-dir", "/Shared/cli_out", str(tmp_path / "out"))
    assert (tmp_path / "out" / "nb.sql").read_text().endswith("x\n2\n")


WIDE = """
bundle:
  name: wide
resources:
  jobs:
    nightly:
      name: wide nightly
      schedule: {quartz_cron_expression: "0 0 5 * * ?", timezone_id: Europe/Berlin, pause_status: PAUSED}
      job_clusters:
        - job_cluster_key: c
          new_cluster: {spark_version: 15.4.x-scala2.12, node_type_id: i3.xlarge, num_workers: 1}
      permissions: [{group_name: users, level: CAN_VIEW}]
      tasks:
        - task_key: a
          sql_task: {warehouse_id: "${resources.sql_warehouses.wh.id}", file: {path: ./q.sql}}
        - task_key: b
          depends_on: [{task_key: a}]
          run_if: ALL_DONE
          job_cluster_key: c
          notebook_task: {notebook_path: ./nb.py}
  pipelines:
    p: {name: wide, catalog: main, schema: "${resources.schemas.s.name}", serverless: true, libraries: [{notebook: {path: ./nb.py}}]}
  schemas:
    s: {name: wide, catalog_name: main, grants: [{principal: users, privileges: [USE_SCHEMA]}]}
  volumes:
    v: {name: wide, catalog_name: main, schema_name: "${resources.schemas.s.name}", volume_type: MANAGED}
  registered_models:
    m: {name: wide, catalog_name: main, schema_name: "${resources.schemas.s.name}"}
  experiments:
    e: {name: /Users/dev@lakecode.example/wide}
  sql_warehouses:
    wh: {name: wide, cluster_size: X-Small, warehouse_type: PRO, auto_stop_mins: 10, max_num_clusters: 1}
  clusters:
    cl: {cluster_name: wide, spark_version: 15.4.x-scala2.12, node_type_id: i3.xlarge, num_workers: 1}
  model_serving_endpoints:
    ms: {name: wide}
  dashboards:
    d: {display_name: wide, warehouse_id: "${resources.sql_warehouses.wh.id}", serialized_dashboard: '{"pages":[{"name":"p","displayName":"P"}]}'}
  secret_scopes:
    sc: {name: wide, permissions: [{group_name: users, level: READ}]}
  alerts:
    al:
      display_name: wide
      query_text: select 1 as x
      warehouse_id: ${resources.sql_warehouses.wh.id}
      evaluation: {comparison_operator: GREATER_THAN, source: {name: x}, threshold: {value: {double_value: 5}}}
      schedule: {quartz_cron_schedule: "0 0 5 * * ?", timezone_id: UTC, pause_status: PAUSED}
  database_instances:
    di: {name: wide, capacity: CU_1}
"""


def test_bundle_of_every_kind(databricks, tmp_path, w):
    (tmp_path / "databricks.yml").write_text(WIDE)
    (tmp_path / "nb.py").write_text("# Databricks notebook source\nprint(1)\n")
    (tmp_path / "q.sql").write_text("SELECT 1")
    databricks("bundle", "deploy", cwd=tmp_path)
    assert planned(databricks, tmp_path) == {}
    summary = json.loads(databricks("bundle", "summary", "-o", "json", cwd=tmp_path))["resources"]
    assert all(one["id"] for kind in summary.values() for one in kind.values())
    w.warehouses.edit(summary["sql_warehouses"]["wh"]["id"], name="changed", cluster_size="X-Small", auto_stop_mins=10, max_num_clusters=1)
    assert planned(databricks, tmp_path) == {"resources.sql_warehouses.wh": "update"}
    databricks("bundle", "deploy", cwd=tmp_path)
    assert planned(databricks, tmp_path) == {}
    databricks("bundle", "destroy", "--auto-approve", cwd=tmp_path)
    assert [s.name for s in w.schemas.list("main") if s.name == "wide"] == []


BROWSER = """#!/usr/bin/env python3
import sys, urllib.request
urllib.request.urlopen(sys.argv[-1], timeout=10).read(1)
"""


def test_login(databricks, server, tmp_path):
    """By the browser: authorization code with PKCE, then what the profile calls."""
    browser = tmp_path / "browser"
    browser.write_text(BROWSER)
    browser.chmod(0o755)
    env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "BROWSER": str(browser), "NO_PROXY": "127.0.0.1,localhost",
           "DATABRICKS_CLI_DISABLE_UPDATE_CHECK": "true"}
    for arguments in (["auth", "login", "--host", server.host, "--profile", "local", "--timeout", "30s"],
                      ["current-user", "me", "--profile", "local", "-o", "json"]):
        done = subprocess.run([CLI, *arguments], cwd=tmp_path, env=env, text=True, capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"{arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert json.loads(done.stdout)["userName"] == "dev@lakecode.example"
