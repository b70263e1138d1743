"""What administrators keep: settings, IP access lists, destinations, libraries, init scripts, profiles, alerts, schedules."""
import base64

import pytest
from databricks.sdk.errors import InvalidParameterValue, NotFound, ResourceAlreadyExists, ResourceConflict
from databricks.sdk.service import catalog as uc
from databricks.sdk.service import compute, dashboards, settings, sql


def test_libraries(w):
    cluster = w.clusters.create(spark_version="15.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=0).result().cluster_id
    library = compute.Library(pypi=compute.PythonPyPiLibrary(package="simplejson"))
    w.libraries.install(cluster, [library])
    assert [(s.library, s.status.value) for s in w.libraries.cluster_status(cluster)] == [(library, "INSTALLED")]
    assert [s.cluster_id for s in w.libraries.all_cluster_statuses()] == [cluster]
    w.libraries.uninstall(cluster, [library])
    assert [s.status.value for s in w.libraries.cluster_status(cluster)] == ["UNINSTALL_ON_RESTART"]
    w.clusters.restart(cluster).result()
    assert list(w.libraries.cluster_status(cluster)) == []


def test_workspace_settings(w):
    assert w.workspace_conf.get_status("enableIpAccessLists") == {"enableIpAccessLists": None}
    w.workspace_conf.set_status({"enableIpAccessLists": "true"})
    assert w.workspace_conf.get_status("enableIpAccessLists") == {"enableIpAccessLists": "true"}
    namespace = w.settings.default_namespace
    changed = namespace.update(allow_missing=True, field_mask="namespace.value",
                               setting=settings.DefaultNamespaceSetting(namespace=settings.StringMessage(value="main")))
    assert namespace.get().namespace.value == "main"
    with pytest.raises(ResourceConflict):
        namespace.update(allow_missing=True, field_mask="namespace.value", setting=settings.DefaultNamespaceSetting(
            etag="0", namespace=settings.StringMessage(value="late")))
    assert changed.etag == namespace.get().etag


def test_access_lists_and_destinations(w):
    made = w.ip_access_lists.create("office", list_type=settings.ListType.ALLOW, ip_addresses=["192.0.2.0/24"]).ip_access_list
    assert (made.label, made.address_count, made.enabled) == ("office", 1, True)
    w.ip_access_lists.update(made.list_id, label="home")
    assert [x.label for x in w.ip_access_lists.list()] == ["home"]
    for wrong in ("192.0.2.300", "192.0.2.0/33", "home"):
        with pytest.raises(InvalidParameterValue):
            w.ip_access_lists.create("wrong", list_type=settings.ListType.BLOCK, ip_addresses=[wrong])
    w.ip_access_lists.delete(made.list_id)
    with pytest.raises(NotFound):
        w.ip_access_lists.get(made.list_id)
    mail = w.notification_destinations.create(display_name="ops", config=settings.Config(email=settings.EmailConfig(addresses=["a@x.example"])))
    assert mail.destination_type == settings.DestinationType.EMAIL
    assert w.notification_destinations.update(mail.id, display_name="ops 2").display_name == "ops 2"
    w.notification_destinations.delete(mail.id)
    assert list(w.notification_destinations.list()) == []


def test_scripts_profiles_families(w):
    made = w.global_init_scripts.create("first", base64.b64encode(b"echo 1").decode(), enabled=True)
    assert w.global_init_scripts.get(made.script_id).script and list(w.global_init_scripts.list())[0].name == "first"
    w.global_init_scripts.update(made.script_id, "second", base64.b64encode(b"echo 2").decode())
    assert w.global_init_scripts.get(made.script_id).name == "second"
    w.global_init_scripts.delete(made.script_id)
    arn = "arn:aws:iam::1:instance-profile/x"
    w.instance_profiles.add(arn, skip_validation=True)
    with pytest.raises(ResourceAlreadyExists):
        w.instance_profiles.add(arn)
    assert [p.instance_profile_arn for p in w.instance_profiles.list()] == [arn]
    w.instance_profiles.remove(arn)
    assert "job-cluster" in [f.policy_family_id for f in w.policy_families.list()]


def test_tokens_on_behalf(server, w):
    robot = w.service_principals.create(display_name="obo")
    made = w.token_management.create_obo_token(robot.application_id, comment="c", lifetime_seconds=60)
    assert server.client(token=made.token_value).current_user.me().user_name == robot.application_id
    with pytest.raises(NotFound):
        w.token_management.create_obo_token("none")


def test_alerts_and_schedules(w):
    warehouse = next(iter(w.warehouses.list())).id
    alert = w.alerts_v2.create_alert(sql.AlertV2(
        display_name="late", query_text="SELECT 1 AS n", warehouse_id=warehouse,
        schedule=sql.CronSchedule(quartz_cron_schedule="0 0 * * * ?", timezone_id="UTC"),
        evaluation=sql.AlertV2Evaluation(comparison_operator=sql.ComparisonOperator.GREATER_THAN, source=sql.AlertV2OperandColumn(name="n"))))
    assert w.alerts_v2.update_alert(alert.id, sql.AlertV2(
        display_name="later", query_text="SELECT 1 AS n", warehouse_id=warehouse, schedule=alert.schedule, evaluation=alert.evaluation),
        "display_name").display_name == "later"
    w.alerts_v2.trash_alert(alert.id)
    assert list(w.alerts_v2.list_alerts()) == []
    board = w.lakeview.create(dashboards.Dashboard(display_name="b", serialized_dashboard="{}", warehouse_id=warehouse))
    schedule = w.lakeview.create_schedule(board.dashboard_id, dashboards.Schedule(
        cron_schedule=dashboards.CronSchedule(quartz_cron_expression="0 0 9 * * ?", timezone_id="UTC")))
    assert [s.schedule_id for s in w.lakeview.list_schedules(board.dashboard_id)] == [schedule.schedule_id]
    w.lakeview.delete_schedule(board.dashboard_id, schedule.schedule_id)


def test_credentials_are_checked_and_never_given(w):
    w.storage_credentials.create("checked", aws_iam_role=uc.AwsIamRoleRequest(role_arn="arn:aws:iam::1:role/x"))
    assert w.storage_credentials.validate(storage_credential_name="checked", url="s3://b").results
    w.storage_credentials.delete("checked")
