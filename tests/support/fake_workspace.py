"""A workspace that misbehaves on purpose, for tests of the command line. Loopback only.

Each mode is a function from (method, path) to an answer; what it answers is written from the API's documentation.
"""
import base64
import http.server
import json
import threading
import time

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>user</form></body></html>"

JOB = {
    "job_id": 77, "creator_user_name": "ana@example.com", "run_as_user_name": "ana@example.com",
    "created_time": 1767225600000,
    "settings": {"name": "nightly", "max_concurrent_runs": 1, "format": "MULTI_TASK",
                 "tasks": [{"task_key": "load", "run_if": "ALL_SUCCESS", "notebook_task": {"notebook_path": "/a"}}]},
}

STATE = {"life_cycle_state": "INTERNAL_ERROR", "result_state": "FAILED",
         "state_message": "Task load failed with message: Workload failed, see run output for details."}

RUN = {
    "job_id": 77, "run_id": 9007199254740993, "run_name": "nightly", "start_time": 1767225600000,
    "end_time": 1767225660000, "run_duration": 60000, "run_type": "JOB_RUN", "trigger": "PERIODIC", "state": STATE,
    "status": {"state": "TERMINATED", "termination_details": {
        "code": "RUN_EXECUTION_ERROR", "type": "CLIENT_ERROR", "message": "Task load failed"}},
    "run_page_url": "http://127.0.0.1/#job/77/run/9007199254740993",
}

TASKS = [{"task_key": "load", "run_id": 501, "notebook_task": {"notebook_path": "/a"},
          "state": {"life_cycle_state": "TERMINATED", "result_state": "FAILED",
                    "state_message": "Workload failed, see run output for details"},
          "start_time": 1767225600000, "end_time": 1767225660000, "attempt_number": 0}]


def as_json(status, value, headers=None):
    return status, "application/json", json.dumps(value).encode(), headers or {}


def healthy(_, path):
    if path.endswith("/jobs/get"):
        return as_json(200, JOB)
    if path.endswith("/runs/list"):
        return as_json(200, {"runs": [RUN], "has_more": False})
    if path.endswith("/runs/get"):
        return as_json(200, {**RUN, "tasks": TASKS})
    if path.endswith("/runs/get-output"):
        return as_json(200, {"error": "ModuleNotFoundError: No module named 'holidays'", "metadata": RUN})
    return as_json(404, {"error_code": "ENDPOINT_NOT_FOUND", "message": "No API found for " + path})


def slow(method, path):
    time.sleep(0.03)
    return healthy(method, path)


def html_login(_, __):
    return 200, "text/html", LOGIN_PAGE.encode(), {}


def unauthorized(_, __):
    return as_json(401, {"error_code": "UNAUTHENTICATED", "message": "Request lacks valid authentication credentials."})


def forbidden(_, __):
    return as_json(403, {"error_code": "PERMISSION_DENIED",
                         "message": "User ana does not have View or Admin or Manage Run or Owner permissions on job 77"})


def jobs_forbidden(method, path):
    """The list of jobs is refused, and so is a system table: two rights of two kinds are lacking."""
    if path.endswith("/jobs/list"):
        return as_json(403, {"error_code": "PERMISSION_DENIED", "message": "You may not list jobs."})
    return as_json(403, {"error_code": "PERMISSION_DENIED", "message": "User does not have USE SCHEMA on Schema 'system.billing'."})


def missing_job(_, __):
    return as_json(400, {"error_code": "INVALID_PARAMETER_VALUE", "message": "Job 77 does not exist."})


def no_output(method, path):
    if path.endswith("/runs/get-output"):
        return as_json(500, {"error_code": "INTERNAL_ERROR", "message": "worker lost"})
    return healthy(method, path)


def no_runs_list(method, path):
    if path.endswith("/runs/list"):
        return as_json(403, {"error_code": "PERMISSION_DENIED", "message": "You may not see the runs."})
    return healthy(method, path)


def hostile_text(method, path):
    status, kind, body, headers = healthy(method, path)
    text = body.decode().replace("nightly", "\\u001b]0;owned\\u0007\\u001b[2Jnightly\\u202e").replace(
        "holidays", "\\u001b[31mholidays\\u0000")
    return status, kind, text.encode(), headers


def warehouse_that(statement):
    """One SQL warehouse; every statement is answered by `statement`, a member of the answer beside its id."""
    def answer(method, path):
        if path.endswith("/sql/warehouses"):
            return as_json(200, {"warehouses": [{"id": "w1", "name": "Small", "state": "STOPPED",
                                                 "cluster_size": "2X-Small"}]})
        if "/sql/statements" in path:
            return as_json(200, {"statement_id": "s1", **statement})
        return healthy(method, path)
    return answer


