#!/usr/bin/env python3
"""Measures the embedded workspace: start, requests a second, statements, a load of a million rows, memory and time at scale.

Usage: bench/workspace_bench.py [--bin DIR] [--seconds N]
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

# The promises.
START_MS = 150
GETS_A_SECOND = 5000  # jobs/get, 64 connections
PAGE_MS = 5  # 100 jobs
SELECT_MS = 3
LOAD_S = 3  # a CSV of a million rows
SCALE_S = 60


class Server:
    """lakecode-local on a folder, with what it took to answer."""

    def __init__(self, program, data, *arguments):
        began = time.monotonic()
        self.process = subprocess.Popen([program, "serve", "--data", data, "--output", "json", *arguments], stdout=subprocess.PIPE)
        ready = json.loads(self.process.stdout.readline())
        self.start_ms = (time.monotonic() - began) * 1000
        self.port, self.token, self.host = ready["host"].rsplit(":", 1)[1], ready["token"], ready["host"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def memory_mb(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0


def bench(programs, seconds, row):
    rate_program, local = programs / "lakecode_request_rate", programs / "lakecode-local"

    def rate(server, connections, path, body=None):
        command = [rate_program, server.port, server.token, str(connections), str(seconds), path, *([body] if body else [])]
        result = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        if result["failed"]:
            raise SystemExit(f"{path}: {result['failed']} answers were not 200")
        return result

    def asked(server, path):
        return json.loads(subprocess.run(["curl", "-sf", "--noproxy", "*", "-H", f"Authorization: Bearer {server.token}", server.host + path],
                                         check=True, stdout=subprocess.PIPE).stdout)

    with tempfile.TemporaryDirectory(prefix="lakecode-workspace-bench-") as folder:
        folder = pathlib.Path(folder)
        with Server(local, folder / "demo", "--demo") as server:
            row("workspace: demo built and served", f"{server.start_ms / 1000:.2f} s", "under 5 s", server.start_ms < 5000)
        starts = []
        for _ in range(5):
            with Server(local, folder / "demo") as server:
                starts.append(server.start_ms)
        row("  start of an existing demo", f"{min(starts):.0f} ms", f"under {START_MS} ms", min(starts) < START_MS)
        with Server(local, folder / "demo") as server:
            job = asked(server, "/api/2.2/jobs/list?limit=1")["jobs"][0]["job_id"]
            warehouse = asked(server, "/api/2.0/sql/warehouses")["warehouses"][0]["id"]
            one = rate(server, 1, f"/api/2.2/jobs/get?job_id={job}")
            row("  jobs/get, 1 connection", f"{one['requests_a_second']:.0f} a second")
            many = rate(server, 64, f"/api/2.2/jobs/get?job_id={job}")["requests_a_second"]
            row("  jobs/get, 64 connections", f"{many:.0f} a second", f"over {GETS_A_SECOND}", many > GETS_A_SECOND)
            row("  jobs/list, 64 connections", f"{rate(server, 64, '/api/2.2/jobs/list?limit=20')['requests_a_second']:.0f} a second")
            statement = json.dumps({"statement": "SELECT 1", "warehouse_id": warehouse, "wait_timeout": "10s"})
            select = rate(server, 1, "/api/2.0/sql/statements", statement)
            row("  SELECT 1, p50 and p99", f"{select['p50_ms']:.2f} / {select['p99_ms']:.2f} ms", f"p50 under {SELECT_MS} ms",
                select["p50_ms"] < SELECT_MS)
            table = folder / "million.csv"
            with open(table, "w", encoding="utf-8") as out:
                out.write("id,name,amount,day\n")
                for i in range(1_000_000):
                    out.write(f"{i},name {i % 1000},{i % 977}.{i % 100:02},2026-0{i % 9 + 1}-1{i % 9}\n")
            began = time.monotonic()
            subprocess.run([local, "load", table, "main.default.million", "--host", server.host, "--token", server.token], check=True,
                           stdout=subprocess.DEVNULL)
            took = time.monotonic() - began
            row("  load of a CSV of 1,000,000 rows", f"{took:.2f} s", f"under {LOAD_S} s", took < LOAD_S)
        with Server(local, folder / "scale", "--empty", "--scale", "10000") as server:
            row("  --scale 10,000 built", f"{server.start_ms / 1000:.1f} s", f"under {SCALE_S} s", server.start_ms < SCALE_S * 1000)
            page = rate(server, 1, "/api/2.2/jobs/list?limit=100")
            row("  a page of 100 jobs of 10,000, p50", f"{page['p50_ms']:.2f} ms", f"under {PAGE_MS} ms", page["p50_ms"] < PAGE_MS)
            row("  memory at 10,000 jobs, 100,000 tables", f"{server.memory_mb():.0f} MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin")
    parser.add_argument("--seconds", type=int, default=3, help="a measured request")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT / "bench"))
    import run
    os.environ["NO_PROXY"] = "127.0.0.1"
    table = run.Table()
    bench(arguments.bin.resolve(), arguments.seconds, table.row)
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
