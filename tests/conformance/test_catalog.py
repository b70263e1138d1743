"""Unity Catalog: objects through REST and SQL, grants, tags, models, the securables with a plain name."""
import pytest
from databricks.sdk.errors import (DatabricksError, AlreadyExists, BadRequest, InvalidParameterValue, NotFound, NotImplemented,
                                   ResourceAlreadyExists, ResourceConflict)
from databricks.sdk.service import catalog as uc
from databricks.sdk.service.sql import StatementState

ME = "dev@lakecode.example"


@pytest.fixture(scope="module")
def sql(w):
    warehouse = next(iter(w.warehouses.list())).id

    def run(statement):
        answer = w.statement_execution.execute_statement(statement=statement, warehouse_id=warehouse, wait_timeout="50s")
        assert answer.status.state == StatementState.SUCCEEDED, answer.status.error
        return answer.result.data_array or [] if answer.result else []
    return run


@pytest.fixture(scope="module")
def shop(w):
    w.catalogs.create("shop", comment="a catalog", properties={"k": "v"})
    w.schemas.create("sales", "shop", comment="a schema")
    return "shop.sales"


def columns(*pairs):
    return [uc.ColumnInfo(name=n, type_text=t, type_name=uc.ColumnTypeName[k], position=i) for i, (n, t, k) in enumerate(pairs)]


def make_table(w, full, **more):
    catalog, schema, name = full.split(".")
    return w.tables.create(name, catalog, schema, uc.TableType.EXTERNAL, uc.DataSourceFormat.DELTA, f"s3://x/{name}",
                           columns=columns(("id", "bigint", "LONG"), ("price", "decimal(10,2)", "DECIMAL")), **more)


def test_catalogs(w, sql):
    made = w.catalogs.create("Extra", comment="first")
    assert (made.name, made.owner, made.comment, made.catalog_type.value) == ("extra", ME, "first", "MANAGED_CATALOG")
    with pytest.raises(ResourceAlreadyExists):
        w.catalogs.create("extra")
    assert "extra" in [c.name for c in w.catalogs.list()]
    assert ["extra"] in sql("SHOW CATALOGS")
    changed = w.catalogs.update("extra", comment="second", owner=ME)
    assert w.catalogs.get("EXTRA").comment == changed.comment == "second"
    w.schemas.create("s", "extra", comment="inner")
    assert w.catalogs.update("extra", new_name="further").comment == "second"
    assert w.schemas.get("further.s").comment == "inner" and ["extra"] not in sql("SHOW CATALOGS")
    sql("CREATE TABLE further.s.t AS SELECT 1 AS a")
    with pytest.raises(NotImplemented):
        w.catalogs.update("further", new_name="extra")
    w.catalogs.delete("further", force=True)
    w.catalogs.create("extra")
    w.schemas.create("s", "extra")
    with pytest.raises(BadRequest):
        w.catalogs.delete("extra")
    w.catalogs.delete("extra", force=True)
    with pytest.raises(NotFound) as gone:
        w.catalogs.get("extra")
    assert gone.value.error_code == "CATALOG_DOES_NOT_EXIST"
    with pytest.raises(InvalidParameterValue):
        w.catalogs.create("a.b")


def test_schemas_agree_with_sql(w, sql, shop):
    assert {s.name for s in w.schemas.list("shop")} >= {"default", "sales", "information_schema"}
    sql("CREATE SCHEMA shop.by_sql COMMENT 'from a statement'")
    assert w.schemas.get("shop.by_sql").comment == "from a statement"
    w.schemas.create("by_rest", "shop")
    assert ["by_rest"] in [row[:1] for row in sql("SHOW SCHEMAS IN shop")]
    w.schemas.update("shop.by_rest", comment="changed")
    assert w.schemas.get("shop.by_rest").comment == "changed"
    w.grants.update("schema", "shop.by_rest", changes=[uc.PermissionsChange(principal="users", add=[uc.Privilege.USE_SCHEMA])])
    known = w.schemas.get("shop.by_rest").schema_id
    renamed = w.schemas.update("shop.by_rest", new_name="Other")
    assert (renamed.full_name, renamed.comment, renamed.schema_id) == ("shop.other", "changed", known)
    assert w.grants.get("schema", "shop.other").privilege_assignments[0].principal == "users"
    with pytest.raises(NotFound):
        w.schemas.get("shop.by_rest")
    with pytest.raises(ResourceAlreadyExists):
        w.schemas.update("shop.other", new_name="by_sql")
    sql("CREATE TABLE shop.other.t (a INT)")
    with pytest.raises(NotImplemented):
        w.schemas.update("shop.other", new_name="by_rest")
    w.schemas.delete("shop.other", force=True)
    assert ["by_rest"] not in [row[:1] for row in sql("SHOW SCHEMAS IN shop")]
    with pytest.raises(NotFound):
        w.schemas.create("x", "no_such_catalog")


