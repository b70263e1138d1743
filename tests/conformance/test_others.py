"""What other people may see and be given: folders, results, history, clusters; and that whoever is named must be there."""
import base64
import io

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, NotFound, PermissionDenied, Unauthenticated
from databricks.sdk.service import iam, jobs, sql, workspace

GHOST = "ghost@nowhere.example"


@pytest.fixture(scope="module")
def robot(server, w):
    made = w.service_principals.create(display_name="robot")
    secret = w.service_principal_secrets_proxy.create(made.id).secret
    return made, server.client(token=None, auth_type="oauth-m2m", client_id=made.application_id, client_secret=secret)


@pytest.fixture(scope="module")
def warehouse(w):
    return next(iter(w.warehouses.list())).id


def put(client, path, text="# Databricks notebook source\n1"):
    client.workspace.upload(path + ".py", io.BytesIO(text.encode()), format=workspace.ImportFormat.AUTO, overwrite=True)


def test_discovery_names_account_and_keys(w, server):
    config = requests.get(server.host + "/.well-known/databricks-config", timeout=10).json()
    assert len(config["account_id"]) == 36 and config["workspace_id"].isdigit()
    keys = requests.get(server.host + "/oidc/.well-known/oauth-authorization-server", timeout=10).json()["jwks_uri"]
    assert requests.get(keys, timeout=10).json() == {"keys": []}


def test_tokens_of_who_is_gone_are_worth_nothing(w, server):
    made = w.service_principals.create(display_name="leaver")
    token = w.token_management.create_obo_token(made.application_id, lifetime_seconds=600).token_value
    secret = w.service_principal_secrets_proxy.create(made.id).secret
    client = server.client(token=token)
    assert client.current_user.me().user_name == made.application_id
    for active in (False, True):
        w.service_principals.update(made.id, application_id=made.application_id, display_name="leaver", active=active)
        answer = requests.post(server.host + "/oidc/v1/token", auth=(made.application_id, secret), timeout=10,
                               data={"grant_type": "client_credentials", "scope": "all-apis"})
        assert answer.status_code == (200 if active else 401)
        if not active:
            with pytest.raises(Unauthenticated):
                client.current_user.me()
    assert client.current_user.me().active
    w.service_principals.delete(made.id)
    with pytest.raises(Unauthenticated):
        client.current_user.me()


def test_built_in_groups_stay(w):
    for name in ("admins", "users"):
        for group in w.groups.list(filter=f'displayName eq "{name}"'):
            with pytest.raises(BadRequest):
                w.groups.delete(group.id)


def test_who_is_named_must_be_there(w):
    job = w.jobs.create(name="j", tasks=[jobs.Task(task_key="a", notebook_task=jobs.NotebookTask("/n"))]).job_id
    view = iam.PermissionLevel.CAN_VIEW
    for who in ({"user_name": GHOST}, {"group_name": "ghosts"}, {"service_principal_name": "00000000-0000-4000-8000-00000000dead"}):
        with pytest.raises(NotFound):
            w.permissions.update("jobs", str(job), access_control_list=[iam.AccessControlRequest(permission_level=view, **who)])
        with pytest.raises(NotFound):
            w.jobs.create(name="k", tasks=[jobs.Task(task_key="a", notebook_task=jobs.NotebookTask("/n"))],
                          access_control_list=[jobs.JobAccessControlRequest(permission_level=jobs.JobPermissionLevel.CAN_VIEW, **who)])
    w.secrets.create_scope("named")
    with pytest.raises(NotFound):
        w.secrets.put_acl("named", GHOST, workspace.AclPermission.READ)
    # Unity Catalog's principals are the account's, whose directory is not here.
    w.catalogs.create("named")
    w.schemas.create("s", "named")
    w.schemas.update("named.s", owner="somebody of the account")
    assert w.schemas.get("named.s").owner == "somebody of the account"


def test_grants_are_read_in_pages_of_150_and_more(w):
    for size in (1, 149):
        with pytest.raises(BadRequest):
            w.grants.get("catalog", "main", max_results=size)
    w.grants.get("catalog", "main", max_results=150)


def test_folders_of_others(w, robot):
    made, client = robot
    me = w.current_user.me().user_name
    mine, theirs = f"/Users/{me}/kept", f"/Users/{made.application_id}/own"
    w.workspace.mkdirs(mine + "/deep")
    put(w, mine + "/deep/n")
    client.workspace.mkdirs(theirs)
    put(client, theirs + "/n")
    assert [o.path for o in client.workspace.list("/Users")] == [f"/Users/{made.application_id}"]
    assert w.workspace.get_status(theirs + "/n").language.value == "PYTHON"
    for act in (lambda: client.workspace.get_status(mine), lambda: list(client.workspace.list(mine)), lambda: client.workspace.export(mine + "/deep/n"),
                lambda: put(client, mine + "/deep/n"), lambda: put(client, mine + "/new"), lambda: client.workspace.mkdirs(mine + "/more"),
                lambda: client.workspace.delete(mine + "/deep/n")):
        with pytest.raises(PermissionDenied):
            act()
    folder = str(w.workspace.get_status(mine).object_id)
    allow = lambda level: w.permissions.set("directories", folder, access_control_list=[
        iam.AccessControlRequest(service_principal_name=made.application_id, permission_level=level)])
    allow(iam.PermissionLevel.CAN_READ)
    assert client.workspace.export(mine + "/deep/n").content and [o.path for o in client.workspace.list(mine)] == [mine + "/deep"]
    with pytest.raises(PermissionDenied):
        put(client, mine + "/deep/n")
    shown = w.permissions.get("notebooks", str(w.workspace.get_status(mine + "/deep/n").object_id))
    level = [a for a in shown.access_control_list if a.service_principal_name][0].all_permissions[0]
    assert (level.inherited, level.inherited_from_object, level.permission_level.value) == (True, [f"/directories/{folder}"], "CAN_READ")
    allow(iam.PermissionLevel.CAN_EDIT)
    put(client, mine + "/deep/n", "# Databricks notebook source\n2")
    for act in (lambda: put(client, mine + "/new"), lambda: client.workspace.delete(mine + "/deep/n"), lambda: client.permissions.set(
            "directories", folder, access_control_list=[iam.AccessControlRequest(group_name="users", permission_level=iam.PermissionLevel.CAN_READ)])):
        with pytest.raises(PermissionDenied):
            act()
    allow(iam.PermissionLevel.CAN_MANAGE)
    put(client, mine + "/new")
    client.workspace.delete(mine, recursive=True)


