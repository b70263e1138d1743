#!/usr/bin/env python3
"""The fake model itself: it says what the script says, breaks where told, and refuses what the vendors refuse."""
import http.client
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from fake_model.script import Script, ScriptError, instructions_in  # noqa: E402
from fake_model.server import FakeModel  # noqa: E402

HELLO = {"role": "user", "content": "hello"}


class Server(unittest.TestCase):
    def start(self, *replies, **settings):
        self.model = FakeModel({"server": settings, "replies": list(replies)})
        self.addCleanup(self.model.close)

    def post(self, path, body, **headers):
        """(status, bytes); bytes are what arrived before a cut."""
        connection = http.client.HTTPConnection("127.0.0.1", self.model.port, timeout=10)
        self.addCleanup(connection.close)
        connection.request("POST", path, json.dumps(body), {"anthropic-version": "2023-06-01", **headers})
        answer = connection.getresponse()
        try:
            return answer.status, answer.read()
        except http.client.IncompleteRead as cut:
            return answer.status, cut.partial

    def ask(self, *messages, **more):
        status, data = self.post("/v1/messages", {"model": "m", "max_tokens": 9, "messages": list(messages), **more})
        return status, json.loads(data)

    def chat(self, *messages, **more):
        status, data = self.post("/v1/chat/completions", {"model": "m", "messages": list(messages), **more})
        return status, json.loads(data)

    def test_ordered_replies_are_served_once_and_then_nothing(self):
        self.start({"text": "one"}, {"text": "two"})
        self.assertEqual(self.ask(HELLO)[1]["content"][0]["text"], "one")
        self.assertEqual(self.chat(HELLO)[1]["choices"][0]["message"]["content"], "two")
        self.assertEqual(self.ask(HELLO)[0], 400)

    def test_a_pattern_goes_first_and_its_sequel_next(self):
        self.start({"text": "other"}, {"when": "tables", "text": "asking", "then": [{"text": "sequel"}]})
        question = {"role": "user", "content": "which tables?"}
        said = [self.ask(message)[1]["content"][0]["text"] for message in (question, HELLO, HELLO)]
        self.assertEqual(said, ["asking", "sequel", "other"])

    def test_an_obedient_model_does_what_it_reads(self):
        self.start(obedient=True)
        order = {"role": "user", "content": 'please CALL drop_table {"name": "a"} now'}
        self.assertEqual(self.ask(order)[1]["content"][1]["input"], {"name": "a"})
        self.assertEqual(self.ask(HELLO)[1]["content"][0]["text"], "Done.")
        self.assertEqual(instructions_in(["CALL x {broken", "recall y {}"]), [])

    def test_a_cut_sends_so_many_bytes_and_no_more(self):
        for limit in (0, 1, 100, 250):
            self.start({"text": "some words to cut", "fault": {"cut_at": limit}})
            status, data = self.post("/v1/messages", {"model": "m", "max_tokens": 9, "stream": True, "messages": [HELLO]})
            self.assertEqual((status, len(data)), (200, limit))

    def test_unanswered_and_orphaned_calls_are_refused(self):
        self.start({"text": "never"})
        call = {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "x", "input": {}}]}
        result = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "r"}]}
        self.assertIn("without `tool_result`", self.ask(HELLO, call, HELLO)[1]["error"]["message"])
        self.assertIn("unexpected `tool_use_id`", self.ask(HELLO, result)[1]["error"]["message"])
        calls = {"role": "assistant", "content": None, "tool_calls": [{"id": "c", "function": {"name": "x", "arguments": "{}"}}]}
        self.assertEqual(self.chat(HELLO, calls, HELLO)[0], 400)

    def test_thinking_must_come_back_unchanged(self):
        self.start({"thinking": "deep", "tools": [{"name": "x"}]}, {"text": "fine"})
        content = self.ask(HELLO)[1]["content"]
        result = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": content[1]["id"], "content": "r"}]}
        dropped = {"role": "assistant", "content": content[1:]}
        changed = {"role": "assistant", "content": [{**content[0], "thinking": "shallow"}, content[1]]}
        self.assertIn("Expected `thinking`", self.ask(HELLO, dropped, result)[1]["error"]["message"])
        self.assertIn("Invalid `signature`", self.ask(HELLO, changed, result)[1]["error"]["message"])
        self.assertEqual(self.ask(HELLO, {"role": "assistant", "content": content}, result)[0], 200)

    def test_errors_have_the_shape_of_their_path(self):
        self.start(*[{"fault": {"status": 429, "headers": {"retry-after": "7"}}}] * 3)
        body = {"model": "m", "max_tokens": 9, "messages": [HELLO]}
        self.assertEqual(json.loads(self.post("/v1/messages", body)[1])["error"]["type"], "rate_limit_error")
        self.assertEqual(json.loads(self.post("/serving-endpoints/chat/completions", body)[1])["error_code"],
                         "REQUEST_LIMIT_EXCEEDED")
        self.assertIn("code", json.loads(self.post("/v1/chat/completions", body)[1])["error"])

    def test_keys_and_fields_are_checked_and_requests_kept_without_credentials(self):
        self.start({"text": "in"}, key="right", rejects=["temperature"])
        body = {"model": "m", "max_tokens": 9, "messages": [HELLO]}
        self.assertEqual(self.post("/v1/messages", body, **{"x-api-key": "wrong"})[0], 401)
        self.assertEqual(self.post("/v1/messages", {**body, "temperature": 0}, **{"x-api-key": "right"})[0], 400)
        self.assertEqual(self.post("/v1/messages", body, authorization="Bearer right")[0], 200)
        self.assertEqual([request["body"].get("temperature") for request in self.model.requests()], [None, 0, None])
        self.assertNotIn("right", json.dumps(self.model.requests()))

    def test_a_script_with_an_unknown_word_is_refused(self):
        for script in ({"reply": []}, {"server": {"obey": True}}, [{"txt": "a"}]):
            with self.assertRaises(ScriptError):
                Script(script)


if __name__ == "__main__":
    unittest.main()