def test_tables_agree_with_sql(w, sql, shop):
    made = make_table(w, f"{shop}.orders", properties={"team": "sales"})
    assert [(c.name, c.type_name.value, c.type_text) for c in made.columns] == [("id", "LONG", "bigint"), ("price", "DECIMAL", "decimal(10,2)")]
    sql(f"INSERT INTO {shop}.orders VALUES (1, 2.50)")
    assert sql(f"SELECT id, price FROM {shop}.orders") == [["1", "2.50"]]
    sql(f"CREATE TABLE {shop}.by_sql (a INT, b STRING) COMMENT 'c'")
    assert w.tables.get(f"{shop}.by_sql").comment == "c"
    assert {t.name for t in w.tables.list("shop", "sales", max_results=1)} == {"orders", "by_sql"}
    assert w.tables.exists(f"{shop}.orders").table_exists and not w.tables.exists(f"{shop}.none").table_exists
    summaries = [s.full_name for s in w.tables.list_summaries("shop", table_name_pattern="ord%")]
    assert summaries == [f"{shop}.orders"]
    w.tables.delete(f"{shop}.by_sql")
    assert ["by_sql"] not in [row[1:2] for row in sql(f"SHOW TABLES IN {shop}")]
    for call in (w.tables.get, w.tables.delete):
        with pytest.raises(NotFound):
            call(f"{shop}.by_sql")
    with pytest.raises(ResourceAlreadyExists):
        make_table(w, f"{shop}.orders")


def test_a_column_type_cannot_carry_sql(w, shop):
    bad = [uc.ColumnInfo(name="a", type_text="int); DROP SCHEMA shop.sales CASCADE; --")]
    with pytest.raises(InvalidParameterValue):
        w.tables.create("bad", "shop", "sales", uc.TableType.EXTERNAL, uc.DataSourceFormat.DELTA, "s3://x", columns=bad)
    odd = [uc.ColumnInfo(name="a`b", type_text="int")]
    assert w.tables.create("odd", "shop", "sales", uc.TableType.EXTERNAL, uc.DataSourceFormat.DELTA, "s3://x", columns=odd).columns[0].name == "a`b"


def test_constraints(w, shop):
    make_table(w, f"{shop}.keyed")
    key = uc.TableConstraint(primary_key_constraint=uc.PrimaryKeyConstraint(name="pk", child_columns=["id"]))
    w.table_constraints.create(f"{shop}.keyed", key)
    assert w.tables.get(f"{shop}.keyed").table_constraints[0].primary_key_constraint.name == "pk"
    for wrong in (uc.PrimaryKeyConstraint(name="second", child_columns=["id"]), uc.PrimaryKeyConstraint(name="odd", child_columns=["nothing"])):
        with pytest.raises(DatabricksError):
            w.table_constraints.create(f"{shop}.keyed", uc.TableConstraint(primary_key_constraint=wrong))
    make_table(w, f"{shop}.child")
    w.table_constraints.create(f"{shop}.child", uc.TableConstraint(foreign_key_constraint=uc.ForeignKeyConstraint(
        name="fk", child_columns=["id"], parent_table=f"{shop}.keyed", parent_columns=["id"])))
    with pytest.raises(BadRequest):
        w.table_constraints.delete(f"{shop}.keyed", "pk", cascade=False)
    w.table_constraints.delete(f"{shop}.keyed", "pk", cascade=True)
    assert not w.tables.get(f"{shop}.child").table_constraints
    assert not w.tables.get(f"{shop}.keyed").table_constraints
    with pytest.raises(NotFound):
        w.table_constraints.delete(f"{shop}.keyed", "pk", cascade=False)


