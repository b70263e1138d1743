#!/usr/bin/env python3
"""What is judged READ_ONLY changes nothing: every such line of the corpora runs on a scratch workspace, where it can run, and the
digest of the workspace's state stays the same. Writes that a person approves leave one intent record each.

usage: reads_test.py BIN_FOLDER
"""
import hashlib
import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BIN = pathlib.Path(sys.argv[1]).resolve()
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
LISTS = ["/api/2.2/jobs/list", "/api/2.1/clusters/list", "/api/2.0/sql/warehouses", "/api/2.0/secrets/scopes/list",
         "/api/2.0/workspace/list?path=/", "/api/2.1/unity-catalog/catalogs"]
TABLES = """CREATE CATALOG IF NOT EXISTS prod; CREATE CATALOG IF NOT EXISTS fleet; CREATE SCHEMA IF NOT EXISTS fleet.ops; CREATE CATALOG IF NOT EXISTS weather;
CREATE SCHEMA IF NOT EXISTS weather.obs; CREATE CATALOG IF NOT EXISTS retail; CREATE SCHEMA IF NOT EXISTS retail.core;
CREATE CATALOG IF NOT EXISTS harbor; CREATE SCHEMA IF NOT EXISTS harbor.ops; CREATE SCHEMA IF NOT EXISTS prod.mart;
CREATE TABLE harbor.ops.calls (call_id INT, ship_id INT, berth STRING, delayed BOOLEAN); INSERT INTO harbor.ops.calls VALUES (1, 2, 'a', true);
CREATE TABLE prod.mart.orders (id INT, order_id INT, amount DOUBLE, status STRING, ds STRING); INSERT INTO prod.mart.orders VALUES (1, 1, 2.5, 'x', 'd');
CREATE TABLE fleet.ops.trips (id INT, a INT, b INT); INSERT INTO fleet.ops.trips VALUES (1, 2, 3), (4, 5, 6);
CREATE TABLE weather.obs.hourly (station STRING, temp_c DOUBLE, ts TIMESTAMP); INSERT INTO weather.obs.hourly VALUES ('N1', 2.5, NULL);
CREATE TABLE retail.core.orders (order_id INT, amount DOUBLE, region STRING, channel STRING, customer_id INT, store_id INT, order_day DATE);
INSERT INTO retail.core.orders VALUES (1, 2.5, 'EU', 'web', 1, 1, DATE '2024-01-01')"""


class Workspace:
    def __init__(self, home):
        self.environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
        self.server = subprocess.Popen([BIN / "lakecode", "local", "serve", "--empty", "--port", "0", "--data", home / "data",
                                        "--output", "json"], env=self.environment, stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.server.stdout.readline())
        self.host, self.token = ready["host"], ready["token"]
        self.warehouse = None
        found = self.ask("GET", "/api/2.0/sql/warehouses")[1].get("warehouses") or []
        self.warehouse = found[0]["id"] if found else "local"

    def ask(self, method, path, body=None):
        data = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
        request = urllib.request.Request(self.host + path, data=data, method=method,
                                         headers={"Authorization": "Bearer " + self.token})
        try:
            with OPENER.open(request, timeout=30) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else {}
        except urllib.error.HTTPError as error:
            return error.code, {}

    def sql(self, text):
        status, answer = self.ask("POST", "/api/2.0/sql/statements",
                                  {"statement": text, "warehouse_id": self.warehouse, "wait_timeout": "30s"})
        return status == 200 and answer.get("status", {}).get("state") == "SUCCEEDED", answer

    def digest(self):
        parts = [json.dumps(self.ask("GET", path), sort_keys=True) for path in LISTS]
        done, answer = self.sql("SELECT table_catalog, table_schema, table_name, table_type FROM system.information_schema.tables")
        assert done, answer
        tables = sorted(answer.get("result", {}).get("data_array") or [])
        parts.append(json.dumps(tables))
        for catalog, schema, name, _ in tables:
            if catalog == "system" or schema == "information_schema":
                continue
            for query in (f"SELECT * FROM `{catalog}`.`{schema}`.`{name}`", f"DESCRIBE HISTORY `{catalog}`.`{schema}`.`{name}`"):
                parts.append(json.dumps(self.sql(query)[1].get("result"), sort_keys=True))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def acts():
    corpus = ROOT / "tests/corpus"
    for path in sorted(corpus.glob("safety-*.jsonl")):
        for line in filter(None, path.read_text().split("\n")):
            act = json.loads(line)
            if act["kind"] in ("sql", "rest"):
                yield act
    for path in sorted((corpus / "sql-valid").glob("*.sql")):
        for number, line in enumerate(path.read_text().split("\n")):
            if line and not line.startswith("#"):
                yield {"kind": "sql", "id": f"{path.stem}-{number + 1}", "sql": line}


