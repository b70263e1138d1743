"""Warehouses, statements, query history, clusters, policies, pools, pipelines, serving, dashboards, repos, permissions."""
import datetime
import decimal
import json
import time

import pytest
import requests
from databricks.sdk.errors import (BadRequest, InvalidParameterValue, InvalidState, NotFound, NotImplemented,
                                   ResourceAlreadyExists, ResourceConflict, ResourceDoesNotExist)
from databricks.sdk.service import compute, iam, pipelines, serving, sql
from databricks.sdk.service.dashboards import Dashboard
from databricks.sdk.service.sql import StatementState as State


@pytest.fixture(scope="module")
def warehouse(w):
    return next(iter(w.warehouses.list())).id


def run(w, warehouse, statement, **more):
    return w.statement_execution.execute_statement(statement=statement, warehouse_id=warehouse, **{"wait_timeout": "30s", **more})


def test_warehouses(w):
    made = w.warehouses.create(name="mine", cluster_size="Small", max_num_clusters=2, auto_stop_mins=10).result()
    assert (made.name, made.cluster_size, made.state) == ("mine", "Small", sql.State.RUNNING)
    w.warehouses.stop(made.id).result()
    assert w.warehouses.get(made.id).state == sql.State.STOPPED
    w.warehouses.start(made.id).result()
    w.warehouses.edit(made.id, name="yours", cluster_size="Medium").result()
    assert w.warehouses.get(made.id).name == "yours"
    with pytest.raises(BadRequest):
        w.warehouses.create(name="yours", cluster_size="Small")
    for wrong in ({"cluster_size": "Huge"}, {"max_num_clusters": 41}, {"auto_stop_mins": 5}):
        with pytest.raises(InvalidParameterValue):
            w.warehouses.create(**{"name": "odd", "cluster_size": "Small", **wrong})
    w.warehouses.delete(made.id)
    with pytest.raises(NotFound):
        w.warehouses.get(made.id)
    assert w.warehouses.get_workspace_warehouse_config().enabled_warehouse_types
    assert w.data_sources.list()[0].warehouse_id if isinstance(w.data_sources.list(), list) else next(iter(w.data_sources.list())).warehouse_id


def test_statements(w, warehouse):
    done = run(w, warehouse, "SELECT 1 AS a, 'x' AS b, CAST(NULL AS INT) AS c, true AS d, DATE'2024-01-31' AS e")
    assert done.result.data_array == [["1", "x", None, "true", "2024-01-31"]]
    assert [(c.name, c.type_name.value) for c in done.manifest.schema.columns] == [
        ("a", "INT"), ("b", "STRING"), ("c", "INT"), ("d", "BOOLEAN"), ("e", "DATE")]
    named = run(w, warehouse, "SELECT :a + 1 AS n, :b AS s", parameters=[
        sql.StatementParameterListItem(name="a", value="41", type="INT"), sql.StatementParameterListItem(name="b")])
    assert named.result.data_array == [["42", None]]
    cut = run(w, warehouse, "SELECT * FROM range(10)", row_limit=3)
    assert cut.manifest.truncated and len(cut.result.data_array) == 3
    failed = run(w, warehouse, "SELECT * FROM no_such_table")
    assert failed.status.state == State.FAILED and "TABLE_OR_VIEW_NOT_FOUND" in failed.status.error.message
    pending = run(w, warehouse, "SELECT 2", wait_timeout="0s")
    assert pending.status.state == State.PENDING
    for _ in range(100):
        again = w.statement_execution.get_statement(pending.statement_id)
        if again.status.state == State.SUCCEEDED:
            break
        time.sleep(0.1)
    assert again.result.data_array == [["2"]]
    for wrong in ({"wait_timeout": "51s"}, {"format": sql.Format.CSV}, {"disposition": sql.Disposition.INLINE, "format": sql.Format.ARROW_STREAM}):
        with pytest.raises(InvalidParameterValue):
            run(w, warehouse, "SELECT 1", **wrong)
    with pytest.raises(InvalidParameterValue):
        run(w, "0123", "SELECT 1")
    with pytest.raises(NotFound):
        w.statement_execution.get_statement("01ef0000-0000-1000-a000-000000000000")