def test_volumes(w, shop):
    made = w.volumes.create("shop", "sales", "Files", uc.VolumeType.MANAGED, comment="c")
    assert (made.full_name, made.volume_type, made.owner) == (f"{shop}.files", uc.VolumeType.MANAGED, ME)
    with pytest.raises(ResourceAlreadyExists):
        w.volumes.create("shop", "sales", "files", uc.VolumeType.MANAGED)
    with pytest.raises(InvalidParameterValue):
        w.volumes.create("shop", "sales", "outside", uc.VolumeType.EXTERNAL)
    import io
    w.files.upload(f"/Volumes/shop/sales/files/a.txt", io.BytesIO(b"kept"))
    w.volumes.update(f"{shop}.files", new_name="papers", comment="d")
    assert w.files.download("/Volumes/shop/sales/papers/a.txt").contents.read() == b"kept"
    assert [v.name for v in w.volumes.list("shop", "sales")] == ["papers"]
    w.volumes.delete(f"{shop}.papers")
    with pytest.raises(NotFound) as gone:
        w.volumes.read(f"{shop}.papers")
    assert str(gone.value) == f"Volume '{shop}.papers' does not exist."


def test_functions(w, sql, shop):
    made = w.functions.create(uc.CreateFunction(
        name="twice", catalog_name="shop", schema_name="sales", data_type=uc.ColumnTypeName.INT, full_data_type="INT",
        input_params=uc.FunctionParameterInfos(parameters=[uc.FunctionParameterInfo(name="x", type_text="int", type_name=uc.ColumnTypeName.INT, position=0)]),
        is_deterministic=True, is_null_call=False, parameter_style=uc.CreateFunctionParameterStyle.S,
        routine_body=uc.CreateFunctionRoutineBody.SQL, routine_definition="x * 2", security_type=uc.CreateFunctionSecurityType.DEFINER,
        specific_name="twice", sql_data_access=uc.CreateFunctionSqlDataAccess.NO_SQL))
    assert made.full_name == f"{shop}.twice" and made.function_id
    assert [f.name for f in w.functions.list("shop", "sales")] == ["twice"]
    assert w.functions.get(f"{shop}.twice").routine_definition == "x * 2"
    assert sql(f"SELECT {shop}.twice(4)") == [["8"]]
    w.functions.update(f"{shop}.twice", owner="users")
    assert w.functions.get(f"{shop}.twice").owner == "users"
    w.functions.delete(f"{shop}.twice")
    with pytest.raises(NotFound):
        w.functions.get(f"{shop}.twice")


def test_registered_models(w, shop):
    made = w.registered_models.create(catalog_name="shop", schema_name="sales", name="churn", comment="c")
    assert made.full_name == f"{shop}.churn"
    with pytest.raises(ResourceAlreadyExists):
        w.registered_models.create(catalog_name="shop", schema_name="sales", name="churn")
    for _ in range(2):
        w.api_client.do("POST", "/api/2.0/mlflow/unity-catalog/model-versions/create", body={"name": f"{shop}.churn", "source": "dbfs:/m"})
    assert [v.version for v in w.model_versions.list(f"{shop}.churn")] == [2, 1]
    w.registered_models.set_alias(f"{shop}.churn", "champion", 2)
    assert w.model_versions.get_by_alias(f"{shop}.churn", "champion").version == 2
    assert w.registered_models.get(f"{shop}.churn", include_aliases=True).aliases[0].alias_name == "champion"
    with pytest.raises(NotFound):
        w.registered_models.set_alias(f"{shop}.churn", "x", 9)
    w.model_versions.update(f"{shop}.churn", 1, comment="old")
    assert w.model_versions.get(f"{shop}.churn", 1).comment == "old"
    w.registered_models.delete_alias(f"{shop}.churn", "champion")
    with pytest.raises(NotFound):
        w.model_versions.get_by_alias(f"{shop}.churn", "champion")
    w.model_versions.delete(f"{shop}.churn", 1)
    assert [m.name for m in w.registered_models.list(catalog_name="shop", schema_name="sales")] == ["churn"]
    w.registered_models.update(f"{shop}.churn", new_name="leaving")
    with pytest.raises(NotFound):
        w.registered_models.get(f"{shop}.churn")
    assert [v.model_name for v in w.model_versions.list(f"{shop}.leaving")] == ["leaving"]
    w.registered_models.delete(f"{shop}.leaving")


