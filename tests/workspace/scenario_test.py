#!/usr/bin/env python3
"""Incidents from their first sign to the repair, on a real embedded workspace.

usage: scenario_test.py BIN_FOLDER
"""
import datetime
import http.server
import json
import pathlib
import sys
import tempfile
import threading
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from local_workspace import LocalWorkspace  # noqa: E402

TABLE = "prod.incident.orders"


def sql(w, text):
    w.lakecode("sql", text, "--local", "--approve", "destructive")


def make_job(w, name, statement):
    file = w.home / (name + ".sql")
    file.write_text(statement + "\n")
    target = f"/Workspace/Shared/scenario/{name}.sql"
    w.workflow("deploy_file", {"local_path": str(file), "workspace_path": target}, "--approve", "destructive")
    warehouse = w.rest("GET", "/api/2.0/sql/warehouses")["warehouses"][0]["id"]
    return w.rest("POST", "/api/2.2/jobs/create", {"name": name, "tasks": [
        {"task_key": "sum", "sql_task": {"warehouse_id": warehouse, "file": {"path": target, "source": "WORKSPACE"}}},
        {"task_key": "publish", "depends_on": [{"task_key": "sum"}],
         "sql_task": {"warehouse_id": warehouse, "file": {"path": target, "source": "WORKSPACE"}}}]})["job_id"]


def check_incident(w):
    """A column is renamed, odd rows come in and a grant is revoked: the job fails, and each of the three is found."""
    sql(w, "CREATE SCHEMA IF NOT EXISTS prod.incident")
    sql(w, f"CREATE TABLE {TABLE} (id BIGINT, amount DOUBLE, created DATE) TBLPROPERTIES ('delta.columnMapping.mode' = 'name')")
    sql(w, f"INSERT INTO {TABLE} SELECT id, 10 + id % 7, DATE'2026-01-01' FROM range(2000)")
    job = make_job(w, "orders-sum", f"SELECT sum(amount) FROM {TABLE}")
    w.workflow("run_job", {"job_id": job, "wait": True}, "--approve", "write")
    before = w.workflow("prove_table", {"table": TABLE})
    assert not any(a["kind"] == "negative_value" for a in before["data"]["anomalies"]), before["data"]["anomalies"]

    sql(w, f"ALTER TABLE {TABLE} RENAME COLUMN amount TO amount_eur")
    sql(w, f"INSERT INTO {TABLE} SELECT 5000 + id, -9999999, DATE'1900-01-01' FROM range(40)")
    now = datetime.datetime.now(datetime.timezone.utc)
    audit = {"account_id": "a", "workspace_id": w.org_id(), "version": "2.0", "event_date": str(now.date()),
             "event_time": now.isoformat(), "service_name": "unityCatalog", "action_name": "updatePermissions",
             "user_identity": {"email": "sam@larkmoor.example", "subject_name": None},
             "request_params": {"job_id": None, "securable_type": "table", "securable_full_name": TABLE,
                                "changes": json.dumps([{"principal": "etl", "remove": ["SELECT"]}])}}
    w.load([audit, {**audit, "request_params": {**audit["request_params"], "securable_full_name": "prod.other.table"}}],
           "system.access.audit")
    failed = w.workflow("run_job", {"job_id": job, "wait": True}, "--approve", "write", expect=1)

    told = w.workflow("debug_job", {"run_id": failed["data"]["run_id"]})
    data = told["data"]
    assert data["root_cause"]["class"] == "column_not_found" and data["root_cause"]["task_key"] == "sum", data["root_cause"]
    assert "`amount_eur`" in data["root_cause"]["fix"] and "`amount`" in data["root_cause"]["fix"], data["root_cause"]["fix"]
    assert data["cascade"] == ["publish"] and data["recurrence"]["kind"] == "first_failure", data["recurrence"]
    sent = data["queries"]["statements"]
    assert [q["status"] for q in sent] == ["FAILED"] and "amount" in sent[0]["text"] and data["queries"]["complete"], data["queries"]
    statement = next(f for f in told["findings"] if f["id"] == "failed_statement")
    assert sent[0]["statement_id"] in statement["detail"] and statement["evidence"][0]["step"] == "fetch_queries", statement
    events = data["changes"]["events"]
    kinds = {(e["kind"], e["object"]) for e in events}
    assert ("table_schema", TABLE) in kinds and ("grant", TABLE) in kinds, (events, told["steps"])
    grant = next(e for e in events if e["kind"] == "grant")
    assert grant["who"] == "sam@larkmoor.example" and grant["what"] == "REVOKE SELECT FROM etl", grant
    assert not any(e["object"] == "prod.other.table" for e in events)
    finding = next(f for f in told["findings"] if f["id"] == "changed_before")
    assert "RENAME" in finding["detail"].upper(), finding

    after = w.workflow("prove_table", {"table": TABLE})
    kinds = {(a["kind"], a["column"]) for a in after["data"]["anomalies"]}
    assert any(kind in ("negative_value", "outlier") and column == "amount_eur" for kind, column in kinds), kinds
    assert any(d["column"] == "amount_eur" for d in after["data"]["drift"]), after["data"]["drift"]

    sql(w, f"ALTER TABLE {TABLE} RENAME COLUMN amount_eur TO amount")
    repair = data["repair"]
    assert repair["path"] == "/api/2.2/jobs/runs/repair" and repair["sent"] is False, repair
    kept = w.workflow("debug_job", {"run_id": failed["data"]["run_id"], "repair": True}, expect=4)
    assert "The repair was not sent: " in kept["summary"], kept["summary"]
    told = w.lakecode("run", "workflow", "debug_job", "--local", "--input", json.dumps({"run_id": failed["data"]["run_id"], "repair": True}),
                      expect=4).stderr.splitlines()
    assert len([line for line in told if line.startswith("lakecode: Repair the run: ")]) == 1, told
    sent = w.workflow("debug_job", {"run_id": failed["data"]["run_id"], "repair": True}, "--approve", "write")
    assert sent["data"]["repair"]["sent"] is True, sent["data"]["repair"]
    assert f'Repair {sent["data"]["repair"]["repair_id"]} was sent.' in sent["summary"], sent["summary"]
    logs = w.workflow("job_logs", {"run_id": failed["data"]["run_id"], "follow": True})
    state = w.rest("GET", f"/api/2.2/jobs/runs/get?run_id={failed['data']['run_id']}")["state"]
    assert state["result_state"] == "SUCCESS", (state, logs["summary"])