def test_external_links(server, w, warehouse):
    done = run(w, warehouse, "SELECT id, repeat('x', 100) AS t FROM range(120000)", wait_timeout="50s",
               disposition=sql.Disposition.EXTERNAL_LINKS, format=sql.Format.CSV)
    assert done.manifest.total_row_count == 120_000 and done.manifest.total_chunk_count > 1
    rows = 0
    for chunk in range(done.manifest.total_chunk_count):
        link = w.statement_execution.get_statement_result_chunk_n(done.statement_id, chunk).external_links[0]
        text = requests.get(link.external_link, timeout=30).text
        rows += text.count("\n") - (1 if chunk == 0 else 0)
        with_token = requests.get(link.external_link, headers={"Authorization": f"Bearer {server.token}"}, timeout=30)
        assert with_token.status_code == 400
    assert rows == 120_000


def test_arrow_stream(w, warehouse):
    """As read by Arrow itself: types, nulls, and the chunks of a long result."""
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow could not be installed")
    from pyarrow import ipc

    def read(statement_id, chunk=0):
        link = w.statement_execution.get_statement_result_chunk_n(statement_id, chunk).external_links[0]
        return ipc.open_stream(requests.get(link.external_link, timeout=30).content).read_all()

    shape = {"disposition": sql.Disposition.EXTERNAL_LINKS, "format": sql.Format.ARROW_STREAM}
    columns = {"CAST(-1 AS TINYINT)": (pyarrow.int8(), -1), "CAST(2 AS SMALLINT)": (pyarrow.int16(), 2), "3": (pyarrow.int32(), 3),
               "CAST(4 AS BIGINT)": (pyarrow.int64(), 4), "CAST(0.5 AS FLOAT)": (pyarrow.float32(), 0.5), "1e300": (pyarrow.float64(), 1e300),
               "CAST(-12.3 AS DECIMAL(20,2))": (pyarrow.decimal128(20, 2), decimal.Decimal("-12.30")), "true": (pyarrow.bool_(), True),
               "DATE'2024-02-29'": (pyarrow.date32(), datetime.date(2024, 2, 29)),
               "TIMESTAMP'2024-02-29 10:00:00.5'": (pyarrow.timestamp("us", "UTC"), datetime.datetime(2024, 2, 29, 10, 0, 0, 500_000, datetime.timezone.utc)),
               "TIMESTAMP_NTZ'2024-02-29 10:00:00'": (pyarrow.timestamp("us"), datetime.datetime(2024, 2, 29, 10)),
               "X'00ff'": (pyarrow.binary(), b"\x00\xff"), "'é'": (pyarrow.string(), "é"),
               "array(1, 2)": (pyarrow.string(), "[1,2]")}
    names = [f"c{i}" for i in range(len(columns))]
    row = ", ".join(f"{text} AS {name}" for text, name in zip(columns, names))
    nulls = ", ".join(f"nullif({name}, {name})" for name in names)
    done = run(w, warehouse, f"WITH r AS (SELECT {row}) SELECT * FROM r UNION ALL SELECT {nulls} FROM r", **shape)
    assert done.manifest.format == sql.Format.ARROW_STREAM
    table = read(done.statement_id)
    assert table.schema == pyarrow.schema([(name, kind) for name, (kind, _) in zip(names, columns.values())])
    rows = table.to_pylist()
    assert sorted(rows, key=lambda each: each["c2"] is None) == [dict(zip(names, [value for _, value in columns.values()])), dict.fromkeys(names)]

    long = run(w, warehouse, "SELECT id, repeat('x', 100) AS t FROM range(120000)", wait_timeout="50s", **shape)
    assert long.manifest.total_chunk_count > 1
    parts = pyarrow.concat_tables(read(long.statement_id, chunk) for chunk in range(long.manifest.total_chunk_count))
    assert sorted(parts["id"].to_pylist()) == list(range(120_000)) and set(parts["t"].to_pylist()) == {"x" * 100}
    assert not run(w, warehouse, "SELECT 1 AS a WHERE false", **shape).result.external_links


def test_query_history(w, warehouse):
    mark = "SELECT 'history mark'"
    statement = run(w, warehouse, mark).statement_id
    page = w.query_history.list(filter_by=sql.QueryFilter(statement_ids=[statement]), include_metrics=True)
    assert page.res[0].query_text == mark and page.res[0].metrics.rows_produced_count == 1
    run(w, warehouse, "SELECT broken(")
    failed = w.query_history.list(filter_by=sql.QueryFilter(statuses=[sql.QueryStatus.FAILED]), max_results=1)
    assert failed.res[0].status == sql.QueryStatus.FAILED and failed.res[0].error_message


