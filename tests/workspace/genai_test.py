#!/usr/bin/env python3
"""genai_cost_agent end to end: bills and requests with known sums are loaded into the system tables.

usage: genai_test.py BIN_FOLDER
"""
import datetime
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from fake_model.server import FakeModel  # noqa: E402
from local_workspace import LocalWorkspace  # noqa: E402

FIRST, DAYS = datetime.date(2026, 3, 1), 45
FUNCTIONS = ["cost_by_endpoint", "cost_by_model", "cost_by_user", "cost_by_token_type", "cost_by_day",
             "cost_by_request_size", "error_and_retry_waste", "cache_use", "projected_month", "what_if_model"]


def bills():
    for day in range(DAYS):
        date = str(FIRST + datetime.timedelta(days=day))
        for endpoint, product, quantity in (("chat", "MODEL_SERVING", 200), ("batch", "MODEL_SERVING", 20), (None, "JOBS", 999)):
            yield {"record_id": f"{day}{endpoint}", "sku_name": "SERVERLESS_INFERENCE" if endpoint else "JOBS", "cloud": "AWS",
                   "usage_date": date, "usage_start_time": f"{date}T04:00:00Z", "usage_end_time": f"{date}T05:00:00Z",
                   "usage_unit": "DBU", "usage_quantity": quantity, "usage_metadata": {"endpoint_name": endpoint, "job_id": None},
                   "identity_metadata": {"run_as": "svc"}, "record_type": "ORIGINAL", "billing_origin_product": product}


def prices():
    for sku in ("SERVERLESS_INFERENCE", "JOBS"):
        yield {"price_start_time": "2020-01-01T00:00:00Z", "price_end_time": None, "sku_name": sku, "cloud": "AWS",
               "currency_code": "USD", "usage_unit": "DBU", "pricing": {"default": "0.5", "effective_list": {"default": "0.5"}}}


def entities():
    for change, model in (("2026-01-01T00:00:00Z", "old-model"), ("2026-02-01T00:00:00Z", "big-model")):
        yield {"served_entity_id": "e1", "endpoint_name": "chat", "entity_name": model, "served_entity_name": "s", "change_time": change}
    yield {"served_entity_id": "e2", "endpoint_name": "batch", "entity_name": "small-model", "served_entity_name": "s",
           "change_time": "2026-01-01T00:00:00Z"}


def requests():
    for day in range(DAYS):
        at = f"{FIRST + datetime.timedelta(days=day)}T10:00:00Z"
        for i in range(10):
            yield {"served_entity_id": "e1", "requester": "ana", "status_code": 429 if i == 0 else 200, "request_time": at,
                   "input_token_count": 70_000, "output_token_count": 30_000, "client_request_id": f"{day}-{max(i, 1)}"}
        yield {"served_entity_id": "e2", "requester": "bo", "status_code": 200, "request_time": at,
               "input_token_count": 400_000, "output_token_count": 600_000, "client_request_id": f"{day}-b"}


def ask(w, **more):
    as_of = str(FIRST + datetime.timedelta(days=DAYS - 1)) + "T23:00:00Z"
    return w.workflow("genai_cost_agent", {"as_of": as_of, "days": DAYS, **more})


def with_model(w, replies, *command, expect=0):
    """What the program printed, with a scripted model, and the requests that the model was sent."""
    model = FakeModel(replies)
    try:
        done = w.lakecode(*command, expect=expect, env={"ANTHROPIC_API_KEY": "fake", "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{model.port}"})
        return done.stdout, [r["body"] for r in model.requests() if r["path"].endswith("/messages")]
    finally:
        model.close()


def command_for(question):
    inputs = {"as_of": str(FIRST + datetime.timedelta(days=DAYS - 1)) + "T23:00:00Z", "days": DAYS, "question": question}
    return ["run", "workflow", "genai_cost_agent", "--input", json.dumps(inputs), "--local", "--output", "json"]


def check_model_leads(w):
    """Two turns of calls, one of them wrong and repaired, then a text: kept, since its numbers are the functions'."""
    text = "Chat costs $4,500.00 over 45 days, 90.9 % of all; big-model is behind it."
    replies = [{"tools": [{"name": "cost_by_endpoint", "input": {}}, {"name": "cost_by_moon", "input": {}}]},
               {"tools": [{"name": "cost_by_model", "input": {"endpoint": 7}}]},
               {"tools": [{"name": "cost_by_model", "input": {"endpoint": "chat"}}]}, {"text": text}]
    out, sent = with_model(w, replies, *command_for("What does chat cost?"))
    result = json.loads(out)
    assert result["status"] == "ok", result["steps"]
    assert result["narrative"]["text"] == text, (result["narrative"], result["data"].get("notice"))
    names = [f["name"] for f in result["data"]["functions"]]
    assert names[:2] == ["cost_by_endpoint", "cost_by_model"] and set(names) == set(FUNCTIONS), names
    assert len(sent) == 4 and [t["name"] for t in sent[0]["tools"]] == FUNCTIONS, [t["name"] for t in sent[0]["tools"]]
    assert all(t["input_schema"]["type"] == "object" for t in sent[0]["tools"])
    first, second = (sent[i]["messages"][-1]["content"] for i in (1, 2))
    assert '"chat"' in json.dumps(first[0]).replace("\\", "") and not first[0].get("is_error"), first
    assert first[1]["is_error"] and second[0]["is_error"] and "endpoint" in json.dumps(second[0]["content"]), (first, second)


