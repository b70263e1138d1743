"""System tables: what happened here is in them, and the demo company's history; the truth file says what is planted."""
import json
import pathlib

import pytest
from databricks.sdk.service.sql import StatementState


def runner(client):
    warehouse = next(x.id for x in client.warehouses.list() if x.state.value == "RUNNING")

    def run(statement):
        answer = client.statement_execution.execute_statement(statement, warehouse, wait_timeout="50s")
        assert answer.status.state == StatementState.SUCCEEDED, (statement, answer.status.error)
        return answer.result.data_array or [] if answer.result else []
    return run


@pytest.fixture(scope="module")
def sql(w):
    return runner(w)


@pytest.fixture(scope="module")
def past(d):
    return runner(d)


def test_statements_are_in_the_history(sql, w):
    sql("SELECT 'a mark for the history'")
    rows = sql("SELECT execution_status, statement_type, executed_by, compute.warehouse_id FROM system.query.history "
               "WHERE statement_text = 'SELECT ''a mark for the history'''")
    assert rows[0][:3] == ["FINISHED", "SELECT", w.current_user.me().user_name] and rows[0][3]


def test_statements_leave_lineage(sql):
    sql("CREATE TABLE main.default.origin AS SELECT 1 AS id, 'x' AS name")
    sql("CREATE TABLE main.default.copy AS SELECT id, name FROM main.default.origin")
    assert sql("SELECT DISTINCT source_table_full_name, target_table_name FROM system.access.table_lineage "
               "WHERE target_table_full_name = 'main.default.copy'") == [["main.default.origin", "copy"]]
    assert sql("SELECT source_column_name FROM system.access.column_lineage WHERE target_table_full_name = 'main.default.copy' "
               "ORDER BY 1") == [["id"], ["name"]]


def test_acts_are_audited_without_secrets(sql, w):
    w.secrets.create_scope("audited")
    w.secrets.put_secret("audited", "key", string_value="never-told")
    rows = sql("SELECT action_name, request_params FROM system.access.audit WHERE service_name = 'secrets' ORDER BY event_time")
    assert [r[0] for r in rows] == ["createScope", "putSecret"] and json.loads(rows[1][1])["key"] == "key"
    assert "never-told" not in json.dumps(sql("SELECT * FROM system.access.audit"))


def test_statements_are_audited(sql, w):
    told = ("SELECT action_name, request_params.commandText, request_params.warehouseId IS NOT NULL, response.status_code, response.error_message "
            "FROM system.access.audit WHERE service_name = 'databrickssql' AND request_params.commandId = '{}' ORDER BY event_time, action_name DESC")
    warehouse = next(iter(w.warehouses.list())).id
    sent = w.statement_execution.execute_statement("SELECT 'for the audit'", warehouse, wait_timeout="30s").statement_id
    assert sql(told.format(sent)) == [["commandSubmit", "SELECT 'for the audit'", "true", "200", None], ["commandFinish", None, "true", "200", None]]
    failed = w.statement_execution.execute_statement("SELECT 1 / 0", warehouse, wait_timeout="30s").statement_id
    assert sql(told.format(failed))[1][3] == "400" and "DIVIDE_BY_ZERO" in sql(told.format(failed))[1][4]
    assert w.workspace_conf.get_status("enableVerboseAuditLogs") == {"enableVerboseAuditLogs": "true"}
    w.workspace_conf.set_status({"enableVerboseAuditLogs": "false"})
    quiet = w.statement_execution.execute_statement("SELECT 2", warehouse, wait_timeout="30s").statement_id
    w.workspace_conf.set_status({"enableVerboseAuditLogs": "true"})
    assert sql(told.format(quiet)) == [] and len(sql(told.format(sent))) == 2
    assert not any(key.startswith("lakecode_") for q in w.api_client.do("GET", "/api/2.0/sql/history/queries")["res"] for key in q)


