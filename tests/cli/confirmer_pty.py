#!/usr/bin/env python3
"""Questions at a real terminal (a PTY): what counts as an answer, and what never does.

Usage: confirmer_pty.py LAKECODE
The questions are those of `config trust` (yes or no) and `approve` (a name to type); both use the one confirmer that
the gate uses.
"""
import datetime
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

PROMPT = "· why:"
DIGEST = "d" * 64
NAME = "approve " + DIGEST[:8]


class Session:
    """One run of lakecode on a terminal of its own."""

    def __init__(self, binary, home, args, before=b""):
        self.master, slave = pty.openpty()
        if before:
            os.write(self.master, before)
        env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "TERM": "xterm"}
        self.process = subprocess.Popen([binary, *args], stdin=slave, stdout=slave, stderr=slave, cwd=home / "project",
                                        env=env, start_new_session=True,
                                        preexec_fn=lambda: __import__("fcntl").ioctl(0, 0x540E, 0))
        os.close(slave)
        self.seen = ""
        self.raw = b""

    def read(self, seconds):
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.raw += data
        self.seen = self.raw.decode("utf-8", "replace")
        return bool(data)

    def wait_for(self, text, count=1, seconds=30):
        end = time.monotonic() + seconds
        while self.seen.count(text) < count:
            if time.monotonic() > end or (not self.read(0.2) and self.process.poll() is not None):
                raise AssertionError(f"{text!r} was not seen {count} times in: {self.seen!r}")

    def type(self, data):
        os.write(self.master, data)

    def end(self, seconds=30):
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > end:
                self.process.kill()
                raise AssertionError(f"it does not end: {self.seen!r}")
            self.read(0.1)
        while self.read(0.1):
            pass
        os.close(self.master)
        return self.process.returncode


def trust_home(folder):
    project = folder / "project" / ".lakecode"
    project.mkdir(parents=True)
    (project / "config.yml").write_text("databricks:\n  target: dev\n")
    return folder


def request_file(folder, hours=1):
    def stamp(moment):
        return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    now = datetime.datetime.now(datetime.timezone.utc)
    file = folder / "x.request.json"
    file.write_text(json.dumps({
        "schema": "lakecode.approval_request/1", "digest": DIGEST, "class": "DESTRUCTIVE", "kind": "DROP_TABLE",
        "text": "DROP TABLE a.b.c \x1b[2J\u202e", "host": "https://h.example", "profile": "P", "principal": "ada",
        "requester_key": "a" * 64, "asked_at": stamp(now - datetime.timedelta(hours=1)),
        "expires_at": stamp(now + datetime.timedelta(hours=hours)), "nonce": "00"}))
    return file