def test_clusters(w):
    version, node = w.clusters.select_spark_version(long_term_support=True), w.clusters.select_node_type(local_disk=True)
    made = w.clusters.create(cluster_name="c", spark_version=version, node_type_id=node, num_workers=1, autotermination_minutes=30).result()
    assert (made.state, made.num_workers, made.cluster_name) == (compute.State.RUNNING, 1, "c")
    cluster = made.cluster_id
    w.clusters.edit(cluster, spark_version=version, node_type_id=node, num_workers=2, cluster_name="c2").result()
    w.clusters.resize(cluster, num_workers=3).result()
    assert w.clusters.get(cluster).num_workers == 3
    w.clusters.restart(cluster).result()
    w.clusters.pin(cluster)
    assert [c.cluster_id for c in w.clusters.list(filter_by=compute.ListClustersFilterBy(is_pinned=True))] == [cluster]
    with pytest.raises(InvalidState):
        w.clusters.start(cluster)
    w.clusters.delete(cluster).result()
    ended = w.clusters.get(cluster)
    assert (ended.state, ended.termination_reason.code.value) == (compute.State.TERMINATED, "USER_REQUEST")
    with pytest.raises(InvalidState):
        w.clusters.resize(cluster, num_workers=1)
    w.clusters.start(cluster).result()
    events = [e.type.value for e in w.clusters.events(cluster, order=compute.GetEventsOrder.ASC, limit=3)]
    assert events[0] == "CREATING" and len(events) == len(w_events(w, cluster)) and "TERMINATING" in events
    w.clusters.permanent_delete(cluster)
    with pytest.raises(ResourceDoesNotExist) as gone:
        w.clusters.get(cluster)
    assert str(gone.value) == f"Cluster {cluster} does not exist"
    for wrong in ({"spark_version": ""}, {"spark_version": "newest"}, {"node_type_id": "huge"}, {"autotermination_minutes": 5}):
        with pytest.raises(BadRequest):
            w.clusters.create(**{"spark_version": version, "node_type_id": node, "num_workers": 1, **wrong})
    for name in ("b", "c", "a"):
        w.clusters.create(cluster_name=name, spark_version=version, node_type_id=node, num_workers=1)
    by_name = compute.ListClustersSortBy(field=compute.ListClustersSortByField.CLUSTER_NAME, direction=compute.ListClustersSortByDirection.ASC)
    assert [c.cluster_name for c in w.clusters.list(sort_by=by_name, page_size=2)] == ["a", "b", "c"]


def w_events(w, cluster):
    return list(w.clusters.events(cluster))


def test_policies_and_pools(w):
    policy = w.cluster_policies.create(name="p", definition='{"num_workers": {"type": "fixed", "value": 1}}')
    assert w.cluster_policies.get(policy.policy_id).name == "p"
    with pytest.raises(InvalidParameterValue):
        w.cluster_policies.create(name="p")
    with pytest.raises(InvalidParameterValue):
        w.cluster_policies.create(name="q", definition="not json")
    w.cluster_policies.edit(policy.policy_id, name="p2")
    assert [p.name for p in w.cluster_policies.list()] == ["p2"]
    w.cluster_policies.delete(policy.policy_id)
    with pytest.raises(NotFound):
        w.cluster_policies.get(policy.policy_id)
    pool = w.instance_pools.create(instance_pool_name="pool", node_type_id="i3.xlarge")
    assert w.instance_pools.get(pool.instance_pool_id).state.value == "ACTIVE"
    assert [p.instance_pool_name for p in w.instance_pools.list()] == ["pool"]
    w.instance_pools.delete(pool.instance_pool_id)


def test_a_pipeline_moves_to_unity_catalog(w):
    old = w.pipelines.create(name="hive flow", target="old", libraries=[
        pipelines.PipelineLibrary(notebook=pipelines.NotebookLibrary(path="/Shared/n"))]).pipeline_id
    assert w.pipelines.get(old).spec.storage
    made = w.pipelines.clone(old, catalog="main", target="fresh", clone_mode=pipelines.CloneMode.MIGRATE_TO_UC,
                             configuration={"pipelines.migration.ignoreExplicitPath": "true"}).pipeline_id
    clone = w.pipelines.get(made)
    assert (clone.name, clone.spec.catalog, clone.spec.target, clone.spec.id) == ("hive flow [UC]", "main", "fresh", made)
    assert clone.spec.storage is None and clone.spec.libraries[0].notebook.path == "/Shared/n" and len(clone.latest_updates) == 1
    with pytest.raises(InvalidParameterValue):
        w.pipelines.clone(made, catalog="main")
    with pytest.raises(ResourceConflict):
        w.pipelines.clone(old, catalog="main", name="other", expected_last_modified=1)
    for pipeline in (old, made):
        w.pipelines.delete(pipeline)


