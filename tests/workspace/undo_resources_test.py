#!/usr/bin/env python3
"""Changes of jobs, compute, access, files and identities are done through lakecode and undone: what REST reads afterwards is
what it read before. Each once as a request and, where the CLI has a command for it, once as that.

usage: undo_resources_test.py BIN_FOLDER
"""
import base64
import json
import sys
import tempfile

from acting_session import ActingSession

# What the platform itself writes when anything is set.
TOLD = {"last_updated_timestamp", "config_version", "creation_timestamp", "id", "job_id", "created_time", "pipeline_id",
        "last_modified", "creator", "jdbc_url", "odbc_params", "cluster_id", "object_id", "modified_at", "created_at",
        "start_time", "driver", "last_restarted_time", "terminated_time", "last_activity_time", "state_message", "updated_at",
        "updated_by", "termination_reason", "spark_context_id", "default_tags"}


def plain(value):
    """Without what is told of a thing; lists of things in one order."""
    if isinstance(value, dict):
        told = TOLD | {"spec"} if "cluster_name" in value else TOLD  # a cluster repeats there what was sent
        return {key: plain(member) for key, member in value.items() if key not in told}
    if isinstance(value, list):
        return sorted((plain(member) for member in value), key=lambda member: json.dumps(member, sort_keys=True))
    return value


def text_of(content):
    return base64.b64encode(content.encode()).decode()


class Things:
    """What the cases change, made anew for each."""

    def __init__(self, call, number):
        self.call = call
        self.tag = f"thing{number}"

    def job(self):
        body = {"name": self.tag, "max_concurrent_runs": 2, "tags": {"team": "a"},
                "tasks": [{"task_key": "a", "notebook_task": {"notebook_path": "/Shared/n"}},
                          {"task_key": "b", "depends_on": [{"task_key": "a"}], "notebook_task": {"notebook_path": "/Shared/m"}}]}
        return self.call("POST", "/api/2.2/jobs/create", body)["job_id"]

    def notebook(self):
        path = f"/Shared/{self.tag}"
        self.call("POST", "/api/2.0/workspace/import", {"path": path, "format": "SOURCE", "language": "SQL",
                                                         "content": text_of("SELECT 1 -- ä\n")})
        return path

    def cluster(self):
        body = {"cluster_name": self.tag, "spark_version": "15.4.x-scala2.12", "node_type_id": "i3.xlarge",
                "num_workers": 2, "autotermination_minutes": 30, "spark_conf": {"spark.a": "1"}}
        cluster = self.call("POST", "/api/2.1/clusters/create", body)["cluster_id"]
        self.call("GET", f"/api/2.1/clusters/get?cluster_id={cluster}")  # it runs from the first look on
        return cluster

    def warehouse(self):
        return self.call("POST", "/api/2.0/sql/warehouses", {"name": self.tag, "cluster_size": "Small", "max_num_clusters": 3,
                                                              "tags": {"custom_tags": [{"key": "k", "value": "v"}]}})["id"]

    def pipeline(self):
        body = {"name": self.tag, "catalog": "main", "target": "default", "continuous": False,
                "libraries": [{"notebook": {"path": "/Shared/dlt"}}], "configuration": {"a.b": "1"}}
        return self.call("POST", "/api/2.0/pipelines", body)["pipeline_id"]

    def endpoint(self):
        entity = {"name": "e", "entity_name": "main.default.m", "entity_version": "1", "workload_size": "Small",
                  "scale_to_zero_enabled": True}
        return self.call("POST", "/api/2.0/serving-endpoints", {"name": self.tag, "config": {"served_entities": [entity]}})["name"]

    def scope(self):
        self.call("POST", "/api/2.0/secrets/scopes/create", {"scope": self.tag})
        self.call("POST", "/api/2.0/secrets/acls/put", {"scope": self.tag, "principal": "users", "permission": "READ"})
        return self.tag

    def user(self, name="u"):
        return self.call("POST", "/api/2.0/preview/scim/v2/Users", {"userName": f"{self.tag}.{name}@example.com"})["id"]

    def group(self):
        return self.call("POST", "/api/2.0/preview/scim/v2/Groups",
                         {"displayName": self.tag, "members": [{"value": self.user("first")}]})["id"]

    def table(self):
        statement = f"CREATE TABLE main.default.{self.tag} (a INT); GRANT SELECT ON TABLE main.default.{self.tag} TO `analysts`"
        for part in statement.split("; "):
            self.call("POST", "/api/2.0/sql/statements", {"warehouse_id": self.call("GET", "/api/2.0/sql/warehouses")["warehouses"][0]["id"],
                                                          "statement": part, "wait_timeout": "30s"})
        return f"main.default.{self.tag}"

    def volume(self):
        self.call("POST", "/api/2.1/unity-catalog/volumes", {"catalog_name": "main", "schema_name": "default", "name": self.tag,
                                                             "volume_type": "MANAGED", "comment": "old"})
        return self.tag


