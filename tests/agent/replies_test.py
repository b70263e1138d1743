#!/usr/bin/env python3
"""Permission replies, interrupts and the end of input over stream-json, on the real programs.

usage: replies_test.py BIN_FOLDER
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "support"))
from fake_model.server import FakeModel  # noqa: E402
from run_case import Workspace, environment  # noqa: E402

BIN = pathlib.Path(sys.argv.pop(1)).resolve()
INSERT = "INSERT INTO shop.sales.orders VALUES (4)"
DROP = "DROP TABLE shop.sales.orders"


def call(sql):
    return {"tools": [{"name": "sql_execute", "input": {"sql": sql}}]}


class Replies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.workspace = Workspace(BIN, pathlib.Path(cls.folder.name) / "data")

    @classmethod
    def tearDownClass(cls):
        cls.workspace.close()
        cls.folder.cleanup()

    def setUp(self):
        for sql in ("CREATE CATALOG IF NOT EXISTS shop", "CREATE SCHEMA IF NOT EXISTS shop.sales",
                    "DROP TABLE IF EXISTS shop.sales.orders", "CREATE TABLE shop.sales.orders (id INT)"):
            self.workspace.sql(sql)

    def start(self, *replies, args=()):
        self.home = tempfile.TemporaryDirectory()
        self.addCleanup(self.home.cleanup)
        self.model = FakeModel(list(replies))
        self.addCleanup(self.model.close)
        env = environment({}, self.home.name, self.model, self.workspace)
        self.run_ = subprocess.Popen([BIN / "lakecode", "run", "--output", "stream-json", "--input-format", "stream-json",
                                      *args], env=env, cwd=self.home.name, text=True, stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.run_.wait)
        self.addCleanup(self.run_.stderr.close)
        self.addCleanup(self.run_.stdout.close)
        self.addCleanup(self.run_.kill)

    def write(self, line):
        self.run_.stdin.write((line if isinstance(line, str) else json.dumps(line)) + "\n")
        self.run_.stdin.flush()

    def say(self, text):
        self.write({"type": "user", "message": {"role": "user", "content": text}})

    def until(self, kind, subtype=None):
        for text in self.run_.stdout:
            line = json.loads(text)
            if line["type"] == kind and (subtype is None or line.get("subtype") == subtype):
                return line
        self.fail(f"no {kind}: {self.run_.stderr.read()}")

    def reply(self, request, behavior, **more):
        self.write({"type": "control_response", "response": {"subtype": "success", "request_id": request,
                                                             "response": {"behavior": behavior, **more}}})

    def end(self, code):
        self.run_.stdin.close()
        self.assertEqual(self.run_.wait(30), code, self.run_.stderr.read())

    def count(self):
        return self.workspace.sql("SELECT count(*) FROM shop.sales.orders")

    def test_an_allowed_change_is_made(self):
        self.start(call(INSERT), {"text": "Added."})
        self.say("add 4")
        asked = self.until("system", "permission_asked")
        control = self.until("control_request")
        self.assertEqual(control["request_id"], asked["request_id"])
        self.assertEqual(control["request"]["tool_name"], "sql_execute")
        self.assertEqual(control["request"]["input"]["sql"], INSERT)
        self.assertEqual(self.count(), "0")
        self.reply(asked["request_id"], "allow")
        result = self.until("result")
        self.assertEqual((result["status"], result["permission_denials"]), ("ok", []))
        self.assertEqual(self.count(), "1")
        self.end(0)

    def test_a_denied_change_is_not_made(self):
        self.start(call(INSERT), {"text": "Not added."})
        self.say("add 4")
        self.reply(self.until("control_request")["request_id"], "deny")
        result = self.until("result")
        self.assertEqual(result["status"], "needs_approval")
        self.assertEqual(result["permission_denials"][0]["decision"], "declined")
        self.end(4)
        self.assertEqual(self.count(), "0")

    def test_a_bare_allow_destroys_nothing(self):
        self.start(call(DROP), {"text": "Not dropped."})
        self.say("drop it")
        asked = self.until("control_request")
        self.assertTrue(asked["request"]["typed_name"])
        self.reply(asked["request_id"], "allow")
        self.assertEqual(self.until("result")["status"], "needs_approval")
        self.end(4)
        self.assertEqual(self.count(), "0")

    def test_a_name_confirms_what_it_names(self):
        self.start(call(DROP), {"text": "Dropped."})
        self.say("drop it")
        asked = self.until("control_request")
        self.reply(asked["request_id"], "allow", typed_name=asked["request"]["typed_name"])
        self.assertEqual(self.until("result")["status"], "ok")
        self.end(0)

    def test_a_reply_before_its_question_counts_for_nothing(self):
        self.start(call(INSERT), {"text": "Not added."})
        for number in range(1, 4):
            self.reply(f"permission-{number}", "allow")
        self.say("add 4")
        self.until("control_request")
        self.run_.stdin.close()
        self.assertEqual(self.run_.wait(30), 4)
        self.assertEqual(self.count(), "0")

    def test_an_interrupt_ends_the_turn_and_not_the_session(self):
        self.start({"when": "are you there", "text": "Here again."}, {"when": ".*", "text": "late", "fault": {"ms_before": 20000}})
        self.say("wait")
        self.until("system", "status")
        self.write({"type": "control_request", "request_id": "7", "request": {"subtype": "interrupt"}})
        self.assertEqual(self.until("result")["status"], "cancelled")
        self.say("are you there?")
        self.assertEqual(self.until("result")["result"], "Here again.")
        self.end(0)

    def test_lines_that_are_no_lines_are_told(self):
        self.start({"text": "Hello."})
        for line in ("no json", "[]", '{"type":"nothing"}', '{"type":"user"}', '{"type":"control_response"}', "{" * 5000):
            self.write(line)
        self.say("hello")
        self.assertIn("left out", self.until("system", "notice")["message"])
        self.assertEqual(self.until("result")["result"], "Hello.")
        self.end(0)

    def test_several_requests_are_one_session(self):
        self.start({"text": "One."}, {"text": "Two."})
        self.say("first")
        first = self.until("result")
        self.say("second")
        second = self.until("result")
        self.assertEqual(first["session_id"], second["session_id"])
        self.assertEqual(len(self.model.requests()[-1]["body"]["messages"]), 3)
        self.end(0)


if __name__ == "__main__":
    unittest.main()
