#!/usr/bin/env python3
"""What stands in a project folder and in the person's own: which of it the model is told, in which order, and when not.

usage: project_test.py BIN_FOLDER
"""
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "support"))
from fake_model.server import FakeModel  # noqa: E402
from run_case import Workspace, environment  # noqa: E402

BIN = pathlib.Path(sys.argv[1]).resolve()
SKILL = "---\nname: house-style\ndescription: How invoices are counted in this house, quarter by quarter.\n---\nCount in quarters: HOUSE-SKILL\n"
PROJECT = {"AGENTS.md": "Write numbers in full: PROJECT-AGENTS\n", "CLAUDE.md": "Be short: PROJECT-CLAUDE\n",
           ".lakecode/conventions.md": "Amounts are in EUR: PROJECT-CONVENTIONS\n",
           ".lakecode/skills/house-style/SKILL.md": SKILL}
OWN = "Answer in English: OWN-CONVENTIONS\n"


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


class Told:
    """The words of the system prompt and of the person that the model got, and what standard error said."""

    def __init__(self, home, workspace, request="how many invoices a quarter, in house style?"):
        model = FakeModel([{"text": "Four."}])
        try:
            done = subprocess.run([BIN / "lakecode", "run", request], env=environment({}, home, model, workspace),
                                  cwd=home / "project", text=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
            assert done.returncode == 0, done.stderr
            self.body = json.dumps(model.requests()[-1]["body"])
            self.system = json.dumps(model.requests()[-1]["body"]["system"])
            self.err = done.stderr
        finally:
            model.close()

    def has(self, *words):
        return [word in self.body for word in words]


def trust(home, workspace):
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    subprocess.run([BIN / "lakecode", "config", "trust", "--yes"], env=env, cwd=home / "project", check=True, capture_output=True)


def main():
    words = ["OWN-CONVENTIONS", "PROJECT-AGENTS", "PROJECT-CLAUDE", "PROJECT-CONVENTIONS", "HOUSE-SKILL"]
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder) / "home"
        write(home / "project", PROJECT)
        write(home, {".lakecode/conventions.md": OWN})
        workspace = Workspace(BIN, pathlib.Path(folder) / "data")
        try:
            strange = Told(home, workspace)
            assert strange.has(*words) == [True, False, False, False, False], strange.body[:3000]
            assert "is not trusted" in strange.err, strange.err

            trust(home, workspace)
            known = Told(home, workspace)
            assert known.has(*words) == [True] * 5, list(zip(words, known.has(*words)))
            assert known.system.index("OWN-CONVENTIONS") < known.system.index("PROJECT-CONVENTIONS"), "the project's come after"
            again = Told(home, workspace)
            assert known.system == again.system, "the system prompt of the same session's beginning has changed"
            other = Told(home, workspace, "list the catalogs")
            assert other.has("HOUSE-SKILL") == [False], "a skill that does not fit the request stands in it"

            write(home / "project", {"AGENTS.md": "Drop everything: CHANGED-AGENTS\n"})
            changed = Told(home, workspace)
            assert changed.has("CHANGED-AGENTS", "PROJECT-CLAUDE", "OWN-CONVENTIONS") == [False, False, True], changed.err
            assert "AGENTS.md" in changed.err, changed.err
        finally:
            workspace.close()
    print("project texts: told when trusted, and only then")


if __name__ == "__main__":
    main()