FIRST, DAYS, RESIZED = datetime.date(2026, 3, 2), 90, 70


def usage():
    for day in range(DAYS):
        date = str(FIRST + datetime.timedelta(days=day))
        weekend = (FIRST + datetime.timedelta(days=day)).weekday() > 4
        for who, product, sku, warehouse, base, tags in (
                ("svc-bi", "SQL", "SQL_COMPUTE", "wh-bi", 200, {"team": "bi"}), ("svc-etl", "JOBS", "JOBS_COMPUTE", None, 90, {"team": "etl"}),
                ("svc-idle", "SQL", "SQL_COMPUTE", "wh-idle", 40, {"team": None})):
            usd = base * (1 + 0.01 * (day % 4)) * (0.6 if weekend else 1)
            if warehouse == "wh-bi" and day >= RESIZED:
                usd *= 2     # one size larger
            yield {"record_id": f"{day}{who}", "sku_name": sku, "cloud": "AWS", "usage_date": date,
                   "usage_start_time": f"{date}T04:00:00Z", "usage_end_time": f"{date}T05:00:00Z", "usage_unit": "DBU",
                   "usage_quantity": usd * 2, "usage_metadata": {"job_id": None, "warehouse_id": warehouse},
                   "identity_metadata": {"run_as": who}, "custom_tags": tags, "record_type": "ORIGINAL",
                   "billing_origin_product": product}


