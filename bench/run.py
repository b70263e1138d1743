#!/usr/bin/env python3
"""Measures lakecode and prints one table; exits 1 when a limit is missed.

Usage: bench/run.py [--bin DIR] [--runs N] [--only NAME ...]
lakecode, lakecode-local and the bench programs are looked for in DIR (default build/release/bin). Everything runs in a folder of
its own, with a fresh home; nothing of the caller's configuration is read.
"""
import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent

# The promises.
VERSION_SHARE_OF_NODE = 1 / 6
VERSION_PEAK_MB = 12
FAN_OUT_GAIN = 8
DEBUG_JOB_MS = 1500
PROVE_ADDS_MS = 100
DECISION_US = 100
DECISION_GROWTH_KB = 512
JUDGED_A_SECOND = 1_000_000
LEXED_MB_A_SECOND = 200
MEGABYTE_MS = 50
FRAMES_MB_A_SECOND = 200
EVENTS_MB_A_SECOND = 80
SESSION_LOAD_MS = 100
TURN_MS = 5  # at 100,000 tokens of history
REQUEST_MS = 5  # at 100,000 tokens of history
RUN_MS = 40
RUN_PEAK_MB = 25
REPETITIONS = 7
GROWTH = 2  # time a byte of 1 MB over that of 100 KB; 10 would be quadratic


class Table:
    """Rows as they come; remembers whether a limit was missed."""

    def __init__(self):
        self.missed = False

    def row(self, what, value, limit="", ok=True):
        mark = "" if not limit else ("ok" if ok else "MISSED")
        self.missed |= not ok
        print(f"{what:<46} {value:>22}   {limit:<24} {mark}", flush=True)


