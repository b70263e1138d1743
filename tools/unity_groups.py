#!/usr/bin/env python3
"""Joins the sources of a target into few files, so that a sanitizer build reads and generates each template once.

Usage: unity_groups.py --root DIR --out DIR --name NAME SOURCE…     prints the files written, with ';' between

Sources with a name of their own in common (a helper in an unnamed namespace, say) never meet in one file. What counts as
such a name is guessed from declarations in column 0; a wrong guess is a compile error, and .ci/run then builds file by file.
"""
import argparse
import pathlib
import re

MAX_FILES = 12
MAX_LINES = 2000

TYPE = re.compile(r"^(?:template\s*<.*>\s*)?(?:struct|class|enum class|enum|union)\s+(\w+)")
ALIAS = re.compile(r"^using\s+(\w+)\s*=")
USING = re.compile(r"^using\s+([\w:]+)::(\w+);")
CALLABLE = re.compile(r"(?<![\w:~])(\w+)\s*\(")
VARIABLE = re.compile(r"(?<![\w:])(\w+)\s*(?:\[[^\]]*\]\s*)*(?:=|\{|;|$)")
SKIPPED = re.compile(r"^(?:\s|#|//|/\*|\}|\)|namespace\b|using\s+[\w:\s]+;|$)")
NO_NAMES = {"TEST", "TEST_F", "TEST_P", "INSTANTIATE_TEST_SUITE_P", "const", "noexcept", "default", "override"}


def names(text):
    found = set()
    for line in text.splitlines():
        if SKIPPED.match(line):
            continue
        special = TYPE.match(line) or ALIAS.match(line)
        if special:
            found.update(name for name in special.groups() if name)
            continue
        before = line.split("=")[0] if "(" not in line.split("=")[0] else line
        called = CALLABLE.search(before)
        found.update(called.groups() if called else VARIABLE.findall(before.rstrip() if "=" not in line else before + "="))
    return found - NO_NAMES


def borrowed(text):
    """Names brought in by `using a::B;`: harmless beside the same line, at odds with a B of the file's own."""
    return {(match[2], match[1]) for match in map(USING.match, text.splitlines()) if match}


def clash(group, own, using):
    if group["names"] & own or {name for name, _ in using} & group["names"] or {name for name, _ in group["using"]} & own:
        return True
    there = dict(group["using"])
    return any(there.get(name, home) != home for name, home in using)


def groups(root, sources):
    made = []
    for source in sources:
        text = (root / source).read_text(encoding="utf-8")
        lines, own, using = text.count("\n"), names(text), borrowed(text)
        for group in made:
            if len(group["files"]) < MAX_FILES and group["lines"] + lines <= MAX_LINES and not clash(group, own, using):
                break
        else:
            group = {"files": [], "names": set(), "using": set(), "lines": 0}
            made.append(group)
        group["files"].append(source)
        group["names"] |= own
        group["using"] |= using
        group["lines"] += lines
    return [group["files"] for group in made]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("sources", nargs="+")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    written = []
    for number, files in enumerate(groups(options.root, options.sources)):
        path = options.out / f"{options.name}_{number}.cpp"
        text = "".join(f'#include "{name}"\n' for name in files)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        written.append(str(path))
    print(";".join(written), end="")


if __name__ == "__main__":
    main()
