"""A fresh embedded workspace with the demo company, a scratch catalog `lab`, and a few days of system tables."""
import datetime
import json
import subprocess
import urllib.error
import urllib.request

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
DAYS = 40
LIST_PRICE = 0.55
USAGE_METADATA = ["job_id", "job_run_id", "job_name", "warehouse_id", "cluster_id", "endpoint_name", "dlt_pipeline_id", "notebook_id"]


def moment(days, hour=4):
    day = (NOW - datetime.timedelta(days=days)).date()
    return f"{day}T{hour:02}:00:00Z"


WORK = [("JOBS_COMPUTE", "JOBS", "svc-etl", {"job_id": "1001", "cluster_id": "0101-120000-abcd123"}, {"team": "finance"}, 40),
        ("SQL_COMPUTE", "SQL", "ana@larkmoor.example", {"warehouse_id": "wh-1"}, {}, 90),
        ("SERVERLESS_REAL_TIME_INFERENCE", "MODEL_SERVING", "svc-bot", {"endpoint_name": "support-bot"}, {"team": "support"}, 12)]


def quantity_of(base, day):
    return base + day % 7


def usage():
    for day in range(DAYS):
        for sku, product, who, resource, tags, base in WORK:
            row = {"record_id": f"{sku}-{day}", "account_id": "acc", "workspace_id": "1", "sku_name": sku, "cloud": "AWS",
                   "usage_start_time": moment(day), "usage_end_time": moment(day, 5), "usage_date": moment(day)[:10],
                   "usage_unit": "DBU", "usage_quantity": quantity_of(base, day), "record_type": "ORIGINAL", "custom_tags": tags,
                   "usage_metadata": {name: resource.get(name) for name in USAGE_METADATA},
                   "identity_metadata": {"run_as": who, "owned_by": who}, "billing_origin_product": product}
            yield row
            if day == 5:  # a correction: only the sum of all three is true
                yield {**row, "record_type": "RETRACTION", "usage_quantity": -row["usage_quantity"]}
                yield {**row, "record_type": "RESTATEMENT"}


def prices():
    """Every SKU had another price before: a join that forgets the period counts usage twice."""
    for sku in ("JOBS_COMPUTE", "SQL_COMPUTE", "SERVERLESS_REAL_TIME_INFERENCE"):
        for begin, end, price in (("2020-01-01T00:00:00Z", "2025-01-01T00:00:00Z", "0.9"), ("2025-01-01T00:00:00Z", None, str(LIST_PRICE))):
            yield {"price_start_time": begin, "price_end_time": end, "sku_name": sku, "cloud": "AWS", "currency_code": "USD",
                   "usage_unit": "DBU", "pricing": {"default": "0.7", "effective_list": {"default": price}}}


def jobs():
    for change in (30, 3):
        yield {"workspace_id": "1", "job_id": "1001", "name": "nightly settlement", "change_time": moment(change), "delete_time": None,
               "run_as_user_name": "svc-etl", "creator_user_name": "ana@larkmoor.example", "trigger_type": "PERIODIC"}


def job_runs():
    for day in range(8):
        yield {"workspace_id": "1", "job_id": "1001", "run_id": str(9000 + day), "period_start_time": moment(day, 1),
               "period_end_time": moment(day, 2), "result_state": "FAILED" if day == 2 else "SUCCEEDED", "run_type": "JOB_RUN",
               "termination_code": "RUN_EXECUTION_ERROR" if day == 2 else "SUCCESS", "trigger_type": "PERIODIC"}


def queries():
    for number in range(20):
        yield {"workspace_id": "1", "statement_id": f"st-{number}", "executed_by": "ana@larkmoor.example",
               "execution_status": "FINISHED", "compute": {"type": "WAREHOUSE", "warehouse_id": "wh-1"},
               "statement_text": "SELECT 1", "statement_type": "SELECT", "error_message": None, "client_application": "Databricks SQL Editor",
               "start_time": NOW.isoformat().replace("+00:00", "Z"), "total_duration_ms": 1000 * number,
               "waiting_at_capacity_duration_ms": 10 * number, "execution_duration_ms": 900 * number, "compilation_duration_ms": 40,
               "spilled_local_bytes": 0, "read_bytes": 4096 * number, "read_files": 9, "pruned_files": 4, "from_result_cache": False}


def served():
    yield {"served_entity_id": "e-1", "endpoint_name": "support-bot", "entity_name": "system.ai.claude", "entity_type": "FOUNDATION_MODEL",
           "change_time": moment(20)}