# name: the thing, the act (method, path, body), the command in place of it or None, what is read, what undo may say in `lost`.
# "$" stands for the thing.
JOB = "/api/2.2/jobs/get?job_id=$"
MEMBER = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
          "Operations": [{"op": "remove", "path": "members"}, {"op": "replace", "path": "displayName", "value": "other $"}]}
OTHER_TASK = {"task_key": "z", "notebook_task": {"notebook_path": "/z"}}
CASES = {
    "jobs reset": ("job", ("post", "/api/2.2/jobs/reset", {"job_id": "$", "new_settings": {"name": "x", "tasks": [OTHER_TASK]}}),
                   ["jobs", "reset", "--json", {"job_id": "$", "new_settings": {"name": "x", "tasks": [OTHER_TASK]}}], JOB),
    "jobs update": ("job", ("post", "/api/2.1/jobs/update", {"job_id": "$", "new_settings": {"name": "x"}, "fields_to_remove": ["tags"]}),
                    ["jobs", "update", "$", "--json", {"new_settings": {"name": "x"}}], JOB),
    "jobs delete": ("job", ("post", "/api/2.2/jobs/delete", {"job_id": "$"}), ["jobs", "delete", "$"], JOB),
    "workspace import": ("notebook", ("post", "/api/2.0/workspace/import", {
        "path": "$", "format": "SOURCE", "language": "SQL", "overwrite": True, "content": text_of("SELECT 2")}), None,
        "/api/2.0/workspace/export?path=$&format=SOURCE"),
    "workspace delete": ("notebook", ("post", "/api/2.0/workspace/delete", {"path": "$"}), ["workspace", "delete", "$"],
                         "/api/2.0/workspace/export?path=$&format=SOURCE"),
    "grants update": ("table", ("patch", "/api/2.1/unity-catalog/permissions/table/$", {
        "changes": [{"principal": "analysts", "remove": ["SELECT"]}, {"principal": "users", "add": ["MODIFY"]}]}),
        ["grants", "update", "table", "$", "--json", {"changes": [{"principal": "analysts", "add": ["MODIFY"]}]}],
        "/api/2.1/unity-catalog/permissions/table/$"),
    "permissions set": ("cluster", ("put", "/api/2.0/permissions/clusters/$", {
        "access_control_list": [{"group_name": "users", "permission_level": "CAN_RESTART"}]}),
        ["permissions", "set", "clusters", "$", "--json", {"access_control_list": []}], "/api/2.0/permissions/clusters/$"),
    "permissions update": ("job", ("patch", "/api/2.0/permissions/jobs/$", {
        "access_control_list": [{"group_name": "users", "permission_level": "CAN_MANAGE"}]}), None, "/api/2.0/permissions/jobs/$"),
    "permissions of a warehouse": ("warehouse", ("patch", "/api/2.0/permissions/sql/warehouses/$", {
        "access_control_list": [{"group_name": "users", "permission_level": "CAN_USE"}]}), None,
        "/api/2.0/permissions/sql/warehouses/$"),
    "clusters edit": ("cluster", ("post", "/api/2.1/clusters/edit", {
        "cluster_id": "$", "cluster_name": "x", "spark_version": "16.4.x-scala2.12", "node_type_id": "i3.xlarge", "num_workers": 7}),
        ["clusters", "edit", "$", "--json", {"cluster_name": "x", "spark_version": "15.4.x-scala2.12", "node_type_id": "i3.xlarge",
                                             "num_workers": 3}], "/api/2.1/clusters/get?cluster_id=$"),
    "clusters delete": ("cluster", ("post", "/api/2.1/clusters/delete", {"cluster_id": "$"}), ["clusters", "delete", "$"],
                        "/api/2.1/clusters/get?cluster_id=$"),
    "clusters permanent-delete": ("cluster", ("post", "/api/2.1/clusters/permanent-delete", {"cluster_id": "$"}), None,
                                  "/api/2.1/clusters/get?cluster_id=$"),
    "warehouses edit": ("warehouse", ("post", "/api/2.0/sql/warehouses/$/edit", {"cluster_size": "Large", "tags": {}}),
                        ["warehouses", "edit", "$", "--json", {"max_num_clusters": 9}], "/api/2.0/sql/warehouses/$"),
    "warehouses delete": ("warehouse", ("delete", "/api/2.0/sql/warehouses/$", None), ["warehouses", "delete", "$"],
                          "/api/2.0/sql/warehouses/$"),
    "warehouses stop": ("warehouse", ("post", "/api/2.0/sql/warehouses/$/stop", {}), None, "/api/2.0/sql/warehouses/$"),
    "pipelines update": ("pipeline", ("put", "/api/2.0/pipelines/$", {"name": "x", "continuous": True, "catalog": "main"}),
                         ["pipelines", "update", "$", "--json", {"name": "x", "catalog": "main"}], "/api/2.0/pipelines/$"),
    "pipelines delete": ("pipeline", ("delete", "/api/2.0/pipelines/$", None), ["pipelines", "delete", "$"], "/api/2.0/pipelines/$"),
    "serving-endpoints update-config": ("endpoint", ("put", "/api/2.0/serving-endpoints/$/config", {"served_entities": [
        {"name": "f", "entity_name": "main.default.m", "entity_version": "2", "workload_size": "Large"}]}),
        ["serving-endpoints", "update-config", "$", "--json", {"served_entities": [
            {"name": "g", "entity_name": "main.default.m", "entity_version": "3", "workload_size": "Small"}]}],
        "/api/2.0/serving-endpoints/$"),
    "serving-endpoints delete": ("endpoint", ("delete", "/api/2.0/serving-endpoints/$", None), None, "/api/2.0/serving-endpoints/$"),
    "secrets put-acl": ("scope", ("post", "/api/2.0/secrets/acls/put", {"scope": "$", "principal": "users", "permission": "MANAGE"}),
                        ["secrets", "put-acl", "$", "admins", "WRITE"], "/api/2.0/secrets/acls/list?scope=$"),
    "secrets delete-acl": ("scope", ("post", "/api/2.0/secrets/acls/delete", {"scope": "$", "principal": "users"}),
                           ["secrets", "delete-acl", "$", "users"], "/api/2.0/secrets/acls/list?scope=$"),
    "groups patch": ("group", ("patch", "/api/2.0/preview/scim/v2/Groups/$", MEMBER), ["groups", "patch", "$", "--json", MEMBER],
                     "/api/2.0/preview/scim/v2/Groups/$"),
    "users patch": ("user", ("patch", "/api/2.0/preview/scim/v2/Users/$", {
        "schemas": MEMBER["schemas"], "Operations": [{"op": "replace", "path": "active", "value": False}]}), None,
        "/api/2.0/preview/scim/v2/Users/$"),
    "volumes update": ("volume", ("patch", "/api/2.1/unity-catalog/volumes/main.default.$", {"comment": "new"}), None,
                       "/api/2.1/unity-catalog/volumes/main.default.$"),
    "a new folder of a volume": ("volume", ("put", "/api/2.0/fs/directories/Volumes/main/default/$/new", None), None,
                                 "/api/2.0/fs/directories/Volumes/main/default/$"),
}
# These come back under another id.
ANEW = {"jobs delete": ("/api/2.2/jobs/list?name=thing", "jobs", "job_id"),
        "clusters permanent-delete": ("/api/2.1/clusters/list", "clusters", "cluster_id"),
        "warehouses delete": ("/api/2.0/sql/warehouses", "warehouses", "id"),
        "pipelines delete": ("/api/2.0/pipelines", "statuses", "pipeline_id")}


