"""Every request of the byte fixtures, with each member of its body turned into something else: never a crash, a hang or a
500, and JSON always."""
import json
import pathlib

import pytest
import requests

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "local/routes/fixtures"
NAMES = sorted(f.name for f in FIXTURES.glob("*.json") if f.name != "faults.json")  # that one would make the server misbehave
ODD = [None, 7, -1, 2**63, 1.5e300, "", "x" * 5000, "a\u0000b", "../..", [], [1], {}, {"a": {"b": []}}, True]
STATUS = {200, 201, 204, 206, 302, 400, 401, 403, 404, 409, 413, 416, 501}


def mutations(body):
    yield ODD[0]
    if not isinstance(body, dict):
        return
    for key, value in body.items():
        for odd in ODD:
            yield {**body, key: odd}
        for inner in mutations(value) if isinstance(value, dict) else ():
            yield {**body, key: inner}
        if isinstance(value, list):
            for odd in ODD:
                yield {**body, key: [odd]}


@pytest.mark.parametrize("name", NAMES)
def test_odd_bodies(server, name):
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {server.token}"
    for case in json.loads((FIXTURES / name).read_text())["cases"]:
        asked = case["request"]
        if asked["method"] not in ("POST", "PUT", "PATCH"):
            continue
        for body in mutations(asked.get("body")):
            answer = session.request(asked["method"], server.host + asked["path"], data=json.dumps(body), timeout=20,
                                     allow_redirects=False)
            what = f"{asked['method']} {asked['path']} {json.dumps(body)[:300]}"
            assert answer.status_code in STATUS, f"{what}: {answer.status_code} {answer.text[:300]}"
            if answer.content and not answer.headers["Content-Type"].startswith("text/event-stream"):
                answer.json()


@pytest.mark.parametrize("name", NAMES)
def test_odd_queries(server, name):
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {server.token}"
    for case in json.loads((FIXTURES / name).read_text())["cases"]:
        asked = case["request"]
        if asked["method"] != "GET":
            continue
        path, _, query = asked["path"].partition("?")
        names = {pair.split("=")[0] for pair in query.split("&") if pair} | {"page_token", "max_results", "page_size", "limit"}
        for key in names:
            for odd in ("", "-1", "99999999999999999999", "x", "%00", "%ff", "'%3B--", "A" * 3000):
                answer = session.get(f"{server.host}{path}?{query}&{key}={odd}" if query else f"{server.host}{path}?{key}={odd}",
                                     timeout=20, allow_redirects=False)
                assert answer.status_code in STATUS, f"{path} {key}={odd[:40]}: {answer.status_code} {answer.text[:300]}"
                if answer.headers.get("Content-Type", "").startswith("application/json") and answer.content:
                    answer.json()