def check_made_up_number(w):
    """A text with a number that no function told is left out, and said to be; the report stands."""
    out, _ = with_model(w, [{"tools": [{"name": "cost_by_endpoint", "input": {}}]}, {"text": "Chat costs $4,501.00."}],
                        *command_for("What does chat cost?"))
    result = json.loads(out)
    assert result["narrative"] is None and "4,501.00" in result["data"]["notice"], (result["narrative"], result["data"].get("notice"))
    assert len(result["data"]["functions"]) == 11 and result["summary"]
    out, _ = with_model(w, [{"text": "no", "stop": "refusal"}], *command_for("What does chat cost?"))
    result = json.loads(out)
    assert result["status"] == "partial" and result["narrative"] is None and len(result["data"]["functions"]) == 10, result["status"]


def check_budget(w):
    """Answers of the loop count: they stand in the result with their price, and no request goes beyond the limit."""
    call = {"tools": [{"name": "cost_by_endpoint", "input": {}}], "usage": {"input": 200_000, "output": 900}}
    for limit, asked, why in ((["--max-budget-usd", "0.000001"], 0, "would go beyond"), (["--max-budget-usd", "0.2"], 1, "USD is reached"),
                              (["--max-turns", "2"], 2, "limit of 2 answers")):
        out, sent = with_model(w, [call] * 5, *command_for("What does chat cost?"), *limit, expect=6)
        result = json.loads(out)
        assert len(sent) == asked, (limit, len(sent))
        answer = next(s for s in result["steps"] if s["id"] == "answer")
        assert answer["status"] == "failed" and why in answer["error"], answer
        assert result["status"] == "partial" and {f["name"] for f in result["data"]["functions"]} == set(FUNCTIONS), "the report stands"
        used = result["data"].get("model_use", {"models": []})["models"]
        assert sum(m["replies"] for m in used) == asked, used
    assert used[0]["input_tokens"] == 400_000 and result["data"]["model_use"]["cost_usd"] > 0.2, result["data"]["model_use"]
    out, sent = with_model(w, [call, {"text": "Chat leads."}], *command_for("What does chat cost?"), "--max-budget-usd", "5")
    assert json.loads(out)["narrative"]["text"] == "Chat leads." and len(sent) == 2, "within the limit"
    w.lakecode("run", "workflow", "cost_top", "--local", "--max-budget-usd", "1", expect=2)


def check_slash(w):
    out, sent = with_model(w, [{"text": "No number is needed."}], "run", "/genai ask which endpoint costs most", "--local")
    assert "No number is needed." in out and len(sent) == 1, (out, len(sent))


def main():
    with tempfile.TemporaryDirectory() as home:
        w = LocalWorkspace(sys.argv[1], home)
        try:
            w.load(bills(), "system.billing.usage")
            w.load(prices(), "system.billing.list_prices")
            bare = ask(w)
            assert [f["name"] for f in bare["data"]["functions"]] == FUNCTIONS, bare["steps"]
            assert bare["status"] == "ok", bare["steps"]
            unknown = [f["name"] for f in bare["data"]["functions"] if f["result"].get("known") is False]
            assert set(unknown) == {"cost_by_token_type", "cost_by_request_size", "error_and_retry_waste", "cache_use",
                                    "what_if_model"}, unknown
            w.load(entities(), "system.serving.served_entities")
            w.load(requests(), "system.serving.endpoint_usage")
            result = ask(w)
            told = {f["name"]: f["result"] for f in result["data"]["functions"]}
            total = DAYS * 110
            sums = {name: sum(line["usd"] for line in told[name]["lines"]) for name in
                    ("cost_by_endpoint", "cost_by_model", "cost_by_user", "cost_by_token_type", "cost_by_day", "cost_by_request_size")}
            assert all(abs(s - total) < 0.01 for s in sums.values()), (total, sums)
            models = {line["key"]: line["usd"] for line in told["cost_by_model"]["lines"]}
            assert set(models) == {"big-model", "small-model"}, models
            waste = told["error_and_retry_waste"]
            assert (waste["failed_requests"], waste["repeated_requests"]) == (DAYS, DAYS), waste
            month = told["projected_month"]
            assert abs(month["projected_usd"] - 30 * 110) < 0.01 and abs(month["last_month_usd"] - 31 * 110) < 0.01, month
            saving = [l for l in told["what_if_model"]["lines"] if l["endpoint"] == "chat" and l["other_model"] == "small-model"]
            assert abs(saving[0]["saving_usd"] - DAYS * 90) < 0.01, saving
            assert {f["id"] for f in result["findings"]} >= {"genai_waste", "genai_cheaper_model"}, result["findings"]
            asked = ask(w, question="What do failed requests waste?")
            assert asked["data"]["functions"][0]["name"] == "error_and_retry_waste" and "failed" in asked["summary"]
            assert len(asked["data"]["functions"]) == 10
            check_model_leads(w)
            check_made_up_number(w)
            check_budget(w)
            check_slash(w)
            text = w.lakecode("run", "workflow", "genai_cost_agent", "--input", '{"as_of": "2026-04-14T23:00:00Z"}', "--local").stdout
            assert "projected month" in text and "big-model" in text, text
        finally:
            w.stop()
    print("genai: sums add up, gaps are told, a model leads and makes up nothing")


if __name__ == "__main__":
    main()
