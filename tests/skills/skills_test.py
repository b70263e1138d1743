#!/usr/bin/env python3
"""The skills are true: form of each file; every SQL block is parsed and has the safety class its fence names; every command
line is one the CLI has, with that class; YAML, JSON and Python parse; blocks marked `run` run on the demo workspace.

usage: skills_test.py BIN_FOLDER [SKILL…]
"""
import ast
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import skill_files
from demo_workspace import Workspace, list_cost

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BIN = pathlib.Path(sys.argv[1]).resolve()
try:
    import yaml
except ImportError:
    yaml = None

NAMES = """databricks-agent-bricks databricks-ai-functions databricks-aibi-dashboards databricks-apps-python databricks-bundles
databricks-config databricks-dbsql databricks-docs databricks-execution-compute databricks-genie databricks-iceberg databricks-jobs
databricks-lakebase-autoscale databricks-lakebase-provisioned databricks-metric-views databricks-mlflow-evaluation
databricks-model-serving databricks-python-sdk databricks-spark-declarative-pipelines databricks-spark-structured-streaming
databricks-synthetic-data-gen databricks-unity-catalog databricks-unstructured-pdf-generation databricks-vector-search
databricks-zerobus-ingest spark-python-data-source lakecode-cost-and-system-tables lakecode-grants-as-code
lakecode-failure-diagnosis""".split()
WITHOUT_SQL_THAT_RUNS = {"databricks-bundles", "databricks-docs"}
WORKFLOWS = """debug_job prove_table audit_jobs cost_top cost_spike genai_cost_agent uc_explain_access uc_diff_grants uc_apply_grants
capture_job capture_pipeline drift_detect bundle_deploy job_status job_logs run_job deploy_file query_history""".split()
OWN_COMMANDS = re.findall(r"^  ([a-z]+)  ", subprocess.run([BIN / "lakecode", "--help"], capture_output=True, text=True,
                                                           check=True).stdout, re.M)
OTHER_PROGRAMS = {"pip", "curl", "psql", "export"}
BUNDLE_KEYS = set("""artifacts bundle environments experimental include permissions presets python resources run_as scripts sync
targets variables workspace""".split())
BUNDLE_GROUPS = set("""alerts apps catalogs clusters dashboards database_catalogs database_instances experiments external_locations
genie_spaces instance_pools job_runs jobs model_serving_endpoints models pipelines quality_monitors registered_models schemas
secret_scopes secrets sql_warehouses synced_database_tables volumes""".split())
OUTDATED = {r"^\s*import dlt\b|@dlt\.": "from pyspark import pipelines as dp", r"\bAPPLY CHANGES INTO\b|\bapply_changes\(": "AUTO CDC",
            r"dbutils\.fs\.mount": "volumes and external locations", r"/api/2\.[01]/jobs": "/api/2.2/jobs",
            r"get_open_ai_client": "DatabricksOpenAI of databricks-openai",
            r"\bLIVE\.\w+": "names of the pipeline's catalog and schema"}
TOKENS = 5000

failures = []


def check(holds, where, what):
    if not holds:
        failures.append(f"{where}: {what}")
    return holds


def check_built_in(names):
    """What the program knows is what the folder holds."""
    done = subprocess.run([BIN / "lakecode", "skills", "list", "--output", "json"], capture_output=True, text=True, check=True,
                          env={"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"})
    listed = [skill["name"] for skill in json.loads(done.stdout)["skills"]]
    check(sorted(listed) == sorted(names), "lakecode skills list", f"lists {sorted(listed)}")


def check_form(name, text):
    where = f"skills/{name}/SKILL.md"
    head, body = skill_files.front_matter(text)
    check(len(text) / 3.6 < TOKENS, where, f"about {len(text) / 3.6:.0f} tokens, more than {TOKENS}")
    check(text.count("\n") < 500 and text.endswith("\n") and "\t" not in text, where, "500 lines at most, no tabs, ends with a newline")
    check(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) and len(name) <= 64, where, "name")
    for other in re.findall(r"skills? `([^`]+)`", body):
        check(other in NAMES, where, f"names the skill {other}, which is not there")
    for workflow in re.findall(r"workflows? `([^`]+)`", body):
        check(workflow in WORKFLOWS, where, f"names the workflow {workflow}, which is not there")
    if yaml:
        values = yaml.safe_load(head)
        check(set(values) == {"name", "description", "metadata"}, where, f"front matter keys {sorted(values)}")
        check(values["name"] == name, where, "name is not the folder's")
        check(1 <= len(values["description"]) <= 1024, where, f"description of {len(values['description'])} characters")
        check(re.search(r"\bUse (for|when)\b", values["description"]), where, "description does not say when to use it")
        check(isinstance(values["metadata"]["version"], str), where, "metadata.version is no string")


def check_block(block):
    check(block.language in {"sql", "yaml", "bash", "python", "json", "text"}, block, f"language {block.language}")
    check(bool(block.claim) == (block.language in ("sql", "bash")), block, "SQL and shell blocks name a class, others none")
    check(block.language != "sql" or block.runs != bool(block.reason), block, "a SQL block runs, or says in parentheses why not")
    for pattern, instead in OUTDATED.items():
        check(not re.search(pattern, block.text, re.MULTILINE), block, f"outdated; today {instead}")
    try:
        if block.language == "python":
            ast.parse(block.text)
        elif block.language == "json":
            json.loads(block.text)
        elif block.language == "yaml" and yaml:
            for document in yaml.safe_load_all(block.text):
                check_bundle(block, document)
    except (SyntaxError, ValueError, *([yaml.YAMLError] if yaml else [])) as error:
        check(False, block, f"{block.language} does not parse: {error}")


