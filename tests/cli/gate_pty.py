#!/usr/bin/env python3
"""The gate as a person meets it: `lakecode sql` on the embedded workspace, asked on a real terminal (a PTY).

Usage: gate_pty.py LAKECODE
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from confirmer_pty import PROMPT, Session  # noqa: E402

TABLE = "prod.sales.gate_test"


class Workspace:
    """A home with its embedded workspace."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.home = pathlib.Path(folder)
        (self.home / "project").mkdir()
        self.failures = []

    def environment(self):
        return {"HOME": str(self.home), "PATH": "/usr/bin:/bin"}

    def run(self, *args, feed=""):
        return subprocess.run([self.binary, *args], cwd=self.home / "project", input=feed, text=True, timeout=60,
                              env=self.environment(), capture_output=True, check=False)

    def sql(self, text, *more, feed=""):
        return self.run("sql", text, "--local", *more, feed=feed)

    def ask(self, text, steps, *more):
        """Runs a statement at a terminal and types each step at its prompt. Returns exit status and what was seen."""
        session = Session(self.binary, self.home, ["sql", text, "--local", *more])
        for number, step in enumerate(steps, 1):
            session.wait_for(PROMPT, number)
            session.type(step)
        return session.end(60), session.seen

    def count(self):
        done = self.sql(f"SELECT count(*) AS n FROM {TABLE}", "--output", "json")
        return int(json.loads(done.stdout)[0]["n"]) if done.returncode == 0 else -1

    def last_events(self, kind):
        pack = pathlib.Path(self.run("runs", "open", "last").stdout.strip())
        lines = (pack / "events.jsonl").read_text().splitlines()
        return [event["payload"] for event in map(json.loads, lines) if event["type"] == kind]

    def expect(self, what, found, wanted):
        if found != wanted:
            self.failures.append(what)
            print(f"FAILED: {what}: {found!r}, wanted {wanted!r}")

    def policy(self, text):
        file = self.home / ".lakecode" / "policy.yml"
        file.write_text(text)
        file.chmod(0o600)

    def no_policy(self):
        (self.home / ".lakecode" / "policy.yml").unlink()


def unwrapped(seen):
    """What was asked, without the breaks that fit it to the screen."""
    return " ".join(seen.split())


def answers(w):
    insert = f"INSERT INTO {TABLE} VALUES (1)"
    w.expect("made", w.sql(f"CREATE TABLE {TABLE} (id INT)", "--approve", "write").returncode, 0)
    status, seen = w.ask(insert, [b"y\n"])
    w.expect("a yes runs it", (status, w.count()), (0, 1))
    digest = w.last_events("gate.intent")[0]["digest"]
    w.expect("the digest that was shown is the one that ran", f"digest {digest}" in unwrapped(seen), True)
    w.expect("no word is cut at the edge of the screen", [line for line in seen.split(PROMPT)[0].splitlines() if len(line) > 80], [])
    w.expect("a no does not", (w.ask(insert, [b"n\n"])[0], w.count()), (4, 1))
    w.expect("it is recorded", w.last_events("gate.decision")[-1]["decision"], "declined")


def always(w):
    insert = f"INSERT INTO {TABLE} VALUES (1); INSERT INTO {TABLE} VALUES (2)"
    before = w.count()
    session = Session(w.binary, w.home, ["sql", insert, "--local"])
    session.wait_for(PROMPT)
    session.type(b"always\n")
    session.wait_for("once more")
    w.expect("always shows its scope", f"that touches only write table {TABLE}" in unwrapped(session.seen), True)
    session.type(b"always\n")
    status = session.end(60)
    w.expect("always covers the next of its kind", (status, w.count(), session.seen.count(PROMPT)), (0, before + 2, 1))
    w.expect("always ends with its session", w.ask(f"INSERT INTO {TABLE} VALUES (1)", [b"n\n"])[0], 4)


def edits(w):
    before = w.count()
    session = Session(w.binary, w.home, ["sql", f"DELETE FROM {TABLE}", "--local"])
    session.wait_for(PROMPT)
    session.type(b"edit\n")
    session.wait_for("new text")
    session.type(f"INSERT INTO {TABLE} VALUES (9)\n".encode())
    session.wait_for(PROMPT, 2)
    session.type(b"y\n")
    w.expect("an edit is asked about again and runs", (session.end(60), w.count()), (0, before + 1))


