#!/usr/bin/env python3
"""A conversation recorded with the fake model on an embedded workspace, then run again from the recording alone.

usage: replay_test.py BIN_FOLDER
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import run_case
from run_case import FakeModel, Workspace, check

SETUP = ("CREATE CATALOG IF NOT EXISTS shop", "CREATE SCHEMA shop.sales", "CREATE TABLE shop.sales.orders (id INT, note STRING)",
         "INSERT INTO shop.sales.orders VALUES (1, 'a'), (2, 'b'), (3, 'c')")
SCRIPT = [{"tools": [{"name": "sql_execute", "input": {"sql": "SELECT count(*) AS n FROM shop.sales.orders"}}]},
          {"text": "There are 3 orders."}]
FORMATS = ("text", "json", "stream-json")
PROVIDERS = {"anthropic": "claude-sonnet-4-5", "openai": "some-model", "databricks": "databricks-claude-sonnet-4-5"}


def lakecode(binary, home, env, *words, expect=0):
    # The same folder each time: it is told in the first line of a stream.
    done = subprocess.run([binary, *words], env=env, cwd=home.parent, text=True, capture_output=True, timeout=120)
    check(done.returncode == expect, f"{words}: exit {done.returncode}", done)
    return done


def record(binary, home, tapes, folder, provider):
    """What each form told; on an embedded workspace, or, for a model of the workspace, with the fake model in its place."""
    told = {}
    workspace = Workspace(binary.parent, folder)
    try:
        for statement in SETUP:
            workspace.sql(statement)
        for form in FORMATS:
            model = FakeModel(SCRIPT)
            try:
                case = {"provider": provider, "model": PROVIDERS[provider]}
                env = run_case.environment(case, home, model, None if provider == "databricks" else workspace)
                told[form] = lakecode(binary, home, env, "run", "how many orders are there?", "--output", form, "--record",
                                      str(tapes / form))
            finally:
                model.close()
    finally:
        workspace.close()
    for tape in tapes.iterdir():
        text = tape.read_text()
        check(run_case.MODEL_KEY not in text and workspace.token not in text, f"a secret is in {tape.name}")
        if provider != "databricks":  # there no statement was run
            tags = [word in text for word in ("query_tags", "lakecode_tool", "lakecode_session")]
            check(all(tags), f"the statement in {tape.name} has not its tags: {tags}")
    return told


def check_provider(binary, folder, provider):
    places = [folder / provider / name for name in ("first", "second", "tapes", "data")]
    for place in places:
        place.mkdir(parents=True)
    first, second, tapes, data = places
    told = record(binary, first, tapes, data, provider)
    bare = {"HOME": str(second), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    for form in FORMATS:
        again = lakecode(binary, second, bare, "run", "how many orders are there?", "--output", form, "--replay",
                         str(tapes / form))
        check(again.stdout == told[form].stdout, f"{provider}, {form}: not the same bytes\n-- then\n{told[form].stdout}", again)
    check(not (second / ".lakecode/sessions").exists(), "a replay leaves a session behind")
    other = lakecode(binary, second, bare, "run", "how many customers are there?", "--replay", str(tapes / "text"), expect=1)
    check("the nearest is number" in other.stderr, "a miss names no recording", other)
    check(json.loads(told["json"].stdout)["usage"]["input_tokens"] > 0, "nothing was counted", told["json"])
    check("There are 3 orders." in told["text"].stdout, "no answer", told["text"])


def main():
    binary = pathlib.Path(sys.argv[1]).resolve() / "lakecode"
    with tempfile.TemporaryDirectory() as folder:
        for provider in PROVIDERS:
            check_provider(binary, pathlib.Path(folder), provider)
    print("a conversation with each provider, recorded and replayed: the same bytes")


if __name__ == "__main__":
    main()