def test_pipelines(w):
    made = w.pipelines.create(name="flow", catalog="main", schema="default", libraries=[
        pipelines.PipelineLibrary(notebook=pipelines.NotebookLibrary(path="/Shared/n"))])
    shown = w.pipelines.get(made.pipeline_id)
    assert (shown.name, shown.state.value, shown.spec.catalog, shown.spec.id) == ("flow", "IDLE", "main", made.pipeline_id)
    with pytest.raises(ResourceConflict):
        w.pipelines.create(name="flow")
    update = w.pipelines.start_update(made.pipeline_id, full_refresh=True)
    with pytest.raises(ResourceConflict):
        w.pipelines.start_update(made.pipeline_id)
    got = w.pipelines.get_update(made.pipeline_id, update.update_id).update
    assert (got.state.value, got.full_refresh) == ("COMPLETED", True)
    for _ in range(3):
        w.pipelines.start_update(made.pipeline_id)
        w.pipelines.stop(made.pipeline_id).result()
    updates = w.pipelines.list_updates(made.pipeline_id).updates
    assert [u.state.value for u in updates] == ["CANCELED"] * 3 + ["COMPLETED"]
    events = list(w.pipelines.list_pipeline_events(made.pipeline_id, max_results=2))
    assert len(events) == 13 and events[0].timestamp >= events[-1].timestamp and events[0].event_type == "update_progress"
    assert list(w.pipelines.list_pipeline_events(made.pipeline_id, filter="level='ERROR'")) == []
    with pytest.raises(InvalidParameterValue):
        list(w.pipelines.list_pipeline_events(made.pipeline_id, filter="colour='red'"))
    w.pipelines.update(made.pipeline_id, name="flow2", catalog="main", schema="default")
    assert [p.name for p in w.pipelines.list_pipelines(filter="name LIKE '%flow%'")] == ["flow2"]
    assert list(w.pipelines.list_pipelines(filter="name LIKE 'none'")) == []
    w.pipelines.create(name="flow1", libraries=[])
    assert [p.name for p in w.pipelines.list_pipelines(order_by=["name desc"], max_results=1)] == ["flow2", "flow1"]
    with pytest.raises(InvalidParameterValue):
        list(w.pipelines.list_pipelines(order_by=["colour"]))
    w.pipelines.delete(made.pipeline_id)
    with pytest.raises(NotFound) as gone:
        w.pipelines.get(made.pipeline_id)
    assert str(gone.value) == f"The specified pipeline {made.pipeline_id} was not found."


def external_model(name):
    return serving.EndpointCoreConfigInput(name=name, served_entities=[serving.ServedEntityInput(
        name="gpt", external_model=serving.ExternalModel(
            name="gpt-4o", provider=serving.ExternalModelProvider.OPENAI, task="llm/v1/chat",
            openai_config=serving.OpenAiConfig(openai_api_key_plaintext="sk-hidden")))])