class Bench:
    def __init__(self, programs, runs, folder):
        self.programs = programs
        self.lakecode = programs / "lakecode"
        self.runs = runs
        self.table = Table()
        home = folder / "home"
        home.mkdir()
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(home), "LAKECODE_HOME": str(home / ".lakecode"), "LC_ALL": "C.UTF-8",
        }

    def google(self, name, repetitions=1):
        """The results of one Google Benchmark program by benchmark name: of each its fastest repetition, for what else runs on a
        machine can only slow a computation down."""
        done = subprocess.run([self.programs / f"lakecode_bench_{name}", "--benchmark_format=json",
                               f"--benchmark_repetitions={repetitions}"],
                              env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        results = {}
        for entry in json.loads(done.stdout)["benchmarks"]:
            if entry.get("error_occurred"):
                raise RuntimeError(f"{name}: {entry['error_message']}")
            best = results.get(entry["run_name"])
            if entry["run_type"] == "iteration" and (best is None or entry["real_time"] < best["real_time"]):
                results[entry["run_name"]] = {**entry, "name": entry["run_name"]}
        return results

    def cost(self, *commands, runs=None):
        """Median wall time and peak memory of each command, run in turns."""
        arguments = [str(runs or self.runs)]
        for number, command in enumerate(commands):
            arguments += (["--"] if number else []) + [str(part) for part in command]
        done = subprocess.run([self.programs / "lakecode_process_cost", *arguments], env=self.environment,
                              stdout=subprocess.PIPE, check=True)
        results = [json.loads(line) for line in done.stdout.splitlines()]
        for command, result in zip(commands, results):
            if result["exit"] != 0:
                raise RuntimeError(f"{' '.join(map(str, command))}: exit status {result['exit']}")
        return results

    def json_speed(self):
        for name, result in self.google("json").items():
            self.table.row(f"JSON {name}", f"{result['bytes_per_second'] / 1e6:.0f} MB/s")

    def sse_speed(self):
        for name, result in self.google("sse", REPETITIONS).items():
            speed = result["bytes_per_second"] / 1e6
            value = f"{speed:.0f} MB/s, {result['items_per_second'] / 1e6:.1f} M/s"
            self.table.row(f"event stream, pieces of {name.split('/')[1]} bytes", value,
                           f"at least {FRAMES_MB_A_SECOND} MB/s", speed >= FRAMES_MB_A_SECOND)

    def model_stream(self):
        results = self.google("model_stream", REPETITIONS)
        for name in ("messages", "chat"):
            speed = results[name]["bytes_per_second"] / 1e6
            value = f"{speed:.0f} MB/s, {results[name]['items_per_second'] / 1e6:.1f} M/s"
            self.table.row(f"model's stream to events, {name}", value, f"at least {EVENTS_MB_A_SECOND} MB/s",
                           speed >= EVENTS_MB_A_SECOND)
        for name in ("write_messages", "write_chat"):
            ms = results[name]["cpu_time"]
            self.table.row(f"{name.replace('_', ' ')}, {results[name]['tokens']:.0f} tokens", f"{ms:.2f} ms",
                           f"under {REQUEST_MS} ms", ms < REQUEST_MS)

    def sessions(self):
        results = self.google("session", REPETITIONS)
        load, add = results["load"]["cpu_time"], results["add_to_long_history"]["cpu_time"]
        self.table.row("load a session of 10,000 events", f"{load:.1f} ms", f"under {SESSION_LOAD_MS} ms", load < SESSION_LOAD_MS)
        self.table.row(f"keep a record, {results['add_to_long_history']['tokens'] / 1000:.0f} k tokens of history", f"{add:.2f} ms",
                       f"under {TURN_MS} ms", add < TURN_MS)
        self.table.row("compact that session", f"{results['compact']['cpu_time']:.1f} ms")

    def redaction(self):
        times = {tuple(int(part) for part in name.split("/")[1:3]): entry["cpu_time"]
                 for name, entry in self.google("redact").items() if name.startswith("redact_text/")}
        worst = max(times[piece, 10] / times[piece, 1] for piece, _ in times)
        self.table.row("redact 10 MB over 1 MB, worst text", f"{worst:.1f} x", "under 20 x: linear", worst < 20)
        self.table.row("redact 10 MB of log", f"{times[0, 10]:.0f} ms")

    def fan_out(self):
        results = self.google("fan_out")
        wall = {int(name.split("/")[1]): entry["real_time"] for name, entry in results.items()}
        for in_flight, ms in wall.items():
            self.table.row(f"500 requests of 20 ms, {in_flight} in flight", f"{ms / 1000:.2f} s")
        gain = wall[1] / wall[16]
        self.table.row("  gain of 16 over 1", f"{gain:.1f} x", f"at least {FAN_OUT_GAIN} x", gain >= FAN_OUT_GAIN)

    def policy(self):
        results = self.google("policy")
        for name in ("decide_among_1000", "decide_parsed_facts_1000"):
            us = results[name]["cpu_time"]  # one thread; wall time tells what else the machine does
            self.table.row(f"policy {name.replace('_', ' ')} rules", f"{us:.1f} us", f"under {DECISION_US} us",
                           us < DECISION_US)
        growth = results["decide_ten_million/iterations:1"]["growth_kb"]
        self.table.row("policy, 10 million decisions, memory growth", f"{growth:.0f} KB",
                       f"under {DECISION_GROWTH_KB} KB", growth < DECISION_GROWTH_KB)
        hostile = results["decide_hostile_100k"]["cpu_time"] / 1000
        self.table.row("policy, hostile patterns on 100 KB", f"{hostile:.1f} ms", "under 100 ms", hostile < 100)

    def turn(self):
        results = self.google("turn", REPETITIONS)
        ms = results["turn_at_tokens/100000"]["cpu_time"]
        self.table.row("turn at 100,000 tokens, without the model", f"{ms:.2f} ms", f"under {TURN_MS} ms", ms < TURN_MS)
        self.table.row("  at 1,000 tokens", f"{results['turn_at_tokens/1000']['cpu_time']:.2f} ms")
        self.one_answer()

    def one_answer(self):
        """`run` from start to exit, the answer of a fake model in it."""
        sys.path.insert(0, str(ROOT / "tests/support"))
        from fake_model.server import FakeModel
        model = FakeModel([{"when": ".*", "text": "Fine."}])
        self.environment.update(ANTHROPIC_API_KEY="fake", ANTHROPIC_BASE_URL=f"http://127.0.0.1:{model.port}",
                                DATABRICKS_HOST="http://127.0.0.1:9", DATABRICKS_TOKEN="fake")
        try:
            result = self.cost([self.lakecode, "run", "how are you?", "--model", "claude-sonnet-4-5"])[0]
        finally:
            model.close()
            for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "DATABRICKS_HOST", "DATABRICKS_TOKEN"):
                del self.environment[name]
        self.table.row("run with one answer", f"{result['wall_ms']:.1f} ms", f"under {RUN_MS} ms", result["wall_ms"] < RUN_MS)
        self.table.row("  peak memory", f"{result['peak_kb'] / 1024:.1f} MB", f"under {RUN_PEAK_MB} MB", result["peak_kb"] / 1024 < RUN_PEAK_MB)

    def safety(self):
        results = self.google("safety", REPETITIONS)
        judged = results["judge_short"]["items_per_second"]
        self.table.row("short statements judged", f"{judged / 1e6:.2f} M/s", "at least 1 M/s", judged >= JUDGED_A_SECOND)
        self.table.row("  read alone", f"{results['parse_short']['items_per_second'] / 1e6:.2f} M/s")
        speed = results["lex_long"]["bytes_per_second"] / 1e6
        self.table.row("SQL lexed", f"{speed:.0f} MB/s", f"at least {LEXED_MB_A_SECOND} MB/s", speed >= LEXED_MB_A_SECOND)
        shapes = {}
        for result in results.values():
            if result["name"].startswith("judge_shape/"):
                shapes.setdefault(result["label"], []).append(result["real_time"])
        for shape, (small, large) in shapes.items():
            ok = large < MEGABYTE_MS and large < small * 10 * GROWTH
            self.table.row(f"  1 MB of {shape}", f"{large:.1f} ms ({large / small / 10:.2f} x a byte)",
                           f"under {MEGABYTE_MS} ms, {GROWTH} x", ok)
        self.sqlglot(judged)

    def sqlglot(self, judged):
        """The same statements parsed by sqlglot, in a virtual environment of its own; said when it cannot be had."""
        folder = pathlib.Path(self.environment["HOME"]) / "sqlglot"
        try:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
            subprocess.run([folder / "bin/python", "-m", "pip", "install", "-q", "sqlglot"], check=True, capture_output=True,
                           timeout=300)
        except (OSError, subprocess.SubprocessError):
            self.table.row("  sqlglot on the same statements", "skipped: not available")
            return
        source = (ROOT / "bench/safety_bench.cpp").read_text()
        texts = re.findall(r'^    "((?:[^"\\]|\\.)*)"', source[source.index("kShort"):source.index("};")], re.M)
        program = ("import json, sys, time, sqlglot\ntexts = json.load(sys.stdin)\nbegan = time.perf_counter()\n"
                   "for _ in range(20):\n    for text in texts: sqlglot.parse(text, dialect='databricks')\n"
                   "print(20 * len(texts) / (time.perf_counter() - began))")
        done = subprocess.run([folder / "bin/python", "-c", program], input=json.dumps(texts), text=True, check=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        speed = float(done.stdout)
        self.table.row("  sqlglot on the same statements", f"{speed:.0f} /s (1/{judged / speed:.0f})")

    def start_up(self):
        node = shutil.which("node")
        commands = [[self.lakecode, "version"]] + ([[node, "-e", "0"]] if node else [])
        version, *others = self.cost(*commands)
        self.table.row("lakecode version, memory", f"{version['peak_kb'] / 1024:.1f} MB", f"under {VERSION_PEAK_MB} MB",
                       version["peak_kb"] < VERSION_PEAK_MB * 1024)
        self.table.row("lakecode version, time", f"{version['wall_ms']:.1f} ms")
        if not others:
            self.table.row("node -e 0", "node is not here", "ratio not checked")
            return
        self.table.row("node -e 0, time and memory", f"{others[0]['wall_ms']:.1f} ms {others[0]['peak_kb'] / 1024:.1f} MB")
        share = version["wall_ms"] / others[0]["wall_ms"]
        self.table.row("  lakecode version over node", f"1/{1 / share:.1f}", "under 1/6", share < VERSION_SHARE_OF_NODE)

    def workflows(self):
        job = self.failed_job()
        status = self.workflow("job_status", job)
        debug = self.workflow("debug_job", job)
        try:
            self.cost(status, runs=1)  # starts the server that the next runs share
            node = shutil.which("node")
            warm, *others = self.cost(status, *([[node, "-e", "0"]] if node else []))
            beside = f" (node 1/{others[0]['wall_ms'] / warm['wall_ms']:.1f})" if others else ""
            self.table.row("run workflow job_status --local, time", f"{warm['wall_ms']:.1f} ms{beside}")
            self.table.row("run workflow job_status --local, memory", f"{warm['peak_kb'] / 1024:.1f} MB")
            cold = []
            for _ in range(5):
                self.stop_server()
                cold += self.cost(debug, runs=1)
            worst = max(result["wall_ms"] for result in cold)
            self.table.row("run workflow debug_job --local, server start too", f"{worst:.0f} ms at worst",
                           f"under {DEBUG_JOB_MS} ms", worst < DEBUG_JOB_MS)
        finally:
            self.stop_server()

    def prove_table(self):
        """What prove_table takes beside its scans, on a wide table; the scans are those of the same run."""
        columns, rows = 150, 2000
        folder = pathlib.Path(self.environment["HOME"])
        with open(folder / "wide.csv", "w", encoding="utf-8") as out:
            out.write(",".join(f"c{k:03}" for k in range(columns)) + "\n")
            for i in range(rows):
                out.write(",".join(str(i * (k + 7) % (11 + 13 * k)) if k % 2 else f"v{i % (k + 3)}" for k in range(columns)) + "\n")
        meta = {"columns": [{"name": f"c{k:03}", "type": "INT" if k % 2 else "STRING"} for k in range(columns)]}
        (folder / "wide.json").write_text(json.dumps(meta))
        data = folder / "wide-workspace"
        server = subprocess.Popen([self.lakecode, "local", "serve", "--empty", "--data", data, "--output", "json"], env=self.environment,
                                  stdout=subprocess.PIPE)
        try:
            ready = json.loads(server.stdout.readline())
            environment = {**self.environment, "DATABRICKS_HOST": ready["host"], "DATABRICKS_TOKEN": ready["token"]}
            subprocess.run([self.lakecode, "local", "load", folder / "wide.csv", "main.b.wide", "--meta", folder / "wide.json", "--data", data],
                           env=environment, check=True, stdout=subprocess.DEVNULL)
            command = [self.lakecode, "run", "workflow", "prove_table", "--input", '{"table": "main.b.wide"}', "--output", "json"]
            added, scans = [], []
            for _ in range(5):
                began = time.monotonic()
                done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
                wall = (time.monotonic() - began) * 1000
                steps = json.loads(done.stdout)["steps"]
                scans.append(sum(step["duration_ms"] for step in steps if step["kind"] == "sql"))
                added.append(wall - scans[-1])
            best = min(added)
            self.table.row(f"prove_table, {columns} columns: its SQL", f"{min(scans):.0f} ms")
            self.table.row("  beside it, start of the program included", f"{best:.0f} ms", f"under {PROVE_ADDS_MS} ms", best < PROVE_ADDS_MS)
        finally:
            server.terminate()
            server.wait()

    def large_workspace(self):
        """audit_jobs and the cost workflows on 10,000 jobs and a million rows of usage; see audit_bench.py."""
        sys.path.insert(0, str(ROOT / "bench"))
        import audit_bench
        audit_bench.bench(self.programs, 10_000, ROOT / "build/conformance/venv/bin/python", self.table.row)

    def workspace(self):
        """The embedded workspace by itself; see workspace_bench.py."""
        sys.path.insert(0, str(ROOT / "bench"))
        import workspace_bench
        workspace_bench.bench(self.programs, 3, self.table.row)

    def workflow(self, name, job):
        return [self.lakecode, "run", "workflow", name, "--local", "--input", json.dumps({"job_id": job})]

    def stop_server(self):
        subprocess.run([self.lakecode, "local", "stop"], env=self.environment, stdout=subprocess.DEVNULL, check=False)

    def failed_job(self):
        """Builds the demo data, and finds a job of it that failed."""
        server = subprocess.Popen([self.lakecode, "local", "serve", "--demo", "--output", "json"], env=self.environment,
                                  stdout=subprocess.PIPE)
        try:
            began = time.monotonic()
            ready = json.loads(server.stdout.readline())
            self.table.row("demo data built and served", f"{time.monotonic() - began:.2f} s")
            request = urllib.request.Request(ready["host"] + "/api/2.2/jobs/runs/list?completed_only=true&limit=25",
                                             headers={"Authorization": "Bearer " + ready["token"]})
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with contextlib.closing(opener.open(request, timeout=10)) as answer:
                runs = json.load(answer)["runs"]
            return next(run["job_id"] for run in runs if run["state"]["result_state"] == "FAILED")
        finally:
            server.terminate()
            server.wait()


def main():
    parts = {"json": Bench.json_speed, "sse": Bench.sse_speed, "model-stream": Bench.model_stream,
             "redaction": Bench.redaction, "fan-out": Bench.fan_out,
             "policy": Bench.policy, "sessions": Bench.sessions, "turn": Bench.turn, "safety": Bench.safety, "start-up": Bench.start_up,
             "workflows": Bench.workflows,
             "prove-table": Bench.prove_table, "large-workspace": Bench.large_workspace, "workspace": Bench.workspace}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin")
    parser.add_argument("--runs", type=int, default=21, help="runs a program, at least 15")
    parser.add_argument("--only", nargs="+", choices=parts, default=list(parts))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lakecode-bench-") as folder:
        bench = Bench(arguments.bin.resolve(), max(arguments.runs, 15), pathlib.Path(folder))
        for name in arguments.only:
            try:
                parts[name](bench)
            except (OSError, RuntimeError, ValueError, LookupError, StopIteration, subprocess.SubprocessError) as error:
                bench.table.row(name, "not measured", "must run", False)
                print(f"  {type(error).__name__}: {error}", file=sys.stderr)
    return 1 if bench.table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