@pytest.mark.parametrize("table,run", [("job_run_timeline", "run_id"), ("job_task_run_timeline", "run_id")])
def test_long_runs_are_cut_at_clock_hours(past, table, run):
    assert past(f"SELECT count(*) FROM system.lakeflow.{table} WHERE period_end_time > date_trunc('HOUR', period_start_time) + INTERVAL 1 HOUR") == [["0"]]
    ends = (f"SELECT {run}, count(*) n, count(result_state) ended, count_if(result_state IS NOT NULL AND period_end_time < last) early, sum(gap) gaps FROM "
            f"(SELECT *, max(period_end_time) OVER (PARTITION BY {run}) last, CASE WHEN period_start_time <> lag(period_end_time) OVER "
            f"(PARTITION BY {run} ORDER BY period_start_time) THEN 1 ELSE 0 END gap FROM system.lakeflow.{table}) GROUP BY {run} HAVING n > 1")
    cut = past(ends)
    assert len(cut) > 10, "the demo company has runs of more than an hour"
    repaired = [r for r in cut if int(r[2]) > 1]  # has an ending for each try, and a gap between them
    assert len(repaired) <= (1 if table == "job_run_timeline" else 0)
    assert all(r[3] == "0" and r[4] == "0" for r in cut if r not in repaired), [r for r in cut if r[3] != "0" or r[4] != "0"][:5]


def test_system_tables_are_described_as_tables(w):
    table = w.tables.get("system.query.history")
    assert table.table_type.value == "MANAGED" and {"statement_id", "compute", "query_source"} <= {c.name for c in table.columns}


def test_runs_are_in_the_timeline(past):
    ends = dict(past("SELECT result_state, count(DISTINCT run_id) FROM system.lakeflow.job_run_timeline WHERE result_state IS NOT NULL GROUP BY 1"))
    assert int(ends["SUCCEEDED"]) > 1000 and int(ends["FAILED"]) >= 25
    assert past("SELECT count(*) FROM system.lakeflow.job_run_timeline WHERE period_end_time - period_start_time > INTERVAL '1' HOUR") == [["0"]]


def test_usage_has_prices_and_the_planted_anomalies(past, demo):
    truth = json.loads((pathlib.Path(demo.folder) / "truth.json").read_text())
    days = past("SELECT count(DISTINCT usage_date) FROM system.billing.usage")
    assert int(days[0][0]) >= 89
    for odd in truth["cost_anomalies"]:
        kind, name = odd["key"].split(" ", 1)
        if kind != "job":
            continue
        rows = past(f"SELECT CASE WHEN usage_date BETWEEN '{odd['first_day']}' AND '{odd['last_day']}' THEN 'odd' ELSE 'usual' END AS k, "
                    f"sum(usage_quantity) / count(DISTINCT usage_date) FROM system.billing.usage WHERE usage_metadata.job_id = '{name}' GROUP BY 1")
        means = {k: float(v) for k, v in rows}
        assert means["odd"] / means["usual"] == pytest.approx(odd["factor"], rel=0.15)
    unpriced = past("SELECT DISTINCT u.sku_name FROM system.billing.usage u LEFT JOIN system.billing.list_prices p ON u.sku_name = p.sku_name "
                    "AND u.usage_start_time >= p.price_start_time AND (p.price_end_time IS NULL OR u.usage_start_time < p.price_end_time) "
                    "WHERE p.sku_name IS NULL")
    assert len(unpriced) == 1


def test_the_demo_workspace_is_whole(d, demo):
    truth = json.loads((pathlib.Path(demo.folder) / "truth.json").read_text())
    assert len(list(d.jobs.list())) >= 35 and len(list(d.pipelines.list_pipelines())) == 3 and len(list(d.serving_endpoints.list())) == 3
    state = json.loads(d.workspace.download(truth["bundle"] + "/state/resources.json").read())
    for drift in truth["bundle_drift"]:
        entry = state["state"][f"resources.jobs.{drift['resource']}"]
        assert entry["__id__"] == str(drift["job_id"]) and d.jobs.get(drift["job_id"]).settings.name
    for surprise in truth["grant_surprises"]:
        kind, name = surprise["object"].split(" ")
        held = {a.principal: [p.value for p in a.privileges] for a in d.grants.get(kind, name).privilege_assignments}
        assert set(surprise["privileges"].split()) <= set(held[surprise["principal"]])
    assert [f.name for f in d.files.list_directory_contents("/Volumes/staging/raw/landing")] == ["orders", "suppliers"]
