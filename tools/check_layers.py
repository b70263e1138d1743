#!/usr/bin/env python3
"""Guards the house: includes point down only, third-party headers have one home each, every floor has a README.

Usage: check_layers.py [--root DIR]     exit 1 and one line a breach when something is wrong
"""
import argparse
import pathlib
import re
import sys

LEVELS = {
    "base": 0,
    "net": 1, "config": 1, "sql": 1, "result": 1,
    "safety": 2, "policy": 2, "analysis": 2, "knowledge": 2, "render": 2, "auth": 2, "llm": 2,
    "databricks": 3, "mcp": 3, "evidence": 3, "session": 3,
    "gate": 4, "catalog": 4,
    "workflows": 5, "tools": 5,
    "agent": 6, "slash": 6,
    "cli": 7, "tui": 7, "serve": 7,
}

# Arrows between folders of one level, each with its reason.
SAME_LEVEL = {
    ("policy", "safety"): "rules match on effects and verdicts",
    ("tools", "workflows"): "one tool runs any workflow",
    ("slash", "agent"): "a slash command acts on the session",
}

# Third-party header prefix -> folders (or single files) that may name it.
HOMES = {
    "curl/": ["src/net/"],
    "archive": ["local/program/", "local/routes/zip_archive.cpp"],
    "flatbuffers/": ["local/statements/"],
    "microhttpd.h": ["src/net/"],
    "duckdb.h": ["local/engine/", "local/demo/demo_test.cpp"],
    "ftxui/": ["src/tui/", "src/render/"],
    "md4c": ["src/tui/", "src/render/"],
    "pcre2.h": ["src/policy/"],
    "libfyaml.h": ["src/base/"],
    "openssl/": ["src/base/"],
    "fmt/": ["src/", "local/"],  # std::format is not there yet; headers still take only base/'s own
    "utf8proc.h": ["src/base/"],
    "boost/": ["src/base/"],
    "libsecret": ["src/auth/"],
    "CLI/": ["src/cli/parser.cpp"],
    "regex": [],
}

# Heavy project headers that only sources may include.
SOURCES_ONLY = {"base/json.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def includes(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found.group(1) == "<", found.group(2)


def breaches_in_src(root, path, breaches):
    relative = path.relative_to(root).as_posix()
    parts = relative.split("/")
    folder = parts[1] if len(parts) > 2 else None
    level = LEVELS.get(folder, 8 if folder is None else None)
    if level is None:
        breaches.append(f"{relative}: folder {folder} is on no level; give it one in tools/check_layers.py")
        return
    for number, angled, name in includes(path):
        if angled:
            continue
        if name.startswith("local/"):
            breaches.append(f"{relative}:{number}: the product never includes the embedded workspace ({name})")
        target = name.split("/")[0]
        if target not in LEVELS:
            continue
        if LEVELS[target] > level:
            breaches.append(f"{relative}:{number}: level {level} includes {name} of level {LEVELS[target]}")
        elif LEVELS[target] == level and target != folder and (folder, target) not in SAME_LEVEL:
            breaches.append(f"{relative}:{number}: {folder} and {target} are on one level; no arrow is listed")


def breaches_in_local(root, path, breaches):
    relative = path.relative_to(root).as_posix()
    for number, angled, name in includes(path):
        if not angled and not name.startswith(("base/", "net/", "local/", "tests/support/")):
            breaches.append(f"{relative}:{number}: the embedded workspace includes only base/ and net/, not {name}")


def breaches_of_homes(root, path, breaches):
    relative = path.relative_to(root).as_posix()
    header = path.suffix == ".h"
    for number, angled, name in includes(path):
        if header and name in SOURCES_ONLY:
            breaches.append(f"{relative}:{number}: {name} is for sources; headers use base/json_fwd.h")
        if not angled:
            continue
        if header and name.startswith("fmt/") and not relative.startswith("src/base/"):
            breaches.append(f"{relative}:{number}: <{name}> in a header; format in the source")
        for prefix, homes in HOMES.items():
            matches = name == prefix or name.startswith(prefix)
            if matches and not any(relative.startswith(home) for home in homes):
                breaches.append(f"{relative}:{number}: <{name}> has its home in {homes or 'no folder'}")


def breaches_of_wire(root, path, breaches):
    """The raw door to a workspace stays inside databricks/."""
    relative = path.relative_to(root).as_posix()
    for number, _, name in includes(path):
        if name == "databricks/wire.h" and not relative.startswith(("src/databricks/", "tests/permit/")):
            breaches.append(f"{relative}:{number}: databricks/wire.h is for databricks/ alone")


def breaches_of_readmes(root, breaches):
    floors = [p for p in (root / "src").iterdir() if p.is_dir()] + [root / "local"]
    for floor in floors:
        if any(floor.rglob("*.cpp")) and not (floor / "README.md").exists():
            breaches.append(f"{floor.relative_to(root)}: has no README.md")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    root = parser.parse_args().root
    breaches = []
    sources = [p for top in ("src", "local", "tests", "bench", "fuzz") for p in sorted((root / top).rglob("*"))
               if p.suffix in (".cpp", ".h")]
    for path in sources:
        top = path.relative_to(root).parts[0]
        if top == "src":
            breaches_in_src(root, path, breaches)
        elif top == "local":
            breaches_in_local(root, path, breaches)
        if top in ("src", "local"):
            breaches_of_homes(root, path, breaches)
        breaches_of_wire(root, path, breaches)
    breaches_of_readmes(root, breaches)
    print("\n".join(breaches) if breaches else f"layers: {len(sources)} files, no breach")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
