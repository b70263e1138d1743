#!/usr/bin/env python3
"""Every slash command on the demo company of an embedded workspace, once as meant and once wrongly.

usage: slash_test.py BIN_FOLDER
"""
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile

BIN = pathlib.Path(sys.argv[1]).resolve()

FAILS = "any but 0"
# command line, exit code, what must be in standard output, what must be in standard error
TRANSCRIPT = [
    (["/help"], 0, ["/prove TABLE", "/cost top|spike", "/sql STATEMENT"], []),
    (["/help", "cost"], 0, ["/cost top --days 7"], []),
    (["/help", "nothing"], 2, [], ["there is no /nothing"]),
    (["/prove", "prod.sales.orders", "--local"], 0, ["prod.sales.orders"], []),
    (["/prove", "prod.sales.orders", "--local", "--output", "json"], 0, ['"workflow": "prove_table"'], []),
    (["/prove", "prod.sales.nothing", "--local"], 1, [], ["prod.sales.nothing"]),
    (["/prove", "--local"], 2, [], ["table"]),
    (["/debug", "1001", "--local", "--output", "json"], 0, ["merge_duplicate_source"], []),
    (["/debug", "order-settlement-nightly", "--local", "--output", "json"], 0, ["merge_duplicate_source"], []),
    (["/status", "Parcel Matching Nightly", "--local"], 0, ["1002"], []),
    (["/status", "settlement", "--local"], 2, [], ["did you mean `order-settlement-nightly` (1001)"]),
    (["run", "why did job order-settlement-nightly fail?", "--local"], 0, ["1001"], ["order-settlement-nightly"]),
    (["/debug", "run", "1", "--local"], 1, [], ["1"]),
    (["/status", "1002", "--local"], 0, ["1002"], []),
    (["/status", "999999", "--local"], 1, [], ["999999"]),
    (["/status", "--local"], 0, ["local"], []),
    (["/logs", "{failed_run}", "match_payments", "--local"], 0, ["match_payments"], []),
    (["/logs", "{failed_run}", "no_such_task", "--local"], 1, [], ["no_such_task"]),
    (["/cost", "top", "--days", "7", "--local"], 0, ["7 days"], []),
    (["/cost top --days 7"], 5, [], ["--local"]),
    (["run", "/cost top --days 7", "--local"], 0, ["7 days"], []),
    (["run", "--local", "--output", "json", "/cost", "top"], 0, ['"workflow": "cost_top"'], []),
    (["run", "/cost top", "--days", "7", "--local"], 2, [], ["outside of its quotes"]),
    (["/cost", "--help"], 0, ["/cost top --days 7"], []),
    (["/sql select 'a  b' as both", "--local"], 0, ["a  b"], []),
    (["/cost", "spike", "--days", "40", "--local"], 0, ["cost_spike"], []),
    (["/cost", "top", "--days", "0", "--local"], 2, [], ["days"]),
    (["/cost", "bottom", "--local"], 2, [], ["neither top nor spike"]),
    (["/history", "prod.sales.orders", "--days", "7", "--local"], 0, ["prod.sales.orders"], []),
    (["/history", "prod.sales.orders", "--days", "99", "--local"], 2, [], ["99"]),
    (["/audit", "--local"], 0, ["Most urgent jobs"], []),
    (["/audit", "--depth", "3", "--local"], 2, [], ["depth"]),
    (["/genai", "ask", "what", "do", "retries", "waste", "--local"], 0, ["error and retry waste"], []),
    (["/genai", "ask", "anything", "--days", "0", "--local"], 2, [], ["days"]),
    (["/run", "1001", "--dry-run", "--local"], 0, ["was not started"], ["WRITE_REMOTE"]),
    (["/run", "1001", "--local"], 4, [], []),
    (["/tables", "--local"], 0, ["prod"], []),
    (["/tables", "prod", "--local"], 0, ["sales"], []),
    (["/tables", "prod.sales", "--local"], 0, ["orders"], []),
    (["/tables", "prod.sales.orders", "--local"], 0, ["order_id"], []),
    (["/tables", "prod.nothing", "--local"], 1, [], ["nothing"]),
    (["/sql", "select count(*) as n from prod.sales.orders", "--local"], 0, ["n"], []),
    (["/sql", "drop table prod.sales.orders", "--local"], 4, [], ["approv"]),
    (["/audit", "--local"], 0, ["audit_jobs"], []),
    (["/audit", "everything", "--local"], 2, [], ["one word too many"]),
    (["/genai", "ask", "which", "endpoint", "costs", "most", "--days", "30", "--local"], 0, ["genai_cost_agent"], []),
    (["/genai", "--days", "0", "--local"], 2, [], ["days"]),
    (["/run", "1002", "--local"], 4, [], []),
    # Its Python tasks are switched off here; without --wait it may have failed already, or not yet.
    (["/run", "1002", "--wait", "--approve", "write", "--local"], 1, ["1002", "read_scans"], []),
    (["/deploy", "x.py", "/Workspace/Shared/x.py", "--approve", "write", "--local"], 0, ["/Workspace/Shared/x.py"], []),
    (["/deploy", "missing.py", "/Workspace/Shared/y.py", "--local"], FAILS, [], ["missing.py"]),
    (["/skills"], 0, ["databricks-jobs"], []),
    (["/skills", "show", "databricks-jobs"], 0, ["# databricks-jobs"], []),
    (["/skills", "show", "databricks-job"], 2, [], ["did you mean"]),
    (["/runs"], 0, ["prove_table"], []),
    (["/runs", "no-such-run"], 1, [], ["no-such-run"]),
    (["/undo", "last", "--plan", "--local"], 0, ["Plan: undo 1 act"], []),
    (["/undo", "no-such-run", "--local"], 1, [], ["no-such-run"]),
    (["/sessions"], 0, ["No sessions yet"], []),
    (["/sessions", "no-such-session"], 1, [], ["no-such-session"]),
    (["/model"], 0, ["In use: no model"], []),
    (["/model", "test"], 8, [], ["no model"]),
    (["/model", "claude-sonnet-4-5"], 0, ["agent.model is set"], []),
    (["/model", "claude-sonnet-4-5", "now"], 2, [], ["one word too many"]),
    (["/prov", "x"], 2, [], ["did you mean `/prove`"]),
]


