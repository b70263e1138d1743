"""What goes wrong on the way: the fault of a reply, applied to the bytes of its answer."""
import json
import time

from . import anthropic_wire, chat_wire

FAULT_KEYS = {"status", "type", "message", "code", "details", "headers", "shape", "cut_at", "stall_at", "ms_per_byte", "ms_before",
              "malformed", "html", "stream_error"}
SIGN_IN = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in to continue</body></html>"
TYPES = {400: "invalid_request_error", 401: "authentication_error", 402: "billing_error", 403: "permission_error",
         404: "not_found_error", 408: "timeout_error", 409: "conflict_error", 413: "request_too_large", 429: "rate_limit_error",
         500: "api_error", 504: "timeout_error", 529: "overloaded_error"}
DATABRICKS_CODES = {400: "INVALID_PARAMETER_VALUE", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED",
                    404: "RESOURCE_DOES_NOT_EXIST", 429: "REQUEST_LIMIT_EXCEEDED", 503: "TEMPORARILY_UNAVAILABLE"}


def check(fault):
    unknown = set(fault) - FAULT_KEYS
    if unknown:
        raise ValueError(f"there is no fault {sorted(unknown)[0]!r}")


def error_of(shape, status, message, kind=None, code=None, details=None):
    """An error's body in the vendor's shape."""
    if shape == "anthropic":
        return anthropic_wire.error_body(kind or TYPES.get(status, "api_error"), message, details)
    if shape == "databricks":
        return {"error_code": code or DATABRICKS_CODES.get(status, "INTERNAL_ERROR"), "message": message}
    return chat_wire.error_body(kind or TYPES.get(status, "server_error"), message, code)


def answer_of(fault, shape):
    """(status, headers, body) of a fault that is an answer of its own; None for faults of the transfer."""
    if fault.get("html"):
        return fault.get("status", 200), {"content-type": "text/html", **fault.get("headers", {})}, SIGN_IN
    if "status" not in fault:
        return None
    body = error_of(fault.get("shape", shape), fault["status"], fault.get("message", "made by the script"), fault.get("type"),
                    fault.get("code"), fault.get("details"))
    return fault["status"], {"content-type": "application/json", **fault.get("headers", {})}, json.dumps(body)


def frames_with(fault, frames, shape):
    """The frames of a stream with an error in their midst, or with one that is no JSON."""
    if "stream_error" in fault:
        spec = fault["stream_error"]
        after = spec.get("after", 3)
        body = error_of(shape, 529, spec.get("message", "Overloaded"), spec.get("type", "overloaded_error"), spec.get("code"))
        if shape != "anthropic":
            return frames[:after] + [f"data: {json.dumps(body)}\n\n"]
        body.pop("request_id", None)
        return frames[:after] + [f"event: error\ndata: {json.dumps(body)}\n\n"]
    if fault.get("malformed") and len(frames) > 2:
        return frames[:2] + [frames[2].replace("}", "", 1).replace('"', "", 1)] + frames[3:]
    return frames


class Cut(Exception):
    """The connection ends here."""


def paced(fault, data, sent):
    """`data`, at its pace, as pieces to send; raises Cut where the script cuts. `sent`: bytes of the body before it."""
    cut, stall = fault.get("cut_at"), fault.get("stall_at")
    limit = min(value for value in (cut, stall, sent + len(data)) if value is not None)
    room = data[:max(0, limit - sent)]
    if fault.get("ms_per_byte"):
        for at in range(len(room)):
            time.sleep(fault["ms_per_byte"] / 1000)
            yield room[at:at + 1]
    elif room:
        yield room
    if cut is not None and sent + len(data) >= cut:
        raise Cut
    if stall is not None and sent + len(data) >= stall:
        time.sleep(600)
        raise Cut
