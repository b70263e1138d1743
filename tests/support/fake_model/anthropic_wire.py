"""Anthropic Messages: reads and checks a request as the vendor does, writes a reply whole or as events."""
import json
import re
import zlib

from .script import Turn

NAME = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")
MAX_BREAKPOINTS = 4


class Refused(Exception):
    def __init__(self, message):
        super().__init__(message)
        self.message = message


def blocks_of(message):
    content = message.get("content")
    return [{"type": "text", "text": content}] if isinstance(content, str) else content or []


def result_text(block):
    content = block.get("content", "")
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def turn_of(body):
    """What the messages after the model's last one say."""
    texts, results = [], []
    for message in reversed(body.get("messages", [])):
        if message.get("role") != "user":
            break
        for block in blocks_of(message):
            if block.get("type") == "text":
                texts.append(block["text"])
            elif block.get("type") == "tool_result":
                results.append(result_text(block))
    return Turn("\n".join(texts), results)


def breakpoints_in(value):
    if isinstance(value, dict):
        return ("cache_control" in value) + sum(breakpoints_in(member) for member in value.values())
    if isinstance(value, list):
        return sum(breakpoints_in(member) for member in value)
    return 0


class Memory:
    """What this server sent: signatures it gave out, and the thinking that stood before each call."""

    def __init__(self):
        self.signatures = {}
        self.thinking_before = {}

    def is_genuine(self, block):
        text = block.get("thinking", "")
        return block.get("signature") == signature_of({"thinking": text}) or \
            self.signatures.get(block.get("signature")) == text

    def keep(self, content):
        thinking = []
        for block in content:
            if block["type"] in ("thinking", "redacted_thinking"):
                thinking.append(block)
                if block["type"] == "thinking":
                    self.signatures[block["signature"]] = block["thinking"]
            elif block["type"] == "tool_use":
                self.thinking_before[block["id"]] = list(thinking)


def check_request(body, memory):
    if not isinstance(body.get("model"), str) or not body["model"]:
        raise Refused("model: Field required")
    if not isinstance(body.get("max_tokens"), int) or body["max_tokens"] < 1:
        raise Refused("max_tokens: Field required")
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Refused("messages: at least one message is required")
    if messages[0].get("role") != "user":
        raise Refused("messages: first message must use the \"user\" role")
    if breakpoints_in(body) > MAX_BREAKPOINTS:
        raise Refused(f"A maximum of {MAX_BREAKPOINTS} blocks with cache_control may be provided.")
    for number, tool in enumerate(body.get("tools", [])):
        if not NAME.match(tool.get("name", "")):
            raise Refused(f"tools.{number}.custom.name: String should match pattern '{NAME.pattern}'")
        if tool.get("input_schema", {}).get("type") != "object":
            raise Refused(f"tools.{number}.custom.input_schema.type: Field required")
    for number, part in enumerate(body["system"] if isinstance(body.get("system"), list) else []):
        if not part.get("text", "").strip():
            raise Refused(f"system.{number}: text content blocks must be non-empty")
    check_messages(messages, memory)


def check_messages(messages, memory):
    open_calls = []
    for number, message in enumerate(messages):
        if message.get("role") not in ("user", "assistant"):
            raise Refused(f"messages.{number}.role: Input should be 'user' or 'assistant'")
        blocks = blocks_of(message)
        if not blocks:
            raise Refused(f"messages.{number}: all messages must have non-empty content")
        for place, block in enumerate(blocks):
            check_block(block, f"messages.{number}.content.{place}", memory)
        answered = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
        if open_calls and message["role"] == "user":
            leading = [block["tool_use_id"] for block in blocks[:len(answered)] if block["type"] == "tool_result"]
            missing = [call for call in open_calls if call not in leading]
            if missing:
                raise Refused(f"messages.{number - 1}: `tool_use` ids were found without `tool_result` blocks immediately "
                              f"after: {', '.join(missing)}. Each `tool_use` block must have a corresponding `tool_result` "
                              "block in the next message.")
        for call in answered:
            if call not in open_calls:
                raise Refused(f"messages.{number}.content.0: unexpected `tool_use_id` found in `tool_result` blocks: {call}. "
                              "Each `tool_result` block must have a corresponding `tool_use` block in the previous message.")
        if len(answered) != len(set(answered)):
            raise Refused(f"messages.{number}: each tool_use must have a single result")
        open_calls = [block["id"] for block in blocks if block["type"] == "tool_use"]
    if open_calls:
        raise Refused("messages: `tool_use` ids were found without `tool_result` blocks immediately after")
    check_thinking(messages, memory)