def destructive(w):
    drop = f"DROP TABLE {TABLE}"
    rows = w.count()
    w.expect("yes is not the name", (w.ask(drop, [b"y\n", b"yes\n", b"drop\n"])[0], w.count()), (4, rows))
    w.expect("a pipe of yes", (w.sql(drop, feed="y\n" * 99).returncode, w.count()), (4, rows))
    done = w.sql(drop, "--approve", "destructive", "--dry-run")
    w.expect("a dry run", (done.returncode, "would run" in done.stderr, w.count()), (0, True, rows))
    w.policy(f"- {{name: keep, match: {{tool: sql_execute, statement: 'DROP.*gate_test'}}, action: deny, message: Keep it.}}\n")
    for more in (["--approve", "destructive"], ["--approve", "destructive", "--compliance"], []):
        done = w.sql(drop.replace("DROP", "/* x */ drop"), *more)
        w.expect(f"a deny is final {more}", (done.returncode, "Keep it." in done.stderr, w.count()), (3, True, rows))
    decision = w.last_events("gate.decision")[0]
    w.expect("it names the rule", (decision["rule"], decision["rule_line"]), ("keep", 1))
    w.policy("rules: [")
    done = w.sql(drop, "--approve", "destructive")
    w.expect("a broken policy is read-only", (done.returncode, "READ-ONLY" in done.stderr, w.count()), (3, True, rows))
    w.expect("and stops compliance mode", w.sql("SELECT 1", "--compliance").returncode, 2)
    w.no_policy()
    w.expect("the name", (w.ask(drop, [TABLE.encode() + b"\n"])[0], w.count()), (0, -1))


def two_people(w):
    approver = w.home / "approver"
    (approver / "project").mkdir(parents=True)
    key = subprocess.run([w.binary, "approve", "--key"], env={"HOME": str(approver), "PATH": "/usr/bin:/bin"},
                         stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout.strip()
    w.policy(f"approvers: [{{name: ada, key: {key}}}]\nrules:\n"
             "- {name: two, match: {kind: CREATE_TABLE}, action: two_person, message: Two people.}\n")
    create = f"CREATE TABLE {TABLE} (id INT)"
    first = w.sql(create, "--approve", "destructive")
    w.expect("two people: the first waits", (first.returncode, "Two people." in first.stderr), (4, True))
    request = next((w.home / ".lakecode" / "approvals").glob("*.request.json"))
    own = Session(w.binary, w.home, ["approve", str(request)])
    own.wait_for(PROMPT)
    own.type(b"y\n")
    w.expect("two people: not by oneself", own.end() != 0, True)
    second = Session(w.binary, approver, ["approve", str(request)])
    second.wait_for(PROMPT)
    second.type(b"y\n")
    w.expect("two people: signed", second.end(), 0)
    w.expect("two people: runs", w.sql(create, "--approve", "destructive").returncode, 0)
    w.expect("two people: who it was", w.last_events("gate.intent")[0]["second_person"]["name"], "ada")
    w.expect("two people: once", w.sql(create, "--approve", "destructive").returncode, 4)


def replay(w):
    w.policy("- {name: no-optimize, match: {kind: OPTIMIZE}, action: deny}\n")
    done = w.run("policy", "replay", "--since", "30d", "--local", "--output", "json")
    told = json.loads(done.stdout)
    w.expect("replay adds up", told["allowed"] + told["asked"] + told["denied"], told["queries"])
    w.expect("replay finds what it would have denied",
             {(one["kind"], one["rule"]) for one in told["stopped"] if one["decision"] == "deny"},
             {("OPTIMIZE", "no-optimize")})
    w.no_policy()


def main():
    binary = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        w = Workspace(binary, folder)
        try:
            for part in (answers, always, edits, destructive, two_people, replay):
                part(w)
        finally:
            w.run("local", "stop")
    print(f"{len(w.failures)} failed")
    return 1 if w.failures else 0


if __name__ == "__main__":
    sys.exit(main())
