#!/usr/bin/env python3
"""What a tool is told may be any size; what lakecode keeps of it, and what the model reads, is bounded: 50 MB of a program's output,
and 50 MB of rows.

usage: large_output_test.py BIN_FOLDER
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "support"))
from fake_model.server import FakeModel  # noqa: E402
from run_case import Workspace, check_requests, environment  # noqa: E402

BIN = pathlib.Path(sys.argv[1]).resolve()
MEGABYTES = 50
MOST_MB_MORE = 30  # over a run whose tool says a word
MOST_READ = 40_000  # bytes of one tool result that the model reads
PROGRAM = f"""#!/usr/bin/env python3
import sys
line = "a line of a log that never ends " * 32 + "\\n"
for _ in range({MEGABYTES} * 1_000_000 // len(line)):
    sys.stdout.write(line)
"""
ROWS = f"SELECT id, repeat('x', 200) AS text FROM range({MEGABYTES * 5_000})"


def measure(call, folder, what):
    """The peak memory of a run that makes the call, in MB, and what the model was told of it."""
    home, programs = pathlib.Path(folder) / what / "home", pathlib.Path(folder) / what / "bin"
    home.mkdir(parents=True)
    programs.mkdir()
    (programs / "databricks").write_text(PROGRAM)
    (programs / "databricks").chmod(0o755)
    model = FakeModel([{"tools": [call]}, {"text": "Done."}])
    workspace = Workspace(BIN, home / "data")
    try:
        (home / ".databrickscfg").write_text(f"[work]\nhost = {workspace.host}\ntoken = {workspace.token}\n")
        # Built with ASan, a program would keep what it freed, as if it used it.
        env = environment({"env": {"PATH": f"{programs}:/usr/bin:/bin", "ASAN_OPTIONS": "quarantine_size_mb=1"}}, home, model, None)
        process = subprocess.Popen([BIN / "lakecode", "run", "look at it", "--profile", "work"], env=env, cwd=home, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        answer = process.stdout.read().decode()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, f"{what}: exit {process.returncode}\n{answer}"
        check_requests({}, model)
        told = [block for message in model.requests()[-1]["body"]["messages"] if isinstance(message["content"], list)
                for block in message["content"] if block["type"] == "tool_result"]
    finally:
        model.close()
        workspace.close()
    assert len(told) == 1, told
    return used.ru_maxrss / 1024, json.dumps(told[0])


def main():
    with tempfile.TemporaryDirectory() as folder:
        least, _ = measure({"name": "list_catalogs", "input": {}}, folder, "least")
        for what, call in (("program", {"name": "databricks_cli", "input": {"arguments": ["clusters", "list"]}}),
                           ("rows", {"name": "sql_execute", "input": {"sql": ROWS}})):
            peak, told = measure(call, folder, what)
            print(f"{what}: {peak:.0f} MB at most ({least:.0f} MB without), {len(told)} bytes to the model")
            assert peak < least + MOST_MB_MORE, f"{what}: {peak:.0f} MB"
            assert 200 < len(told) < MOST_READ, f"{what}: {len(told)} bytes to the model\n{told[:2000]}"
            assert "more" in told or "first" in told or "cut" in told, f"{what}: nothing says that this is not all\n{told[-600:]}"


if __name__ == "__main__":
    main()