def test_credentials_locations_connections(w):
    w.storage_credentials.create("cred", aws_iam_role=uc.AwsIamRoleRequest(role_arn="arn:aws:iam::1:role/x"))
    location = w.external_locations.create("landing", "s3://bucket/landing", "cred", comment="c")
    assert (location.url, location.credential_name, location.owner) == ("s3://bucket/landing", "cred", ME)
    with pytest.raises(NotFound):
        w.external_locations.create("other", "s3://bucket", "none")
    for url in ("s3://bucket/landing/deep", "s3://bucket", "bucket"):
        with pytest.raises(BadRequest):
            w.external_locations.create("other", url, "cred")
    assert location.credential_id == w.storage_credentials.get("cred").id and w.storage_credentials.get("cred").aws_iam_role.external_id
    with pytest.raises(BadRequest):
        w.storage_credentials.delete("cred")
    w.external_locations.update("landing", new_name="arrivals", url="s3://bucket/b")
    assert [x.name for x in w.external_locations.list()] == ["arrivals"]
    with pytest.raises(ResourceAlreadyExists):
        w.storage_credentials.create("cred")
    w.external_locations.delete("arrivals")
    w.storage_credentials.delete("cred")
    with pytest.raises(NotFound):
        w.storage_credentials.get("cred")
    connection = w.connections.create("pg", uc.ConnectionType.POSTGRESQL, {"host": "h", "user": "u", "password": "hidden"})
    assert connection.full_name == "pg" and "password" not in w.connections.get("pg").options
    assert [c.name for c in w.connections.list()] == ["pg"]
    assert w.catalogs.create("far", connection_name="pg", options={"database": "d"}).catalog_type == uc.CatalogType.FOREIGN_CATALOG
    w.catalogs.delete("far", force=True)
    w.connections.delete("pg")
    service = w.credentials.create_credential("svc", purpose=uc.CredentialPurpose.SERVICE)
    assert service.name == "svc" and [c.name for c in w.credentials.list_credentials()] == ["svc"]
    w.credentials.delete_credential("svc")


def grant(w, kind, name, principal, add=(), remove=()):
    change = uc.PermissionsChange(principal=principal, add=[uc.Privilege[p] for p in add], remove=[uc.Privilege[p] for p in remove])
    return w.grants.update(kind, name, changes=[change])


def test_grants(w, shop):
    make_table(w, f"{shop}.granted")
    w.users.create(user_name="reader@x.example")
    answer = grant(w, "table", f"{shop}.granted", "reader@x.example", ["SELECT", "MODIFY"])
    assert [(a.principal, [p.value for p in a.privileges]) for a in answer.privilege_assignments] == [("reader@x.example", ["SELECT", "MODIFY"])]
    grant(w, "table", f"{shop}.granted", "reader@x.example", remove=["MODIFY"])
    assert [p.value for p in w.grants.get("TABLE", f"{shop}.granted").privilege_assignments[0].privileges] == ["SELECT"]
    grant(w, "schema", shop, "account users", ["USE_SCHEMA"])
    grant(w, "catalog", "shop", "account users", ["USE_CATALOG", "BROWSE"])
    effective = w.grants.get_effective("table", f"{shop}.granted")
    found = {(a.principal, p.privilege.value, p.inherited_from_type and p.inherited_from_type.value, p.inherited_from_name)
             for a in effective.privilege_assignments for p in a.privileges}
    assert found == {("reader@x.example", "SELECT", None, None), ("account users", "USE_SCHEMA", "SCHEMA", shop),
                     ("account users", "USE_CATALOG", "CATALOG", "shop"), ("account users", "BROWSE", "CATALOG", "shop")}
    only = w.grants.get_effective("table", f"{shop}.granted", principal="reader@x.example")
    assert [a.principal for a in only.privilege_assignments] == ["reader@x.example"]
    assert not w.grants.get("table", f"{shop}.granted", principal="nobody").privilege_assignments
    grant(w, "table", f"{shop}.granted", "reader@x.example", remove=["ALL_PRIVILEGES"])
    assert not w.grants.get("table", f"{shop}.granted").privilege_assignments


