"""Chat completions as OpenAI and its many relatives speak them, with their quirks as settings."""
import json

from .anthropic_wire import Refused, pieces
from .script import Turn

STOPS = {"end_turn": "stop", "tool_use": "tool_calls", "max_tokens": "length", "refusal": "content_filter",
         "stop_sequence": "stop", "model_context_window_exceeded": "length"}


def text_of(content):
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content if isinstance(part, dict))
    return content or ""


def turn_of(body):
    texts, results = [], []
    for message in reversed(body.get("messages", [])):
        if message.get("role") == "user":
            texts.append(text_of(message.get("content")))
        elif message.get("role") == "tool":
            results.append(text_of(message.get("content")))
        else:
            break
    return Turn("\n".join(texts), list(reversed(results)))


def check_request(body, named_by_path):
    if not named_by_path and not body.get("model"):
        raise Refused("you must provide a model parameter")
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Refused("'messages' must be a non-empty list")
    open_calls = []
    for number, message in enumerate(messages):
        role = message.get("role")
        if role == "tool":
            if message.get("tool_call_id") not in open_calls:
                raise Refused("Invalid parameter: messages with role 'tool' must be a response to a preceding message with "
                              "'tool_calls'.")
            open_calls.remove(message["tool_call_id"])
            continue
        if open_calls:
            raise Refused("An assistant message with 'tool_calls' must be followed by tool messages responding to each "
                          f"'tool_call_id'. The following tool_call_ids did not have response messages: {', '.join(open_calls)}")
        if role not in ("system", "developer", "user", "assistant"):
            raise Refused(f"Invalid value: '{role}'. Supported values are: 'system', 'assistant', 'user' and 'tool'.")
        calls = message.get("tool_calls") or []
        if role == "assistant" and not message.get("content") and not calls:
            raise Refused(f"Invalid value for 'content': expected a string, got null. (messages[{number}])")
        for call in calls:
            if not isinstance(call.get("function", {}).get("arguments"), str):
                raise Refused(f"messages[{number}].tool_calls: arguments must be a string")
        open_calls = [call["id"] for call in calls]
    if open_calls:
        raise Refused("An assistant message with 'tool_calls' must be followed by tool messages responding to each "
                      "'tool_call_id'.")
    for number, tool in enumerate(body.get("tools") or []):
        if tool.get("type") != "function" or not tool.get("function", {}).get("name"):
            raise Refused(f"tools[{number}]: a function with a name is required")


def usage_of(reply, body):
    usage = reply.usage
    cached = usage.get("cache_read", 0)
    prompt = usage.get("input", max(1, len(json.dumps(body)) // 4)) + cached
    output = usage.get("output", max(1, sum(len(json.dumps(block)) for block in reply.blocks) // 4))
    return {"prompt_tokens": prompt, "completion_tokens": output, "total_tokens": prompt + output,
            "prompt_tokens_details": {"cached_tokens": cached}}


def parts_of(reply, quirks):
    """Content of a message: text, or the list form with reasoning that Databricks gives for Claude."""
    text = "".join(block["text"] for block in reply.blocks if "text" in block)
    thinking = [block for block in reply.blocks if "thinking" in block]
    if quirks.get("content") != "list":
        return text, "".join(block["thinking"] for block in thinking)
    parts = [{"type": "reasoning", "summary": [{"type": "summary_text", "text": block["thinking"],
                                                 "signature": block.get("signature", "sig")}]} for block in thinking]
    if text:
        parts.append({"type": "text", "text": text})
    return parts, ""


def calls_of(reply, quirks, next_id):
    calls = []
    for block in reply.blocks:
        if "tool" not in block:
            continue
        arguments = block.get("input", {})
        calls.append({"id": "" if quirks.get("ids") is False else block.get("id") or next_id("call"), "type": "function",
                      "function": {"name": block["tool"],
                                   "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments)}})
    return calls


def finish_of(reply, quirks):
    return quirks.get("finish") or STOPS.get(reply.stop, reply.stop)


def completion_of(reply, body, quirks, next_id):
    content, reasoning = parts_of(reply, quirks)
    calls = calls_of(reply, quirks, next_id)
    message = {"role": "assistant", "content": content or None}
    if reasoning:
        message[quirks.get("reasoning_field", "reasoning_content")] = reasoning
    if calls:
        message["tool_calls"] = calls
    return {"id": next_id("chatcmpl"), "object": "chat.completion", "created": 1, "model": body.get("model", "model"),
            "choices": [{"index": 0, "message": message, "finish_reason": finish_of(reply, quirks), "logprobs": None}],
            "usage": usage_of(reply, body)}


def call_deltas(calls, quirks, size):
    for position, call in enumerate(calls):
        place = {} if quirks.get("index") is False else {"index": position}
        if quirks.get("whole_calls") or quirks.get("index") is False:
            yield {"tool_calls": [{**place, **call}]}
            continue
        yield {"tool_calls": [{**place, **call, "function": {"name": call["function"]["name"], "arguments": ""}}]}
        for piece in pieces(call["function"]["arguments"], size):
            repeated = {"id": call["id"]} if quirks.get("repeat_ids") else {}
            yield {"tool_calls": [{**place, **repeated, "function": {"arguments": piece}}]}


def content_deltas(message, quirks, size):
    field = quirks.get("reasoning_field", "reasoning_content")
    for piece in pieces(message.get(field) or "", size):
        yield {field: piece}
    content = message["content"] or ""
    if isinstance(content, str):
        yield from ({"content": piece} for piece in pieces(content, size))
        return
    for part in content:
        if part["type"] != "text":
            yield {"content": [part]}
        else:
            yield from ({"content": [{"type": "text", "text": piece}]} for piece in pieces(part["text"], size))


def chunks_of(completion, body, quirks, size):
    """The data of every event of a streamed reply; strings stand for lines as they are."""
    choice = completion["choices"][0]
    with_usage = bool((body.get("stream_options") or {}).get("include_usage")) and quirks.get("usage") is not False

    def chunk(delta, finish=None):
        value = {"id": completion["id"], "object": "chat.completion.chunk", "created": 1, "model": completion["model"],
                 "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
        return {**value, "usage": None} if with_usage else value

    if quirks.get("comments"):
        yield ": keep-alive"
    yield chunk({"role": "assistant", "content": ""})
    for delta in content_deltas(choice["message"], quirks, size):
        yield chunk(delta)
    for delta in call_deltas(choice["message"].get("tool_calls", []), quirks, size):
        yield chunk(delta)
    yield chunk({}, choice["finish_reason"])
    if with_usage:
        yield {**chunk({}), "choices": [], "usage": completion["usage"]}
    if quirks.get("done") is not False:
        yield "data: [DONE]"


def error_body(kind, message, code=None, param=None):
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}