def check_resize(w):
    """A warehouse is made one size larger: the day, the spender and the warehouse are named."""
    w.load(usage(), "system.billing.usage")
    w.load([{"price_start_time": "2020-01-01T00:00:00Z", "price_end_time": None, "sku_name": sku, "cloud": "AWS",
             "currency_code": "USD", "usage_unit": "DBU", "pricing": {"default": "0.5", "effective_list": {"default": "0.5"}}}
            for sku in ("SQL_COMPUTE", "JOBS_COMPUTE")], "system.billing.list_prices")
    as_of = str(FIRST + datetime.timedelta(days=DAYS - 1)) + "T23:00:00Z"

    def act(day, action, **parameters):
        date = str(FIRST + datetime.timedelta(days=day))
        return {"account_id": "a", "workspace_id": w.org_id(), "version": "2.0", "event_date": date, "event_time": date + "T17:20:00Z",
                "service_name": "databrickssql", "action_name": action, "user_identity": {"email": "ana@example.com", "subject_name": None},
                "request_params": {"id": None, "cluster_size": None, "job_id": None, **parameters}}
    w.load([act(RESIZED - 1, "editWarehouse", id="wh-bi", cluster_size="Large"), act(RESIZED - 1, "editWarehouse", id="wh-idle"),
            act(RESIZED - 30, "editWarehouse", id="wh-bi", cluster_size="Small"), act(RESIZED, "startWarehouse", id="wh-bi"),
            act(RESIZED + 2, "editWarehouse", id="wh-bi", cluster_size="Medium")], "system.access.audit")
    told = w.workflow("cost_spike", {"as_of": as_of, "days": DAYS})
    events = told["data"]["events"]
    assert [(e["kind"], e["keys"].get("run_as"), e["start_date"]) for e in events] == \
        [("level_shift", "svc-bi", str(FIRST + datetime.timedelta(days=RESIZED)))], events
    (driver,) = events[0]["drivers"]
    assert (driver["dimension"], driver["key"]) == ("warehouse", "wh-bi"), driver
    assert abs(driver["excess_usd"] - events[0]["excess_usd"]) < 0.02 * events[0]["excess_usd"], (driver, events[0])
    (change,) = events[0]["changes"]
    assert (change["key"], change["who"], change["what"]) == ("wh-bi", "ana@example.com", "editWarehouse (cluster_size Large)"), change
    assert "editWarehouse (cluster_size Large) on warehouse wh-bi by ana@example.com" in told["findings"][0]["detail"], told["findings"]
    top = w.workflow("cost_top", {"as_of": as_of, "days": DAYS})
    data = top["data"]
    assert data["by_warehouse"][0]["key"] == "wh-bi", data["by_warehouse"]
    trend = data["by_warehouse"][0]["trend"]
    assert sum(trend[RESIZED:RESIZED + 7]) > 1.8 * sum(trend[RESIZED - 7:RESIZED]), trend
    tags = {line["key"]: line["usd"] for line in data["by_tag"]}
    assert set(tags) == {"team=bi", "team=etl", "(untagged)"}, tags
    assert abs(sum(tags.values()) - data["total_usd"]) < 0.01, tags
    assert {line["key"] for line in data["idle_warehouses"]} == {"wh-bi", "wh-idle"}, "no query of either is recorded"
    assert any(f["id"] == "idle_warehouse" for f in top["findings"])


class Calendar(http.server.BaseHTTPRequestHandler):
    """The workspace with the runs of one job spread over past days, a day each, the newest today: history takes weeks to make."""
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        request = urllib.request.Request(self.server.host + self.path, method=self.command, data=body or None)
        for name in ("Authorization", "Content-Type"):
            if self.headers.get(name):
                request.add_header(name, self.headers[name])
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        if status == 200 and "/jobs/runs/" in self.path:
            text = json.dumps(self.moved(json.loads(text))).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = answer

    def moved(self, value):
        if isinstance(value, list):
            return [self.moved(each) for each in value]
        if not isinstance(value, dict):
            return value
        value = {key: self.moved(each) for key, each in value.items()}
        shift = self.server.shifts.get(value.get("run_id"))
        for key in ("start_time", "end_time"):
            if shift and value.get(key):
                value[key] -= shift
        return value


