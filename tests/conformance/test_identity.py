"""Host metadata, OAuth and SCIM."""
import base64
import hashlib
import secrets
import urllib.parse

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, NotFound, ResourceConflict, Unauthenticated
from databricks.sdk.service import iam


def test_host_metadata_names_the_workspace(server, w):
    answer = requests.get(server.host + "/.well-known/databricks-config", timeout=10).json()
    assert answer["oidc_endpoint"] == server.host + "/oidc"
    assert str(w.get_workspace_id()) == answer["workspace_id"]


def test_a_wrong_token_is_unauthenticated(server):
    with pytest.raises(Unauthenticated) as refused:
        server.client(token="wrong").current_user.me()
    assert refused.value.error_code == "UNAUTHENTICATED"


def test_discovery(server):
    answer = requests.get(server.host + "/oidc/.well-known/oauth-authorization-server", timeout=10).json()
    assert answer["token_endpoint"] == server.host + "/oidc/v1/token"
    assert answer["authorization_endpoint"] == server.host + "/oidc/v1/authorize"


def test_m2m_with_a_secret_made_through_the_api(server, w):
    robot = w.service_principals.create(display_name="robot")
    made = w.service_principal_secrets_proxy.create(robot.id)
    assert made.secret and made.status == "ACTIVE"
    client = WorkspaceClient(host=server.host, client_id=robot.application_id, client_secret=made.secret,
                             auth_type="oauth-m2m")
    assert client.current_user.me().user_name == robot.application_id
    assert [s.id for s in w.service_principal_secrets_proxy.list(robot.id)] == [made.id]
    w.service_principal_secrets_proxy.delete(robot.id, made.id)
    wrong = requests.post(server.host + "/oidc/v1/token", auth=(robot.application_id, made.secret),
                          data={"grant_type": "client_credentials", "scope": "all-apis"}, timeout=10)
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")


def test_m2m_refuses_a_wrong_secret_and_an_unknown_grant(server):
    wrong = requests.post(server.host + "/oidc/v1/token", auth=("x", "y"), data={"grant_type": "client_credentials"}, timeout=10)
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    odd = requests.post(server.host + "/oidc/v1/token", data={"grant_type": "password"}, timeout=10)
    assert (odd.status_code, odd.json()["error"]) == (400, "unsupported_grant_type")


def authorize(server, challenge, **changes):
    query = {"client_id": "databricks-cli", "redirect_uri": "http://localhost:8020", "response_type": "code",
             "scope": "offline_access all-apis", "state": "s1", "code_challenge": challenge,
             "code_challenge_method": "S256", **changes}
    return requests.get(server.host + "/oidc/v1/authorize", params=query, allow_redirects=False, timeout=10)


def pkce():
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def exchange(server, code, verifier):
    return requests.post(server.host + "/oidc/v1/token", timeout=10, data={
        "grant_type": "authorization_code", "code": code, "redirect_uri": "http://localhost:8020",
        "client_id": "databricks-cli", "code_verifier": verifier})


def test_u2m_with_pkce_and_refresh(server):
    verifier, challenge = pkce()
    answer = authorize(server, challenge)
    assert answer.status_code == 302
    back = urllib.parse.urlsplit(answer.headers["Location"])
    assert back.netloc == "localhost:8020"
    query = dict(urllib.parse.parse_qsl(back.query))
    assert query["state"] == "s1"
    tokens = exchange(server, query["code"], verifier).json()
    assert tokens["token_type"] == "Bearer" and tokens["expires_in"] == 3600
    assert server.client(token=tokens["access_token"]).current_user.me().user_name == "dev@lakecode.example"
    again = exchange(server, query["code"], verifier)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    fresh = requests.post(server.host + "/oidc/v1/token", timeout=10, data={
        "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": "databricks-cli"}).json()
    assert fresh["access_token"] != tokens["access_token"] and fresh["refresh_token"] != tokens["refresh_token"]
    used = requests.post(server.host + "/oidc/v1/token", timeout=10, data={
        "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": "databricks-cli"})
    assert used.json() == {"error": "invalid_grant", "error_description": "Refresh token is invalid"}


def test_u2m_checks_the_verifier_and_the_target(server):
    _, challenge = pkce()
    code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(authorize(server, challenge).headers["Location"]).query))["code"]
    assert exchange(server, code, "another verifier").json()["error"] == "invalid_grant"
    assert authorize(server, challenge, redirect_uri="https://evil.example/").status_code == 400
    assert "error=invalid_request" in authorize(server, challenge, code_challenge_method="plain").headers["Location"]
    foreign = requests.get(server.host + "/oidc/v1/authorize", timeout=10, allow_redirects=False,
                           headers={"Sec-Fetch-Site": "cross-site"},
                           params={"client_id": "c", "redirect_uri": "http://localhost:8020", "response_type": "code",
                                   "code_challenge": challenge, "code_challenge_method": "S256"})
    assert foreign.status_code == 401


