#!/usr/bin/env python3
"""Ctrl-C while a run tells stream-json, what its first line says, and sessions in copies, on the real programs.

usage: signal_test.py BIN_FOLDER
"""
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "support"))
from fake_model.server import FakeModel  # noqa: E402
from run_case import Workspace, calls_and_results, check_requests, environment  # noqa: E402

BIN = pathlib.Path(sys.argv.pop(1)).resolve()
SLOW = {"faults": [{"fault": "slow", "path": "/api/2.0/sql/statements", "method": "POST", "delay_ms": 20000}]}
READS = [{"name": "sql_execute", "input": {"sql": f"SELECT {n} AS n"}} for n in (1, 2)]
CHANGE = {"name": "sql_execute", "input": {"sql": "INSERT INTO shop.sales.orders VALUES (4)"}}


class Signals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.workspace = Workspace(BIN, pathlib.Path(cls.folder.name) / "data")
        for sql in ("CREATE CATALOG shop", "CREATE SCHEMA shop.sales", "CREATE TABLE shop.sales.orders (id INT)"):
            cls.workspace.sql(sql)

    @classmethod
    def tearDownClass(cls):
        cls.workspace.close()
        cls.folder.cleanup()

    def start(self, *replies):
        self.home = tempfile.TemporaryDirectory()
        self.addCleanup(self.home.cleanup)
        self.model = FakeModel(list(replies))
        self.addCleanup(self.model.close)
        self.env = environment({}, self.home.name, self.model, self.workspace)

    def lakecode(self, *args):
        done = subprocess.run([BIN / "lakecode", *args], env=self.env, cwd=self.home.name, text=True, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def interrupted(self, is_moment, *args):
        """The lines of a run that gets SIGINT at the first line for which `is_moment` holds."""
        run = subprocess.Popen([BIN / "lakecode", "run", "go", "--session-id", "s", "--output", "stream-json", *args],
                               env=self.env, cwd=self.home.name, text=True, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(run.kill)
        lines = []
        was_sent = False
        for text in run.stdout:
            lines.append(json.loads(text))
            if not was_sent and is_moment(lines):
                run.send_signal(signal.SIGINT)
                was_sent = True
        _, err = run.communicate(timeout=60)
        self.assertTrue(was_sent, lines)
        self.assertEqual(run.returncode, 130, err)
        result = lines[-1]
        self.assertEqual((result["type"], result["subtype"], result["status"], result["is_error"]),
                         ("result", "error_during_execution", "cancelled", True), lines[-1])
        self.assertEqual(sum(line["type"] == "result" for line in lines), 1)
        return lines

    def goes_on(self):
        """The session answers the next request, and what it sends is a valid conversation."""
        said = json.loads(self.lakecode("run", "are you there?", "--session-id", "s", "--output", "json"))
        self.assertEqual((said["status"], said["text"]), ("ok", "Here again."))
        check_requests({}, self.model)

    def test_in_the_middle_of_a_text(self):
        self.start({"when": "are you there", "text": "Here again."},
                   {"when": ".*", "text": "word " * 2000, "fault": {"ms_per_byte": 1}})
        lines = self.interrupted(lambda lines: lines[-1]["type"] == "stream_event", "--include-partial-messages")
        partial = [line for line in lines if line["type"] == "assistant"]
        self.assertEqual(len(partial), 1)
        self.assertIn("interrupted here", json.dumps(partial))
        self.assertTrue(lines[-1]["result"].startswith("word"))
        self.goes_on()

    def test_while_calls_run_every_call_is_answered(self):
        # A change is stopped while the gate still looks at what it would do, a read once it is on its way.
        for tools, started, note in ((READS, 2, "running on"), ([*READS, CHANGE], 2, "running on"), ([CHANGE], 1, "")):
            with self.subTest(tools=len(tools)):
                self.start({"when": "are you there", "text": "Here again."}, {"when": "go", "tools": tools})
                self.workspace.call("PUT", "/api/lakecode/faults", SLOW)
                try:
                    lines = self.interrupted(
                        lambda lines: sum(line["type"] == "tool_progress" and note in line.get("message", "")
                                          for line in lines) == started,
                        "--approve", "write")
                finally:
                    self.workspace.call("DELETE", "/api/lakecode/faults")
                calls, results = [], []
                for line in lines:
                    if line["type"] in ("assistant", "user"):
                        more_calls, more_results = calls_and_results(line["message"])
                        calls += more_calls
                        results += more_results
                self.assertEqual(len(calls), len(tools))
                self.assertEqual(calls, results)
                # The workspace had not named a statement yet: what cannot be cancelled is told.
                told = [line for line in lines if line["type"] == "user"]
                if note:
                    self.assertIn("look into the query history", json.dumps(told))
                self.goes_on()

    def test_the_first_line_tells_skills_and_slash_commands(self):
        self.start({"text": "Hello."})
        first = json.loads(self.lakecode("run", "hi", "--output", "stream-json").splitlines()[0])
        skills = json.loads(self.lakecode("skills", "list", "--output", "json"))["skills"]
        self.assertEqual(first["skills"], [skill["name"] for skill in skills])
        self.assertGreater(len(first["skills"]), 20)
        helped = [line.split()[0] for line in self.lakecode("/help").splitlines()[1:]]
        self.assertEqual(["/" + name for name in first["slash_commands"]], helped)

    def test_a_copy_leaves_the_session_as_it_was(self):
        self.start({"text": "Hello Ann."}, {"text": "Hello again."})
        self.lakecode("run", "my name is Ann", "--session-id", "ann")
        journal = pathlib.Path(self.home.name) / ".lakecode/sessions/ann.jsonl"
        before = journal.read_bytes()
        said = json.loads(self.lakecode("run", "call me Bob", "--resume", "ann", "--fork-session", "--output", "json"))
        self.assertEqual(said["text"], "Hello again.")
        self.assertNotEqual(said["session_id"], "ann")
        self.assertEqual(journal.read_bytes(), before)
        sent = json.dumps(self.model.requests()[-1]["body"]["messages"])
        self.assertIn("my name is Ann", sent)
        self.assertIn("call me Bob", sent)
        wrong = subprocess.run([BIN / "lakecode", "run", "hi", "--fork-session"], env=self.env, cwd=self.home.name, text=True,
                               capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
        self.assertEqual(wrong.returncode, 2, wrong.stderr)
        self.assertIn("--resume", wrong.stderr)


if __name__ == "__main__":
    unittest.main()