def check_mondays(w):
    """A job whose source table is not there on Mondays: the pattern is told, and a failure of each day is not."""
    table, days = "prod.incident.late", 21
    job = make_job(w, "late-source", f"SELECT count(*) FROM {table}")
    today = datetime.datetime.now(datetime.timezone.utc).weekday()
    ids = []
    for back in reversed(range(days)):
        is_monday = (today - back) % 7 == 0
        sql(w, f"DROP TABLE IF EXISTS {table}" if is_monday else f"CREATE TABLE IF NOT EXISTS {table} (id INT)")
        ids.append((back, w.workflow("run_job", {"job_id": job, "wait": True}, "--approve", "write",
                                     expect=1 if is_monday else 0)["data"]["run_id"]))
    shifts = {int(run): back * 86_400_000 for back, run in ids}
    for back, run in ids:
        for task in w.rest("GET", f"/api/2.2/jobs/runs/get?run_id={run}")["tasks"]:
            shifts[task["run_id"]] = back * 86_400_000
    folder = w.home / ".lakecode/local"
    relay = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Calendar)
    relay.host, relay.shifts = json.loads((folder / "server.json").read_text())["host"], shifts
    threading.Thread(target=relay.serve_forever, daemon=True).start()
    try:
        told = json.loads(w.lakecode("run", "workflow", "debug_job", "--input", json.dumps({"job_id": job}), "--output", "json", env={
            "DATABRICKS_HOST": f"http://127.0.0.1:{relay.server_address[1]}",
            "DATABRICKS_TOKEN": (folder / "token").read_text().strip()}).stdout)
    finally:
        relay.shutdown()
        relay.server_close()
    assert told["data"]["root_cause"]["class"] == "table_not_found", told["data"]["root_cause"]
    assert told["data"]["recurrence"]["kind"] == "weekday", told["data"]["recurrence"]
    assert told["data"]["recurrence"]["weekday"] == "Monday" and told["data"]["recurrence"]["failures"] == 3
    assert any(f["id"] == "weekday_pattern" and "Mondays" in f["title"] for f in told["findings"]), told["findings"]


def check_departed_owner(w):
    """A person leaves: the job that runs as that person is found as critical, and the advised change cures it."""
    job = make_job(w, "left-behind", "SELECT 1")
    scim = "/api/2.0/preview/scim/v2/"
    leaver = next(u for u in w.rest("GET", scim + "Users")["Resources"] if u["userName"] != "dev@lakecode.example" and u["active"])
    robot = w.rest("GET", scim + "ServicePrincipals")["Resources"][0]["applicationId"]
    w.rest("POST", "/api/2.2/jobs/update", {"job_id": job, "new_settings": {"run_as": {"user_name": leaver["userName"]}}})
    rule = lambda: next((f for j in w.workflow("audit_jobs", {})["data"]["jobs"] if j["job_id"] == str(job)  # noqa: E731
                         for f in j["fired"] if f["rule"] == "R03"), None)
    assert rule() is None, "nobody has left yet"
    w.rest("PATCH", scim + f"Users/{leaver['id']}", {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "active", "value": False}]})
    fired = rule()
    assert fired and fired["severity"] == "critical" and leaver["userName"] in fired["places"][0]["value"], fired
    w.rest("POST", "/api/2.2/jobs/update", {"job_id": job, "new_settings": {"run_as": {"service_principal_name": robot}}})
    assert rule() is None, rule()


