"""What belongs to models and spaces: logged models, comments, requests, webhooks; comments and downloads of Genie."""
import datetime
import json

import pytest
import requests
from databricks.sdk.errors import BadRequest, NotFound, NotImplemented as NotServed, ResourceAlreadyExists
from databricks.sdk.service import ml

WAIT = datetime.timedelta(seconds=60)


def test_logged_models(w):
    experiment = w.experiments.create_experiment("/Shared/logged").experiment_id
    made = w.experiments.create_logged_model(experiment, name="lm", model_type="Agent", params=[ml.LoggedModelParameter("a", "1")],
                                             tags=[ml.LoggedModelTag("t", "v")]).model
    other = w.experiments.create_logged_model(experiment, name="other").model.info.model_id
    name = made.info.model_id
    assert made.info.status.value == "LOGGED_MODEL_PENDING" and made.info.artifact_uri.endswith(f"{name}/artifacts")
    assert w.experiments.finalize_logged_model(name, ml.LoggedModelStatus.LOGGED_MODEL_READY).model.info.status.value == "LOGGED_MODEL_READY"
    with pytest.raises(BadRequest):
        w.experiments.finalize_logged_model(name, ml.LoggedModelStatus.LOGGED_MODEL_PENDING)
    w.experiments.set_logged_model_tags(name, tags=[ml.LoggedModelTag("u", "2")])
    w.experiments.delete_logged_model_tag(name, "t")
    w.experiments.log_logged_model_params(name, params=[ml.LoggedModelParameter("b", "2")])
    with pytest.raises(BadRequest):
        w.experiments.log_logged_model_params(name, params=[ml.LoggedModelParameter("a", "changed")])
    found = w.experiments.get_logged_model(name).model
    assert [(p.key, p.value) for p in found.data.params] == [("a", "1"), ("b", "2")] and [t.key for t in found.info.tags] == ["u"]
    search = lambda **more: [m.info.model_id for m in w.experiments.search_logged_models(experiment_ids=[experiment], **more).models]
    assert set(search()) == {name, other} and search(filter="tags.u = '2'") == [name] and search(filter="params.a = '9'") == []
    assert search(order_by=[ml.SearchLoggedModelsOrderBy("name", ascending=False)]) == [other, name]
    page = w.experiments.search_logged_models(experiment_ids=[experiment], max_results=1)
    assert len(page.models) == 1 and search(max_results=1, page_token=page.next_page_token) != [page.models[0].info.model_id]
    w.experiments.delete_logged_model(name)
    for act in (w.experiments.get_logged_model, w.experiments.delete_logged_model):
        with pytest.raises(NotFound):
            act(name)
    with pytest.raises(NotFound):
        w.experiments.create_logged_model("12345")


@pytest.fixture(scope="module")
def version(w):
    w.model_registry.create_model("talked")
    return w.model_registry.create_model_version("talked", "dbfs:/m").model_version.version


def test_comments_and_requests(w, version):
    said = w.model_registry.create_comment("talked", version, "fine").comment
    assert said.comment == "fine" and said.user_id == w.current_user.me().user_name
    assert w.model_registry.update_comment(said.id, "better").comment.comment == "better"
    w.model_registry.delete_comment(said.id)
    for act in (lambda: w.model_registry.delete_comment(said.id), lambda: w.model_registry.create_comment("talked", "99", "x")):
        with pytest.raises(NotFound):
            act()
    asked = w.model_registry.create_transition_request("talked", version, "staging", comment="please").request
    assert asked.to_stage == "Staging" and asked.comment == "please"
    with pytest.raises(ResourceAlreadyExists):
        w.model_registry.create_transition_request("talked", version, "Staging")
    assert [r.to_stage for r in w.model_registry.list_transition_requests("talked", version)] == ["Staging"]
    done = w.model_registry.reject_transition_request("talked", version, "Staging").activity
    assert (done.activity_type.value, done.from_stage, done.to_stage) == ("REJECTED_REQUEST", "None", "Staging")
    with pytest.raises(NotFound):
        w.model_registry.approve_transition_request("talked", version, "Staging", archive_existing_versions=False)
    w.model_registry.create_transition_request("talked", version, "Production")
    w.model_registry.approve_transition_request("talked", version, "Production", archive_existing_versions=True)
    assert w.model_registry.get_model_version("talked", version).model_version.current_stage == "Production"
    assert list(w.model_registry.list_transition_requests("talked", version)) == []
    w.model_registry.create_transition_request("talked", version, "Archived")
    w.model_registry.delete_transition_request("talked", version, "Archived", w.current_user.me().user_name)
    assert list(w.model_registry.list_transition_requests("talked", version)) == []


def test_webhooks(w, version):
    created = ml.RegistryWebhookEvent.MODEL_VERSION_CREATED
    address = ml.HttpUrlSpec(url="https://hooks.example/x", secret="s", authorization="Bearer x")
    hook = w.model_registry.create_webhook([created], model_name="talked", http_url_spec=address).webhook
    assert hook.status.value == "ACTIVE" and hook.http_url_spec.url == address.url
    assert "secret" not in json.dumps(w.api_client.do("GET", "/api/2.0/mlflow/registry-webhooks/list"))
    w.model_registry.update_webhook(hook.id, status=ml.RegistryWebhookStatus.DISABLED)
    assert [(h.id, h.status.value) for h in w.model_registry.list_webhooks(model_name="talked")] == [(hook.id, "DISABLED")]
    assert list(w.model_registry.list_webhooks(model_name="other")) == []
    with pytest.raises(NotServed):
        w.model_registry.test_registry_webhook(hook.id)
    for wrong in ({}, {"http_url_spec": address, "job_spec": ml.JobSpec("1", "t")}):
        with pytest.raises(BadRequest):
            w.model_registry.create_webhook([created], **wrong)
    w.model_registry.delete_webhook(hook.id)
    with pytest.raises(NotFound):
        w.model_registry.delete_webhook(hook.id)


def test_genie_comments_and_downloads(w):
    warehouse = next(iter(w.warehouses.list())).id
    content = {"version": 2, "instructions": {"example_question_sqls": [{"id": "1", "question": ["how many"], "sql": ["SELECT id FROM range(3)"]}]}}
    space = w.genie.create_space(warehouse, json.dumps(content), title="talk").space_id
    message = w.genie.start_conversation_and_wait(space, "how many", timeout=WAIT)
    where = (space, message.conversation_id, message.message_id)
    for words in ("first", "second"):
        assert w.genie.create_message_comment(*where, words).content == words
    assert [c.content for c in w.genie.list_message_comments(*where).comments] == ["first", "second"]
    page = w.genie.list_conversation_comments(space, message.conversation_id, page_size=1)
    assert [c.content for c in page.comments] == ["first"] and page.next_page_token
    query = next(a for a in message.attachments if a.query).attachment_id
    download = w.genie.generate_download_full_query_result(*where, query)
    answer = w.genie.get_download_full_query_result(*where, query, download.download_id, download.download_id_signature).statement_response
    for _ in range(50):
        if answer.status.state.value == "SUCCEEDED":
            break
        answer = w.genie.get_download_full_query_result(*where, query, download.download_id, download.download_id_signature).statement_response
    assert requests.get(answer.result.external_links[0].external_link, timeout=10).json() == [["0"], ["1"], ["2"]]
    with pytest.raises(NotFound):
        w.genie.get_download_full_query_result(*where, query, download.download_id, "guessed")
    w.genie.delete_conversation_message(*where)
    assert not w.genie.list_conversation_comments(space, message.conversation_id).comments