def missing_table(method, path):
    columns = [{"name": n, "type_name": "STRING", "type_text": "STRING", "position": i} for i, n in enumerate(
        ("column_name", "data_type", "full_data_type", "is_nullable", "ordinal_position"))]
    return warehouse_that({"status": {"state": "SUCCEEDED"}, "result": {"row_count": 0, "data_array": []},
                           "manifest": {"schema": {"columns": columns}, "total_row_count": 0}})(method, path)


def missing_catalog(method, path):
    return warehouse_that({"status": {"state": "FAILED", "sql_state": "42704", "error": {
        "error_code": "BAD_REQUEST",
        "message": "[NO_SUCH_CATALOG_EXCEPTION] Catalog 'nope' was not found. SQLSTATE: 42704"}}})(method, path)


def stopped_warehouse(method, path):
    return warehouse_that({"status": {"state": "FAILED", "error": {
        "error_code": "BAD_REQUEST", "message": "SQL warehouse w1 is stopped and you may not start it"}}})(method, path)


def retried(method, path):
    """A run that ended well at the second attempt of its task; the one after it was skipped, the one before it failed."""
    good = {"life_cycle_state": "TERMINATED", "result_state": "SUCCESS"}
    skipped = {"life_cycle_state": "SKIPPED", "result_state": "MAXIMUM_CONCURRENT_RUNS_REACHED"}
    if path.endswith("/runs/list"):
        return as_json(200, {"runs": [{**RUN, "run_id": RUN["run_id"] + 1 - i, "state": state, "status": {}}
                                      for i, state in enumerate((skipped, good, STATE))]})
    if path.endswith("/runs/get"):
        return as_json(200, {**RUN, "state": good, "status": {}, "tasks": [
            *TASKS, {**TASKS[0], "run_id": 502, "state": good, "attempt_number": 1}]})
    if path.endswith("/runs/get-output"):
        return as_json(200, {"logs": "\u001b[0;31m26/01/01 00:00:01 INFO Retry: ERROR of task 3 was overcome\u001b[0m\n"
                                     "\u001b[31mERROR the second line\u001b[0m\n", "metadata": RUN})
    return healthy(method, path)


def mondays(method, path):
    """A daily job that fails on Mondays alone; 2026-06-15 is one."""
    if path.endswith("/runs/list"):
        good = {"life_cycle_state": "TERMINATED", "result_state": "SUCCESS"}
        day = 86_400_000
        return as_json(200, {"runs": [{**RUN, "run_id": RUN["run_id"] - i, "start_time": 1781496000000 - i * day,
                                       "end_time": 1781496060000 - i * day, "state": good if i % 7 else STATE, "status": {}}
                                      for i in range(22)]})
    if path.endswith("/runs/get"):
        return as_json(200, {**RUN, "start_time": 1781496000000, "end_time": 1781496060000, "tasks": TASKS})
    return healthy(method, path)


def statement(number, run, status, duration, text, **more):
    """One line of the query history; `run` is what its job_info names."""
    return {"query_id": f"01f0-{number:04}", "status": status, "query_text": text, "duration": duration, "warehouse_id": "w1",
            "user_name": "ana@example.com", "query_start_time_ms": 1767225601000 + number, "query_end_time_ms": 1767225601000 + number + duration,
            "rows_produced": 1, "query_source": {"job_info": {"job_id": "77", "job_run_id": run}}, **more}


def statements(method, path):
    """The run and its task sent statements to a warehouse: one failed, one spilled, one took long; others are of another run."""
    if path.endswith("/sql/history/queries"):
        own, task, other = str(RUN["run_id"]), str(TASKS[0]["run_id"]), "12"
        return as_json(200, {"res": [
            statement(1, own, "FINISHED", 1500, "SELECT 1"),
            statement(2, task, "FAILED", 900, "SELECT amont FROM main.a.b",
                      error_message="[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column with name `amont` cannot be resolved. Did you mean `amount`?"),
            statement(3, own, "FINISHED", 95_000, "SELECT * FROM main.a.big ORDER BY x",
                      metrics={"spill_to_disk_bytes": 3 << 30, "execution_time_ms": 94_000, "read_bytes": 9 << 30}),
            statement(4, other, "FAILED", 400, "SELECT 4", error_message="[DIVIDE_BY_ZERO] Division by zero."),
            statement(5, other, "FINISHED", 999_000, "SELECT 5", metrics={"spill_to_disk_bytes": 90 << 30})], "has_next_page": False})
    return healthy(method, path)


def quick_statements(method, path):
    """As statements, but none is worth a word."""
    if path.endswith("/sql/history/queries"):
        own = str(RUN["run_id"])
        return as_json(200, {"res": [statement(1, own, "FINISHED", 59_000, "SELECT 1", metrics={"spill_to_disk_bytes": 0}),
                                     statement(2, own, "CANCELED", 400, "SELECT 2")]})
    return healthy(method, path)