def check_profiles(w):
    """Two profiles, one of them wrong: a matrix with both, and what could be looked at is told."""
    folder = w.home / ".lakecode/local"
    host, token = json.loads((folder / "server.json").read_text())["host"], (folder / "token").read_text().strip()
    (w.home / ".databrickscfg").write_text(f"[one]\nhost = {host}\ntoken = {token}\n[two]\nhost = {host}\ntoken = {token}\n"
                                           f"[bad]\nhost = {host}\ntoken = wrong\n")
    ask = lambda *profiles: json.loads(w.lakecode("run", "workflow", "job_status", "--input", json.dumps(  # noqa: E731
        {"job_id": 1001, "profiles": list(profiles)}), "--output", "json", expect=None).stdout)
    both = ask("one", "two")
    assert both["status"] == "ok" and [r["profile"] for r in both["data"]["matrix"]] == ["one", "two"], both
    assert both["data"]["profiles"][0]["data"]["job"] == both["data"]["profiles"][1]["data"]["job"]
    packs = {r["evidence_pack"] for r in both["data"]["matrix"]}
    assert len(packs) == 2 and all(pathlib.Path(p).is_dir() for p in packs), packs
    for pack in packs:
        assert json.loads(w.lakecode("runs", "verify", pathlib.Path(pack).name, "--output", "json").stdout)["ok"]
    mixed = ask("one", "bad", "nowhere")
    assert mixed["status"] == "partial", mixed["status"]
    assert [r["status"] for r in mixed["data"]["matrix"]] == ["ok", "failed", "failed"], mixed["data"]["matrix"]
    text = w.lakecode("run", "workflow", "job_status", "--input", '{"job_id": 1001, "profiles": ["one", "two"]}').stdout
    assert "What was found where" in text or "Workspaces" in text, text
    audit = json.loads(w.lakecode("run", "workflow", "audit_jobs", "--input", '{"profiles": ["one", "two"]}', "--output", "json").stdout)
    for line in audit["data"]["findings"]:
        assert line["profiles"]["one"] == line["profiles"]["two"] > 0, line
    for row, whole in zip(audit["data"]["matrix"], audit["data"]["profiles"]):
        for severity in ("critical", "high", "medium", "low", "info"):
            assert row[severity] == sum(f["severity"] == severity for f in whole["findings"]), (row, severity)
    assert sum(r["critical"] for r in audit["data"]["matrix"]) == sum(f["severity"] == "critical" for f in audit["findings"])
    none = w.lakecode("run", "workflow", "job_status", "--input", '{"job_id": 1001, "profiles": ["bad", "nowhere"]}', expect=None)
    assert none.returncode not in (0, 7), none.returncode


def check_writes_on_profiles(w):
    """What writes goes through the gate of each workspace for itself; without approval nothing is sent to any."""
    file = w.home / "both.sql"
    file.write_text("SELECT 1\n")
    target = "/Workspace/Shared/scenario/both.sql"
    deploy = lambda expect, *args: json.loads(w.lakecode("run", "workflow", "deploy_file", "--input", json.dumps(  # noqa: E731
        {"local_path": str(file), "workspace_path": target, "profiles": ["one", "two"]}), "--output", "json", *args,
        expect=expect).stdout)
    refused = deploy(4)
    assert [r["status"] for r in refused["data"]["matrix"]] == ["needs_approval"] * 2, refused["data"]["matrix"]
    w.rest("GET", f"/api/2.0/workspace/get-status?path={target.removeprefix('/Workspace')}", expect=404)
    sent = deploy(0, "--approve", "destructive")
    assert [r["status"] for r in sent["data"]["matrix"]] == ["ok"] * 2, sent["data"]["matrix"]
    w.rest("GET", f"/api/2.0/workspace/get-status?path={target.removeprefix('/Workspace')}")


def main():
    with tempfile.TemporaryDirectory() as home:
        w = LocalWorkspace(sys.argv[1], home)
        try:
            w.lakecode("run", "workflow", "job_status", "--input", '{"job_id": 1001}', "--local")  # starts it
            check_profiles(w)
            check_writes_on_profiles(w)
            check_incident(w)
            check_mondays(w)
            check_departed_owner(w)
            check_resize(w)
        finally:
            w.stop()
    print("scenarios: incident, Mondays, a departed owner, resize and several workspaces hold")


if __name__ == "__main__":
    main()
