"""Privileges count for everybody but admins: statements, catalog objects, files, jobs, and what belongs to admins."""
import io

import pytest
from databricks.sdk.errors import PermissionDenied
from databricks.sdk.service import catalog as uc
from databricks.sdk.service import compute, iam, jobs, pipelines, workspace


@pytest.fixture(scope="module")
def robot(server, w):
    """A service principal without any grant, and a client that is it."""
    made = w.service_principals.create(display_name="robot")
    token = w.token_management.create_obo_token(made.application_id, lifetime_seconds=600).token_value
    return made.application_id, server.client(token=token)


@pytest.fixture(scope="module")
def data(w):
    warehouse = next(iter(w.warehouses.list())).id
    w.catalogs.create("guarded")
    w.schemas.create("s", "guarded")
    w.statement_execution.execute_statement("CREATE TABLE guarded.s.t AS SELECT 1 AS a", warehouse, wait_timeout="30s")
    w.volumes.create("guarded", "s", "v", uc.VolumeType.MANAGED)
    return warehouse


def failure(client, warehouse, statement):
    status = client.statement_execution.execute_statement(statement, warehouse, wait_timeout="30s").status
    return status.error.message if status.error else None


def grant(w, kind, name, principal, *privileges):
    w.grants.update(kind, name, changes=[uc.PermissionsChange(principal=principal, add=[uc.Privilege[p] for p in privileges])])


def test_reading_needs_the_whole_chain(w, robot, data):
    name, client = robot
    assert client.current_user.me().user_name == name
    for kind, full, privilege, told in (("catalog", "guarded", "USE_CATALOG", "USE CATALOG on Catalog 'guarded'"),
                                        ("schema", "guarded.s", "USE_SCHEMA", "USE SCHEMA on Schema 'guarded.s'"),
                                        ("table", "guarded.s.t", "SELECT", "SELECT on Table 'guarded.s.t'")):
        message = failure(client, data, "SELECT * FROM guarded.s.t")
        assert message.startswith("[INSUFFICIENT_PERMISSIONS]") and told in message and "SQLSTATE: 42501" in message
        with pytest.raises(PermissionDenied):
            client.tables.get("guarded.s.t")
        grant(w, kind, full, name, privilege)
    assert failure(client, data, "SELECT * FROM guarded.s.t") is None
    assert client.tables.get("guarded.s.t").name == "t"
    assert "MODIFY on Table" in failure(client, data, "INSERT INTO guarded.s.t VALUES (2)")
    assert "CREATE TABLE on Schema" in failure(client, data, "CREATE TABLE guarded.s.u (a INT)")
    assert "MANAGE on Table" in failure(client, data, "DROP TABLE guarded.s.t")
    assert "MANAGE on Table" in failure(client, data, f"GRANT MODIFY ON TABLE guarded.s.t TO `{name}`")


def test_groups_within_groups_count(w, server, data):
    made = w.service_principals.create(display_name="member")
    inner = w.groups.create(display_name="inner-readers", members=[iam.ComplexValue(value=made.id)])
    w.groups.create(display_name="outer-readers", members=[iam.ComplexValue(value=inner.id)])
    grant(w, "catalog", "guarded", "outer-readers", "USE_CATALOG", "USE_SCHEMA", "SELECT")
    client = server.client(token=w.token_management.create_obo_token(made.application_id).token_value)
    assert failure(client, data, "SELECT a FROM guarded.s.t") is None


def test_files_of_volumes(w, robot, data):
    name, client = robot
    w.files.upload("/Volumes/guarded/s/v/a.txt", io.BytesIO(b"x"), overwrite=True)
    with pytest.raises(PermissionDenied):
        client.files.download("/Volumes/guarded/s/v/a.txt")
    grant(w, "volume", "guarded.s.v", name, "READ_VOLUME")
    assert client.files.download("/Volumes/guarded/s/v/a.txt").contents.read() == b"x"
    with pytest.raises(PermissionDenied):
        client.files.upload("/Volumes/guarded/s/v/b.txt", io.BytesIO(b"x"))


