#!/usr/bin/env python3
"""Runs prove_table over labelled tables in an embedded workspace and scores what it says by (kind, column).

usage: score_tables.py BIN_FOLDER SET…     a set is first (recipes, made by lakecode_made_tables), second, third, fourth, fifth or sixth; fails below F1 0.95
       score_tables.py BIN_FOLDER --case NAME SET    one case, its anomalies in full
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
F1_WANTED = 0.95
COUNT_MARGIN = 0.15   # counts this near the planted number are right


class Workspace:
    def __init__(self, binaries, home):
        self.binaries, self.data = binaries, home / "data"
        self.env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        self.server = subprocess.Popen([binaries / "lakecode", "local", "serve", "--empty", "--port", "0", "--data", self.data, "--output", "json"],
                                       env=self.env, cwd=home, stdout=subprocess.PIPE, text=True)
        started = json.loads(self.server.stdout.readline())
        self.env.update(DATABRICKS_HOST=started["host"], DATABRICKS_TOKEN=started["token"])
        self.home, self.pid = home, started["pid"]

    def close(self):
        os.kill(self.pid, signal.SIGTERM)
        self.server.wait(timeout=30)

    def lakecode(self, *args):
        done = subprocess.run([self.binaries / "lakecode", *args], env=self.env, cwd=self.home, text=True, capture_output=True, timeout=120)
        assert done.returncode == 0, f"{args}: exit {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr}"
        return done.stdout

    def load(self, folder, schema):
        case = json.loads((folder / "case.json").read_text())
        meta = json.loads((folder / "meta.json").read_text())
        for file in sorted(folder.glob("parent.*.csv")):
            name = file.name.split(".")[1]
            self.lakecode("local", "load", str(file), f"sets.{schema}.{name}", "--data", str(self.data))
        for reference in meta.get("references", []):
            reference["table"] = f"sets.{schema}.{reference['table']}"
        (folder / "load.json").write_text(json.dumps(meta))
        table = f"sets.{schema}.{case['table']}"
        self.lakecode("local", "load", str(folder / "table.csv"), table, "--data", str(self.data), "--meta", str(folder / "load.json"))
        return case, table

    def prove(self, case, table):
        inputs = json.dumps({"table": table, "as_of": case["as_of"]})
        return json.loads(self.lakecode("run", "workflow", "prove_table", "--input", inputs, "--output", "json"))


def judge(case, result):
    """found, missed and false pairs, and how many of the counted labels have a count near the truth."""
    assert result["status"] == "ok", (result["status"], [s for s in result["steps"] if s["status"] != "ok"])
    said = {(a["kind"], a["column"]): a for a in result["data"]["anomalies"]}
    labels = {(l["id"], l["column"] or None): l for l in case["labels"]}
    tolerated = {tuple(t.split(":", 1)) for t in case["tolerated"]}
    false = [key for key in said if key not in labels and (key[0], key[1] or "") not in tolerated]
    found = [key for key in labels if key in said]
    counted = [key for key in found if labels[key]["count"]]
    near = [key for key in counted if abs(said[key].get("count", 0) - labels[key]["count"]) <= COUNT_MARGIN * labels[key]["count"]]
    off = [(key, labels[key]["count"], said[key].get("count")) for key in counted if key not in near]
    return found, [key for key in labels if key not in said], false, len(counted), off


def make_set(binaries, name, folder):
    if name == "first":
        folder.mkdir()
        subprocess.run([binaries / "lakecode_made_tables", HERE.parent / "corpus/prove", folder], check=True)
        return
    sys.path.insert(0, str(HERE))
    for case, table in __import__(f"{name}_set").cases():
        table.store(folder / case)


def score(binaries, name, only=None):
    with tempfile.TemporaryDirectory() as temporary:
        home = pathlib.Path(temporary)
        make_set(binaries, name, home / "cases")
        folders = sorted(f for f in (home / "cases").iterdir() if only in (None, f.name))
        workspace = Workspace(binaries, home)
        try:
            def run(folder):
                case, table = workspace.load(folder, folder.name.replace("-", "_"))
                return case, workspace.prove(case, table)
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                results = dict(zip([f.name for f in folders], pool.map(run, folders)))
        finally:
            workspace.close()
    if only:
        for case, result in results.values():
            print(json.dumps(result["data"]["anomalies"], indent=1, ensure_ascii=False))
    return report(name, results)


def report(name, results):
    totals, kinds, clean_false = collections.Counter(), collections.defaultdict(collections.Counter), 0
    for case, (truth, result) in results.items():
        found, missed, false, counted, off = judge(truth, result)
        totals.update(found=len(found), missed=len(missed), false=len(false), counted=counted, off=len(off))
        for word, keys in (("found", found), ("missed", missed), ("false", false)):
            for kind, _ in keys:
                kinds[kind][word] += 1
        if not truth["labels"]:
            clean_false += len(false)
        for word, keys in (("missed", missed), ("false", false), ("count off", off)):
            for key in keys:
                print(f"  {case}: {word} {key}")
    precision = totals["found"] / max(1, totals["found"] + totals["false"])
    recall = totals["found"] / max(1, totals["found"] + totals["missed"])
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    unheard = [k for k, c in sorted(kinds.items()) if c["missed"] + c["false"]]
    print(f"{name} set: {len(results)} tables, {len(kinds)} kinds, {totals['found']} found, {totals['missed']} missed, {totals['false']} false, "
          f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}, counts near {totals['counted'] - totals['off']}/{totals['counted']}, "
          f"false on clean tables {clean_false}; not perfect: {unheard}")
    return f1 >= F1_WANTED and clean_false == 0


def main():
    binaries, arguments = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    only = None
    if arguments[0] == "--case":
        only, arguments = arguments[1], arguments[2:]
    results = [score(binaries, name, only) for name in arguments]
    if only is None and not all(results):
        sys.exit(f"below F1 {F1_WANTED}, or a false alarm on a clean table")


if __name__ == "__main__":
    main()
