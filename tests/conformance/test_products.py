"""Machine learning, search, apps, sharing, databases, governance: real state, real errors, waiters and pages."""
import datetime
import json

import pytest
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotFound, ResourceAlreadyExists, ResourceDoesNotExist
from databricks.sdk.service import apps, catalog, compute, database, ml, serving, sharing, tags, vectorsearch


def test_app_from_creation_to_deletion(w):
    app = w.apps.create(apps.App(name="shop", description="one")).result(timeout=datetime.timedelta(seconds=30))
    assert app.compute_status.state == apps.ComputeState.ACTIVE and app.app_status.state == apps.ApplicationState.UNAVAILABLE
    with pytest.raises(ResourceAlreadyExists):
        w.apps.create(apps.App(name="shop"))
    w.workspace.mkdirs("/Shared/shop")
    deployment = w.apps.deploy("shop", apps.AppDeployment(source_code_path="/Workspace/Shared/shop", mode=apps.AppDeploymentMode.SNAPSHOT)).result()
    assert w.apps.get("shop").active_deployment.deployment_id == deployment.deployment_id
    assert w.apps.get_deployment("shop", deployment.deployment_id).status.state == apps.AppDeploymentState.SUCCEEDED
    assert [d.deployment_id for d in w.apps.list_deployments("shop")] == [deployment.deployment_id]
    assert w.apps.update("shop", apps.App(name="shop", description="two")).description == "two"
    assert w.apps.stop("shop").result().compute_status.state == apps.ComputeState.STOPPED
    assert w.apps.start("shop").result().compute_status.state == apps.ComputeState.ACTIVE
    w.apps.set_permissions("shop", access_control_list=[apps.AppAccessControlRequest(group_name="users", permission_level=apps.AppPermissionLevel.CAN_USE)])
    assert [a.name for a in w.apps.list()] == ["shop"]
    w.apps.delete("shop")
    with pytest.raises(NotFound):
        w.apps.get("shop")


def test_experiment_and_runs(w):
    me = w.current_user.me()
    experiment = w.experiments.create_experiment(f"/Users/{me.user_name}/prices", tags=[ml.ExperimentTag("team", "a")]).experiment_id
    with pytest.raises(ResourceAlreadyExists):
        w.experiments.create_experiment(f"/Users/{me.user_name}/prices")
    assert w.experiments.get_by_name(f"/Users/{me.user_name}/prices").experiment.experiment_id == experiment
    runs = []
    for loss in (0.5, 0.1, 0.3):
        run = w.experiments.create_run(experiment_id=experiment, run_name=f"loss {loss}").run
        runs.append(run.info.run_id)
        w.experiments.log_param("rate", str(loss), run_id=run.info.run_id)
        w.experiments.log_batch(run_id=run.info.run_id, metrics=[ml.Metric(key="loss", value=loss, timestamp=1, step=s) for s in range(3)])
        w.experiments.update_run(run_id=run.info.run_id, status=ml.UpdateRunStatus.FINISHED)
    best = list(w.experiments.search_runs(experiment_ids=[experiment], filter="metrics.loss < 0.4", order_by=["metrics.loss ASC"], max_results=1))
    assert [r.info.run_id for r in best] == [runs[1], runs[2]]
    assert w.experiments.get_run(runs[0]).run.info.status == ml.RunInfoStatus.FINISHED
    assert len(list(w.experiments.get_history(metric_key="loss", run_id=runs[0]))) == 3
    with pytest.raises(InvalidParameterValue):
        w.experiments.log_param("rate", "other", run_id=runs[0])
    w.experiments.delete_run(runs[0])
    assert len(list(w.experiments.search_runs(experiment_ids=[experiment]))) == 2
    assert experiment in [e.experiment_id for e in w.experiments.list_experiments()]
    w.experiments.delete_experiment(experiment)
    assert experiment not in [e.experiment_id for e in w.experiments.search_experiments()]
    with pytest.raises(ResourceDoesNotExist):
        w.experiments.get_experiment("1")


def test_models_of_the_workspace(w):
    w.model_registry.create_model("price", tags=[ml.ModelTag("a", "b")])
    with pytest.raises(ResourceAlreadyExists):
        w.model_registry.create_model("price")
    for _ in range(2):
        version = w.model_registry.create_model_version("price", "dbfs:/m").model_version
    assert version.version == "2"
    w.model_registry.transition_stage("price", "1", "Production", False)
    w.model_registry.transition_stage("price", "2", "Production", True)
    assert [v.version for v in w.model_registry.get_latest_versions("price", stages=["Production"])] == ["2"]
    assert w.model_registry.get_model_version("price", "1").model_version.current_stage == "Archived"
    assert len(list(w.model_registry.search_model_versions(filter="name='price'"))) == 2
    assert [m.name for m in w.model_registry.list_models()] == ["price"]
    w.model_registry.rename_model("price", new_name="cost")
    assert w.model_registry.get_model("cost").registered_model_databricks.latest_versions
    w.model_registry.transition_stage("cost", "2", "Archived", False)
    w.model_registry.delete_model("cost")
    with pytest.raises(NotFound):
        w.model_registry.get_model("cost")