def test_serving(server, w):
    made = w.serving_endpoints.create_and_wait("chat", config=external_model("chat"), tags=[serving.EndpointTag(key="a", value="b")])
    assert (made.state.ready.value, made.task) == ("READY", "llm/v1/chat")
    assert "sk-hidden" not in json.dumps(w.api_client.do("GET", "/api/2.0/serving-endpoints/chat"))
    with pytest.raises(ResourceAlreadyExists):
        w.serving_endpoints.create("chat", config=external_model("chat"))
    for share, name in ((60, "gpt"), (100, "none")):
        with pytest.raises(InvalidParameterValue):
            w.serving_endpoints.update_config("chat", served_entities=external_model("chat").served_entities, traffic_config=serving.TrafficConfig(
                routes=[serving.Route(served_model_name=name, traffic_percentage=share)]))
    asked = [serving.ChatMessage(role=serving.ChatMessageRole.USER, content="say it again")]
    echoed = w.serving_endpoints.query("chat", messages=asked)
    assert echoed.choices[0].message.content == "say it again" and echoed.usage.total_tokens == 6
    assert echoed.served_model_name == "gpt"
    w.api_client.do("POST", "/api/lakecode/serving-script", body={"endpoint": "chat", "answers": ["one", "two words"]})
    assert [w.serving_endpoints.query("chat", messages=asked).choices[0].message.content for _ in range(3)] == ["one", "two words", "two words"]
    headers = {"Authorization": f"Bearer {server.token}"}
    body = {"model": "chat", "messages": [{"role": "user", "content": "hi"}]}
    openai = requests.post(server.host + "/serving-endpoints/chat/completions", json=body, headers=headers, timeout=10).json()
    assert openai["object"] == "chat.completion" and openai["choices"][0]["finish_reason"] == "stop"
    stream = requests.post(server.host + "/serving-endpoints/chat/completions", json={**body, "stream": True}, headers=headers, timeout=10).text
    pieces = [json.loads(line[6:]) for line in stream.splitlines() if line.startswith("data: {")]
    assert "".join(p["choices"][0]["delta"].get("content", "") for p in pieces) == "two words" and stream.rstrip().endswith("data: [DONE]")
    claude = requests.post(server.host + "/serving-endpoints/anthropic/v1/messages", json={**body, "max_tokens": 9}, headers=headers, timeout=10).json()
    assert claude["content"] == [{"type": "text", "text": "two words"}] and claude["usage"]["output_tokens"] == 2
    vector = w.serving_endpoints.query("chat", input=["a", "b"])
    assert len(vector.data) == 2 and vector.data[0].embedding != vector.data[1].embedding
    with pytest.raises(NotImplemented):
        w.serving_endpoints.query("chat", inputs=[1])
    with pytest.raises(NotFound):
        w.serving_endpoints.query("none", messages=asked)
    w.serving_endpoints.patch("chat", add_tags=[serving.EndpointTag(key="c")], delete_tags=["a"])
    assert [t.key for t in w.serving_endpoints.get("chat").tags] == ["c"]
    w.serving_endpoints.update_config("chat", served_entities=external_model("chat").served_entities)
    assert w.serving_endpoints.get("chat").config.config_version == 2
    assert [e.name for e in w.serving_endpoints.list()] == ["chat"]
    w.serving_endpoints.set_permissions(made.id, access_control_list=[serving.ServingEndpointAccessControlRequest(
        group_name="users", permission_level=serving.ServingEndpointPermissionLevel.CAN_QUERY)])
    w.serving_endpoints.delete("chat")
    with pytest.raises(NotFound):
        w.serving_endpoints.get("chat")


def test_dashboards_queries_alerts(w, warehouse):
    made = w.lakeview.create(Dashboard(display_name="board", warehouse_id=warehouse, serialized_dashboard='{"pages": []}'))
    assert made.lifecycle_state.value == "ACTIVE" and made.path.endswith("/board.lvdash.json")
    changed = w.lakeview.update(made.dashboard_id, Dashboard(display_name="board 2", etag=made.etag))
    assert changed.display_name == "board 2" and changed.etag != made.etag
    with pytest.raises(ResourceConflict):
        w.lakeview.update(made.dashboard_id, Dashboard(display_name="late", etag=made.etag))
    with pytest.raises(NotFound):
        w.lakeview.get_published(made.dashboard_id)
    w.lakeview.publish(made.dashboard_id, embed_credentials=True)
    assert w.lakeview.get_published(made.dashboard_id).embed_credentials
    w.lakeview.unpublish(made.dashboard_id)
    w.lakeview.trash(made.dashboard_id)
    assert list(w.lakeview.list()) == []
    query = w.queries.create(query=sql.CreateQueryRequestQuery(display_name="q", query_text="SELECT 1", warehouse_id=warehouse))
    w.queries.update(query.id, "query_text", query=sql.UpdateQueryRequestQuery(query_text="SELECT 2"))
    assert w.queries.get(query.id).query_text == "SELECT 2"
    with pytest.raises(ResourceAlreadyExists):
        w.queries.create(query=sql.CreateQueryRequestQuery(display_name="q", query_text="SELECT 3"))
    twin = w.queries.create(query=sql.CreateQueryRequestQuery(display_name="q", query_text="SELECT 3"), auto_resolve_display_name=True)
    assert twin.display_name == "q (1)"
    w.queries.delete(twin.id)
    alert = w.alerts.create(alert=sql.CreateAlertRequestAlert(display_name="a", query_id=query.id))
    assert [a.id for a in w.alerts.list()] == [alert.id] and [q.id for q in w.queries.list()] == [query.id]
    w.alerts.delete(alert.id)
    w.queries.delete(query.id)
    assert list(w.queries.list()) == []
    with pytest.raises(NotFound):
        w.queries.get("00000000-0000-0000-0000-000000000000")


