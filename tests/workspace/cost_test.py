#!/usr/bin/env python3
"""cost_top and cost_spike end to end: usage with planted events is loaded into the system tables of an embedded
workspace, and the real program reads them through SQL.

usage: cost_test.py BIN_FOLDER
"""
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile

BIN = pathlib.Path(sys.argv[1]).resolve()
FIRST = datetime.date(2026, 3, 2)  # a Monday
DAYS = 90
PRICE = 0.5
JOBS = [("svc-etl", "100", "JOBS_COMPUTE", "JOBS", 120), ("svc-etl", "101", "JOBS_COMPUTE", "JOBS", 60),
        ("ana@larkmoor.example", None, "ALL_PURPOSE_COMPUTE", "ALL_PURPOSE", 80),
        ("svc-bi", None, "SQL_COMPUTE", "SQL", 300)]


def usd_of(run_as, job_id, base, day):
    date = FIRST + datetime.timedelta(days=day)
    usd = base * (1 + 0.01 * (day % 5)) * (0.5 if date.weekday() > 4 else 1)
    if job_id == "101" and day in (60, 61):
        usd *= 4          # a spike
    if run_as == "svc-bi" and day >= 75:
        usd *= 1.8        # a new level
    return usd


def usage_rows():
    for day in range(DAYS):
        date = str(FIRST + datetime.timedelta(days=day))
        for run_as, job_id, sku, product, base in JOBS:
            quantity = usd_of(run_as, job_id, base, day) / PRICE
            row = {"record_id": f"{day}-{run_as}-{job_id}", "sku_name": sku, "cloud": "AWS", "usage_date": date,
                   "usage_start_time": f"{date}T04:00:00Z", "usage_end_time": f"{date}T05:00:00Z", "usage_unit": "DBU",
                   "usage_quantity": quantity, "usage_metadata": {"job_id": job_id, "warehouse_id": None},
                   "identity_metadata": {"run_as": run_as}, "record_type": "ORIGINAL", "billing_origin_product": product}
            yield row
            if day == 40 and job_id == "100":  # a correction: only the sum of all three is true
                yield {**row, "record_type": "RETRACTION", "usage_quantity": -quantity}
                yield {**row, "record_type": "RESTATEMENT"}


def price_rows():
    for sku in {job[2] for job in JOBS}:
        yield {"price_start_time": "2020-01-01T00:00:00Z", "price_end_time": None, "sku_name": sku, "cloud": "AWS",
               "currency_code": "USD", "usage_unit": "DBU",
               "pricing": {"default": "9.99", "effective_list": {"default": str(PRICE)}}}


def lakecode(home, *args, expect=0):
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run([BIN / "lakecode", *args], env=env, cwd=home, text=True, capture_output=True, timeout=100)
    assert done.returncode == expect, f"{args}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def workflow(home, name, inputs):
    inputs = {"as_of": str(FIRST + datetime.timedelta(days=DAYS - 1)) + "T23:00:00Z", **inputs}
    return json.loads(lakecode(home, "run", "workflow", name, "--input", json.dumps(inputs), "--local", "--output", "json"))


def load(home, rows, table):
    file = home / "rows.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows))
    lakecode(home, "local", "load", str(file), table)


def check_spike(home):
    result = workflow(home, "cost_spike", {"days": DAYS})
    assert result["status"] == "ok", result["steps"]
    events = {(e["kind"], e["keys"].get("run_as"), e["keys"].get("job_id")): e for e in result["data"]["events"]}
    assert set(events) == {("spike", "svc-etl", "101"), ("level_shift", "svc-bi", None)}, list(events)
    spike = events["spike", "svc-etl", "101"]
    assert spike["start_date"] == str(FIRST + datetime.timedelta(days=60)) and spike["dimension"] == "job", spike
    assert spike["end_date"] == str(FIRST + datetime.timedelta(days=61)) and spike["reason"] is None, spike
    level = events["level_shift", "svc-bi", None]
    assert level["start_date"] == str(FIRST + datetime.timedelta(days=75)), level
    assert abs(level["excess_usd"] - level["expected_usd"] * 0.8) < 0.1 * level["excess_usd"], level
    assert spike["drivers"] == [], "the job is named; there is nothing below it"
    late = workflow(home, "cost_spike", {"days": DAYS - 70})["data"]["events"]
    assert late == [level], "a short time is judged by the days before it, and what ended there is not told"
    lakecode(home, "run", "workflow", "cost_spike", "--input", '{"money_floor": 0}', "--local", expect=2)
    again = workflow(home, "cost_spike", {"days": DAYS})
    assert again["findings"] == result["findings"] and again["data"] == result["data"], "not reproducible"


