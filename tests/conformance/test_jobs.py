"""Jobs and runs as the SDK sees them: defaults, merging updates, paging, runs, repairs, cancelling, permissions."""
import base64
import datetime
import io
import json

import pytest
from databricks.sdk.errors import InvalidParameterValue, OperationFailed, ResourceDoesNotExist
from databricks.sdk.service import compute, jobs, sql
from databricks.sdk.service import workspace as ws

MINUTE = datetime.timedelta(seconds=60)


@pytest.fixture(scope="module")
def warehouse(w):
    return next(iter(w.warehouses.list())).id


@pytest.fixture(scope="module")
def task(w, warehouse):
    w.workspace.mkdirs("/Shared/t")

    def make(key, source="SELECT 1", after=(), **more):
        path = f"/Shared/t/{abs(hash(source))}"
        text = base64.b64encode(f"-- Databricks notebook source\n{source}".encode()).decode()
        w.workspace.import_(path, content=text, format=ws.ImportFormat.SOURCE, language=ws.Language.SQL, overwrite=True)
        return jobs.Task(task_key=key, notebook_task=jobs.NotebookTask(notebook_path=path, warehouse_id=warehouse),
                         depends_on=[jobs.TaskDependency(k) for k in after] or None, **more)
    return make


def test_what_the_service_adds(w, task):
    cluster = compute.ClusterSpec(spark_version="15.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1)
    made = w.jobs.create(name="defaults", tasks=[task("a"), jobs.Task("b", job_cluster_key="m", spark_python_task=jobs.SparkPythonTask("/x.py"))],
                         job_clusters=[jobs.JobCluster("m", cluster)],
                         schedule=jobs.CronSchedule(quartz_cron_expression="0 0 5 * * ?", timezone_id="UTC"))
    job = w.jobs.get(made.job_id)
    settings = job.settings
    assert job.creator_user_name == job.run_as_user_name == w.current_user.me().user_name
    assert (settings.format, settings.max_concurrent_runs, settings.timeout_seconds) == (jobs.Format.MULTI_TASK, 1, 0)
    assert settings.schedule.pause_status == jobs.PauseStatus.UNPAUSED
    assert settings.tasks[0].run_if == jobs.RunIf.ALL_SUCCESS and settings.tasks[0].notebook_task.source == jobs.Source.WORKSPACE
    new = settings.job_clusters[0].new_cluster
    assert new.data_security_mode == compute.DataSecurityMode.SINGLE_USER and new.enable_elastic_disk
    assert new.aws_attributes.availability == compute.AwsAvailability.SPOT_WITH_FALLBACK


def test_update_merges_and_removes(w, task):
    job = w.jobs.create(name="u", tasks=[task("a"), task("b")], tags={"k": "v"}).job_id
    w.jobs.update(job, new_settings=jobs.JobSettings(name="u2", tasks=[task("b", "SELECT 2"), task("c")]))
    settings = w.jobs.get(job).settings
    assert settings.name == "u2" and settings.tags == {"k": "v"} and [t.task_key for t in settings.tasks] == ["a", "b", "c"]
    w.jobs.update(job, fields_to_remove=["tags", "tasks/a"])
    settings = w.jobs.get(job).settings
    assert not settings.tags and [t.task_key for t in settings.tasks] == ["b", "c"]
    w.jobs.reset(job, jobs.JobSettings(name="r", tasks=[task("z")]))
    assert [t.task_key for t in w.jobs.get(job).settings.tasks] == ["z"]


def test_hundreds_of_tasks_come_in_pages(w, task):
    first = task("t000")
    many = [jobs.Task(f"t{i:03}", notebook_task=first.notebook_task) for i in range(250)]
    job = w.jobs.create(name="big", tasks=many).job_id
    raw = w.api_client.do("GET", "/api/2.2/jobs/get", query={"job_id": job})
    assert len(raw["settings"]["tasks"]) == 100 and raw["next_page_token"]
    assert len(w.jobs.get(job).settings.tasks) == 250
    assert len(w.api_client.do("GET", "/api/2.1/jobs/get", query={"job_id": job})["settings"]["tasks"]) == 250


def test_lists(w, task):
    ids = [w.jobs.create(name=f"list-{i % 3}", tasks=[task("t")]).job_id for i in range(45)]
    seen = [job.job_id for job in w.jobs.list(limit=7)]
    assert seen[:45] == ids[::-1] and len(set(seen)) == len(seen)
    assert len(list(w.jobs.list(name="LIST-1"))) == 15
    with pytest.raises(InvalidParameterValue):
        list(w.jobs.list(limit=101))


def test_missing_jobs_and_runs(w):
    with pytest.raises(ResourceDoesNotExist) as gone:
        w.jobs.get(123)
    assert str(gone.value).startswith("Job 123 does not exist.") and gone.value.error_code == "INVALID_PARAMETER_VALUE"
    with pytest.raises(ResourceDoesNotExist):
        w.jobs.get_run(99)


def test_a_run_and_its_outputs(w, task):
    job = w.jobs.create(name="r", tasks=[task("a"), task("b", after=["a"])],
                        parameters=[jobs.JobParameterDefinition(name="p", default="1")]).job_id
    run = w.jobs.run_now(job, job_parameters={"p": "2"}).result(timeout=MINUTE)
    assert (run.state.life_cycle_state, run.state.result_state) == (jobs.RunLifeCycleState.TERMINATED, jobs.RunResultState.SUCCESS)
    assert run.status.termination_details.code == jobs.TerminationCodeCode.SUCCESS
    assert [(p.name, p.default, p.value) for p in run.job_parameters] == [("p", "1", "2")]
    assert w.jobs.get_run_output(run.tasks[0].run_id).metadata.run_id == run.tasks[0].run_id
    assert w.jobs.export_run(run.tasks[0].run_id).views
    with pytest.raises(InvalidParameterValue):
        w.jobs.get_run_output(run.run_id)
    w.jobs.delete_run(run.run_id)
    with pytest.raises(ResourceDoesNotExist):
        w.jobs.get_run(run.run_id)


def test_a_failed_run_and_its_repair(w, task, warehouse):
    job = w.jobs.create(name="f", tasks=[task("a", "SELECT * FROM main.default.later"), task("b", after=["a"]), task("c")]).job_id
    with pytest.raises(OperationFailed):
        w.jobs.run_now(job).result(timeout=MINUTE)
    run = w.jobs.get_run(next(iter(w.jobs.list_runs(job_id=job))).run_id)
    assert run.state.life_cycle_state == jobs.RunLifeCycleState.INTERNAL_ERROR
    assert run.status.state == jobs.RunLifecycleStateV2State.TERMINATED
    ends = {t.task_key: t.state.result_state.value for t in run.tasks}
    assert ends == {"a": "FAILED", "b": "UPSTREAM_FAILED", "c": "SUCCESS"}
    failed = next(t for t in run.tasks if t.task_key == "a")
    assert "TABLE_OR_VIEW_NOT_FOUND" in w.jobs.get_run_output(failed.run_id).error
    w.statement_execution.execute_statement("CREATE TABLE main.default.later AS SELECT 1 AS a", warehouse, wait_timeout="30s")
    again = w.jobs.repair_run(run.run_id, rerun_all_failed_tasks=True).result(timeout=MINUTE)
    assert again.state.result_state == jobs.RunResultState.SUCCESS
    history = w.jobs.get_run(run.run_id, include_history=True).repair_history
    assert [h.type.value for h in history] == ["ORIGINAL", "REPAIR"]


def test_permissions_given_with_the_job(w, task):
    job = w.jobs.create(name="p", tasks=[task("a")], access_control_list=[
        jobs.JobAccessControlRequest(group_name="users", permission_level=jobs.JobPermissionLevel.CAN_VIEW)]).job_id
    shown = w.jobs.get_permissions(str(job))
    found = {(a.user_name or a.group_name, p.permission_level.value, p.inherited) for a in shown.access_control_list for p in a.all_permissions}
    me = w.current_user.me().user_name
    assert {(me, "IS_OWNER", False), ("users", "CAN_VIEW", False), ("admins", "CAN_MANAGE", True)} == found
    with pytest.raises(InvalidParameterValue) as owners:
        w.jobs.set_permissions(str(job), access_control_list=[
            jobs.JobAccessControlRequest(group_name="users", permission_level=jobs.JobPermissionLevel.CAN_VIEW)])
    assert "The job must have exactly one owner." in str(owners.value)


def test_warehouse_permissions_have_the_longer_path(w, warehouse):
    shown = w.warehouses.get_permissions(warehouse)
    assert (shown.object_id, shown.object_type) == (f"/sql/warehouses/{warehouse}", "warehouses")
    assert w.statement_execution.execute_statement("SELECT X'4142' AS x", warehouse, wait_timeout="30s").status.state == sql.StatementState.SUCCEEDED


def test_a_repaired_run_in_the_system_tables(w, warehouse, task):
    run = lambda sql: w.statement_execution.execute_statement(sql, warehouse, wait_timeout="30s")
    job = w.jobs.create(name="timeline", tasks=[task("a", "SELECT * FROM main.default.made_later")]).job_id
    with pytest.raises(OperationFailed):
        w.jobs.run_now(job).result(timeout=MINUTE)
    failed = next(iter(w.jobs.list_runs(job_id=job))).run_id
    run("CREATE TABLE main.default.made_later AS SELECT 1 AS a")
    w.jobs.repair_run(failed, rerun_tasks=["a"]).result(timeout=MINUTE)
    states = lambda table, name: [row[0] for row in run(
        f"SELECT result_state FROM system.lakeflow.{table} WHERE {name} = '{failed}' ORDER BY period_start_time").result.data_array]
    assert states("job_run_timeline", "run_id") == ["FAILED", "SUCCEEDED"]
    assert states("job_task_run_timeline", "job_run_id") == ["FAILED", "SUCCEEDED"]


def test_what_a_sql_task_ran(w, warehouse):
    w.workspace.mkdirs("/Shared/t")
    w.workspace.upload("/Shared/t/two.sql", io.BytesIO(b"SELECT 1; SELECT 2"), format=ws.ImportFormat.AUTO, overwrite=True)
    file = jobs.SqlTask(warehouse_id=warehouse, file=jobs.SqlTaskFile("/Shared/t/two.sql", source=jobs.Source.WORKSPACE))
    run = w.jobs.submit(run_name="two", tasks=[jobs.SubmitTask("a", sql_task=file)]).result(timeout=MINUTE)
    statements = w.jobs.get_run_output(run.tasks[0].run_id).sql_output.query_output.sql_statements
    found = w.query_history.list(filter_by=sql.QueryFilter(statement_ids=[s.lookup_key for s in statements])).res
    assert sorted(q.query_text for q in found) == ["SELECT 1", "SELECT 2"]


@pytest.mark.parametrize("wrong", [{"timeout_seconds": "soon"}, {"retry_on_timeout": "yes"}, {"libraries": {}}, {"new_cluster": "big"}])
def test_members_of_tasks_have_their_kind(w, wrong):
    with pytest.raises(InvalidParameterValue, match=r"tasks\[a\]"):
        w.api_client.do("POST", "/api/2.2/jobs/create", body={"tasks": [{"task_key": "a", "notebook_task": {"notebook_path": "/n"}, **wrong}]})


def test_settings_that_are_refused(w, task):
    cron = {"quartz_cron_expression": "0 0 5 * * ?", "timezone_id": "UTC", "pause_status": "MAYBE"}
    with pytest.raises(InvalidParameterValue, match="pause_status"):
        w.api_client.do("POST", "/api/2.2/jobs/create", body={"name": "j", "schedule": cron})
    with pytest.raises(InvalidParameterValue, match="25 tags"):
        w.jobs.create(name="j", tags={f"k{i}": "v" for i in range(26)}, tasks=[task("a")])
    job = w.jobs.create(name="j", tasks=[task("a")]).job_id
    with pytest.raises(InvalidParameterValue, match="in conjunction"):
        w.jobs.run_now(job, notebook_params={"a": "1"}, jar_params=["x"])


def test_clusters_of_jobs_follow_policies(w):
    rules = {"cluster_name": {"type": "regex", "pattern": "team-[a-z]+"}, "num_workers": {"type": "range", "maxValue": 3}}
    policy = w.cluster_policies.create(name="bounded", definition=json.dumps(rules)).policy_id
    spec = lambda name, workers: compute.ClusterSpec(cluster_name=name, spark_version="15.4.x-scala2.12", node_type_id="i3.xlarge",
                                                     num_workers=workers, policy_id=policy)
    job = lambda name, workers: w.jobs.create(name="bounded", tasks=[
        jobs.Task("a", new_cluster=spec(name, workers), notebook_task=jobs.NotebookTask("/n"))]).job_id
    for name, workers in (("team-a", 4), ("other", 1), ("a-team-a", 1)):
        with pytest.raises(InvalidParameterValue, match="Cluster validation error"):
            job(name, workers)
        with pytest.raises(InvalidParameterValue, match="Cluster validation error"):
            w.clusters.create("15.4.x-scala2.12", cluster_name=name, node_type_id="i3.xlarge", num_workers=workers, policy_id=policy)
    made = job("team-a", 3)
    assert w.policy_compliance_for_jobs.get_compliance(made).is_compliant
    w.cluster_policies.edit(policy, name="bounded", definition=json.dumps({**rules, "num_workers": {"type": "range", "maxValue": 2}}))
    found = w.policy_compliance_for_jobs.get_compliance(made)
    assert not found.is_compliant and list(found.violations) == ["a.num_workers"]
    told = w.policy_compliance_for_jobs.enforce_compliance(made, validate_only=True)
    assert [(c.field, c.previous_value, c.new_value) for c in told.job_cluster_changes] == [("a.new_cluster.num_workers", "3", "2")]
    assert w.jobs.get(made).settings.tasks[0].new_cluster.num_workers == 3
    w.policy_compliance_for_jobs.enforce_compliance(made)
    assert w.jobs.get(made).settings.tasks[0].new_cluster.num_workers == 2
    with pytest.raises(InvalidParameterValue, match="type that is known"):
        w.cluster_policies.create(name="odd", definition=json.dumps({"a": {"type": "maybe"}}))