def test_grant_errors(w, shop):
    with pytest.raises(NotFound):
        w.grants.get("table", f"{shop}.none")
    named = grant(w, "schema", shop, "somebody of the account", ["SELECT"])
    assert "somebody of the account" in [a.principal for a in named.privilege_assignments]
    grant(w, "schema", shop, "somebody of the account", remove=["SELECT"])
    with pytest.raises(InvalidParameterValue):
        grant(w, "schema", shop, "users", ["READ_FILES"])
    with pytest.raises(InvalidParameterValue) as both:
        grant(w, "schema", shop, "users", ["SELECT"], ["SELECT"])
    assert str(both.value) == "Duplicate privileges to add and delete for principal users."


def test_grant_pages(w):
    w.schemas.create("paged", "main")
    for i in range(7):
        w.groups.create(display_name=f"g{i}")
        grant(w, "schema", "main.paged", f"g{i}", ["SELECT"])
    seen, token = [], None
    while True:
        page = w.api_client.do("GET", "/api/2.1/unity-catalog/privilege-assignments/schema/main.paged", query={"page_size": 3, "page_token": token or ""})
        seen += [a["principal"] for a in page["privilege_assignments"]]
        token = page.get("next_page_token")
        if not token:
            break
    assert seen == [f"g{i}" for i in range(7)]


def test_tags(w, shop):
    make_table(w, f"{shop}.tagged")
    for kind, name in (("tables", f"{shop}.tagged"), ("columns", f"{shop}.tagged.id"), ("schemas", shop), ("catalogs", "shop")):
        w.entity_tag_assignments.create(uc.EntityTagAssignment(entity_type=kind, entity_name=name, tag_key="pii", tag_value="no"))
        assert w.entity_tag_assignments.get(kind, name, "pii").tag_value == "no"
        with pytest.raises(ResourceConflict):
            w.entity_tag_assignments.create(uc.EntityTagAssignment(entity_type=kind, entity_name=name, tag_key="pii"))
    w.entity_tag_assignments.update("tables", f"{shop}.tagged", "pii", uc.EntityTagAssignment(entity_type="tables", entity_name=f"{shop}.tagged", tag_key="pii", tag_value="yes"), "tag_value")
    assert [(t.tag_key, t.tag_value) for t in w.entity_tag_assignments.list("tables", f"{shop}.tagged")] == [("pii", "yes")]
    w.entity_tag_assignments.delete("tables", f"{shop}.tagged", "pii")
    with pytest.raises(NotFound):
        w.entity_tag_assignments.get("tables", f"{shop}.tagged", "pii")
    with pytest.raises(NotFound):
        w.entity_tag_assignments.create(uc.EntityTagAssignment(entity_type="columns", entity_name=f"{shop}.tagged.none", tag_key="a"))


def test_metastore_bindings_monitors(w, shop):
    current = w.metastores.current()
    assert w.metastores.summary().metastore_id == current.metastore_id
    assert [m.metastore_id for m in w.metastores.list()] == [current.metastore_id]
    grant(w, "metastore", current.metastore_id, "users", ["CREATE_CATALOG"])
    assert w.grants.get("metastore", current.metastore_id).privilege_assignments[0].principal == "users"
    w.workspace_bindings.update_bindings("catalog", "shop", add=[uc.WorkspaceBinding(workspace_id=7)])
    assert [b.workspace_id for b in w.workspace_bindings.get_bindings("catalog", "shop")] == [7]
    assert w.workspace_bindings.update("shop", unassign_workspaces=[7]).workspaces in (None, [])
    make_table(w, f"{shop}.watched")
    with pytest.raises(NotFound):
        w.quality_monitors.get(f"{shop}.watched")
    w.quality_monitors.create(f"{shop}.watched", output_schema_name=shop, assets_dir="/Shared/m", snapshot=uc.MonitorSnapshot())
    assert w.quality_monitors.get(f"{shop}.watched").status.value == "MONITOR_STATUS_ACTIVE"
    w.quality_monitors.delete(f"{shop}.watched")


def test_the_demo_catalogs(d):
    names = [c.name for c in d.catalogs.list(max_results=1)]
    assert len(names) == len(set(names)) >= 3
    catalog = next(c for c in names if c not in ("system",))
    assert [s.full_name for s in d.schemas.list(catalog)]