def endpoint_rows():
    """Two people pay for one endpoint, which both use five times as much on one day."""
    for row in usage_rows():
        yield {**row, "usage_metadata": {**row["usage_metadata"], "endpoint_name": None}}
    for day in range(DAYS):
        date = FIRST + datetime.timedelta(days=day)
        for run_as, base in (("ana", 40), ("ben", 30)):
            usd = base * (1 + 0.01 * (day % 5)) * (5 if day == 62 else 1)
            yield {"record_id": f"e{day}-{run_as}", "sku_name": "SQL_COMPUTE", "cloud": "AWS", "usage_date": str(date),
                   "usage_start_time": f"{date}T04:00:00Z", "usage_end_time": f"{date}T05:00:00Z", "usage_unit": "DBU",
                   "usage_quantity": usd / PRICE, "identity_metadata": {"run_as": run_as}, "record_type": "ORIGINAL",
                   "usage_metadata": {"job_id": None, "warehouse_id": None, "endpoint_name": "helper"},
                   "billing_origin_product": "MODEL_SERVING"}
        yield {"record_id": f"a{day}", "sku_name": "ALL_PURPOSE_COMPUTE", "cloud": "AWS", "usage_date": str(date),
               "usage_start_time": f"{date}T04:00:00Z", "usage_end_time": f"{date}T05:00:00Z", "usage_unit": "DBU",
               "usage_quantity": 20 / PRICE, "identity_metadata": {"run_as": "svc-etl"}, "record_type": "ORIGINAL",
               "usage_metadata": {"job_id": "300", "warehouse_id": None, "endpoint_name": None},
               "billing_origin_product": "ALL_PURPOSE"}
        yield {"record_id": f"p{day}", "sku_name": "JOBS_COMPUTE", "cloud": "AWS", "usage_date": str(date),
               "usage_start_time": f"{date}T04:00:00Z", "usage_end_time": f"{date}T05:00:00Z", "usage_unit": "DBU",
               "usage_quantity": 10 / PRICE, "identity_metadata": {"run_as": "svc-etl"}, "record_type": "ORIGINAL",
               "usage_metadata": {"job_id": None, "warehouse_id": None, "endpoint_name": None, "dlt_pipeline_id": "p-1"},
               "billing_origin_product": "DLT"}


def check_one_rise(home):
    load(home, endpoint_rows(), "system.billing.usage")
    rises = [e for e in workflow(home, "cost_spike", {"days": DAYS})["data"]["events"] if e["dimension"] == "endpoint"]
    assert len(rises) == 1, rises
    rise = rises[0]
    assert rise["key"] == "helper" and rise["start_date"] == rise["end_date"], rise
    assert "run_as" not in rise["keys"] and 250 < rise["excess_usd"] < 310, "neither of the two explains it alone"
    assert [d["key"] for d in rise["drivers"]] == ["ana", "ben"], rise["drivers"]
    top = workflow(home, "cost_top", {"days": DAYS})
    assert [line["key"] for line in top["data"]["by_endpoint"]] == ["helper"], top["data"]["by_endpoint"]
    assert [(line["key"], round(line["usd"], 6)) for line in top["data"]["by_pipeline"]] == [("p-1", 10 * DAYS)], top["data"]["by_pipeline"]
    assert [line["key"] for line in top["data"]["jobs_on_all_purpose"]] == ["300"], top["data"]["jobs_on_all_purpose"]
    hint = next(f for f in top["findings"] if f["id"] == "jobs_on_all_purpose")
    assert hint["title"].startswith("1 job runs ") and "job cluster" in hint["recommendation"], hint


def check_top(home):
    data = workflow(home, "cost_top", {"days": DAYS})["data"]
    planted = {job[0]: 0.0 for job in JOBS}
    for run_as, job_id, _, _, base in JOBS:
        planted[run_as] += sum(usd_of(run_as, job_id, base, day) for day in range(DAYS))
    assert abs(data["total_usd"] - sum(planted.values())) < 0.01, data["total_usd"]
    told = {line["key"]: line["usd"] for line in data["by_identity"]}
    assert told.keys() == planted.keys() and all(abs(told[k] - planted[k]) < 0.01 for k in planted), told
    assert [line["key"] for line in data["by_sku"]] == ["SQL_COMPUTE", "JOBS_COMPUTE", "ALL_PURPOSE_COMPUTE"], data["by_sku"]
    assert abs(sum(line["share"] for line in data["by_sku"]) - 1) < 1e-9


def main():
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        try:
            load(home, usage_rows(), "system.billing.usage")
            load(home, price_rows(), "system.billing.list_prices")
            check_spike(home)
            check_top(home)
            check_one_rise(home)
        finally:
            lakecode(home, "local", "stop")
    print("cost: planted events found, sums exact")


if __name__ == "__main__":
    main()
