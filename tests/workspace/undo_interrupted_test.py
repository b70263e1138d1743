#!/usr/bin/env python3
"""An undo of two steps that fails, is stopped or killed on the way: the next one goes on, does nothing twice, and says what is
left or not known.

usage: undo_interrupted_test.py BIN_FOLDER
"""
import json
import os
import signal
import sys
import tempfile
import time

from acting_session import ActingSession

CREATE, RESET, GET = "/api/2.*/jobs/create", "/api/2.*/jobs/reset", "/api/2.*/jobs/get"
SLOW_MS = 600_000  # never waited for: the test goes on once the step has begun


class Acts:
    """One pack that changed one job and deleted another: its undo makes one and resets one, in this order."""

    def __init__(self, session, tag):
        self.session, self.tag = session, tag
        self.reset = self.make(f"{tag}-kept")
        gone = self.make(f"{tag}-gone")
        session.act(["api", "post", "/api/2.2/jobs/update", "--json",
                     json.dumps({"job_id": self.reset, "new_settings": {"max_concurrent_runs": 9}})],
                    ["api", "post", "/api/2.2/jobs/delete", "--json", json.dumps({"job_id": gone})])
        self.pack = session.undo("--plan")["pack"]

    def make(self, name):
        task = {"task_key": "a", "notebook_task": {"notebook_path": "/Shared/n"}}
        return self.session.workspace.call("POST", "/api/2.2/jobs/create", {"name": name, "tasks": [task]})["job_id"]

    def copies(self):
        return len(self.session.workspace.call("GET", f"/api/2.2/jobs/list?name={self.tag}-gone").get("jobs", []))

    def is_reset(self):
        settings = self.session.workspace.call("GET", f"/api/2.2/jobs/get?job_id={self.reset}")["settings"]
        return settings.get("max_concurrent_runs", 1) == 1


def set_faults(session, *rules):
    session.workspace.call("PUT", "/api/lakecode/faults", {"faults": list(rules)})


def states(result):
    return [step["state"] for step in result["steps"]]


def wait_for_records(session, process, record, count):
    """Until the newest pack has `count` records of this type."""
    deadline = time.monotonic() + 120
    while True:
        assert process.poll() is None, f"the undo ended: {process.communicate()}"
        events = session.packs()[-1] / "events.jsonl"
        if "-undo-" in events.parent.name and events.exists() and events.read_text().count(f'"type":"{record}"') >= count:
            return
        assert time.monotonic() < deadline, f"no {count} records {record}"
        time.sleep(0.01)


def goes_on(session, acts, wanted, expect=0):
    set_faults(session)
    result = session.undo("--approve", "destructive", expect=expect)
    assert "did not come to its end" in session.notes, session.notes
    assert result["pack"] == acts.pack and states(result) == wanted, result
    return result


def check_refused_step(session):
    """The second step is refused by the platform; the next undo takes it up, and one after that undoes the undo."""
    acts = Acts(session, "refused")
    set_faults(session, {"fault": "expired_token", "path": RESET})
    first = session.undo("--approve", "destructive", expect=5)
    assert first["status"] == "failed" and states(first) == ["done", "failed"], first
    assert acts.copies() == 1 and not acts.is_reset()
    second = goes_on(session, acts, ["not_needed", "done"])
    assert "already undone by" in second["steps"][0]["note"], second
    assert acts.copies() == 1 and acts.is_reset()
    session.undo("--approve", "destructive")  # the undo that ended is the last change now
    assert acts.copies() == 1 and not acts.is_reset()
    named = session.undo("--approve", "destructive", what=acts.pack)
    assert states(named) == ["not_needed", "done"] and acts.is_reset() and acts.copies() == 1, named


def check_lost_answer(session):
    """The platform does it and its answer is lost: what was made is not made again, and not said to be there."""
    acts = Acts(session, "lost")
    set_faults(session, {"fault": "unavailable_after", "path": CREATE})
    first = session.undo("--approve", "destructive", expect=1)
    assert states(first) == ["unknown", "not_started"], first
    second = goes_on(session, acts, ["unknown", "done"], expect=1)
    assert "look whether it is there" in second["steps"][0]["note"], second
    assert acts.copies() == 1 and acts.is_reset()
    session.workspace.call("PUT", "/api/lakecode/faults", {"faults": []})


def check_killed(session):
    """Killed while the second step is on its way."""
    acts = Acts(session, "killed")
    set_faults(session, {"fault": "slow", "path": RESET, "delay_ms": SLOW_MS})
    process = session.start_undo("--approve", "destructive")
    wait_for_records(session, process, "gate.intent", 2)
    process.kill()
    process.communicate()
    second = goes_on(session, acts, ["not_needed", "done"])
    assert "began this and was stopped" in second["steps"][1]["note"] or "read back" in second["steps"][1]["note"], second
    assert acts.copies() == 1 and acts.is_reset()


def check_killed_in_the_first(session):
    """Killed while something is being made: nobody knows, and so it says."""
    acts = Acts(session, "open")
    set_faults(session, {"fault": "slow", "path": CREATE, "delay_ms": SLOW_MS})
    process = session.start_undo("--approve", "destructive")
    wait_for_records(session, process, "gate.intent", 1)
    process.kill()
    process.communicate()
    goes_on(session, acts, ["unknown", "done"], expect=1)
    assert acts.is_reset()
    again = session.undo("--approve", "destructive", expect=1, what=acts.pack)
    assert states(again) == ["unknown", "not_needed"], again


def check_stopped_between(session):
    """Ctrl-C once the first step is done and the second is being prepared."""
    acts = Acts(session, "between")
    set_faults(session, {"fault": "slow", "path": GET, "delay_ms": SLOW_MS})
    process = session.start_undo("--approve", "destructive")
    wait_for_records(session, process, "undo.end", 1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, (out, err)
    first = json.loads(out)
    assert first["status"] == "cancelled" and states(first) == ["done", "not_started"], first
    goes_on(session, acts, ["not_needed", "done"])
    assert acts.copies() == 1 and acts.is_reset()


def check_stopped_in_a_step(session):
    """Ctrl-C while something is being made."""
    acts = Acts(session, "stopped")
    set_faults(session, {"fault": "slow", "path": CREATE, "delay_ms": SLOW_MS})
    process = session.start_undo("--approve", "destructive")
    wait_for_records(session, process, "gate.intent", 1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, (out, err)
    assert states(json.loads(out)) == ["unknown", "not_started"], out
    goes_on(session, acts, ["unknown", "done"], expect=1)
    assert acts.is_reset()


def main():
    with tempfile.TemporaryDirectory() as folder:
        session = ActingSession(sys.argv[1], folder)
        try:
            for check in (check_refused_step, check_lost_answer, check_killed, check_killed_in_the_first,
                          check_stopped_between, check_stopped_in_a_step):
                check(session)
                print("passed", check.__name__, flush=True)
        finally:
            os.kill(session.workspace.process.pid, signal.SIGKILL)  # it may still hold slow answers
            session.close()


if __name__ == "__main__":
    main()
