#!/usr/bin/env python3
"""What a model was sent before, it is sent again byte for byte: system prompt, tools, and every message, over turns and in a
session that is taken up by another process. A cache of the vendor stands on it, and so does what the vendor signed.

usage: prefix_test.py BIN_FOLDER
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "support"))
from fake_model.server import FakeModel  # noqa: E402
from run_case import Workspace, check_requests, environment  # noqa: E402

BIN = pathlib.Path(sys.argv[1]).resolve()
MARK = ',"cache_control":{"type":"ephemeral"}'
THOUGHT = "first \"this\"\n\tthen\\that / \u00e9 \u2028 \U0001f600 <b> & \u0007 end "
SIGNED = "EqQBCk/+YIBxgC=="
REDACTED = {"type": "redacted_thinking", "data": "opaque/+=="}
ODD_INPUT = '{ "sql" : "SELECT  1.0 AS a\\u002c 1e3 AS b" ,"limit":5 }'
SCRIPT = [
    {"blocks": [{"thinking": THOUGHT, "signature": SIGNED}, {"raw": REDACTED}, {"text": "I look. "},
                {"tool": "sql_execute", "input": ODD_INPUT}, {"tool": "list_catalogs", "input": "{}"}]},
    {"thinking": "short", "text": "One thousand."},
    {"thinking": THOUGHT * 2, "tools": [{"name": "sql_execute", "input": {"sql": "SELECT nothing FROM nowhere"}}]},
    {"text": "It failed."}, {"text": "Nothing more."}, {"text": "Bye."}]
CHAT = [{"thinking": "reasoned", "text": "I look.", "tools": [{"name": "sql_execute", "input": ODD_INPUT}]},
        {"text": "One thousand."}, {"text": "Again."}, {"text": "Bye."}]


def messages_of(raw):
    """All that stands around the messages of a request, but for the limit of the answer, which follows what is left of a
    budget; and the texts of the messages, without the marks of a cache."""
    begin = raw.index('"messages":[') + len('"messages":[')
    texts, at = [], begin
    while raw[at] != "]":
        _, end = json.JSONDecoder().raw_decode(raw, at)
        texts.append(raw[at:end].replace(MARK, ""))
        at = end + (raw[end] == ",")
    return re.sub(r'"max_(completion_)?tokens":\d+,?', "", raw[:begin] + raw[at:]), texts


def change_the_workspace(provider, home, workspace):
    """A new table, and another session that is asked until the cache of names knows it: a new prompt would say more."""
    workspace.sql("CREATE TABLE main.default.later (id INT)")
    for cache in home.rglob("catalog/*.json"):
        cache.unlink()
    model, deadline = FakeModel([{"when": ".", "text": "Yes."}]), time.monotonic() + 60
    try:
        while not list(home.rglob("catalog/*.json")):
            assert time.monotonic() < deadline, f"no names: {list(home.rglob('*'))}"
            subprocess.run([BIN / "lakecode", "run", "are you there?", "--private"], cwd=home, stdin=subprocess.DEVNULL, check=True,
                           env=environment({"provider": provider}, home, model, workspace), stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, timeout=60)
    finally:
        model.close()


def check(what, script, provider, requests_wanted, first=None):
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder) / "home"
        home.mkdir()
        model, workspace = FakeModel(script), Workspace(BIN, pathlib.Path(folder) / "data")
        try:
            env = environment({"provider": provider}, home, model, workspace)
            for number, request in enumerate(["how many?", "and nowhere?", "more?", "bye"][:requests_wanted]):
                done = subprocess.run([BIN / "lakecode", "run", request, *(["--continue"] if number else [])], env=env, cwd=home,
                                      text=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
                assert done.returncode == 0, f"{what}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
                if not number:
                    change_the_workspace(provider, home, workspace)
            check_requests({}, model)
            raws = [seen["raw"] for seen in model.requests() if '"messages"' in seen["raw"]]
        finally:
            model.close()
            workspace.close()
    assert len(raws) == len(script), f"{what}: {len(raws)} requests"
    kept = 0
    for earlier, later in zip(raws, raws[1:]):
        (rest, texts), (next_rest, next_texts) = messages_of(earlier), messages_of(later)
        assert rest == next_rest, f"{what}: system prompt or tools have changed\n{rest}\n{next_rest}"
        assert len(next_texts) > len(texts)
        for text, again in zip(texts, next_texts):
            assert text == again, f"{what}: was\n{text}\nis\n{again}"
            kept += 1
    if first:
        first(messages_of(raws[-1])[1][1])
    print(f"{what}: {len(raws)} requests, {kept} messages sent again as they were")


def check_first_answer(text):
    content = json.loads(text)["content"]
    assert content[0] == {"type": "thinking", "thinking": THOUGHT, "signature": SIGNED}, content[0]
    assert content[1] == REDACTED, content[1]
    assert ODD_INPUT in text, f"the input of a call is not what the model wrote: {text}"


def main():
    check("anthropic", SCRIPT, "anthropic", 4, check_first_answer)
    check("openai", CHAT, "openai", 3)


if __name__ == "__main__":
    main()