def with_thing(value, thing):
    """`value` with the thing in place of "$"; a whole "$" keeps its type."""
    if isinstance(value, dict):
        return {key: with_thing(member, thing) for key, member in value.items()}
    if isinstance(value, list):
        return [with_thing(member, thing) for member in value]
    if value == "$":
        return thing
    return value.replace("$", str(thing)) if isinstance(value, str) else value


def words_of(act, command, thing):
    if command is not None:
        return [json.dumps(word) if isinstance(word, dict) else str(word) for word in with_thing(command, thing)]
    method, path, body = with_thing(list(act), thing)
    return ["api", method, path] + ([] if body is None else ["--json", json.dumps(body)])


def find_anew(call, name, tag):
    path, key, id_key = ANEW[name]
    found = [entry for entry in call("GET", path.replace("thing", tag)).get(key, [])
             if tag in (entry.get("name"), entry.get("cluster_name"), entry.get("settings", {}).get("name"))]
    assert len(found) == 1, f"{name}: {len(found)} of that name"
    return found[0][id_key]


def check(session, name, number, command):
    call = session.workspace.call
    kind, act, _, read = CASES[name]
    things = Things(call, number)
    thing = getattr(things, kind)()
    path = with_thing(read, thing)
    before = plain(call("GET", path))
    session.act(words_of(act, command, thing), with_cli=command is not None)
    if name not in ANEW and name not in ("workspace delete", "serving-endpoints delete"):
        assert plain(call("GET", path)) != before, f"{name}: the act changed nothing"
    plan = session.undo("--plan", with_cli=command is not None)
    assert len(plan["steps"]) == 1 and not plan["lost"], f"{name}: {plan}"
    done = session.undo("--approve", "destructive", with_cli=command is not None)
    assert done["status"] == "ok" and done["steps"][0]["state"] == "done", f"{name}: {done}"
    if name in ANEW:
        path = with_thing(read, find_anew(call, name, things.tag))
    after = plain(call("GET", path))
    assert after == before, f"{name}:\nbefore {json.dumps(before, sort_keys=True)}\nafter  {json.dumps(after, sort_keys=True)}"


