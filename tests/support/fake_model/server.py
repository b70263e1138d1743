"""The fake model server: routes, checks, the record of requests. README.md tells how to use it."""
import http.server
import json
import pathlib
import re
import socket
import socketserver
import threading

from . import anthropic_wire, chat_wire, faults
from .anthropic_wire import Refused
from .script import Script

ANTHROPIC = re.compile(r"^(/serving-endpoints/anthropic|/ai-gateway/anthropic)?/v1/messages(/count_tokens)?$")
CHAT = re.compile(r"^(?:/v1|/serving-endpoints|/ai-gateway/mlflow/v1)?/chat/completions$")
INVOKE = re.compile(r"^/serving-endpoints/([^/]+)/invocations$")
SECRET_HEADERS = {"authorization", "x-api-key", "cookie"}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 600

    def log_message(self, *_):
        pass

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/_requests":
            return self.answer(200, self.server.model.requests())
        shape = "databricks" if path.startswith("/api/") else "anthropic" if "anthropic-version" in self.headers else "chat"
        self.note(None)
        if not self.is_authorized(shape):
            return None
        if path in self.server.model.script.server.get("missing_paths", []):
            return self.fail(404, f"no such path {path}", shape)
        models = self.server.model.models()
        if path == "/v1/models" and shape == "anthropic":
            data = [{"id": name, "type": "model", "display_name": name, "created_at": "2026-01-01T00:00:00Z"} for name in models]
            return self.answer(200, {"data": data, "has_more": False, "first_id": models[0], "last_id": models[-1]})
        if path in ("/v1/models", "/models"):
            return self.answer(200, {"object": "list", "data": [{"id": name, "object": "model", "created": 1, "owned_by": "script"}
                                                                for name in models]})
        if path == "/api/2.0/serving-endpoints":
            return self.answer(200, {"endpoints": [endpoint(name) for name in models]})
        return self.fail(404, f"no such path {path}", shape)

    def do_POST(self):
        path = self.path.partition("?")[0]
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        try:
            body = json.loads(raw)
        except ValueError:
            body = raw.decode("utf-8", "replace")
        self.note(body, raw.decode("utf-8", "replace"))
        shape = "anthropic" if ANTHROPIC.match(path) else "databricks" if path.startswith("/serving-endpoints/") else "chat"
        if not self.is_authorized(shape):
            return
        if path in self.server.model.script.server.get("missing_paths", []):
            self.fail(404, f"no such path {path}", shape)
        elif not isinstance(body, dict):
            self.fail(400, "the request body is not a JSON object", shape)
        elif ANTHROPIC.match(path):
            self.messages(path, body)
        elif CHAT.match(path) or INVOKE.match(path):
            self.chat(path, body, shape)
        else:
            self.fail(404, f"no such path {path}", shape)

    def messages(self, path, body):
        model = self.server.model
        version = self.headers.get("anthropic-version")
        if version not in ("2023-06-01", "2026-10-21"):
            return self.fail(400, "anthropic-version: header is required", "anthropic")
        if version != "2023-06-01" and "temperature" in body:
            return self.fail(400, "temperature: Extra inputs are not permitted", "anthropic")
        if path.endswith("/count_tokens"):
            return self.answer(200, {"input_tokens": max(1, len(json.dumps(body)) // 4)})
        try:
            self.reject_fields(body)
            anthropic_wire.check_request(body, model.memory)
        except Refused as refused:
            return self.fail(400, refused.message, "anthropic")
        reply = model.script.choose(anthropic_wire.turn_of(body))
        if reply is None:
            return self.fail(400, "the script has no more replies", "anthropic")
        if self.is_fault(reply, "anthropic"):
            return None
        message = anthropic_wire.message_of(reply, body, model.next_id)
        model.memory.keep(message["content"])
        if not body.get("stream") or model.script.server.get("not_streamed"):
            return self.answer(200, message, reply.fault)
        frames = [f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
                  for name, data in anthropic_wire.events_of(message, reply.piece)]
        return self.stream(faults.frames_with(reply.fault, frames, "anthropic"), reply.fault)

    def chat(self, path, body, shape):
        model = self.server.model
        quirks = model.script.server.get("chat", {})
        try:
            self.reject_fields(body)
            chat_wire.check_request(body, INVOKE.match(path))
        except Refused as refused:
            return self.fail(400, refused.message, shape)
        reply = model.script.choose(chat_wire.turn_of(body))
        if reply is None:
            return self.fail(400, "the script has no more replies", shape)
        if self.is_fault(reply, shape):
            return None
        completion = chat_wire.completion_of(reply, body, quirks, model.next_id)
        if not body.get("stream") or model.script.server.get("not_streamed"):
            return self.answer(200, completion, reply.fault)
        end = "\r\n\r\n" if quirks.get("crlf") else "\n\n"
        frames = [(chunk if isinstance(chunk, str) else f"data: {json.dumps(chunk, ensure_ascii=False)}") + end
                  for chunk in chat_wire.chunks_of(completion, body, quirks, reply.piece)]
        return self.stream(faults.frames_with(reply.fault, frames, shape), reply.fault)

    def reject_fields(self, body):
        for name in self.server.model.script.server.get("rejects", []):
            if f'"{name}"' in json.dumps(body):
                raise Refused(f"{name}: Extra inputs are not permitted")

    def is_authorized(self, shape):
        key = self.server.model.script.server.get("key")
        given = self.headers.get("x-api-key") or self.headers.get("authorization", "").removeprefix("Bearer ")
        if key is None or given == key:
            return True
        self.fail(401, "invalid x-api-key" if shape == "anthropic" else "Incorrect API key provided", shape)
        return False

    def is_fault(self, reply, shape):
        threading.Event().wait(reply.fault.get("ms_before", 0) / 1000)
        made = faults.answer_of(reply.fault, shape)
        if made is None:
            return False
        status, headers, body = made
        self.send(status, headers, body.encode())
        return True

    def fail(self, status, message, shape):
        self.answer(status, faults.error_of(shape, status, message))

    def answer(self, status, value, fault=None):
        data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
        self.send(status, {"content-type": "application/json", "request-id": "req_fake"}, data, fault)

    def send(self, status, headers, data, fault=None):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.write(data, fault or {}, 0)

    def stream(self, frames, fault):
        self.send_response(200)
        for name, value in {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache",
                            "transfer-encoding": "chunked", "request-id": "req_fake"}.items():
            self.send_header(name, value)
        self.end_headers()
        sent = 0
        for frame in frames if fault else ["".join(frames)]:
            data = frame.encode()
            if not self.write(data, fault, sent, chunked=True):
                return
            sent += len(data)
        self.wfile.write(b"0\r\n\r\n")

    def write(self, data, fault, sent, chunked=False):
        """False when the connection was cut."""
        try:
            for piece in faults.paced(fault, data, sent):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
            return True
        except faults.Cut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return False

    def note(self, body, raw=""):
        headers = {name.lower(): "(present)" if name.lower() in SECRET_HEADERS else value for name, value in self.headers.items()}
        self.server.model.note({"method": self.command, "path": self.path, "headers": headers, "body": body,
                                "raw": raw})


def endpoint(name):
    return {"name": name, "id": name, "state": {"ready": "READY", "config_update": "NOT_UPDATING"},
            "task": "llm/v1/embeddings" if "embed" in name or "bge" in name or "gte" in name else "llm/v1/chat",
            "endpoint_type": "FOUNDATION_MODEL_API", "config": {"served_entities": [{"name": name, "foundation_model": {
                "name": "system.ai." + name, "display_name": name}}]}}


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        pass  # a client that leaves in the middle of an answer


class FakeModel:
    """A running server: `host`, `requests()`, `close()`. `script`: a Script, its content, or a path."""

    def __init__(self, script, port=0, log=None):
        self.script = script if isinstance(script, Script) else \
            Script.load(script) if isinstance(script, (str, pathlib.Path)) else Script(script)
        for reply in self.script.replies:
            faults.check(reply.fault)
        self.memory = anthropic_wire.Memory()
        self._log = open(log, "a", encoding="utf-8") if log else None
        self._requests = []
        self._counts = {}
        self._lock = threading.Lock()
        self._server = Server(("127.0.0.1", port), Handler)
        self._server.model = self
        self.port = self._server.server_address[1]
        self.host = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def models(self):
        return self.script.server.get("models", ["claude-sonnet-4-5"])

    def requests(self):
        with self._lock:
            return list(self._requests)

    def next_id(self, prefix):
        with self._lock:
            self._counts[prefix] = self._counts.get(prefix, 0) + 1
            return f"{prefix}_{self._counts[prefix]:04d}"

    def note(self, request):
        with self._lock:
            self._requests.append(request)
            if self._log:
                self._log.write(json.dumps(request) + "\n")
                self._log.flush()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        if self._log:
            self._log.close()
