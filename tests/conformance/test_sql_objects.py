"""Queries, alerts and dashboards by the older SQL API, and conversations with Genie spaces."""
import datetime
import json

import pytest
from databricks.sdk.errors import InvalidParameterValue, NotFound, OperationFailed
from databricks.sdk.service import dashboards, sql


@pytest.fixture(scope="module")
def warehouse(w):
    return next(iter(w.warehouses.list())).id


def test_queries_of_the_older_api(w, warehouse):
    source = next(s for s in w.data_sources.list() if s.warehouse_id == warehouse)
    made = w.queries_legacy.create(name="older", query="SELECT :n", data_source_id=source.id, description="d", tags=["t"],
                                   options={"parameters": [{"name": "n", "title": "N", "type": "number", "value": 1}]})
    assert made.query == "SELECT :n" and made.user.email == w.current_user.me().user_name and made.is_archived is False
    assert w.queries.get(made.id).query_text == "SELECT :n" and w.queries.get(made.id).warehouse_id == warehouse
    newer = w.queries.create(query=sql.CreateQueryRequestQuery(display_name="newer", query_text="SELECT 2", warehouse_id=warehouse))
    assert w.queries_legacy.get(newer.id).name == "newer"
    changed = w.queries_legacy.update(made.id, name="changed", query="SELECT 3", run_as_role=sql.RunAsRole.VIEWER)
    assert (changed.name, changed.query, changed.run_as_role) == ("changed", "SELECT 3", sql.RunAsRole.VIEWER)
    assert changed.options.parameters[0].name == "n"
    assert [q.name for q in w.queries_legacy.list(order="name")] == ["changed", "newer"]
    assert [q.name for q in w.queries_legacy.list(q="NEW", page_size=1)] == ["newer"]
    w.queries_legacy.delete(made.id)
    assert [q.id for q in w.queries_legacy.list()] == [newer.id] and w.queries_legacy.get(made.id).is_archived
    assert w.queries_legacy.get(made.id).options.moved_to_trash_at and made.id not in [q.id for q in w.queries.list()]
    w.queries_legacy.restore(made.id)
    assert not w.queries_legacy.get(made.id).is_archived and made.id in [q.id for q in w.queries.list()]
    with pytest.raises(NotFound):
        w.queries_legacy.get("00000000-0000-0000-0000-000000000000")
    with pytest.raises(InvalidParameterValue):
        w.queries_legacy.create(name="x", query="SELECT 1", data_source_id="nowhere")


def test_alerts_of_the_older_api(w, warehouse):
    query = w.queries_legacy.create(name="watched", query="SELECT 1 AS n", data_source_id=warehouse).id
    options = sql.AlertOptions(column="n", op=">", value=5, muted=True)
    made = w.alerts_legacy.create(name="high", options=options, query_id=query, rearm=60)
    assert made.options.op == ">" and made.options.value == 5 and made.rearm == 60 and made.query.name == "watched"
    assert made.state == sql.LegacyAlertState.UNKNOWN and made.options.muted
    assert w.alerts.get(made.id).condition.op == sql.AlertOperator.GREATER_THAN
    w.alerts_legacy.update(made.id, name="low", options=sql.AlertOptions(column="n", op="==", value="none"), query_id=query)
    again = w.alerts_legacy.get(made.id)
    assert (again.name, again.options.op, again.options.value) == ("low", "==", "none")
    assert made.id in [a.id for a in w.alerts_legacy.list()]
    with pytest.raises(InvalidParameterValue):
        w.alerts_legacy.create(name="x", options=sql.AlertOptions(column="n", op="~", value=1), query_id=query)
    w.alerts_legacy.delete(made.id)
    with pytest.raises(NotFound):
        w.alerts_legacy.get(made.id)


def test_dashboards_of_the_older_api(w):
    made = [w.api_client.do("POST", "/api/2.0/preview/sql/dashboards", body={"name": f"Sales, week {i}", "tags": ["a"]})["id"] for i in range(3)]
    assert w.dashboards.get(made[0]).slug == "sales-week-0" and w.dashboards.get(made[0]).tags == ["a"]
    assert [d.name for d in w.dashboards.list(order=sql.ListOrder.NAME, page_size=2)] == [f"Sales, week {i}" for i in range(3)]
    assert w.dashboards.update(made[1], name="Other").name == "Other"
    w.dashboards.delete(made[0])
    assert made[0] not in [d.id for d in w.dashboards.list()] and w.dashboards.get(made[0]).is_archived
    w.dashboards.restore(made[0])
    assert made[0] in [d.id for d in w.dashboards.list()]


