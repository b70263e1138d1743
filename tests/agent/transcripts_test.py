#!/usr/bin/env python3
"""Every tool once as meant and once wrongly, and every skill, as a model calls them on the demo company.

usage: transcripts_test.py BIN_FOLDER
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from fake_model.server import FakeModel  # noqa: E402

BIN = pathlib.Path(sys.argv.pop(1)).resolve()

# tool, input, what its result says
RIGHT = [
    ("list_catalogs", {}, ["catalogs", "prod"]),
    ("list_schemas", {"catalog": "prod"}, ["schemas of catalog prod", "sales"]),
    ("list_tables", {"catalog": "prod", "schema": "sales"}, ["orders"]),
    ("describe_table", {"table": "prod.sales.orders"}, ["order_id", "decimal"]),
    ("sql_execute", {"sql": "SELECT count(*) AS n FROM prod.sales.orders", "name": "orders"}, ["$orders: 1 row,", "n"]),
    ("batch_sql", {"statements": ["SELECT 1 AS one", "SELECT 2 AS two"]}, ["2 done, 0 failed"]),
    ("databricks_cli", {"arguments": ["api", "get", "/api/2.2/jobs/list?limit=2"]}, ["job_id"]),
    ("run_workflow", {"workflow": "job_status", "input": {"job_id": 1001}}, ["job_status: ok", "1001"]),
    ("recent_failures", {"hours": 48}, ["failed in the last 48 hours"]),
    ("top_tables_by_size", {"schema": "prod.sales", "limit": 2}, ["sizes of", "size_bytes"]),
    ("ask_user", {"question": "Which catalog?", "choices": ["prod", "dev"]}, ["nobody"]),
    ("activate_skill", {"name": "databricks-jobs"}, ["databricks-jobs"]),
]
LATER = [("read_result", {"result": "$orders"}, ["n"])]
WRONG = [
    ("list_catalogs", {"patern": "p"}, ["patern"]),
    ("list_schemas", {"catalog": "pord"}, ["did you mean prod"]),
    ("list_tables", {"catalog": "prod", "schema": "nothing"}, ["nothing"]),
    ("describe_table", {"table": "prod.sales.ordrs"}, ["orders"]),
    ("sql_execute", {"sql": "SELECT ordr_id FROM prod.sales.orders"}, ["NOT SENT", "order_id"]),
    ("batch_sql", {"statements": ["DROP TABLE prod.sales.orders"]}, ["1 refused"]),
    ("databricks_cli", {"arguments": ["api", "post", "/api/2.2/jobs/run-now", "--json", "{\"job_id\": 1001}"]}, ["approv"]),
    ("run_workflow", {"workflow": "debug_jobs"}, ["debug_job"]),
    ("recent_failures", {"hours": "many"}, ["hours"]),
    ("top_tables_by_size", {"schema": "prod.nothing"}, ["nothing"]),
    ("ask_user", {}, ["question"]),
    ("activate_skill", {"name": "databricks-job"}, ["databricks-job"]),
    ("read_result", {"result": "$nothing"}, ["nothing"]),
]

WORKFLOWS = """debug_job prove_table audit_jobs cost_top cost_spike genai_cost_agent uc_explain_access uc_diff_grants uc_apply_grants
capture_job capture_pipeline drift_detect bundle_deploy job_status job_logs run_job deploy_file query_history""".split()


class Transcripts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.server = subprocess.Popen([BIN / "lakecode-local", "serve", "--port", "0", "--demo", "--data",
                                       pathlib.Path(cls.folder.name) / "data", "--output", "json"],
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        cls.place = json.loads(cls.server.stdout.readline())

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait()
        cls.folder.cleanup()

    def run_calls(self, *messages):
        """The lines of a run whose model makes these calls, a message after the other."""
        script = [{"tools": [{"name": name, "input": given} for name, given, _ in calls]} for calls in messages]
        self.model = model = FakeModel(script + [{"text": "Done."}])
        self.addCleanup(model.close)
        home = tempfile.TemporaryDirectory()
        self.addCleanup(home.cleanup)
        env = {"HOME": home.name, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LAKECODE_PROVIDER": "anthropic",
               "LAKECODE_MODEL": "claude-sonnet-4-5", "ANTHROPIC_API_KEY": "sk-ant-fake-0123456789abcdef",
               "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{model.port}", "DATABRICKS_HOST": self.place["host"],
               "DATABRICKS_TOKEN": self.place["token"]}
        done = subprocess.run([BIN / "lakecode", "run", "go", "--output", "stream-json"], env=env, cwd=home.name, text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=300)
        self.assertEqual(done.stdout.count("\x1b"), 0)
        return [json.loads(line) for line in done.stdout.splitlines()]

    @staticmethod
    def results_of(lines):
        """(tool, is_error, text) of each call, in order."""
        calls, results = {}, []
        for line in lines:
            for block in line["message"]["content"] if line["type"] in ("assistant", "user") else []:
                if block.get("type") == "tool_use":
                    calls[block["id"]] = block["name"]
                if block.get("type") == "tool_result":
                    results.append((calls[block["tool_use_id"]], block.get("is_error", False), json.dumps(block["content"])))
        return results

    def check(self, wanted, lines, is_error):
        results = self.results_of(lines)
        self.assertEqual([name for name, _, _ in wanted], [name for name, _, _ in results])
        for (name, _, parts), (_, error, text) in zip(wanted, results):
            with self.subTest(tool=name):
                if name != "ask_user":
                    self.assertEqual(error, is_error, text[:600])
                for part in parts:
                    self.assertIn(part, text)

    def test_every_tool_as_meant(self):
        lines = self.run_calls(RIGHT, LATER)
        self.check(RIGHT + LATER, lines, False)
        self.assertEqual(lines[-1]["result"], "Done.")
        self.assertEqual(sorted(lines[0]["tools"]), sorted({name for name, _, _ in RIGHT + LATER}))

    def test_every_tool_wrongly(self):
        lines = self.run_calls(WRONG)
        self.check(WRONG, lines, True)
        self.assertEqual(sorted(lines[0]["tools"]), sorted({name for name, _, _ in WRONG}))

    def test_every_skill_is_given_whole(self):
        listed = self.run_calls([("run_workflow", {}, ["debug_job"])])
        first, there = listed[0], self.results_of(listed)[0][2]
        self.assertEqual(len(first["skills"]), 29)
        calls = [("activate_skill", {"name": name}, [f'<skill name=\\"{name}\\">', "</skill>"]) for name in first["skills"]]
        lines = self.run_calls(calls)
        self.check(calls, lines, False)
        got = [block for block in self.model.requests()[-1]["body"]["messages"][-1]["content"]
               if block["type"] == "tool_result"]
        self.assertEqual(len(got), len(calls))
        for (_, given, _), block in zip(calls, got):
            with self.subTest(skill=given["name"]):
                text = json.dumps(block["content"])
                self.assertGreater(len(text), 1000)
                self.assertNotIn("[redacted", text)  # our own words are no secrets
                body, _, absent = text.partition("## In this version")
                for workflow in WORKFLOWS:
                    if workflow in body and workflow not in there:
                        self.assertIn(workflow, absent, "it speaks of a workflow that is not there, and does not say so")


if __name__ == "__main__":
    unittest.main()
