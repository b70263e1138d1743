#!/usr/bin/env python3
"""What others did between an act and its undo, and two undos at once.

An undo that sends former settings whole says which settings others changed since, and without a person it does nothing;
what nobody else touched is undone as ever. Two processes that undo one pack act once.

usage: undo_since_test.py BIN_FOLDER
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from acting_session import ActingSession

RESET, UPDATE, GET = "/api/2.2/jobs/reset", "/api/2.2/jobs/update", "/api/2.2/jobs/get"


class Cases:
    def __init__(self, session):
        self.session, self.call = session, session.workspace.call

    def job(self, name):
        tasks = [{"task_key": key, "notebook_task": {"notebook_path": f"/Shared/{key}"}} for key in ("a", "b")]
        return self.call("POST", "/api/2.2/jobs/create", {"name": name, "max_concurrent_runs": 2, "tags": {"team": "x"},
                                                            "tasks": tasks})["job_id"]

    def settings(self, job):
        return self.call("GET", f"{GET}?job_id={job}")["settings"]

    def change(self, job, **settings):
        self.call("POST", UPDATE, {"job_id": job, "new_settings": settings})

    def act_on(self, *jobs, limit=9):
        self.session.act(*[["api", "post", UPDATE, "--json",
                            json.dumps({"job_id": job, "new_settings": {"max_concurrent_runs": limit}})] for job in jobs])
        return self.session.undo("--plan")["pack"]

    def refused(self, pack, *fields):
        """Names exactly these settings in the plan, and refuses for want of a person."""
        plan = self.session.undo("--plan", what=pack)
        assert plan["steps"][0]["newer"] == list(fields), plan
        done = self.session.undo("--approve", "destructive", what=pack, expect=4)
        assert done["status"] == "needs_approval" and done["steps"][0]["state"] == "refused", done
        assert done["steps"][0]["newer"] == list(fields), done
        for field in fields:
            assert field in done["steps"][0]["note"], done

    def check_nobody_else(self):
        job = self.job("alone")
        pack = self.act_on(job)
        done = self.session.undo("--approve", "destructive", what=pack)
        assert done["steps"][0]["newer"] == [] and self.settings(job)["max_concurrent_runs"] == 2, done

    def check_another_setting(self):
        """The tag that another gave since would be lost with the undo."""
        job = self.job("other-setting")
        pack = self.act_on(job)
        self.change(job, tags={"team": "y", "tier": "1"}, name="renamed")
        before = self.settings(job)
        self.refused(pack, "name", "tags.team", "tags.tier")
        assert self.settings(job) == before

    def check_the_same_setting(self):
        job = self.job("same-setting")
        pack = self.act_on(job)
        self.change(job, max_concurrent_runs=5)
        self.refused(pack, "max_concurrent_runs")
        assert self.settings(job)["max_concurrent_runs"] == 5

    def check_a_task(self):
        job = self.job("task")
        pack = self.act_on(job)
        self.change(job, tasks=[{"task_key": "b", "notebook_task": {"notebook_path": "/Shared/new"}}])
        self.refused(pack, "tasks[b].notebook_task.notebook_path")

    def check_set_back_by_others(self):
        """Another took the act back by hand already: nothing of theirs is lost."""
        job = self.job("by-hand")
        pack = self.act_on(job)
        self.change(job, max_concurrent_runs=2)
        done = self.session.undo("--approve", "destructive", what=pack)
        assert done["steps"][0]["state"] in ("done", "not_needed"), done

    def check_two_acts_of_one_pack(self):
        """The pack's own second act is no change of others; one on top of it is."""
        job = self.job("twice")
        self.session.act(*[["api", "post", UPDATE, "--json", json.dumps({"job_id": job, "new_settings": {"max_concurrent_runs": n}})]
                           for n in (5, 9)])
        done = self.session.undo("--approve", "destructive")
        assert [step["state"] for step in done["steps"]] == ["done", "done"], done
        assert self.settings(job)["max_concurrent_runs"] == 2

    def check_access_list(self):
        job = self.job("access")
        place = f"/api/2.0/permissions/jobs/{job}"
        grant = {"access_control_list": [{"group_name": "users", "permission_level": "CAN_VIEW"}]}
        self.session.act(["api", "patch", place, "--json", json.dumps(grant)])
        pack = self.session.undo("--plan")["pack"]
        self.call("PATCH", place, {"access_control_list": [{"group_name": "admins", "permission_level": "CAN_MANAGE_RUN"}]})
        plan = self.session.undo("--plan", what=pack)
        assert plan["steps"][0]["newer"], plan
        self.session.undo("--approve", "destructive", what=pack, expect=4)
        names = {entry.get("group_name") for entry in self.call("GET", place)["access_control_list"]}
        assert {"users", "admins"} <= names, names

    def check_new_notebook(self):
        """A notebook that the act made and another wrote into since is not simply deleted."""
        content = {"path": "/Shared/since", "format": "SOURCE", "language": "SQL", "content": "U0VMRUNUIDE="}
        self.session.act(["api", "post", "/api/2.0/workspace/import", "--json", json.dumps(content)])
        pack = self.session.undo("--plan")["pack"]
        self.call("POST", "/api/2.0/workspace/import", content | {"content": "U0VMRUNUIDI=", "overwrite": True})
        self.refused(pack, "content")
        self.call("GET", "/api/2.0/workspace/get-status?path=/Shared/since")

    def sql(self, text):
        done = subprocess.run([self.session.bin / "lakecode", "sql", text, "--approve", "destructive"], text=True, cwd=self.session.home,
                              env=self.session.environment(), capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
        assert done.returncode == 0, f"{text}: {done.stdout}{done.stderr}"

    def check_statements(self):
        """What statements set is compared as well; an act that others left alone is none of theirs."""
        self.sql("CREATE SCHEMA main.since")
        self.sql("CREATE TABLE main.since.t (a INT) COMMENT 'one'")
        self.sql("CREATE VIEW main.since.v AS SELECT 1 AS a")
        comment, table, view = "COMMENT ON TABLE main.since.t IS", "ALTER TABLE main.since.t SET TBLPROPERTIES", "main.since.v AS SELECT"
        for act, other, what in ((f"{comment} 'two'", f"{comment} 'three'", ["setting"]),
                                 (f"{table} ('k' = '1')", f"{table} ('k' = '2')", ["setting"]),
                                 (f"{table} ('k' = '3')", f"{table} ('other' = '2')", []),
                                 (f"CREATE OR REPLACE VIEW {view} 2 AS a", f"CREATE OR REPLACE VIEW {view} 3 AS a", ["definition"]),
                                 ("DROP VIEW main.since.v", f"CREATE VIEW {view} 4 AS a", ["definition"]),
                                 ("CREATE VIEW main.since.new AS SELECT 1 AS a", "CREATE OR REPLACE VIEW main.since.new AS SELECT 2 AS a",
                                  ["definition"]),
                                 ("GRANT SELECT ON TABLE main.since.t TO `users`", "GRANT MODIFY ON TABLE main.since.t TO `users`", [])):
            self.sql(act)
            plan = self.session.undo("--plan")
            assert plan["steps"][0]["newer"] == [], plan
            self.sql(other)
            plan = self.session.undo("--plan", what=plan["pack"])
            assert plan["steps"][0]["newer"] == what, (act, plan)

    def check_command(self):
        """The act of a command of the CLI is compared like the request it stands for."""
        job = self.job("command")
        self.session.act(["jobs", "update", str(job), "--json", json.dumps({"new_settings": {"max_concurrent_runs": 9}})],
                         with_cli=True)
        pack = self.session.undo("--plan", with_cli=True)["pack"]
        self.change(job, name="renamed")
        plan = self.session.undo("--plan", what=pack, with_cli=True)
        assert plan["steps"][0]["newer"] == ["name"], plan

    def check_two_at_once(self):
        """Both start before either acted. The second sees what the first did, or is told that one is under way."""
        jobs = [self.job(f"race{n}") for n in range(3)]
        pack = self.act_on(*jobs)
        deleted = self.job("race-gone")
        self.session.act(["api", "post", "/api/2.2/jobs/delete", "--json", json.dumps({"job_id": deleted})])
        gone = self.session.undo("--plan")["pack"]
        for what, count in ((pack, 3), (gone, 1)):
            both = [self.session.start_undo("--approve", "destructive", what=what) for _ in range(2)]
            ends = [process.communicate(timeout=120) for process in both]
            assert sorted(process.returncode for process in both) == [0, 0], ends
            states = sorted([step["state"] for step in json.loads(out)["steps"]] for out, _ in ends)
            assert states == [["done"] * count, ["not_needed"] * count], ends
        copies = self.call("GET", "/api/2.2/jobs/list?name=race-gone").get("jobs", [])
        assert len(copies) == 1, copies

    def check_second_is_told(self):
        """One that cannot have its turn does nothing and says why; --plan needs no turn, and a kill frees it."""
        job = self.job("held")
        pack = self.act_on(job)
        self.call("PUT", "/api/lakecode/faults", {"faults": [{"fault": "slow", "path": "/api/2.*/jobs/reset", "delay_ms": 600_000}]})
        first = self.session.start_undo("--approve", "destructive", what=pack)
        self.wait_for_intent(first)
        second = self.session.start_undo("--approve", "destructive", what=pack)
        out, err = second.communicate(timeout=60)
        assert second.returncode == 1 and "another lakecode undo is under way" in err, (out, err)
        self.session.undo("--plan", what=pack)
        first.kill()
        first.communicate()
        self.call("PUT", "/api/lakecode/faults", {"faults": []})
        self.session.undo("--approve", "destructive", what=pack)
        assert self.settings(job)["max_concurrent_runs"] == 2

    def wait_for_intent(self, process):
        deadline = time.monotonic() + 60
        while True:
            assert process.poll() is None, process.communicate()
            events = self.session.packs()[-1] / "events.jsonl"
            if "-undo-" in events.parent.name and events.exists() and '"type":"gate.intent"' in events.read_text():
                return
            assert time.monotonic() < deadline, "the undo does not begin"
            time.sleep(0.01)


def main():
    with tempfile.TemporaryDirectory() as home:
        session = ActingSession(pathlib.Path(sys.argv[1]), home)
        try:
            cases = Cases(session)
            for name in [name for name in dir(cases) if name.startswith("check_")]:
                getattr(cases, name)()
                print(f"{name}: ok", flush=True)
        finally:
            session.close()


if __name__ == "__main__":
    main()