def test_personal_tokens(server, w):
    made = w.tokens.create(comment="for a test", lifetime_seconds=600)
    assert made.token_value.startswith("dapi")
    assert server.client(token=made.token_value).current_user.me().user_name == "dev@lakecode.example"
    assert made.token_info.token_id in [t.token_id for t in w.tokens.list()]
    w.tokens.delete(made.token_info.token_id)
    with pytest.raises(Unauthenticated):
        server.client(token=made.token_value).current_user.me()
    with pytest.raises(NotFound):
        w.tokens.delete(made.token_info.token_id)


def test_users(w):
    user = w.users.create(user_name="ada@x.example", display_name="Ada", name=iam.Name(given_name="Ada", family_name="L"))
    assert user.id and user.active and user.emails[0].value == "ada@x.example"
    with pytest.raises(ResourceConflict):
        w.users.create(user_name="ADA@x.example")
    assert w.users.get(user.id).name.family_name == "L"
    assert [u.id for u in w.users.list(filter='userName eq "ada@x.example"')] == [user.id]
    assert [u.id for u in w.users.list(filter='userName sw "ada" and active eq true')] == [user.id]
    assert list(w.users.list(filter='userName eq "nobody"')) == []
    w.users.patch(user.id, schemas=[iam.PatchSchema.URN_IETF_PARAMS_SCIM_API_MESSAGES_2_0_PATCH_OP],
                  operations=[iam.Patch(op=iam.PatchOp.REPLACE, path="active", value="false")])
    assert w.users.get(user.id).active in (False, None)
    w.users.update(user.id, user_name="ada@x.example", display_name="Countess", active=True)
    changed = w.users.get(user.id)
    assert (changed.display_name, changed.active) == ("Countess", True)
    w.users.delete(user.id)
    with pytest.raises(NotFound) as gone:
        w.users.get(user.id)
    assert gone.value.error_code == "SCIM_404"


def test_user_lists_page_and_project(w):
    made = [w.users.create(user_name=f"page{i}@x.example").id for i in range(7)]
    listed = [u.id for u in w.users.list(filter='userName sw "page"', count=2)]
    assert sorted(listed) == sorted(made)
    slim = next(iter(w.users.list(filter='userName eq "page3@x.example"', attributes="id,userName")))
    assert slim.user_name == "page3@x.example" and not slim.emails
    names = [u.user_name for u in w.users.list(filter='userName sw "page"', sort_by="userName", sort_order=iam.ListSortOrder.DESCENDING)]
    assert names == sorted(names, reverse=True)
    with pytest.raises(BadRequest):
        list(w.users.list(filter="userName zz 1"))


def test_nested_groups(w):
    patch = [iam.PatchSchema.URN_IETF_PARAMS_SCIM_API_MESSAGES_2_0_PATCH_OP]
    user = w.users.create(user_name="nested@x.example")
    inner = w.groups.create(display_name="inner", members=[iam.ComplexValue(value=user.id)])
    outer = w.groups.create(display_name="outer")
    w.groups.patch(outer.id, schemas=patch,
                   operations=[iam.Patch(op=iam.PatchOp.ADD, value={"members": [{"value": inner.id}]})])
    members = w.groups.get(outer.id).members
    assert [(m.value, m.ref, m.display) for m in members] == [(inner.id, f"Groups/{inner.id}", "inner")]
    groups = {g.display: g.type for g in w.users.get(user.id).groups}
    assert groups == {"inner": "direct", "outer": "indirect"}
    assert [g.id for g in w.groups.list(filter=f'members.value eq "{user.id}"')] == [inner.id]
    with pytest.raises(BadRequest):
        w.groups.patch(inner.id, schemas=patch,
                       operations=[iam.Patch(op=iam.PatchOp.ADD, path="members", value=[{"value": outer.id}])])
    w.groups.patch(inner.id, schemas=patch,
                   operations=[iam.Patch(op=iam.PatchOp.REMOVE, path=f'members[value eq "{user.id}"]')])
    assert w.groups.get(inner.id).members in (None, [])
    w.groups.delete(inner.id)
    assert w.groups.get(outer.id).members in (None, [])
    with pytest.raises(ResourceConflict):
        w.groups.create(display_name="outer")


def test_service_principals(w):
    robot = w.service_principals.create(display_name="runner")
    assert robot.application_id
    assert [p.id for p in w.service_principals.list(filter='displayName eq "runner"')] == [robot.id]
    w.service_principals.update(robot.id, display_name="walker", active=True)
    again = w.service_principals.get(robot.id)
    assert (again.display_name, again.application_id) == ("walker", robot.application_id)
    w.service_principals.delete(robot.id)
    with pytest.raises(NotFound):
        w.service_principals.get(robot.id)


def test_the_demo_company_has_people(d):
    me = d.current_user.me()
    assert me.user_name and me.groups
    assert len(list(d.users.list())) > 5 and len(list(d.groups.list())) > 3 and list(d.service_principals.list())