def run(home, *args):
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    if args[0] == "run" and not any(arg.startswith("/") for arg in args):
        env["LAKECODE_PROVIDER"] = "none"  # in words: read by rules, not by the model that the workspace serves
    return subprocess.run([BIN / "lakecode", *args], env=env, cwd=home, text=True, capture_output=True, timeout=100)


def load(home, rows, table):
    file = home / "rows.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows))
    done = run(home, "local", "load", str(file), table)
    assert done.returncode == 0, done.stderr


def load_billing(home):
    """The demo company has no bills: forty days of one job's."""
    usage = []
    for back in range(40):
        date = str(datetime.date.today() - datetime.timedelta(days=back))
        usage.append({"record_id": date, "sku_name": "JOBS_COMPUTE", "cloud": "AWS", "usage_date": date,
                      "usage_start_time": f"{date}T04:00:00Z", "usage_end_time": f"{date}T05:00:00Z",
                      "usage_unit": "DBU", "usage_quantity": 100 + back % 3, "record_type": "ORIGINAL",
                      "usage_metadata": {"job_id": "1001", "warehouse_id": None},
                      "identity_metadata": {"run_as": "svc-etl"}, "billing_origin_product": "JOBS"})
    load(home, usage, "system.billing.usage")
    load(home, [{"price_start_time": "2020-01-01T00:00:00Z", "price_end_time": None, "sku_name": "JOBS_COMPUTE",
                 "cloud": "AWS", "currency_code": "USD", "usage_unit": "DBU",
                 "pricing": {"default": "0.5", "effective_list": {"default": "0.5"}}}], "system.billing.list_prices")


def failed_run(home):
    done = run(home, "/status", "1001", "--local", "--output", "json")
    assert done.returncode == 0, done.stderr
    return next(r["run_id"] for r in json.loads(done.stdout)["data"]["recent_runs"] if r["result"] == "FAILED")


def check(home, args, exit_code, stdout, stderr):
    done = run(home, *args)
    told = f"{args}: exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    assert done.returncode != 0 if exit_code == FAILS else done.returncode == exit_code, told
    for part in stdout:
        assert part in done.stdout, f"stdout lacks {part!r}\n{told}"
    for part in stderr:
        assert part in done.stderr, f"stderr lacks {part!r}\n{told}"


def check_all_are_here(help_text):
    """A command that help shows has a transcript, and one that goes wrong."""
    shown = set(re.findall(r"^  /([a-z-]+)", help_text, re.M)) - {"help"}
    right = {line[0][0].split()[0][1:] for line in TRANSCRIPT if line[1] == 0}
    wrong = {line[0][0].split()[0][1:] for line in TRANSCRIPT if line[1] != 0}
    assert shown <= right, f"no transcript: {shown - right}"
    assert shown <= wrong, f"no failure path: {shown - wrong}"


def main():
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        try:
            run_id = failed_run(home)
            load_billing(home)
            (home / "x.py").write_text("print(1)\n")
            change = "UPDATE prod.sales.orders SET status = 'picked' WHERE order_id = 'ORD-700001'"
            done = run(home, "sql", change, "--approve", "write", "--local")
            assert done.returncode == 0, done.stderr
            for args, *wanted in TRANSCRIPT:
                try:
                    check(home, [arg.replace("{failed_run}", run_id) for arg in args], *wanted)
                except AssertionError as problem:
                    problems.append(str(problem))
        finally:
            run(home, "local", "stop")
        assert not problems, "\n\n".join(problems)
        check_all_are_here(run(home, "/help").stdout)
    print(f"slash commands: {len(TRANSCRIPT)} transcripts as written")


if __name__ == "__main__":
    main()
