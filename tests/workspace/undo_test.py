#!/usr/bin/env python3
"""Every kind of change is undone on a real embedded workspace, and undone again, with both programs as a person runs them.

usage: undo_test.py BIN_FOLDER
"""
import csv
import io
import json
import pathlib
import subprocess
import sys
import tempfile

BIN = pathlib.Path(sys.argv[1]).resolve()
TABLE = "prod.sales.orders"


class Workspace:
    def __init__(self, home):
        self.home = home

    def lakecode(self, *args, expect=0):
        env = {"HOME": str(self.home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        done = subprocess.run([BIN / "lakecode", *args], env=env, cwd=self.home, text=True, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=120)
        assert done.returncode == expect, f"{args}: exit {done.returncode}, not {expect}\n{done.stdout}\n{done.stderr}"
        assert "\x1b" not in done.stdout + done.stderr
        return done

    def rows(self, sql):
        text = self.lakecode("sql", sql, "--local", "--output", "csv").stdout
        return list(csv.reader(io.StringIO(text, newline="")))[1:]

    def value(self, sql):
        return self.rows(sql)[0][0]

    def change(self, sql):
        self.lakecode("sql", sql, "--local", "--approve", "destructive")

    def undo(self, *args, expect=0, what="last"):
        out = self.lakecode("undo", what, "--local", "--output", "json", *args, expect=expect).stdout
        return json.loads(out)


def count(w, condition="true"):
    return int(w.value(f"SELECT count(*) FROM {TABLE} WHERE {condition}"))


def check_versions(w):
    before = count(w)
    for change in (f"DELETE FROM {TABLE} WHERE status = 'picked'", f"TRUNCATE TABLE {TABLE}",
                   f"UPDATE {TABLE} SET channel = 'fax' WHERE channel = 'web'"):
        fax = count(w, "channel = 'fax'")
        w.change(change)
        after = (count(w), count(w, "channel = 'fax'"))
        assert after != (before, fax), change
        plan = w.undo("--plan")
        assert plan["status"] == "planned" and [s["how"] for s in plan["steps"]] == ["restore_version"], plan
        w.undo(expect=4)                      # nobody to ask
        assert (count(w), count(w, "channel = 'fax'")) == after, "a refused undo changed something"
        # The refused undo left a pack without a change, so the last change is still ours.
        done = w.undo("--approve", "destructive")
        assert done["status"] == "ok" and done["steps"][0]["state"] == "done", done
        assert (count(w), count(w, "channel = 'fax'")) == (before, fax), change
        w.undo("--approve", "destructive")    # undo of the undo
        assert (count(w), count(w, "channel = 'fax'")) == after, change
        w.undo("--approve", "destructive")
        assert (count(w), count(w, "channel = 'fax'")) == (before, fax), change


def check_changed_since(w):
    before = count(w)
    w.change(f"DELETE FROM {TABLE} WHERE status = 'placed'")
    pack = w.undo("--plan")["pack"]
    w.change(f"DELETE FROM {TABLE} WHERE status = 'cancelled'")
    plan = w.undo("--plan", what=pack)
    assert len(plan["steps"][0]["newer"]) == 1 and "DELETE" in plan["steps"][0]["newer"][0], plan
    w.undo("--approve", "destructive", what=pack)
    assert count(w) == before


def check_undone_once(w):
    before = count(w)
    w.change(f"DELETE FROM {TABLE} WHERE status = 'placed'; DELETE FROM {TABLE} WHERE status = 'cancelled'")
    plan = w.undo("--plan")
    pack = plan["pack"]
    assert len(plan["steps"]) == 1 and len(plan["steps"][0]["acts"]) == 2 and not plan["steps"][0]["newer"], plan
    w.undo("--approve", "destructive", what=pack)
    assert count(w) == before
    w.change(f"UPDATE {TABLE} SET channel = 'telex' WHERE channel = 'web'")
    telex = count(w, "channel = 'telex'")
    again = w.undo("--approve", "destructive", what=pack)
    assert {s["state"] for s in again["steps"]} == {"not_needed"} and "already undone by" in again["steps"][0]["note"]
    assert again["evidence_pack"] == "" and count(w, "channel = 'telex'") == telex > 0, again
    w.undo("--approve", "destructive")        # the UPDATE
    w.undo("--approve", "destructive", what=again["steps"][0]["note"].split()[3])  # undo of the undo: deleted again
    assert count(w) < before
    w.undo("--approve", "destructive", what=pack)
    assert count(w) == before, "what was done again can be undone again"


def check_truth(w):
    w.change("CREATE TABLE prod.sales.u1 (a INT, b STRING)")
    for change, row in (("ADD CONSTRAINT ck CHECK (a > 0)", "(-5, 'x')"), ("ALTER COLUMN b SET NOT NULL", "(1, NULL)")):
        w.change(f"ALTER TABLE prod.sales.u1 {change}")
        done = w.undo("--approve", "destructive")
        assert "columns and properties as before" in done["steps"][0]["note"], done
        w.change(f"INSERT INTO prod.sales.u1 VALUES {row}")
    w.change("GRANT SELECT ON TABLE prod.sales.u1 TO `analysts`")
    w.change("GRANT SELECT ON TABLE prod.sales.u1 TO `analysts`")
    idle = w.undo("--approve", "destructive")
    assert not idle["steps"] and not idle["lost"] and idle["status"] == "ok", idle
    w.change("GRANT MODIFY ON TABLE prod.sales.u1 TO `analysts`")
    done = w.undo("--approve", "destructive")
    assert done["steps"][0]["note"] == "read back", done


def check_objects(w):
    carts = w.value("SELECT count(*) FROM prod.sales.carts")
    w.change("DROP TABLE prod.sales.carts")
    assert w.undo("--approve", "destructive")["steps"][0]["how"] == "undrop"
    assert w.value("SELECT count(*) FROM prod.sales.carts") == carts
    w.change("CREATE TABLE prod.sales.fresh (a INT)")
    assert w.undo("--approve", "destructive")["steps"][0]["how"] == "drop_created"
    w.lakecode("sql", "SELECT * FROM prod.sales.fresh", "--local", expect=1)
    w.change("CREATE VIEW prod.sales.v AS SELECT 1 AS a")
    w.change("CREATE OR REPLACE VIEW prod.sales.v AS SELECT 2 AS a")
    w.undo("--approve", "destructive")
    assert w.value("SELECT a FROM prod.sales.v") == "1"
    w.change("DROP VIEW prod.sales.v")
    w.undo("--approve", "destructive")
    assert w.value("SELECT a FROM prod.sales.v") == "1"


def check_guards(w):
    w.change("CREATE TABLE prod.sales.guarded AS SELECT 1 AS a, 'secret' AS b")
    w.change("CREATE FUNCTION prod.sales.stars(b STRING) RETURNS STRING RETURN '***'")
    w.change("ALTER TABLE prod.sales.guarded ALTER COLUMN b SET MASK prod.sales.stars")
    w.change("ALTER TABLE prod.sales.guarded ALTER COLUMN b DROP MASK")
    assert w.value("SELECT b FROM prod.sales.guarded") == "secret"
    assert w.undo("--approve", "destructive")["steps"][0]["note"] == "read back"
    assert w.value("SELECT b FROM prod.sales.guarded") == "***", "the mask hides it again"
    w.change("CREATE VIEW prod.sales.held TBLPROPERTIES ('team' = 'ops') AS SELECT a FROM prod.sales.guarded")
    w.change("GRANT SELECT ON VIEW prod.sales.held TO `analysts`")
    w.change("DROP VIEW prod.sales.held")
    done = w.undo("--approve", "destructive")
    assert [s["how"] for s in done["steps"]] == ["recreate", "grant_back"], done
    assert "('team' = 'ops')" in done["steps"][0]["statement"], done
    assert ["analysts", "SELECT"] in [row[:2] for row in w.rows("SHOW GRANTS ON VIEW prod.sales.held")]


def check_names_taken_again(w):
    w.change("CREATE TABLE prod.sales.again AS SELECT 7 AS a; DELETE FROM prod.sales.again WHERE a = 8")
    w.change("DROP TABLE prod.sales.again; CREATE TABLE prod.sales.again (z INT); INSERT INTO prod.sales.again VALUES (1)")
    done = w.undo("--approve", "destructive")
    assert "WITH ID" in done["steps"][-1]["statement"] and {s["state"] for s in done["steps"]} == {"done"}, done
    assert w.value("SELECT a FROM prod.sales.again") == "7", "the one that was dropped first"
    w.change("CREATE TABLE prod.sales.brief (a INT); INSERT INTO prod.sales.brief VALUES (1); DROP TABLE prod.sales.brief")
    done = w.undo("--approve", "destructive")
    assert {s["state"] for s in done["steps"]} == {"done"}, done
    w.lakecode("sql", "SELECT * FROM prod.sales.brief", "--local", expect=1)
    w.change("DROP TABLE prod.sales.again")
    pack = w.undo("--plan")["pack"]
    w.change("CREATE TABLE prod.sales.again (other INT)")
    told = w.undo("--approve", "destructive", what=pack, expect=1)
    assert told["steps"][0]["state"] == "failed" and "another table" in told["steps"][0]["note"], told
    assert w.rows("SELECT other FROM prod.sales.again") == []


def check_order_and_parts(w):
    before = count(w)
    w.change(f"DELETE FROM {TABLE} WHERE status = 'placed'; CREATE TABLE prod.sales.two (a INT); DELETE FROM {TABLE}")
    done = w.undo("--approve", "destructive")
    assert [s["how"] for s in done["steps"]] == ["drop_created", "restore_version"], done
    assert count(w) == before
    w.change(f"DELETE FROM {TABLE} WHERE status = 'placed'; DELETE FROM {TABLE}")
    acts = [int(act) for s in w.undo("--plan")["steps"] for act in s["acts"]]
    pack = w.undo("--plan")["pack"]
    left = count(w, "status <> 'placed'")
    w.undo("--approve", "destructive", what=f"{pack}#{acts[1]}")
    assert left == 0 and 0 < count(w) < before, "only the second act is undone"
    w.undo("--approve", "destructive", what=f"{pack}#{acts[0]}")
    assert count(w) == before


def check_honesty(w):
    w.change(f"VACUUM {TABLE}")
    told = w.undo(expect=1)
    assert not told["steps"] and "VACUUM" in told["lost"][0]["why"], told
    w.lakecode("undo", "nothing-like-this", "--local", expect=1)
    w.lakecode("undo", "last#x", "--local", expect=2)
    killed = w.home / ".lakecode/runs/20260101T000000Z-sql-00000000"  # before its first record
    (killed / "blobs").mkdir(parents=True, mode=0o700)
    assert "it changed nothing" in w.lakecode("undo", killed.name, "--local", expect=1).stderr
    (killed / "events.jsonl").write_text("")
    assert "it changed nothing" in w.lakecode("undo", killed.name, "--local", expect=1).stderr
    w.change(f"DELETE FROM {TABLE} WHERE status = 'placed'")
    pack = w.undo("--plan")["pack"]
    events = w.home / ".lakecode/runs" / pack / "events.jsonl"
    events.write_text(events.read_text().replace("TO VERSION AS OF ", "TO VERSION AS OF 1"))
    w.lakecode("undo", pack, "--local", "--approve", "destructive", expect=9)


def check_evidence(w):
    runs = json.loads(w.lakecode("runs", "list", "--output", "json").stdout)["runs"]
    assert {r["workflow"] for r in runs} == {"sql", "undo"}, "reads leave no pack"
    for run in runs:
        if run["status"] == "ok":
            w.lakecode("runs", "verify", run["run_id"])


def main():
    with tempfile.TemporaryDirectory() as folder:
        w = Workspace(pathlib.Path(folder))
        try:
            assert count(w) > 1000
            for check in (check_versions, check_changed_since, check_undone_once, check_truth,
                          check_objects, check_guards, check_names_taken_again, check_order_and_parts, check_evidence,
                          check_honesty):
                check(w)
                print("passed", check.__name__, flush=True)
        finally:
            w.lakecode("local", "stop")


if __name__ == "__main__":
    main()