def check_nothing_to_undo(session):
    """What was stopped already is not started by an undo of stopping it; access that was given already is not taken."""
    call = session.workspace.call
    things = Things(call, 900)
    warehouse, cluster, scope = things.warehouse(), things.cluster(), things.scope()
    call("POST", f"/api/2.0/sql/warehouses/{warehouse}/stop", {})
    call("POST", "/api/2.1/clusters/delete", {"cluster_id": cluster})
    for words in (["api", "post", f"/api/2.0/sql/warehouses/{warehouse}/stop", "--json", "{}"],
                  ["api", "post", "/api/2.1/clusters/delete", "--json", json.dumps({"cluster_id": cluster})],
                  ["api", "post", "/api/2.0/secrets/acls/put", "--json",
                   json.dumps({"scope": scope, "principal": "users", "permission": "READ"})]):
        session.act(words)
        idle = session.undo("--approve", "destructive")
        assert not idle["steps"] and not idle["lost"], idle
    assert call("GET", f"/api/2.0/sql/warehouses/{warehouse}")["state"] == "STOPPED"
    assert call("GET", f"/api/2.1/clusters/get?cluster_id={cluster}")["state"] == "TERMINATED"


def check_lost(session):
    """What nothing brings back is told with its reason, in the plan as in the verdict."""
    call = session.workspace.call
    things = Things(call, 901)
    scope, group, user = things.scope(), things.group(), things.user()
    call("POST", "/api/2.0/secrets/put", {"scope": scope, "key": "k", "string_value": "not told"})
    token = call("POST", "/api/2.0/token/create", {"comment": "t"})["token_info"]["token_id"]
    for words, why in ((["api", "post", "/api/2.0/secrets/delete", "--json", json.dumps({"scope": scope, "key": "k"})], "no versions"),
                       (["api", "post", "/api/2.0/token/delete", "--json", json.dumps({"token_id": token})], "shown once"),
                       (["api", "delete", f"/api/2.0/preview/scim/v2/Users/{user}"], "another id"),
                       (["api", "delete", f"/api/2.0/preview/scim/v2/Groups/{group}"], "another id")):
        session.act(words)
        told = session.undo(expect=1)
        assert not told["steps"] and why in told["lost"][0]["why"], told


def main():
    with tempfile.TemporaryDirectory() as folder:
        session = ActingSession(sys.argv[1], folder)
        try:
            session.workspace.call("POST", "/api/2.0/preview/scim/v2/Groups", {"displayName": "analysts"})
            number = 0
            for name, (_, _, command, _) in CASES.items():
                for way in [None] + ([command] if command else []):
                    number += 1
                    check(session, name, number, way)
                print("passed", name, "as request and command" if command else "as request", flush=True)
            for check_more in (check_nothing_to_undo, check_lost):
                check_more(session)
                print("passed", check_more.__name__, flush=True)
        finally:
            session.close()


if __name__ == "__main__":
    main()