CLUSTER = "0101-000000-ab12cd34"
LOG4J = """26/01/01 00:00:31 INFO DAGScheduler: Submitting 200 missing tasks
26/01/01 00:00:44 WARN HeartbeatReceiver: Removing executor 3 with no recent heartbeats
26/01/01 00:00:52 ERROR Executor: Exception in task 17.0 in stage 4.0 (TID 911)
java.lang.OutOfMemoryError: Java heap space
\tat java.base/java.util.Arrays.copyOf(Arrays.java:3537)
26/01/01 00:00:53 ERROR Utils: token dapi0123456789abcdef0123456789abcdef was refused
"""


def on_cluster(log_conf, output):
    """The task ran on a cluster that delivers its logs to `log_conf`; its own output is `output`."""
    def answer(method, path):
        if path.endswith("/runs/get"):
            return as_json(200, {**RUN, "tasks": [{**TASKS[0], "cluster_instance": {"cluster_id": CLUSTER}}]})
        if path.endswith("/runs/get-output"):
            return as_json(200, {"error": output, "metadata": RUN})
        if path.endswith("/clusters/get"):
            return as_json(200, {"cluster_id": CLUSTER, "state": "TERMINATED", "spark_version": "15.4.x-scala2.12",
                                 "cluster_log_conf": log_conf})
        if path.endswith("/clusters/events"):
            return as_json(200, {"events": []})
        return healthy(method, path)
    return answer


def driver_log(method, path):
    """The output says nothing; the driver's log in DBFS does."""
    if path.endswith("/dbfs/list"):
        folder = f"/cluster-logs/{CLUSTER}/driver/"
        return as_json(200, {"files": [{"path": folder + name, "is_dir": False, "file_size": size}
                                       for name, size in (("stderr", 0), ("log4j-active.log", len(LOG4J)))]})
    if path.endswith("/dbfs/read"):
        return as_json(200, {"bytes_read": len(LOG4J), "data": base64.b64encode(LOG4J.encode()).decode()})
    return on_cluster({"dbfs": {"destination": "dbfs:/cluster-logs"}}, "Task failed")(method, path)


def driver_log_volume(method, path):
    """As driver_log, in a volume and beside an output that tells the cause."""
    folder = f"/Volumes/ops/logs/clusters/{CLUSTER}/driver"
    if path.endswith("/fs/directories" + folder):
        return as_json(200, {"contents": [{"path": folder + "/stdout", "name": "stdout", "is_directory": False, "file_size": 12}]})
    if path.endswith("/fs/files" + folder + "/stdout"):
        return 200, "application/octet-stream", b"rows: \xff 4711", {}
    return on_cluster({"volumes": {"destination": "/Volumes/ops/logs/clusters/"}},
                      "ModuleNotFoundError: No module named 'holidays'")(method, path)


def driver_log_elsewhere(method, path):
    return on_cluster({"s3": {"destination": "s3://company-logs/clusters", "region": "eu-west-1"}},
                      "ModuleNotFoundError: No module named 'holidays'")(method, path)


def no_history(method, path):
    if path.endswith("/sql/history/queries"):
        return as_json(403, {"error_code": "PERMISSION_DENIED", "message": "You may not see the query history."})
    return healthy(method, path)


def not_json(_, __):
    return 200, "application/json", b'{"job_id": 77, "settings": {"name": ', {}


MODES = {f.__name__: f for f in (healthy, slow, html_login, unauthorized, forbidden, jobs_forbidden, missing_job, no_output,
                                 hostile_text, missing_table, missing_catalog, stopped_warehouse, no_runs_list, retried, mondays, statements, quick_statements, no_history,
                                 driver_log, driver_log_volume, driver_log_elsewhere,
                                 not_json)}
# Modes below the level of answers.
RAW_MODES = ("truncated", "silent", "closing")


class FakeWorkspace:
    def __init__(self, mode):
        assert mode in MODES or mode in RAW_MODES, mode
        self.requests = []
        self.release = threading.Event()
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                self.rfile.read(length)
                path = self.path.split("?")[0]
                owner.requests.append((self.command, path))
                if mode == "silent":
                    owner.release.wait(30)
                    return
                if mode == "closing":
                    self.close_connection = True
                    self.connection.close()
                    return
                status, kind, body, headers = MODES.get(mode, healthy)(self.command, path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body) + (500 if mode == "truncated" else 0)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                if mode == "truncated":
                    self.wfile.flush()
                    self.close_connection = True

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

            def log_message(self, *_):
                pass

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except (ConnectionError, ValueError, OSError):
                    self.close_connection = True

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    @property
    def host(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.release.set()
        self.server.shutdown()
        self.server.server_close()
