#!/usr/bin/env python3
"""A principal without any right runs the workflows: each is told what to grant. The acts are applied as they are told, by an admin and
nothing else, and then the same run succeeds: so they are exact and enough.

usage: rights_test.py BIN_FOLDER
"""
import json
import pathlib
import re
import sys
import tempfile

from local_workspace import LocalWorkspace

PERMISSION = re.compile(r"databricks permissions update (\w+) (\d+) --json '(\{.*\})'")
MOST_ROUNDS = 4  # a refusal names the outermost right only; what lies behind it may need another


def robot_of(place):
    made = place.rest("POST", "/api/2.0/preview/scim/v2/ServicePrincipals", {"displayName": "robot"}, expect=201)
    token = place.rest("POST", "/api/2.0/token-management/on-behalf-of/tokens",
                       {"application_id": made["applicationId"], "lifetime_seconds": 3600})
    return made["applicationId"], token["token_value"]


class Robot:
    def __init__(self, place):
        self.place = place
        self.name, token = robot_of(place)
        host = json.loads((place.home / ".lakecode/local/server.json").read_text())["host"]
        self.env = {"DATABRICKS_HOST": host, "DATABRICKS_TOKEN": token}

    def run(self, workflow, inputs):
        done = self.place.lakecode("run", "workflow", workflow, "--input", json.dumps(inputs), "--output", "json", expect=None, env=self.env)
        assert done.returncode in (0, 5), (workflow, done.returncode, done.stderr)
        return done, json.loads(done.stdout)

    def apply(self, act):
        """Only acts of the two known forms, about this principal alone."""
        if update := PERMISSION.fullmatch(act):
            kind, number, body = update.groups()
            (entry,) = json.loads(body)["access_control_list"]
            assert entry["service_principal_name"] == self.name, act
            self.place.rest("PATCH", f"/api/2.0/permissions/{kind}/{number}", json.loads(body))
            return
        assert act.startswith("GRANT ") and act.endswith(f" TO `{self.name}`"), act
        warehouse = self.place.rest("GET", "/api/2.0/sql/warehouses")["warehouses"][0]["id"]
        answer = self.place.rest("POST", "/api/2.0/sql/statements", {"warehouse_id": warehouse, "statement": act, "wait_timeout": "30s"})
        assert answer["status"]["state"] == "SUCCEEDED", (act, answer)


def check_opens(robot, workflow, inputs):
    applied = []
    for _ in range(MOST_ROUNDS):
        done, result = robot.run(workflow, inputs)
        missing = result["data"].get("missing", [])
        if not missing:
            break
        if result["status"] == "failed":
            assert "an owner or an admin runs: " in done.stderr and missing[0]["acts"][0] in done.stderr, done.stderr
        # What is not there at all is enabled by an account admin first, which this workspace has no way for.
        open_to_grants = [each for each in missing if not each["acts"][0].startswith("databricks system-schemas enable METASTORE_ID ")]
        acts = [act for each in open_to_grants for act in each["acts"] if act not in applied]
        if not acts:
            break
        for act in acts:
            robot.apply(act)
        applied += acts
    assert applied, f"{workflow}: nothing was missing"
    assert done.returncode == 0 and result["status"] == "ok", (workflow, result["status"], result.get("summary"), missing)
    print(f"{workflow}: opened by {len(applied)} acts")
    return applied


def check_names(place):
    """Billing knows ids alone: the report has the names that the workspace gives them."""
    data = place.workflow("cost_top", {})["data"]
    warehouses = {w["id"]: w["name"] for w in place.rest("GET", "/api/2.0/sql/warehouses")["warehouses"]}
    robots = {r["applicationId"]: r["displayName"] for r in place.rest("GET", "/api/2.0/preview/scim/v2/ServicePrincipals")["Resources"]}
    for lines, names in ((data["by_warehouse"], warehouses), (data["by_identity"], robots)):
        told = [(line["name"], names[line["key"]]) for line in lines if line["key"] in names]
        assert told and all(name == known for name, known in told), told


def main():
    with tempfile.TemporaryDirectory() as folder:
        place = LocalWorkspace(sys.argv[1], folder)
        try:
            place.workflow("job_status", {"job_id": 1001})  # starts the server
            robot = Robot(place)
            acts = check_opens(robot, "prove_table", {"table": "prod.sales.orders"})
            assert acts[-1] == f"GRANT SELECT ON TABLE `prod`.`sales`.`orders` TO `{robot.name}`", acts
            check_opens(robot, "cost_top", {})
            check_names(place)
            check_opens(robot, "job_status", {"job_id": 1001})
            check_opens(robot, "audit_jobs", {})
            markdown = place.lakecode("run", "workflow", "job_status", "--input", '{"job_id": 1002}', "--output", "md", expect=5, env=robot.env)
            assert "## Not read, for want of a right" in markdown.stdout and "CAN_VIEW" in markdown.stdout, markdown.stdout
        finally:
            place.stop()


if __name__ == "__main__":
    main()