def test_vector_search(w):
    w.vector_search_endpoints.create_endpoint("vs", vectorsearch.EndpointType.STANDARD).result()
    spec = vectorsearch.DirectAccessVectorIndexSpec(schema_json='{"id": "int", "v": "array<float>"}', embedding_vector_columns=[
        vectorsearch.EmbeddingVectorColumn(name="v", embedding_dimension=2)])
    w.vector_search_indexes.create_index("main.default.near", "vs", "id", vectorsearch.VectorIndexType.DIRECT_ACCESS, direct_access_index_spec=spec)
    w.vector_search_indexes.upsert_data_vector_index("main.default.near", '[{"id": 1, "v": [0, 0]}, {"id": 2, "v": [5, 5]}]')
    found = w.vector_search_indexes.query_index("main.default.near", ["id"], query_vector=[4, 4], num_results=1)
    assert found.result.data_array[0][0] == 2 and [c.name for c in found.manifest.columns] == ["id", "score"]
    assert w.vector_search_indexes.get_index("main.default.near").status.indexed_row_count == 2
    with pytest.raises(BadRequest):
        w.vector_search_endpoints.delete_endpoint("vs")
    w.vector_search_indexes.delete_data_vector_index("main.default.near", ["1"])
    assert w.vector_search_indexes.query_index("main.default.near", ["id"], query_vector=[0, 0]).result.row_count == 1
    assert [i.name for i in w.vector_search_indexes.list_indexes("vs")] == ["main.default.near"]
    w.vector_search_indexes.delete_index("main.default.near")
    w.vector_search_endpoints.delete_endpoint("vs")
    assert list(w.vector_search_endpoints.list_endpoints()) == []


def test_sharing(w):
    w.shares.create("out", comment="c")
    w.shares.update("out", updates=[sharing.SharedDataObjectUpdate(action=sharing.SharedDataObjectUpdateAction.ADD, data_object=sharing.SharedDataObject(
        name="main.default", data_object_type=sharing.SharedDataObjectDataObjectType.SCHEMA))])
    assert [o.name for o in w.shares.get("out", include_shared_data=True).objects] == ["main.default"]
    assert not w.shares.get("out").objects
    recipient = w.recipients.create("acme", sharing.AuthenticationType.TOKEN)
    assert recipient.tokens and not recipient.activated
    w.shares.update_permissions("out", changes=[sharing.PermissionsChange(principal="acme", add=["SELECT"])])
    assert [p.share_name for p in w.recipients.share_permissions("acme").permissions_out] == ["out"]
    assert w.recipients.rotate_token("acme", 0).tokens[0].id != recipient.tokens[0].id
    assert w.providers.create("up", sharing.AuthenticationType.TOKEN, recipient_profile_str='{"bearerToken":"x"}').recipient_profile_str is None
    assert [p.name for p in w.providers.list()] == ["up"]
    for gone in (lambda: w.shares.delete("out"), lambda: w.recipients.delete("acme"), lambda: w.providers.delete("up")):
        gone()
    with pytest.raises(NotFound):
        w.shares.get("out")


def test_databases_and_online_tables(w):
    instance = w.database.create_database_instance(database.DatabaseInstance(name="db", capacity="CU_1")).result()
    assert instance.state == database.DatabaseInstanceState.AVAILABLE
    assert w.database.find_database_instance_by_uid(uid=instance.uid).name == "db"
    w.database.create_database_catalog(database.DatabaseCatalog(name="pg", database_instance_name="db", database_name="d"))
    assert [c.name for c in w.database.list_database_catalogs("db")] == ["pg"]
    stopped = w.database.update_database_instance("db", database.DatabaseInstance(name="db", stopped=True), "stopped")
    assert stopped.effective_stopped and stopped.capacity == "CU_1"
    w.database.delete_database_catalog("pg")
    w.database.delete_database_instance("db", purge=True)
    assert list(w.database.list_database_instances()) == []
    table = w.online_tables.create(catalog.OnlineTable(name="main.default.o", spec=catalog.OnlineTableSpec(source_table_full_name="main.default.t"))).result()
    assert table.unity_catalog_provisioning_state == catalog.ProvisioningInfoState.ACTIVE
    w.online_tables.delete("main.default.o")


def test_governance(w):
    w.tag_policies.create_tag_policy(tags.TagPolicy(tag_key="tier", values=[tags.Value("gold")]))
    assert w.tag_policies.update_tag_policy("tier", tags.TagPolicy(tag_key="tier", description="d"), "description").values[0].name == "gold"
    assert [p.tag_key for p in w.tag_policies.list_tag_policies()] == ["tier"]
    w.tag_policies.delete_tag_policy("tier")
    made = w.policies.create_policy(catalog.PolicyInfo(name="p", to_principals=["users"], policy_type=catalog.PolicyType.POLICY_TYPE_ROW_FILTER,
                                                       for_securable_type=catalog.SecurableType.TABLE, on_securable_type=catalog.SecurableType.SCHEMA,
                                                       on_securable_fullname="main.default"))
    assert made.id and [p.name for p in w.policies.list_policies("SCHEMA", "main.default")] == ["p"]
    w.policies.delete_policy("SCHEMA", "main.default", "p")


