"""What the model says: a script of replies, chosen in order or by a pattern. See README.md for the format."""
import json
import pathlib
import re
import threading

INSTRUCTION = re.compile(r"\bCALL\s+([A-Za-z0-9_-]{1,64})\s+(?=\{)")
REPLY_KEYS = {"when", "when_result", "times", "then", "blocks", "text", "thinking", "tools", "stop", "usage", "piece", "fault"}
SERVER_KEYS = {"key", "models", "obedient", "rejects", "not_streamed", "missing_paths", "chat"}


class ScriptError(Exception):
    pass


class Reply:
    """One answer: blocks in order, why it ends, what it cost, and what goes wrong on the way."""

    def __init__(self, entry):
        unknown = set(entry) - REPLY_KEYS
        if unknown:
            raise ScriptError(f"a reply has no member {sorted(unknown)[0]!r}")
        self.when = re.compile(entry["when"], re.I | re.S) if "when" in entry else None
        self.when_result = re.compile(entry["when_result"], re.I | re.S) if "when_result" in entry else None
        self.times = entry.get("times", -1 if self.when or self.when_result else 1)
        self.then = [Reply(next_entry) for next_entry in entry.get("then", [])]
        self.blocks = list(entry.get("blocks", []))
        if "thinking" in entry:
            thinking = entry["thinking"]
            self.blocks.append(thinking if isinstance(thinking, dict) else {"thinking": thinking})
        if "text" in entry:
            self.blocks.append({"text": entry["text"]})
        self.blocks += [{"tool": tool["name"], "input": tool.get("input", {}), **({"id": tool["id"]} if "id" in tool else {})}
                        for tool in entry.get("tools", [])]
        self.usage = entry.get("usage", {})
        self.piece = entry.get("piece", 8)  # characters a delta
        self.fault = entry.get("fault", {})
        calls = any("tool" in block for block in self.blocks)
        self.stop = entry.get("stop", "tool_use" if calls else "end_turn")

    def is_ordered(self):
        return self.when is None and self.when_result is None

    def fits(self, turn):
        if self.times == 0:
            return False
        if self.when is not None and not self.when.search(turn.text):
            return False
        if self.when_result is not None and not any(self.when_result.search(result) for result in turn.results):
            return False
        return bool(turn.text or self.when is None)


class Turn:
    """What the last message of a request says."""

    def __init__(self, text, results):
        self.text = text
        self.results = results


class Script:
    def __init__(self, content):
        if isinstance(content, list):
            content = {"replies": content}
        unknown = set(content) - {"server", "replies"}
        if unknown:
            raise ScriptError(f"a script has no member {sorted(unknown)[0]!r}")
        self.server = content.get("server", {})
        unknown = set(self.server) - SERVER_KEYS
        if unknown:
            raise ScriptError(f"the server has no setting {sorted(unknown)[0]!r}")
        self.replies = [Reply(entry) for entry in content.get("replies", [])]
        self._queue = []
        self._lock = threading.Lock()

    @staticmethod
    def load(path):
        """A JSON file, or a folder whose *.json files, by name, are the replies (server.json: the settings)."""
        path = pathlib.Path(path)
        if not path.is_dir():
            return Script(json.loads(path.read_text(encoding="utf-8")))
        content = {"replies": []}
        for file in sorted(path.glob("*.json")):
            value = json.loads(file.read_text(encoding="utf-8"))
            if file.name == "server.json":
                content["server"] = value
            else:
                content["replies"] += value if isinstance(value, list) else [value]
        return Script(content)

    def choose(self, turn):
        """The reply to `turn`; None when nothing is left. An obedient model does what it reads first."""
        with self._lock:
            if self.server.get("obedient"):
                calls = instructions_in(turn.results + [turn.text])
                if calls:
                    return Reply({"text": "As instructed.", "tools": calls})
            candidates = [reply for reply in self.replies if not reply.is_ordered()]
            chosen = next((reply for reply in candidates if reply.fits(turn)), None)
            if chosen is None and self._queue:
                chosen = self._queue.pop(0)
                self._queue[:0] = chosen.then
                return chosen
            if chosen is None:
                chosen = next((reply for reply in self.replies if reply.is_ordered() and reply.times != 0), None)
            if chosen is None:
                return Reply({"text": "Done."}) if self.server.get("obedient") else None
            chosen.times -= 1
            self._queue[:0] = chosen.then
            return chosen


def instructions_in(texts):
    """Every `CALL tool {json}` in the texts, as tool calls."""
    calls = []
    for text in texts:
        for found in INSTRUCTION.finditer(text):
            try:
                value, _ = json.JSONDecoder().raw_decode(text, found.end())
            except ValueError:
                continue
            calls.append({"name": found.group(1), "input": value})
    return calls
