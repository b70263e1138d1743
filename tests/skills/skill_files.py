"""Skill files as data: their front matter, their fenced blocks, and the statements and commands in them."""
import dataclasses
import pathlib
import re
import shlex

CLASSES = {"read": "READ_ONLY", "write": "WRITE_REMOTE", "destructive": "DESTRUCTIVE"}


@dataclasses.dataclass
class Block:
    skill: str
    line: int
    language: str
    runs: bool       # `sql run`: it is carried out on the demo workspace
    claim: str       # the safety class the fence names, "" where none is named
    mark: str        # a further word of the fence, such as `bundle`
    reason: str      # why a block does not run, the words in parentheses
    text: str

    def __str__(self):
        return f"skills/{self.skill}/SKILL.md:{self.line}"


def front_matter(text):
    """The YAML between the first two `---` lines, and the body behind it."""
    parts = re.match(r"---\n(.*?)\n---\n(.*)\Z", text, re.DOTALL)
    assert parts, "no front matter"
    return parts[1], parts[2]


def blocks(skill, text):
    found, start, info, lines = [], 0, "", []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("```") and not start:
            start, info, lines = number, line[3:].strip(), []
        elif line == "```":
            found.append(block_of(skill, start, info, "\n".join(lines)))
            start = 0
        elif start:
            lines.append(line)
    assert not start, f"skills/{skill}/SKILL.md:{start}: a fence is not closed"
    return found


def block_of(skill, line, info, text):
    form = re.fullmatch(r"(\w+)(?: (run))?(?: (read|write|destructive|bundle))?(?: \((.+)\))?", info)
    assert form, f"skills/{skill}/SKILL.md:{line}: fence ```{info} is none we know"
    language, run, word, reason = form[1], form[2], form[3] or "", form[4] or ""
    claim = word if word in CLASSES else "read" if run else ""
    return Block(skill, line, language, bool(run), claim, "" if word in CLASSES else word, reason, text)


def statements(text):
    """Splits at `;` outside quotes, comments, dollar bodies and BEGIN … END."""
    if re.match(r"\s*BEGIN\b", text):
        return [text]
    token = re.compile(r"'(?:[^'\\]|\\.)*'|\"[^\"]*\"|`[^`]*`|--[^\n]*|\$\$.*?\$\$|;", re.DOTALL)
    parts, begin = [], 0
    for match in token.finditer(text):
        if match[0] == ";":
            parts.append(text[begin:match.start()])
            begin = match.end()
    return [p.strip() for p in [*parts, text[begin:]] if p.strip()]


def commands(text):
    """The command lines of a shell block as argument lists; a backslash at the end of a line joins the next."""
    joined = text.replace("\\\n", " ")
    return [shlex.split(line) for line in joined.split("\n") if line.strip() and not line.lstrip().startswith("#")]


def load(root: pathlib.Path):
    return {folder.name: (folder / "SKILL.md").read_text() for folder in sorted((root / "skills").iterdir())
            if (folder / "SKILL.md").is_file()}