def is_trusted(binary, home):
    done = subprocess.run([binary, "config", "show"], cwd=home / "project", env={"HOME": str(home), "PATH": "/usr/bin"},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return "not trusted" not in done.stderr


def trust_case(binary, steps, before=b""):
    """Runs `config trust`; each step is typed when its prompt stands. Returns status, whether it is trusted, output."""
    with tempfile.TemporaryDirectory() as folder:
        home = trust_home(pathlib.Path(folder))
        session = Session(binary, home, ["config", "trust"], before)
        for number, step in enumerate(steps, 1):
            session.wait_for(PROMPT, number)
            session.type(step)
        status = session.end()
        return status, is_trusted(binary, home), session.seen


def approve_case(binary, steps, hours=1):
    with tempfile.TemporaryDirectory() as folder:
        home = trust_home(pathlib.Path(folder))
        file = request_file(home, hours)
        session = Session(binary, home, ["approve", str(file)])
        for number, step in enumerate(steps, 1):
            session.wait_for(PROMPT, number)
            session.type(step)
        status = session.end()
        return status, (home / "x.approval.json").exists(), session.seen


def check(name, found, wanted):
    status, happened, output = found
    if (status, happened) != wanted:
        print(f"FAILED: {name}: exit {status}, happened {happened}; wanted {wanted}\n{output!r}")
        return False
    if "\x1b[?2004h" in output and not output.rstrip().rfind("\x1b[?2004l") > output.rfind("\x1b[?2004h"):
        print(f"FAILED: {name}: paste marks stay on\n{output!r}")
        return False
    foreign = output.replace("\x1b[?2004h", "").replace("\x1b[?2004l", "")
    # What the terminal itself echoes of our keys is "^[", so no other escape may be there.
    if "\x1b" in foreign or "\u202e" in foreign:
        print(f"FAILED: {name}: escapes reach the terminal\n{output!r}")
        return False
    return True


def pipe_case(binary, feed):
    with tempfile.TemporaryDirectory() as folder:
        home = trust_home(pathlib.Path(folder))
        done = subprocess.run([binary, "config", "trust"], cwd=home / "project", input=feed, text=True,
                              env={"HOME": str(home), "PATH": "/usr/bin"}, capture_output=True, timeout=30, check=False)
        return done.returncode, is_trusted(binary, home), done.stdout + done.stderr


def interrupt_case(binary):
    with tempfile.TemporaryDirectory() as folder:
        home = trust_home(pathlib.Path(folder))
        session = Session(binary, home, ["config", "trust"])
        session.wait_for(PROMPT)
        session.process.send_signal(signal.SIGINT)
        began = time.monotonic()
        status = session.end()
        if time.monotonic() - began > 5:
            raise AssertionError("Ctrl-C is slow")
        return status, is_trusted(binary, home), session.seen


def main():
    binary = os.path.abspath(sys.argv[1])
    paste = b"\x1b[200~y\x1b[201~\n"
    lines_paste = b"\x1b[200~some text\ny\nyes\n\x1b[201~\n"
    cases = [
        ("yes", trust_case(binary, [b"y\n"]), (0, True)),
        ("the word", trust_case(binary, [b"yes\n"]), (0, True)),
        ("no", trust_case(binary, [b"n\n"]), (4, False)),
        ("type-ahead is forgotten", trust_case(binary, [b"n\n"], before=b"y\nyes\n"), (4, False)),
        ("type-ahead is no yes", trust_case(binary, [b"\x04"], before=b"y\ny\ny\n"), (4, False)),
        ("a paste is no yes", trust_case(binary, [paste, b"n\n"]), (4, False)),
        ("a paste of lines is no yes", trust_case(binary, [lines_paste, b"n\n"]), (4, False)),
        ("pastes end in no", trust_case(binary, [paste, paste, paste]), (4, False)),
        ("a held key is no yes", trust_case(binary, [b"y" * 50 + b"\n"] * 3), (4, False)),
        ("always is not offered", trust_case(binary, [b"always\n", b"n\n"]), (4, False)),
        ("why is no answer", trust_case(binary, [b"why\n", b"w\n", b"?\n", b"n\n"]), (4, False)),
        ("the end of input", trust_case(binary, [b"\x04"]), (4, False)),
        ("the end in the middle", trust_case(binary, [b"y\x04\x04"]), (4, False)),
        ("a typed name", approve_case(binary, [NAME.encode() + b"\n"]), (0, True)),
        ("yes is no name", approve_case(binary, [b"y\n", b"yes\n", b"approve\n"]), (4, False)),
        ("another name", approve_case(binary, [b"approve 00000000\n", b"n\n"]), (4, False)),
        ("a pasted name", approve_case(binary, [b"\x1b[200~" + NAME.encode() + b"\x1b[201~\n", b"n\n"]), (4, False)),
        ("a late request", approve_case(binary, [], hours=-0.5), (1, False)),
        ("yes from a pipe", pipe_case(binary, "y\n" * 100), (4, False)),
        ("an empty pipe", pipe_case(binary, ""), (4, False)),
        ("interrupted", interrupt_case(binary), (130, False)),
    ]
    failed = [name for name, found, wanted in cases if not check(name, found, wanted)]
    print(f"{len(cases) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