def test_homes_carry_permissions(w):
    home = w.workspace.get_status("/Users/" + w.current_user.me().user_name)
    assert w.permissions.get("directories", str(home.object_id)).object_type == "directory"


def test_results_and_history_of_others(w, robot, warehouse):
    made, client = robot
    theirs = w.statement_execution.execute_statement("SELECT 'not yours'", warehouse, wait_timeout="30s").statement_id
    own = client.statement_execution.execute_statement("SELECT 'mine'", warehouse, wait_timeout="30s").statement_id
    assert w.statement_execution.get_statement(own).result.data_array == [["mine"]]
    for act in (client.statement_execution.get_statement, client.statement_execution.cancel_execution,
                lambda id: client.statement_execution.get_statement_result_chunk_n(id, 0)):
        with pytest.raises(NotFound):
            act(theirs)
    assert client.statement_execution.get_statement(own).result.data_array == [["mine"]]
    assert {q.query_id for q in client.query_history.list().res} == {own}
    level = lambda of: w.warehouses.update_permissions(warehouse, access_control_list=[
        sql.WarehouseAccessControlRequest(service_principal_name=made.application_id, permission_level=of)])
    level(sql.WarehousePermissionLevel.CAN_USE)
    assert {q.query_id for q in client.query_history.list().res} == {own}
    level(sql.WarehousePermissionLevel.CAN_MONITOR)
    assert {own, theirs} <= {q.query_id for q in client.query_history.list().res}


def test_clusters_are_made_by_who_is_entitled(w, robot):
    made, client = robot
    create = lambda **more: client.clusters.create("15.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1, **more)
    policy = w.cluster_policies.create(name="open", definition="{}").policy_id
    for more in ({}, {"policy_id": policy}):
        with pytest.raises(PermissionDenied):
            create(**more)
    w.permissions.update("cluster-policies", policy, access_control_list=[
        iam.AccessControlRequest(service_principal_name=made.application_id, permission_level=iam.PermissionLevel.CAN_USE)])
    create(policy_id=policy)
    with pytest.raises(PermissionDenied):
        create()
    w.groups.create(display_name="makers", members=[iam.ComplexValue(value=made.id)], entitlements=[iam.ComplexValue(value="allow-cluster-create")])
    create()


def test_exports_of_pages_and_folders(w):
    folder = f"/Users/{w.current_user.me().user_name}/exported"
    w.workspace.mkdirs(folder + "/sub")
    put(w, folder + "/sub/ü", "# Databricks notebook source\n1 < 2")
    w.workspace.upload(folder + "/f.bin", io.BytesIO(b"\x00\xff"), format=workspace.ImportFormat.AUTO)
    page = base64.b64decode(w.workspace.export(folder + "/sub/ü", format=workspace.ExportFormat.HTML).content).decode()
    assert page.startswith("<!DOCTYPE html>") and "1 &lt; 2" in page
    import zipfile
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(w.workspace.export(folder).content))) as archive:
        assert archive.testzip() is None and archive.namelist() == ["exported/f.bin", "exported/sub/ü.py"]
        assert archive.read("exported/f.bin") == b"\x00\xff" and archive.read("exported/sub/ü.py").endswith(b"1 < 2")
    with pytest.raises(BadRequest, match="SOURCE or AUTO"):
        w.workspace.export(folder, format=workspace.ExportFormat.DBC)


def test_groups_by_the_api_before_scim(w):
    call = lambda method, path, **more: w.api_client.do(method, "/api/2.0/groups/" + path, **more)
    w.users.create(user_name="old@x.example")
    for name in ("inner", "outer"):
        assert call("POST", "create", body={"group_name": name}) == {"group_name": name}
    call("POST", "add-member", body={"user_name": "old@x.example", "parent_name": "inner"})
    call("POST", "add-member", body={"group_name": "inner", "parent_name": "outer"})
    assert call("GET", "list-members", query={"group_name": "outer"}) == {"members": [{"group_name": "inner"}]}
    assert set(call("GET", "list-parents", query={"user_name": "old@x.example"})["group_names"]) == {"inner", "outer"}
    with pytest.raises(BadRequest):
        call("POST", "add-member", body={"group_name": "outer", "parent_name": "inner"})
    assert [m.display for m in next(iter(w.groups.list(filter='displayName eq "outer"'))).members] == ["inner"]
    call("POST", "remove-member", body={"user_name": "old@x.example", "parent_name": "inner"})
    call("POST", "delete", body={"group_name": "inner"})
    assert "inner" not in call("GET", "list")["group_names"] and not call("GET", "list-members", query={"group_name": "outer"})["members"]