def check_bundle(block, document):
    if block.mark != "bundle":
        return
    check(isinstance(document, dict) and set(document) <= BUNDLE_KEYS, block, "keys that a bundle does not have")
    for target in [document, *(document.get("targets") or {}).values()]:
        check(set((target or {}).get("resources") or {}) <= BUNDLE_GROUPS, block, "resource groups that a bundle does not have")


def is_object(text):
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def acts(block):
    """What the classifier is asked about a block: one act for SQL, one for each command line of the official CLI."""
    if block.language == "sql":
        return [{"sql": block.text}]
    if block.language != "bash":
        return []
    found = []
    for argv in skill_files.commands(block.text):
        if argv[0] == "databricks":
            found.append({"argv": argv})
        elif argv[0] == "lakecode":
            check(argv[1] in OWN_COMMANDS, block, f"lakecode has no command {argv[1]}")
            if argv[1:3] == ["run", "workflow"]:
                check(argv[3] in WORKFLOWS, block, f"there is no workflow {argv[3]}")
                check("--input" not in argv or is_object(argv[argv.index("--input") + 1]), block, "--input is no JSON object")
        else:
            check(argv[0] in OTHER_PROGRAMS, block, f"a program of its own: {argv[0]}")
    return found


def check_classes(every):
    asked = [(block, act) for block in every for act in acts(block)]
    lines = "\n".join(json.dumps({"id": str(i), **act}) for i, (_, act) in enumerate(asked)) + "\n"
    done = subprocess.run([BIN / "lakecode", "safety", "classify", "--jsonl"], input=lines, capture_output=True, text=True, check=True,
                          env={"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"})
    verdicts = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert len(verdicts) == len(asked), "one answer a line"
    order = list(skill_files.CLASSES.values())
    highest = {}
    for (block, act), verdict in zip(asked, verdicts):
        check(verdict.get("parsed"), block, f"not parsed: {act} {verdict.get('reasons')}")
        highest.setdefault(str(block), [block, 0, []])
        highest[str(block)][1] = max(highest[str(block)][1], order.index(verdict["class"]))
        highest[str(block)][2] += [f"{verdict['class']} {verdict.get('kind')} {r}" for r in verdict.get("reasons", [])]
    for block, level, reasons in highest.values():
        claimed = skill_files.CLASSES.get(block.claim)
        check(order[level] == claimed, block, f"is {order[level]}, the fence says {claimed}: {'; '.join(reasons[:4])}")
    return len(asked)


def check_runs(skills):
    ran = 0
    with tempfile.TemporaryDirectory() as folder:
        with Workspace(BIN, pathlib.Path(folder)) as workspace:
            for name, found in skills.items():
                runnable = [block for block in found if block.runs]
                check(runnable or name in WITHOUT_SQL_THAT_RUNS, f"skills/{name}/SKILL.md", "no block runs")
                if runnable:
                    workspace.renew()
                for block in runnable:
                    for statement in skill_files.statements(block.text):
                        error = workspace.run(statement)[1]
                        check(not error, block, f"does not run: {error}\n    {statement[:200]}")
                        ran += 1
            for name, check_truth in TRUTHS.items():
                if name in skills:
                    check_truth(workspace, next(block for block in skills[name] if block.runs))
    return ran


def check_cost(workspace, block):
    """The list cost that the skill teaches is the one the rows were made with, old prices and all."""
    told = {row[0]: float(row[2]) for row in workspace.run(block.text)[0]}
    truth = list_cost(days=30)
    check(told.keys() == truth.keys() and all(abs(told[sku] - usd) < 0.01 for sku, usd in truth.items()), block,
          f"list cost {told}, made {truth}")


def check_clusters(workspace, block):
    told = [row[1] for row in workspace.run(block.text)[0]]
    check(told == ["explore-ana"], block, f"clusters {told}, of which one was deleted")


TRUTHS = {"lakecode-cost-and-system-tables": check_cost, "databricks-execution-compute": check_clusters}


def main():
    texts = skill_files.load(ROOT)
    check(sorted(texts) == sorted(NAMES), "skills", f"missing {sorted(set(NAMES) - set(texts))}, unknown {sorted(set(texts) - set(NAMES))}")
    check_built_in(texts)
    if sys.argv[2:]:
        texts = {name: texts[name] for name in sys.argv[2:]}
    skills = {}
    for name, text in texts.items():
        check_form(name, text)
        skills[name] = skill_files.blocks(name, text)
    every = [block for found in skills.values() for block in found]
    for block in every:
        check_block(block)
    if not yaml:
        print("SKIPPED front matter and YAML blocks: python3-yaml is not installed")
    judged = check_classes(every)
    ran = check_runs(skills)
    for failure in failures:
        print(failure)
    print(f"skills: {len(texts)} files, {len(every)} blocks, {judged} acts judged, {ran} statements run, {len(failures)} failures")
    sys.exit(1 if failures else 0)


main()