def test_serving_operations(w):
    w.serving_endpoints.create("ops", config=serving.EndpointCoreConfigInput(name="ops", served_entities=[
        serving.ServedEntityInput(name="a", entity_name="main.default.m", entity_version="1")])).result()
    assert "endpoint_up" in w.serving_endpoints.export_metrics("ops").contents.read().decode()
    assert w.serving_endpoints.build_logs("ops", "a").logs and w.serving_endpoints.logs("ops", "a").logs
    w.serving_endpoints.update_notifications("ops", email_notifications=serving.EmailNotifications(on_update_failure=["a@x.example"]))
    w.serving_endpoints.delete("ops")


def test_pages_are_walked_to_the_end(w):
    for i in range(25):
        w.genie.create_space("wh", "{}", title=f"space {i}")
    first = w.genie.list_spaces(page_size=20)
    second = w.genie.list_spaces(page_size=20, page_token=first.next_page_token)
    assert len(first.spaces) == 20 and len(second.spaces) == 5 and not second.next_page_token
    w.genie.trash_space(first.spaces[0].space_id)
    with pytest.raises(NotFound):
        w.genie.get_space(first.spaces[0].space_id)


def test_commands_on_a_cluster(w):
    cluster = w.clusters.create(cluster_name="commands", spark_version="15.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1).result()
    context = w.command_execution.create(cluster_id=cluster.cluster_id, language=compute.Language.SQL).result()

    def run(command, language=compute.Language.SQL):
        return w.command_execution.execute(cluster_id=cluster.cluster_id, context_id=context.id, language=language, command=command).result()

    done = run("SELECT id, id * 1.5D AS x, 'a' AS t FROM range(2)")
    assert done.status == compute.CommandStatus.FINISHED and done.results.result_type == compute.ResultType.TABLE
    assert done.results.data == [[0, 0.0, "a"], [1, 1.5, "a"]] and [c["name"] for c in done.results.schema] == ["id", "x", "t"]
    assert "TABLE_OR_VIEW_NOT_FOUND" in run("SELECT * FROM nobody").results.cause
    assert run("print(1)", compute.Language.PYTHON).results.result_type == compute.ResultType.ERROR
    w.command_execution.destroy(cluster.cluster_id, context.id)
    with pytest.raises(NotFound):
        w.command_execution.context_status(cluster.cluster_id, context.id)


def test_policy_compliance(w):
    policy = w.cluster_policies.create(name="small", definition='{"num_workers": {"type": "fixed", "value": 1}}').policy_id
    cluster = w.clusters.create(cluster_name="bound", spark_version="15.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1, policy_id=policy).result()
    assert w.policy_compliance_for_clusters.get_compliance(cluster.cluster_id).is_compliant
    assert [c.cluster_id for c in w.policy_compliance_for_clusters.list_compliance(policy)] == [cluster.cluster_id]
    assert w.policy_compliance_for_clusters.enforce_compliance(cluster.cluster_id).has_changes is False
    w.cluster_policies.edit(policy, name="small", definition='{"num_workers": {"type": "range", "minValue": 2, "maxValue": 3}}')
    assert list(w.policy_compliance_for_clusters.get_compliance(cluster.cluster_id).violations) == ["num_workers"]
    assert w.policy_compliance_for_clusters.enforce_compliance(cluster.cluster_id).changes[0].new_value == "2"
    assert w.clusters.get(cluster.cluster_id).num_workers == 2


@pytest.mark.parametrize("rule, workers, allowed", [
    ({"type": "fixed", "value": 1}, 1, True), ({"type": "fixed", "value": 1}, 2, False),
    ({"type": "range", "maxValue": 3}, 4, False), ({"type": "range", "maxValue": 3}, 3, True),
    ({"type": "allowlist", "values": [1, 2]}, 3, False), ({"type": "blocklist", "values": [3]}, 3, False),
    ({"type": "blocklist", "values": [3]}, 2, True), ({"type": "unlimited"}, 9, True)])
def test_policies_are_followed(w, rule, workers, allowed):
    policy = w.cluster_policies.create(name=f"p {rule} {workers}", definition=json.dumps({
        "num_workers": rule, "spark_conf.a.b": {"type": "fixed", "value": "on"}, "custom_tags.team": {"type": "unlimited", "defaultValue": "x"}}))
    options = dict(spark_version="15.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=workers, policy_id=policy.policy_id, apply_policy_default_values=True)
    if allowed:
        made = w.clusters.get(w.clusters.create(**options).cluster_id)
        assert (made.spark_conf, made.custom_tags) == ({"a.b": "on"}, {"team": "x"})
    else:
        with pytest.raises(InvalidParameterValue):
            w.clusters.create(**options)