def test_jobs(w, robot, data):
    name, client = robot
    job = w.jobs.create(name="theirs", tasks=[jobs.Task("c", condition_task=jobs.ConditionTask(jobs.ConditionTaskOp.EQUAL_TO, "1", "1"))]).job_id
    with pytest.raises(PermissionDenied) as refused:
        client.jobs.get(job)
    assert str(refused.value).startswith(f"User {name} does not have View or Admin or Manage Run or Owner permissions on job {job}")
    with pytest.raises(PermissionDenied):
        client.jobs.set_permissions(str(job), access_control_list=[
            jobs.JobAccessControlRequest(service_principal_name=name, permission_level=jobs.JobPermissionLevel.IS_OWNER)])
    run = w.jobs.run_now(job).result().run_id
    assert list(client.jobs.list()) == [] and list(client.jobs.list_runs()) == []
    w.jobs.update_permissions(str(job), access_control_list=[
        jobs.JobAccessControlRequest(service_principal_name=name, permission_level=jobs.JobPermissionLevel.CAN_VIEW)])
    assert client.jobs.get(job).job_id == job
    assert [j.job_id for j in client.jobs.list()] == [job] and [r.run_id for r in client.jobs.list_runs()] == [run]
    with pytest.raises(PermissionDenied):
        client.jobs.run_now(job)
    own = client.jobs.create(name="mine", tasks=[jobs.Task("c", condition_task=jobs.ConditionTask(jobs.ConditionTaskOp.EQUAL_TO, "1", "1"))]).job_id
    assert client.jobs.get(own).creator_user_name == name
    client.jobs.delete(own)


def test_clusters(w, robot):
    name, client = robot
    theirs = w.clusters.create("15.4.x-scala2.12", cluster_name="theirs", node_type_id="i3.xlarge", num_workers=1).cluster_id
    assert theirs in [c.cluster_id for c in w.clusters.list()] and list(client.clusters.list()) == []
    with pytest.raises(PermissionDenied) as refused:
        client.clusters.get(theirs)
    assert str(refused.value).startswith(f"{name} does not have Attach permissions on {theirs}.")
    allow = lambda level: w.clusters.update_permissions(theirs, access_control_list=[
        compute.ClusterAccessControlRequest(service_principal_name=name, permission_level=level)])
    allow(compute.ClusterPermissionLevel.CAN_ATTACH_TO)
    assert [c.cluster_id for c in client.clusters.list()] == [theirs] and client.clusters.get(theirs).cluster_name == "theirs"
    for act in (client.clusters.delete, client.clusters.permanent_delete):
        with pytest.raises(PermissionDenied):
            act(theirs)
    allow(compute.ClusterPermissionLevel.CAN_RESTART)
    client.clusters.delete(theirs)
    with pytest.raises(PermissionDenied):
        client.clusters.set_permissions(theirs, access_control_list=[
            compute.ClusterAccessControlRequest(service_principal_name=name, permission_level=compute.ClusterPermissionLevel.CAN_MANAGE)])
    allow(compute.ClusterPermissionLevel.CAN_MANAGE)
    client.clusters.permanent_delete(theirs)


def test_pipelines(w, robot):
    name, client = robot
    theirs = w.pipelines.create(name="theirs", catalog="main", libraries=[]).pipeline_id
    assert list(client.pipelines.list_pipelines()) == []
    for call in (client.pipelines.get, client.pipelines.list_updates, client.pipelines.start_update, client.pipelines.delete):
        with pytest.raises(PermissionDenied):
            call(theirs)
    allow = lambda level: w.pipelines.update_permissions(theirs, access_control_list=[
        pipelines.PipelineAccessControlRequest(service_principal_name=name, permission_level=level)])
    allow(pipelines.PipelinePermissionLevel.CAN_VIEW)
    assert [p.pipeline_id for p in client.pipelines.list_pipelines()] == [theirs] and client.pipelines.get(theirs).name == "theirs"
    with pytest.raises(PermissionDenied):
        client.pipelines.start_update(theirs)
    allow(pipelines.PipelinePermissionLevel.CAN_RUN)
    client.pipelines.start_update(theirs)
    with pytest.raises(PermissionDenied):
        client.pipelines.delete(theirs)
    own = client.pipelines.create(name="mine", catalog="main", libraries=[]).pipeline_id
    assert client.pipelines.get(own).creator_user_name == name
    client.pipelines.delete(own)


def test_secrets(w, robot):
    name, client = robot
    w.secrets.create_scope("guarded")
    w.secrets.put_secret("guarded", "k", string_value="v")
    for level, reads, writes in ((None, False, False), (workspace.AclPermission.READ, True, False), (workspace.AclPermission.WRITE, True, True)):
        if level:
            w.secrets.put_acl("guarded", name, level)
        for allowed, act in ((reads, lambda: list(client.secrets.list_secrets("guarded"))),
                             (writes, lambda: client.secrets.put_secret("guarded", "k", string_value="v")),
                             (False, lambda: client.secrets.delete_scope("guarded"))):
            if allowed:
                act()
            else:
                with pytest.raises(PermissionDenied):
                    act()


def test_what_belongs_to_admins(robot):
    client = robot[1]
    for call in (lambda: client.users.create(user_name="x@x.example"), lambda: client.catalogs.create("theirs"),
                 lambda: client.workspace_conf.set_status({"enableIpAccessLists": "true"})):
        with pytest.raises(PermissionDenied):
            call()