def endpoint_usage():
    for day in range(9):
        yield {"served_entity_id": "e-1", "requester": "svc-bot", "status_code": 200 if day else 429, "request_time": moment(day),
               "input_token_count": 900 + day, "output_token_count": 200, "workspace_id": "1"}


def audit():
    for day in range(5):
        yield {"workspace_id": "1", "event_time": moment(day), "event_date": moment(day)[:10], "service_name": "unityCatalog",
               "action_name": "updatePermissions", "user_identity": {"email": "ana@larkmoor.example"},
               "request_params": {"securable_type": "table", "securable_full_name": "prod.sales.orders", "changes": "[]"},
               "response": {"status_code": 200}}


def clusters():
    """Each change is a row: one cluster that is there, one that was deleted."""
    for name, deleted in (("explore-ana", None), ("gone", moment(1))):
        for change, gone in ((20, None), (1, deleted)):
            yield {"workspace_id": "1", "cluster_id": "c-" + name, "cluster_name": name, "owned_by": "ana@larkmoor.example",
                   "dbr_version": "17.3.x-scala2.13", "auto_termination_minutes": 30, "change_time": moment(change), "delete_time": gone}


def lineage():
    for day in range(3):
        yield {"workspace_id": "1", "entity_type": "JOB", "entity_id": "1001", "source_table_full_name": "prod.sales.orders",
               "target_table_full_name": "finance.ledger.settlements", "source_type": "TABLE", "target_type": "TABLE",
               "created_by": "svc-etl", "event_time": moment(day), "event_date": moment(day)[:10]}


SYSTEM_TABLES = {"billing.usage": usage, "billing.list_prices": prices, "lakeflow.jobs": jobs, "lakeflow.job_run_timeline": job_runs,
                 "query.history": queries, "serving.served_entities": served, "serving.endpoint_usage": endpoint_usage,
                 "access.audit": audit, "access.table_lineage": lineage, "compute.clusters": clusters}

def list_cost(days):
    """What each SKU cost in the last `days` days and today, by the price of its own period."""
    days -= (datetime.datetime.now(datetime.timezone.utc).date() - NOW.date()).days  # midnight may have passed
    return {sku: sum(quantity_of(base, day) * LIST_PRICE for day in range(days + 1)) for sku, _, _, _, _, base in WORK}


class Workspace:
    def __init__(self, bin_folder, home):
        self.bin, self.home = bin_folder, home
        self.environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}

    def __enter__(self):
        self.server = subprocess.Popen([self.bin / "lakecode", "local", "serve", "--demo", "--seed", "11", "--port", "0", "--data",
                                        self.home / "data", "--output", "json"], env=self.environment, stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.server.stdout.readline())
        self.host, self.token = ready["host"], ready["token"]
        self.warehouse = self.ask("GET", "/api/2.0/sql/warehouses")["warehouses"][0]["id"]
        for table, rows in SYSTEM_TABLES.items():
            self.load(table, list(rows()))
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait(timeout=30)

    def load(self, table, rows):
        file = self.home / "rows.jsonl"
        file.write_text("\n".join(map(json.dumps, rows)) + "\n")
        done = subprocess.run([self.bin / "lakecode-local", "load", str(file), f"system.{table}", "--host", self.host, "--token", self.token],
                              env=self.environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"load of system.{table}: {done.stderr}"

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.host + path, data=None if body is None else json.dumps(body).encode(), method=method,
                                         headers={"Authorization": "Bearer " + self.token})
        with OPENER.open(request, timeout=60) as answer:
            return json.loads(answer.read() or b"{}")

    def run(self, text):
        """The rows, and None or what the workspace said against the statement."""
        try:
            answer = self.ask("POST", "/api/2.0/sql/statements",
                              {"statement": text, "warehouse_id": self.warehouse, "wait_timeout": "50s"})
        except urllib.error.HTTPError as error:
            return [], f"HTTP {error.code} {error.read().decode()}"
        if answer["status"]["state"] == "SUCCEEDED":
            return answer.get("result", {}).get("data_array") or [], None
        return [], answer["status"].get("error", {}).get("message", answer["status"]["state"])

    def renew(self):
        for statement in ("DROP CATALOG IF EXISTS lab CASCADE", "CREATE CATALOG lab", "CREATE SCHEMA lab.work"):
            error = self.run(statement)[1]
            assert not error, f"{statement}: {error}"
