#!/usr/bin/env python3
"""Joins the sources of a target into few files, so that a sanitizer build reads and generates each template once.

Usage: unity_groups.py --root DIR --out DIR --name NAME SOURCE…     prints the files written, with ';' between

Sources with a name of their own in common (a helper in an unnamed namespace, say) never meet in one file. What counts as
such a name is guessed from declarations in column 0; a wrong guess is a compile error, and `./run build` then compiles that target file by file.
"""
import argparse
import functools
import pathlib
import re

MAX_FILES = 12
MAX_LINES = 2000
# What includes one of these stays a file of its own: the linker takes an object of a library whole, and with it the shared
# libraries it needs. lakecode has no HTTP server; joined with the client, it would load libmicrohttpd and GnuTLS at every start.
ALONE = ("<microhttpd.h>",)

TYPE = re.compile(r"^(?:template\s*<.*>\s*)?(?:struct|class|enum class|enum|union)\s+(\w+)")
ALIAS = re.compile(r"^using\s+(\w+)\s*=")
INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)
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


def unnamed(text):
    """The lines inside unnamed namespaces: names there must meet no other of the same spelling."""
    inside, kept = False, []
    for line in text.splitlines():
        if line == "namespace {":
            inside = True
        elif line == "}  // namespace":
            inside = False
        elif inside:
            kept.append(line)
    return "\n".join(kept)


def headers(root, text):
    """The names that the project's headers, named in `text`, declare."""
    found = set()
    for name in INCLUDE.findall(text):
        for path in (root / "src" / name, root / name):
            if path.exists() and path.suffix == ".h":
                found |= header_names(path)
    return found


@functools.cache
def header_names(path):
    return names(path.read_text(encoding="utf-8"))


def read(root, source):
    text = (root / source).read_text(encoding="utf-8")
    using = {(match[2], match[1]) for match in map(USING.match, text.splitlines()) if match}
    own = names(unnamed(text)) | {name for name, _ in using}
    return {"files": [source], "lines": text.count("\n"), "own": own, "using": using,
            "alone": any(f"#include {name}" in text for name in ALONE),
            "near": names(text) | headers(root, text)}


def clash(one, other):
    same = one["using"] & other["using"]  # the same line in both does no harm
    harmless = {name for name, _ in same}
    return bool((one["own"] & other["near"] | other["own"] & one["near"] | one["own"] & other["own"]) - harmless)


def groups(root, sources):
    made = []
    for source in sources:
        file = read(root, source)
        for group in made:
            if file["alone"] or group["alone"]:
                continue
            if len(group["files"]) < MAX_FILES and group["lines"] + file["lines"] <= MAX_LINES and not clash(group, file):
                for key in ("own", "using", "near"):
                    group[key] |= file[key]
                group["lines"] += file["lines"]
                group["files"].append(source)
                break
        else:
            made.append(file)
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
