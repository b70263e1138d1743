#!/usr/bin/env python3
"""What every read-only workflow owes: the same inputs and clock give the same findings byte for byte, and each finding, with
every number in it, can be followed to a step that was carried out and to the data it read.

usage: trace_test.py BIN_FOLDER
"""
import datetime
import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from local_workspace import LocalWorkspace  # noqa: E402

NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")


def numbers_at(value, pointer):
    """Those of what stands there, and of what names the things it belongs to: the id of the job whose rule it is."""
    known = set()
    for part in pointer.split("/")[1:]:
        if isinstance(value, dict):
            known |= numbers_in([each for each in value.values() if not isinstance(each, (dict, list))])
        part = part.replace("~1", "/").replace("~0", "~")
        value = value[int(part)] if isinstance(value, list) else value[part]
    return known | numbers_in(value)


def numbers_in(value):
    """Every number that stands in JSON, in its texts too, and how long its lists are."""
    if isinstance(value, bool) or value is None:
        return set()
    if isinstance(value, (int, float)):
        return {float(value)}
    if isinstance(value, str):
        return {float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", value)}
    inner = value.values() if isinstance(value, dict) else value
    return {float(len(value))}.union(*(numbers_in(each) for each in inner), *(numbers_in(key) for key in value if isinstance(value, dict)))


def stands_in(number, known):
    """As it is, rounded as it is written, or as a share in percent or of 1,024s."""
    decimals = len(number.partition(".")[2])
    told = float(number.replace(",", ""))
    return any(abs(abs(k) * scale - told) <= 0.5000001 * 10 ** -decimals for k in known for scale in (1, 100))


def untraced(result):
    """What of a result cannot be followed, in words."""
    carried_out = {step["id"] for step in result["steps"] if step["status"] == "ok"}
    for finding in result["findings"]:
        known = numbers_in(result["inputs"])
        for ref in finding["evidence"]:
            if ref["step"] not in carried_out:
                yield f"{finding['id']} names step {ref['step']}, which was not carried out"
            try:
                known |= numbers_at(result["data"], ref["pointer"])
            except (KeyError, IndexError, TypeError, ValueError):
                yield f"{finding['id']}: nothing stands at {ref['pointer']}"
        if not finding["evidence"]:
            yield f"{finding['id']} names no step"
        for number in NUMBER.findall(finding["title"]):
            if not stands_in(number, known):
                yield f"{finding['id']}: {number} of '{finding['title']}' does not stand at {finding['evidence']}"


def check(w, name, inputs):
    """How many findings, and what is wrong with them."""
    first, second = (w.workflow(name, inputs, expect=None) for _ in range(2))
    wrong = [] if first["status"] in ("ok", "partial") else [f"it is {first['status']}: {first['summary']}"]
    for result in (first, second):
        result["data"].pop("baseline", None)  # prove_table counts what it kept of earlier runs
    wrong += [f"{part} differs between two runs" for part in ("findings", "data") if json.dumps(first[part]) != json.dumps(second[part])]
    wrong += untraced(first)
    return len(first["findings"]), [f"{name} {json.dumps(inputs)}: {what}" for what in wrong]


def failed_jobs(w):
    """Each job's latest failed run."""
    runs, token = [], ""
    while len(runs) < 200:
        page = w.rest("GET", "/api/2.2/jobs/runs/list?completed_only=true&limit=25" + (f"&page_token={token}" if token else ""))
        runs += page.get("runs", [])
        token = page.get("next_page_token")
        if not token:
            break
    return {run["job_id"]: run["run_id"] for run in reversed(runs) if run["state"].get("result_state") == "FAILED"}


def all_tables(w):
    names = []
    for catalog in w.rest("GET", "/api/2.1/unity-catalog/catalogs")["catalogs"]:
        if catalog["name"] in ("system", "samples"):
            continue
        for schema in w.rest("GET", f"/api/2.1/unity-catalog/schemas?catalog_name={catalog['name']}").get("schemas", []):
            names += [t["full_name"] for t in w.rest("GET", "/api/2.1/unity-catalog/tables?catalog_name=" + catalog["name"] +
                                                     f"&schema_name={schema['name']}").get("tables", [])
                      if t["table_type"] == "MANAGED" and schema["name"] != "information_schema"]
    return names


def main():
    with tempfile.TemporaryDirectory() as home:
        w = LocalWorkspace(sys.argv[1], home)
        try:
            as_of = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            w.workflow("cost_top", {})  # starts the workspace
            tables = all_tables(w)
            failed = failed_jobs(w)
            assert failed and tables, (failed, tables)
            asked = [(name, {}) for name in ("audit_jobs", "cost_top", "cost_spike", "genai_cost_agent")]
            asked += [("debug_job", {"job_id": job}) for job in list(failed)[:8]]
            asked += [(name, {"job_id": job}) for name in ("job_status", "query_history") for job in list(failed)[:3]]
            asked += [("job_logs", {"run_id": run}) for run in list(failed.values())[:3]]
            asked += [("prove_table", {"table": table}) for table in tables[:4]]
            told, wrong = {}, []
            for name, inputs in asked:
                count, problems = check(w, name, {"as_of": as_of, **inputs})
                told[name] = told.get(name, 0) + count
                wrong += problems
            assert not wrong, "\n".join(wrong)
            silent = [name for name in ("audit_jobs", "cost_top", "debug_job") if not told[name]]
            assert not silent, f"nothing was found by {silent}: nothing was checked"
        finally:
            w.stop()
    print("traces: " + ", ".join(f"{name} {count}" for name, count in told.items()) + " findings hold")


if __name__ == "__main__":
    main()
