#!/usr/bin/env python3
"""Files stay small enough to hold in the head. Over hard fails; over soft is listed.

Usage: check_sizes.py [--root DIR]
"""
import argparse
import pathlib
import re
import sys

HARD = {"header": 300, "source": 600, "test": 800}
SOFT = {"header": 200, "source": 400, "test": 500}
MAX_INCLUDES = 20

# Files that are only a data table.
TABLES = re.compile(r"(_rules|_names|_catalogue|_scenarios)\.cpp$")

PROJECT_INCLUDE = re.compile(r'^\s*#\s*include\s*"')


def kind_of(path):
    if path.name.endswith("_test.cpp"):
        return "test"
    return "header" if path.suffix == ".h" else "source"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    root = parser.parse_args().root
    over_hard, over_soft, count = [], [], 0
    for top in ("src", "local", "tests", "bench", "fuzz"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix not in (".cpp", ".h"):
                continue
            count += 1
            lines = path.read_text(encoding="utf-8").splitlines()
            name, kind = path.relative_to(root).as_posix(), kind_of(path)
            if len(lines) > HARD[kind] and not TABLES.search(name):
                over_hard.append(f"{name}: {len(lines)} lines, at most {HARD[kind]} for a {kind}")
            elif len(lines) > SOFT[kind] and not TABLES.search(name):
                over_soft.append(f"{name}: {len(lines)} lines (soft limit {SOFT[kind]})")
            project = sum(1 for line in lines if PROJECT_INCLUDE.match(line))
            if project > MAX_INCLUDES:
                over_hard.append(f"{name}: {project} project includes, at most {MAX_INCLUDES}")
    for line in over_soft:
        print("note:", line)
    print("\n".join(over_hard) if over_hard else f"sizes: {count} files, none over its hard limit")
    return 1 if over_hard else 0


if __name__ == "__main__":
    sys.exit(main())