def check_block(block, where, memory):
    kind = block.get("type")
    if kind == "text" and not block.get("text", "").strip():
        raise Refused(f"{where}: text content blocks must contain non-whitespace text")
    if kind == "tool_use" and not isinstance(block.get("input"), dict):
        raise Refused(f"{where}.tool_use.input: Input should be a valid dictionary")
    if kind in ("thinking", "redacted_thinking") and "cache_control" in block:
        raise Refused(f"{where}.{kind}.cache_control: Extra inputs are not permitted")
    if kind == "thinking" and not memory.is_genuine(block):
        raise Refused(f"{where}: Invalid `signature` in `thinking` block")
    if kind not in ("text", "tool_use", "tool_result", "thinking", "redacted_thinking", "image", "document") and \
            not str(kind).startswith(("server_", "web_", "code_")):
        raise Refused(f"{where}: Input tag '{kind}' found using 'type' does not match any of the expected tags")


def check_thinking(messages, memory):
    """The message whose calls are being answered still begins with its thinking."""
    number = next((n for n in range(len(messages) - 1, -1, -1) if messages[n]["role"] == "assistant"), None)
    if number is None:
        return
    blocks = blocks_of(messages[number])
    for block in blocks:
        if block["type"] != "tool_use" or not memory.thinking_before.get(block["id"]):
            continue
        wanted = memory.thinking_before[block["id"]]
        if blocks[:len(wanted)] != wanted:
            raise Refused(f"messages.{number}.content.0.type: Expected `thinking` or `redacted_thinking`, but found "
                          f"`{blocks[0]['type']}`. When `thinking` is enabled, a final `assistant` message must start with a "
                          "thinking block.")


def signature_of(block):
    """The script's, or one that any server of this kind gives the same text, so that a session outlives its server."""
    return block.get("signature") or f"sig-{zlib.crc32(block['thinking'].encode()):08x}"


def content_of(reply, next_id):
    content = []
    for block in reply.blocks:
        if "tool" in block:
            content.append({"type": "tool_use", "id": block.get("id") or next_id("toolu"), "name": block["tool"],
                            "input": block.get("input", {})})
        elif "thinking" in block:
            content.append({"type": "thinking", "thinking": block["thinking"], "signature": signature_of(block)})
        elif "redacted_thinking" in block:
            content.append({"type": "redacted_thinking", "data": block["redacted_thinking"]})
        elif "raw" in block:
            content.append(block["raw"])
        else:
            content.append({"type": "text", "text": block["text"]})
    return content


def usage_of(reply, body):
    usage = reply.usage
    return {"input_tokens": usage.get("input", max(1, len(json.dumps(body)) // 4)),
            "cache_creation_input_tokens": usage.get("cache_write", 0),
            "cache_read_input_tokens": usage.get("cache_read", 0),
            "output_tokens": usage.get("output", max(1, sum(len(json.dumps(block)) for block in reply.blocks) // 4)),
            "service_tier": "standard"}


def message_of(reply, body, next_id):
    return {"id": next_id("msg"), "type": "message", "role": "assistant", "model": body["model"],
            "content": content_of(reply, next_id), "stop_reason": reply.stop, "stop_sequence": None,
            **({"stop_details": {"type": "refusal", "category": None, "explanation": "The script refuses."}}
               if reply.stop == "refusal" else {}),
            "usage": usage_of(reply, body)}


def pieces(text, size):
    return [text[at:at + size] for at in range(0, len(text), size)]


def block_events(index, block, size):
    def delta(kind, **members):
        return ("content_block_delta", {"type": "content_block_delta", "index": index, "delta": {"type": kind, **members}})

    def start(content):
        return ("content_block_start", {"type": "content_block_start", "index": index, "content_block": content})

    if block["type"] == "text":
        yield start({"type": "text", "text": ""})
        yield from (delta("text_delta", text=piece) for piece in pieces(block["text"], size))
    elif block["type"] == "thinking":
        yield start({"type": "thinking", "thinking": "", "signature": ""})
        yield from (delta("thinking_delta", thinking=piece) for piece in pieces(block["thinking"], size))
        yield delta("signature_delta", signature=block["signature"])
    elif block["type"] == "tool_use":
        yield start({**block, "input": {}})
        yield delta("input_json_delta", partial_json="")
        raw = block["input"] if isinstance(block["input"], str) else json.dumps(block["input"])
        if raw != "{}":
            yield from (delta("input_json_delta", partial_json=piece) for piece in pieces(raw, size))
    else:
        yield start(block)
    yield ("content_block_stop", {"type": "content_block_stop", "index": index})


def events_of(message, size):
    """(name, data) of every event of a streamed reply, in order."""
    start = {**message, "content": [], "stop_reason": None, "usage": {**message["usage"], "output_tokens": 1}}
    start.pop("stop_details", None)
    yield ("message_start", {"type": "message_start", "message": start})
    yield ("ping", {"type": "ping"})
    for index, block in enumerate(message["content"]):
        yield from block_events(index, block, size)
    delta = {key: message[key] for key in ("stop_reason", "stop_sequence", "stop_details") if key in message}
    yield ("message_delta", {"type": "message_delta", "delta": delta, "usage": message["usage"]})
    yield ("message_stop", {"type": "message_stop"})


def error_body(kind, message, details=None):
    error = {"type": kind, "message": message, **({"details": details} if details else {})}
    return {"type": "error", "error": error, "request_id": "req_fake"}