def judged_reads(home):
    every = list(acts())
    done = subprocess.run([BIN / "lakecode", "safety", "classify", "--jsonl"], input="\n".join(map(json.dumps, every)) + "\n",
                          env={"HOME": str(home), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True)
    verdicts = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert [v["id"] for v in verdicts] == [a["id"] for a in every], "one answer a line, order kept"
    return [act for act, verdict in zip(every, verdicts) if verdict.get("class") == "READ_ONLY"]


def check_reads(home, workspace):
    for statement in TABLES.split(";"):
        done, answer = workspace.sql(statement.strip())
        assert done, (statement, answer)
    before = workspace.digest()
    reads = judged_reads(home)
    ran = 0
    for number, act in enumerate(reads):
        if act["kind"] == "sql":
            ran += workspace.sql(act["sql"])[0]
        elif act["path"].startswith("/"):
            ran += workspace.ask(act["method"].upper(), act["path"], act.get("body"))[0] == 200
        if number % 100 == 0 or number + 1 == len(reads):
            assert workspace.digest() == before, f"the state changed at or before {act}"
    print(f"{len(reads)} acts judged READ_ONLY, {ran} of them ran, the state is the same")
    assert len(reads) > 900 and ran > 250, (len(reads), ran)
    assert workspace.sql("INSERT INTO fleet.ops.trips VALUES (7, 8, 9)")[0] and workspace.digest() != before, \
        "the digest must see a change"


class Recorder(http.server.ThreadingHTTPServer):
    """Passes requests on to the workspace and remembers them."""
    daemon_threads = True

    def __init__(self, workspace):
        self.requests = []
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                recorder.requests.append({"method": self.command, "path": self.path, "body": body.decode()})
                headers = {key: value for key, value in self.headers.items()
                           if key.lower() in ("authorization", "content-type", "accept")}
                request = urllib.request.Request(workspace.host + self.path, data=body or None, method=self.command,
                                                 headers=headers)
                try:
                    with OPENER.open(request, timeout=60) as answer:
                        status, content, kind = answer.status, answer.read(), answer.headers.get("Content-Type")
                except urllib.error.HTTPError as error:
                    status, content, kind = error.code, error.read(), error.headers.get("Content-Type")
                self.send_response(status)
                self.send_header("Content-Type", kind or "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = forward

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


def intents(home):
    """The intent records of every pack, by their text."""
    found = []
    for path in sorted((home / ".lakecode" / "runs").rglob("*.jsonl")):
        for line in filter(None, path.read_text().split("\n")):
            record = json.loads(line)
            if "intent" in json.dumps(record.get("type", record.get("kind", ""))):
                found.append(record)
    return found


def check_intents(home, workspace):
    recorder = Recorder(workspace)
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "DATABRICKS_TOKEN": workspace.token,
                   "DATABRICKS_HOST": f"http://127.0.0.1:{recorder.server_address[1]}"}
    statements = ["SELECT count(*) FROM fleet.ops.trips", "INSERT INTO fleet.ops.trips VALUES (10, 11, 12)",
                  "UPDATE fleet.ops.trips SET a = 1 WHERE id = 10", "DELETE FROM fleet.ops.trips WHERE id = 10"]
    for statement in statements:
        done = subprocess.run([BIN / "lakecode", "sql", statement, "--approve", "destructive"], env=environment, cwd=home,
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, (statement, done)
    asked = [{"id": number, **request} for number, request in enumerate(recorder.requests)]
    done = subprocess.run([BIN / "lakecode", "safety", "classify", "--jsonl"], input="\n".join(map(json.dumps, asked)) + "\n",
                          env=environment, capture_output=True, text=True, check=True)
    classes = [json.loads(line)["class"] for line in done.stdout.split("\n") if line]
    changing = [request for request, name in zip(asked, classes) if name != "READ_ONLY"]
    records = intents(home)
    print(f"{len(asked)} requests, {len(changing)} of them change something, {len(records)} intent records")
    assert len(changing) == 3 == len(records), (changing, records)
    for request in changing:
        text = json.loads(request["body"])["statement"]
        assert sum(text in json.dumps(record) for record in records) == 1, (text, records)


def main():
    with tempfile.TemporaryDirectory(prefix="lakecode-reads-") as folder:
        home = pathlib.Path(folder)
        workspace = Workspace(home)
        try:
            check_reads(home, workspace)
            check_intents(home, workspace)
        finally:
            workspace.server.terminate()
            workspace.server.wait()


if __name__ == "__main__":
    main()