def test_repos_and_git_credentials(w):
    credential = w.git_credentials.create("gitHub", git_username="me", personal_access_token="hidden")
    assert [c.credential_id for c in w.git_credentials.list()] == [credential.credential_id]
    with pytest.raises(InvalidParameterValue):
        w.git_credentials.create("floppy")
    w.git_credentials.delete(credential.credential_id)
    repo = w.repos.create("https://git.example/a/b.git", "gitHub")
    assert repo.path == "/Repos/dev@lakecode.example/b" and repo.branch == "main"
    w.repos.update(repo.id, branch="dev")
    assert w.repos.get(repo.id).branch == "dev"
    assert [r.id for r in w.repos.list(path_prefix="/Repos")] == [repo.id]
    w.repos.delete(repo.id)
    with pytest.raises(NotFound):
        w.repos.get(repo.id)


def test_permissions(w, warehouse):
    levels = w.permissions.get_permission_levels("warehouses", warehouse).permission_levels
    assert {x.permission_level.value for x in levels} == {"IS_OWNER", "CAN_MANAGE", "CAN_MONITOR", "CAN_USE", "CAN_VIEW"}
    use = iam.AccessControlRequest(group_name="users", permission_level=iam.PermissionLevel.CAN_USE)
    changed = w.permissions.update("sql/warehouses", warehouse, access_control_list=[use])
    assert changed.object_type == "warehouses"
    direct = {a.group_name or a.user_name: [p.permission_level.value for p in a.all_permissions if not p.inherited] for a in changed.access_control_list}
    assert direct["users"] == ["CAN_USE"] and ["IS_OWNER"] in direct.values()
    kept = w.permissions.set("warehouses", warehouse, access_control_list=[use])
    assert [p.permission_level.value for p in kept.access_control_list[0].all_permissions] == ["IS_OWNER"]
    robot = w.service_principals.create(display_name="given as a user").application_id
    named = w.permissions.update("warehouses", warehouse, access_control_list=[
        iam.AccessControlRequest(user_name=robot, permission_level=iam.PermissionLevel.CAN_USE)])
    assert [a.user_name for a in named.access_control_list if a.service_principal_name == robot] == [None]
    with pytest.raises(InvalidParameterValue):
        w.permissions.update("warehouses", warehouse, access_control_list=[
            iam.AccessControlRequest(group_name="users", permission_level=iam.PermissionLevel.CAN_ATTACH_TO)])
    with pytest.raises(NotFound):
        w.permissions.get("jobs", "12345")


def test_the_demo_has_jobs_and_their_permissions(d):
    job = next(iter(d.jobs.list()))
    answer = d.permissions.get("jobs", str(job.job_id))
    assert answer.object_id == f"/jobs/{job.job_id}" and answer.object_type == "job"
    owner = [a for a in answer.access_control_list if a.all_permissions[0].permission_level.value == "IS_OWNER"]
    assert owner[0].user_name == d.jobs.get(job.job_id).creator_user_name


def test_unknown_routes_and_broken_bodies(server):
    headers = {"Authorization": f"Bearer {server.token}"}
    unknown = requests.get(server.host + "/api/2.0/no/such/thing", headers=headers, timeout=10)
    assert (unknown.status_code, unknown.json()["error_code"]) == (404, "ENDPOINT_NOT_FOUND")
    for body in (b"{", b"[1]", b'"x"', b"\xff\xfe", b"[" * 10_000):
        broken = requests.post(server.host + "/api/2.0/workspace/mkdirs", data=body, headers=headers, timeout=10)
        assert (broken.status_code, broken.json()["error_code"]) == (400, "MALFORMED_REQUEST")
    for body in ({"path": 7}, {"path": ["/x"]}, {"path": None}, {}):
        wrong = requests.post(server.host + "/api/2.0/workspace/mkdirs", json=body, headers=headers, timeout=10)
        assert (wrong.status_code, wrong.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
