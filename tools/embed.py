#!/usr/bin/env python3
"""Writes a header with text files as constants, for what is built into the programs (cmake/Embed.cmake calls it).

Usage: embed.py --namespace NAMESPACE --out HEADER FILE…

Of sql_execute.md the header holds the constant `kSqlExecute`; of <folder>/SKILL.md it is named after the folder. `kEmbedded`
lists all in the order given. The header is only written when its text changes, so that nothing is compiled again for nothing.
"""
import argparse
import pathlib
import re
import sys

PIECE = 8000  # bytes a literal: far below what every compiler takes


def name_of(path):
    return path.parent.name if path.name == "SKILL.md" else path.stem


def constant_of(name):
    return "k" + "".join(word[:1].upper() + word[1:] for word in re.split(r"[^0-9A-Za-z]+", name))


def delimiter_of(text):
    """A raw literal's delimiter that does not occur in the text."""
    number = 0
    while f'){"~" * number}"' in text:
        number += 1
    if number > 16:
        raise SystemExit("embed.py: no delimiter is left")
    return "~" * number


def pieces_of(text):
    """Pieces of at most PIECE bytes, cut between lines, or within one that is too long."""
    piece = ""
    for line in text.splitlines(keepends=True):
        while line:
            room = PIECE - len(piece.encode())
            taken = line if len(line.encode()) <= PIECE else line[:PIECE // 4]
            if piece and len(taken.encode()) > room:
                yield piece
                piece = ""
            piece += taken
            line = line[len(taken):]
    if piece:
        yield piece


def literal_of(text):
    parts = []
    for piece in pieces_of(text):
        mark = delimiter_of(piece)
        parts.append(f'R"{mark}({piece}){mark}"')
    return "\n    ".join(parts) if parts else '""'


def header_of(namespace, files):
    lines = ["#pragma once", "// Made by tools/embed.py: change the files it was made from.", "",
             '#include "base/embedded_file.h"', "", f"namespace {namespace} {{", ""]
    names = set()
    for path in files:
        constant = constant_of(name_of(path))
        if constant in names:
            raise SystemExit(f"embed.py: two files are named {name_of(path)}")
        names.add(constant)
        text = path.read_text(encoding="utf-8")
        if "\r" in text or "\0" in text:
            raise SystemExit(f"embed.py: {path} holds a carriage return or a NUL")
        lines.append(f"inline constexpr std::string_view {constant} =\n    {literal_of(text)};\n")
    lines.append("inline constexpr EmbeddedFile kEmbedded[] = {")
    lines += [f'    {{"{name_of(path)}", {constant_of(name_of(path))}}},' for path in files]
    lines += ["};", "", f"}}  // namespace {namespace}", ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--namespace", required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("files", type=pathlib.Path, nargs="+")
    args = parser.parse_args()
    text = header_of(args.namespace, args.files)
    if args.out.exists() and args.out.read_text(encoding="utf-8") == text:
        return 0
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