def test_parts_and_permissions_of_the_older_api(w):
    board = w.api_client.do("POST", "/api/2.0/preview/sql/dashboards", body={"name": "Board"})["id"]
    query = w.queries_legacy.create(name="drawn", query="SELECT 1").id
    drawn = w.query_visualizations_legacy.create(options={}, query_id=query, type="TABLE", name="t")
    assert w.query_visualizations_legacy.update(id=drawn.id, name="u").name == "u"
    assert [v.name for v in w.queries_legacy.get(query).visualizations] == ["u"]
    widget = w.dashboard_widgets.create(board, sql.WidgetOptions(title="w"), 1, visualization_id=drawn.id)
    assert widget.visualization.id == drawn.id and [x.options.title for x in w.dashboards.get(board).widgets] == ["w"]
    w.dashboard_widgets.update(widget.id, board, sql.WidgetOptions(title="x"), 1)
    assert [x.options.title for x in w.dashboards.get(board).widgets] == ["x"]
    w.dashboard_widgets.delete(widget.id)
    assert not w.dashboards.get(board).widgets
    with pytest.raises(NotFound):
        w.dashboard_widgets.delete(widget.id)
    run = sql.AccessControl(group_name="users", permission_level=sql.PermissionLevel.CAN_RUN)
    for kind, thing in ((sql.ObjectTypePlural.QUERIES, query), (sql.ObjectTypePlural.DASHBOARDS, board)):
        assert w.dbsql_permissions.get(kind, thing).access_control_list[0].permission_level == sql.PermissionLevel.CAN_MANAGE
        assert w.dbsql_permissions.set(kind, thing, access_control_list=[run]).object_id == f"{kind.value}/{thing}"
        assert w.dbsql_permissions.get(kind, thing).access_control_list == [run]
    assert "users" in [a.group_name for a in w.permissions.get("queries", query).access_control_list]


@pytest.fixture(scope="module")
def space(w, warehouse):
    content = {"version": 1, "instructions": {"example_question_sqls": [
        {"question": ["How many days has a week?"], "sql": ["SELECT count(*) AS days ", "FROM range(7)"]},
        {"question": ["What fails?"], "sql": ["SELECT 1 / 0"]}]}}
    return w.genie.create_space(warehouse, json.dumps(content), title="calendar").space_id


SOON = datetime.timedelta(seconds=30)


def test_genie_answers_an_example_question(w, space):
    message = w.genie.start_conversation_and_wait(space, "how many days has a WEEK", timeout=SOON)
    assert message.status == dashboards.MessageStatus.COMPLETED
    query = message.attachments[0]
    assert query.query.query == "SELECT count(*) AS days FROM range(7)" and query.query.query_result_metadata.row_count == 1
    result = w.genie.get_message_attachment_query_result(space, message.conversation_id, message.message_id, query.attachment_id)
    assert result.statement_response.result.data_array == [["7"]]
    assert result.statement_response.manifest.schema.columns[0].name == "days"
    assert w.genie.get_message_query_result(space, message.conversation_id, message.message_id).statement_response.status.state == sql.StatementState.SUCCEEDED
    again = w.genie.execute_message_attachment_query(space, message.conversation_id, message.message_id, query.attachment_id)
    assert again.statement_response.statement_id != result.statement_response.statement_id
    history = w.api_client.do("GET", "/api/2.0/sql/history/queries")["res"]
    assert {"genie_space_id": space} in [q.get("query_source") for q in history]


def test_genie_speaks_a_script_and_fails_honestly(w, space):
    w.api_client.do("POST", "/api/lakecode/genie-script", body={"space_id": space, "answers": [
        "Good morning.", {"text": "Here:", "query": "SELECT 1 AS one", "description": "one"}, {"query": "DROP TABLE x"}]})
    first = w.genie.start_conversation_and_wait(space, "hello", timeout=SOON)
    assert first.attachments[0].text.content == "Good morning."
    second = w.genie.create_message_and_wait(space, first.conversation_id, "one?", timeout=SOON)
    assert [a.text.content if a.text else a.query.query for a in second.attachments] == ["Here:", "SELECT 1 AS one"]
    with pytest.raises(OperationFailed):
        w.genie.create_message_and_wait(space, first.conversation_id, "drop it", timeout=SOON)
    messages = w.genie.list_conversation_messages(space, first.conversation_id).messages
    assert [m.content for m in messages] == ["hello", "one?", "drop it"] and messages[2].error.error.startswith("Genie runs queries that read")
    w.genie.send_message_feedback(space, first.conversation_id, second.message_id, dashboards.GenieFeedbackRating.POSITIVE)
    assert w.genie.get_message(space, first.conversation_id, second.message_id).feedback.rating == dashboards.GenieFeedbackRating.POSITIVE
    w.genie.delete_conversation_message(space, first.conversation_id, second.message_id)
    with pytest.raises(NotFound):
        w.genie.get_message(space, first.conversation_id, second.message_id)
    assert first.conversation_id in [c.conversation_id for c in w.genie.list_conversations(space).conversations]
    w.genie.delete_conversation(space, first.conversation_id)
    with pytest.raises(NotFound):
        w.genie.list_conversation_messages(space, first.conversation_id)


def failed_message(w, space, question):
    with pytest.raises(OperationFailed):
        w.genie.start_conversation_and_wait(space, question, timeout=SOON)
    conversation = w.genie.list_conversations(space).conversations[0].conversation_id
    return w.genie.list_conversation_messages(space, conversation).messages[0].error


def test_genie_without_an_answer(w, warehouse):
    silent = w.genie.create_space(warehouse, "{}", title="silent").space_id
    told = failed_message(w, silent, "anything?")
    assert told.type == dashboards.MessageErrorType.UNKNOWN_AI_MODEL and "no model" in told.error
    with pytest.raises(NotFound):
        w.genie.start_conversation("00", "anything?")
    broken = w.genie.create_space(warehouse, json.dumps({"instructions": {"example_question_sqls": [{"question": ["q"], "sql": ["SELECT 1 / 0"]}]}}))
    told = failed_message(w, broken.space_id, "q")
    assert told.type == dashboards.MessageErrorType.SQL_EXECUTION_EXCEPTION and "DIVIDE_BY_ZERO" in told.error
