"""Workspace objects, Volumes, DBFS, secrets."""
import base64
import io
import json

import pytest
import requests
from databricks.sdk.errors import (AlreadyExists, BadRequest, InvalidParameterValue, NotFound, PermissionDenied,
                                   ResourceAlreadyExists)
from databricks.sdk.service import workspace as ws
from databricks.sdk.service.catalog import VolumeType

HOME = "/Users/dev@lakecode.example"
NOTEBOOK = "# Databricks notebook source\nprint(1)\n\n# COMMAND ----------\n\n# MAGIC %md\n# MAGIC # Title\n\n# COMMAND ----------\n\n# MAGIC %sql\n# MAGIC SELECT 1\n"


def b64(text):
    return base64.b64encode(text.encode()).decode()


def test_notebook_round_trip(w):
    path = f"{HOME}/nb"
    w.workspace.import_(path, content=b64(NOTEBOOK), format=ws.ImportFormat.SOURCE, language=ws.Language.PYTHON)
    status = w.workspace.get_status(path)
    assert (status.object_type, status.language, status.path) == (ws.ObjectType.NOTEBOOK, ws.Language.PYTHON, path)
    assert status.object_id and status.created_at and status.modified_at
    exported = w.workspace.export(path, format=ws.ExportFormat.SOURCE)
    assert base64.b64decode(exported.content).decode() == NOTEBOOK and exported.file_type == "py"
    jupyter = json.loads(base64.b64decode(w.workspace.export(path, format=ws.ExportFormat.JUPYTER).content))
    assert [(c["cell_type"], "".join(c["source"])) for c in jupyter["cells"]] == [
        ("code", "print(1)"), ("markdown", "# Title"), ("code", "%sql\nSELECT 1")]
    with pytest.raises(ResourceAlreadyExists) as taken:
        w.workspace.import_(path, content=b64("x"), format=ws.ImportFormat.SOURCE, language=ws.Language.PYTHON)
    assert str(taken.value).endswith("already exists.")
    w.workspace.import_(path, content=b64("print(2)"), format=ws.ImportFormat.SOURCE, language=ws.Language.PYTHON, overwrite=True)
    assert w.workspace.get_status(path).object_id == status.object_id


def test_jupyter_import_keeps_its_cells(w):
    document = {"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# Hi\n", "there"]},
                          {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": "x = 1"}],
                "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 0}
    w.workspace.upload(f"{HOME}/j.ipynb", io.BytesIO(json.dumps(document).encode()), format=ws.ImportFormat.AUTO)
    with w.workspace.download(f"{HOME}/j") as file:
        assert "# MAGIC %md\n# MAGIC # Hi\n# MAGIC there" in file.read().decode()
    answer = w.api_client.do("GET", "/api/2.0/workspace/get-status", query={"path": f"{HOME}/j", "return_export_info": "true"})
    assert answer["repos_export_format"] == "JUPYTER"


def test_files_and_auto(w):
    w.workspace.upload(f"{HOME}/plain.py", io.BytesIO(b"print('no mark')"), format=ws.ImportFormat.AUTO)
    status = w.workspace.get_status(f"{HOME}/plain.py")
    assert (status.object_type, status.size) == (ws.ObjectType.FILE, 16)
    w.workspace.upload(f"{HOME}/marked.sql", io.BytesIO(b"-- Databricks notebook source\nSELECT 1"), format=ws.ImportFormat.AUTO)
    assert w.workspace.get_status(f"{HOME}/marked").language == ws.Language.SQL
    with pytest.raises(NotFound):
        w.workspace.get_status(f"{HOME}/marked.sql")
    with w.workspace.download(f"{HOME}/plain.py") as file:
        assert file.read() == b"print('no mark')"
    with pytest.raises(ResourceAlreadyExists):
        w.workspace.upload(f"{HOME}/marked", io.BytesIO(b"a file now"), format=ws.ImportFormat.AUTO, overwrite=True)


def test_folders(w):
    base = f"{HOME}/deep/er/folder"
    w.workspace.mkdirs(base)
    w.workspace.mkdirs(base)
    w.workspace.upload(f"{base}/a.txt", io.BytesIO(b"a"), format=ws.ImportFormat.AUTO)
    assert [o.path for o in w.workspace.list(f"{HOME}/deep", recursive=True)] == [f"{base}/a.txt"]
    assert [o.object_type for o in w.workspace.list(f"{HOME}/deep")] == [ws.ObjectType.DIRECTORY]
    with pytest.raises(BadRequest) as full:
        w.workspace.delete(f"{HOME}/deep")
    assert full.value.error_code == "DIRECTORY_NOT_EMPTY"
    with pytest.raises(ResourceAlreadyExists):
        w.workspace.mkdirs(f"{base}/a.txt/b")
    w.workspace.delete(f"{HOME}/deep", recursive=True)
    with pytest.raises(NotFound) as gone:
        w.workspace.get_status(base)
    assert str(gone.value) == f"Path ({base}) doesn't exist."
    with pytest.raises(NotFound) as orphan:
        w.workspace.upload("/Users/nobody/x.txt", io.BytesIO(b"x"), format=ws.ImportFormat.AUTO)
    assert str(orphan.value) == "The parent folder (/Users/nobody) does not exist."
    assert HOME in [o.path for o in w.workspace.list("/Users")]
    assert {"/Users", "/Shared", "/Repos"} <= {o.path for o in w.workspace.list("/")}


def test_raw_file_routes_as_bundles_use_them(server, w):
    headers = {"Authorization": f"Bearer {server.token}"}
    url = server.host + "/api/2.0/workspace-files/import-file/Workspace%2FUsers%2Fdev%40lakecode.example%2F.bundle%2Fstate%2Fdeploy.lock"
    missing = requests.post(url + "?overwrite=false", data=b"{}", headers=headers, timeout=10)
    assert missing.status_code == 404
    w.workspace.mkdirs(f"/Workspace{HOME}/.bundle/state")
    assert requests.post(url + "?overwrite=false", data=b'{"ID":"1"}', headers=headers, timeout=10).status_code == 200
    locked = requests.post(url + "?overwrite=false", data=b'{"ID":"2"}', headers=headers, timeout=10)
    assert (locked.status_code, locked.json()["error_code"]) == (409, "RESOURCE_ALREADY_EXISTS")
    read = requests.get(server.host + f"/api/2.0/workspace-files/{HOME[1:]}/.bundle/state/deploy.lock", headers=headers, timeout=10)
    assert read.content == b'{"ID":"1"}'
    direct = requests.get(server.host + "/api/2.0/workspace/export", headers=headers, timeout=10,
                          params={"path": f"{HOME}/.bundle/state/deploy.lock", "direct_download": "true"})
    assert direct.content == b'{"ID":"1"}'


def test_workspace_permissions(w):
    w.workspace.upload(f"{HOME}/shared.txt", io.BytesIO(b"x"), format=ws.ImportFormat.AUTO)
    object_id = str(w.workspace.get_status(f"{HOME}/shared.txt").object_id)
    levels = w.workspace.get_permission_levels("files", object_id).permission_levels
    assert {level.permission_level.value for level in levels} == {"CAN_MANAGE", "CAN_EDIT", "CAN_RUN", "CAN_READ"}
    w.workspace.update_permissions("files", object_id, access_control_list=[
        ws.WorkspaceObjectAccessControlRequest(group_name="users", permission_level=ws.WorkspaceObjectPermissionLevel.CAN_READ)])
    answer = w.workspace.get_permissions("files", object_id)
    assert answer.object_id == f"/files/{object_id}"
    assert {"users", "admins"} <= {entry.group_name for entry in answer.access_control_list}


@pytest.fixture(scope="module")
def volume(w):
    w.volumes.create("main", "default", "vol", VolumeType.MANAGED)
    return "/Volumes/main/default/vol"


def test_volume_files(w, volume):
    w.files.upload(f"{volume}/dir/a b%.txt", io.BytesIO(b"0123456789"))
    with pytest.raises(AlreadyExists) as taken:
        w.files.upload(f"{volume}/dir/a b%.txt", io.BytesIO(b"x"))
    assert taken.value.error_code == "ALREADY_EXISTS"
    w.files.upload(f"{volume}/dir/a b%.txt", io.BytesIO(b"abcdefghij"), overwrite=True)
    assert w.files.download(f"{volume}/dir/a b%.txt").contents.read() == b"abcdefghij"
    facts = w.files.get_metadata(f"{volume}/dir/a b%.txt")
    assert facts.content_length == 10 and facts.last_modified and facts.content_type == "application/octet-stream"
    w.files.delete(f"{volume}/dir/a b%.txt")
    for call in (w.files.get_metadata, w.files.delete, w.files.download):
        with pytest.raises(NotFound):
            call(f"{volume}/dir/a b%.txt")
    with pytest.raises(NotFound) as none:
        w.files.upload("/Volumes/main/default/none/x", io.BytesIO(b"x"))
    assert str(none.value) == "Volume 'main.default.none' does not exist."


@pytest.mark.parametrize("size", [6 << 20, 60 << 20])
def test_large_uploads(w, volume, size):
    content = bytes(range(256)) * (size // 256)
    w.files.upload(f"{volume}/large.bin", io.BytesIO(content), overwrite=True)
    assert w.files.download(f"{volume}/large.bin").contents.read() == content


def test_ranges(server, w, volume):
    w.files.upload(f"{volume}/r.txt", io.BytesIO(b"0123456789"), overwrite=True)
    url, headers = f"{server.host}/api/2.0/fs/files{volume}/r.txt", {"Authorization": f"Bearer {server.token}"}
    for asked, content in {"bytes=2-4": b"234", "bytes=7-": b"789", "bytes=-3": b"789", "bytes=0-99": b"0123456789"}.items():
        answer = requests.get(url, headers={**headers, "Range": asked}, timeout=10)
        assert (answer.status_code, answer.content) == (206, content)
    assert requests.get(url, headers={**headers, "Range": "bytes=10-"}, timeout=10).status_code == 416
    changed = requests.get(url, headers=headers, timeout=10).headers["Last-Modified"]
    for since, status in ((changed, 200), ("Thu, 01 Jan 2015 00:00:00 GMT", 412)):
        assert requests.get(url, headers={**headers, "If-Unmodified-Since": since}, timeout=10).status_code == status


def test_volume_directories(w, volume):
    w.files.create_directory(f"{volume}/d/one")
    w.files.create_directory(f"{volume}/d/one")
    for i in range(5):
        w.files.upload(f"{volume}/d/f{i}", io.BytesIO(b"x" * i), overwrite=True)
    entries = list(w.files.list_directory_contents(f"{volume}/d", page_size=2))
    assert [e.name for e in entries] == ["f0", "f1", "f2", "f3", "f4", "one"]
    assert (entries[3].file_size, entries[3].is_directory, entries[5].is_directory) == (3, False, True)
    w.files.get_directory_metadata(f"{volume}/d")
    with pytest.raises(BadRequest) as full:
        w.files.delete_directory(f"{volume}/d")
    assert full.value.get_error_info()[0].reason == "FILES_API_DIRECTORY_IS_NOT_EMPTY"
    w.files.delete_directory(f"{volume}/d/one")
    with pytest.raises(NotFound):
        w.files.get_directory_metadata(f"{volume}/d/one")
    with pytest.raises(NotFound):
        list(w.files.list_directory_contents(f"{volume}/nothing"))


def test_paths_stay_inside(server):
    headers = {"Authorization": f"Bearer {server.token}"}
    for path in ("/Volumes/main/default/vol/%2e%2e/%2e%2e/x", "/Volumes/main/default/vol/a%2F..%2F..%2Fb", "/etc/passwd"):
        answer = requests.put(f"{server.host}/api/2.0/fs/files{path}", data=b"x", headers=headers, timeout=10)
        assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")


def test_dbfs(w):
    w.dbfs.put("/one/two.txt", contents=b64("hello"))
    assert base64.b64decode(w.dbfs.read("/one/two.txt").data) == b"hello"
    assert w.dbfs.read("/one/two.txt", offset=1, length=2).bytes_read == 2
    assert w.dbfs.read("/one/two.txt", offset=99).bytes_read == 0
    status = w.dbfs.get_status("dbfs:/one/two.txt")
    assert (status.path, status.file_size, status.is_dir) == ("/one/two.txt", 5, False)
    with pytest.raises(ResourceAlreadyExists):
        w.dbfs.put("/one/two.txt", contents=b64("x"))
    w.dbfs.mkdirs("/one/three")
    assert [f.path for f in w.dbfs.list("/one")] == ["/one/three", "/one/two.txt"]
    w.dbfs.move("/one/two.txt", "/one/three/four.txt")
    with pytest.raises(NotFound):
        w.dbfs.get_status("/one/two.txt")
    with pytest.raises(BadRequest):
        w.api_client.do("POST", "/api/2.0/dbfs/delete", body={"path": "/one"})
    w.dbfs.delete("/one", recursive=True)
    with pytest.raises(NotFound):
        w.dbfs.delete("/one")


def test_dbfs_blocks(w):
    big = bytes(range(256)) * 12_000  # three blocks
    with w.dbfs.open("/big.bin", write=True, overwrite=True) as file:
        file.write(big)
    with w.dbfs.open("/big.bin", read=True) as file:
        assert b"".join(iter(lambda: file.read(1 << 20), b"")) == big
    w.dbfs.upload("/up.bin", io.BytesIO(big), overwrite=True)
    assert w.dbfs.download("/up.bin").read() == big
    with pytest.raises(NotFound):
        w.dbfs.add_block(12345, b64("x"))
    with pytest.raises(BadRequest) as large:
        w.dbfs.read("/up.bin", length=2 << 20)
    assert large.value.error_code == "MAX_READ_SIZE_EXCEEDED"


def test_dbfs_forms(server, w):
    """As clients upload a file in one request: a form whose part is named contents, or file."""
    def put(**parts):
        return requests.post(f"{server.host}/api/2.0/dbfs/put", headers={"Authorization": f"Bearer {server.token}"}, timeout=30,
                             data={"path": "/form.bin", "overwrite": "true"}, files=parts or {"other": ("x", b"y")})

    for name, content in (("contents", b"one"), ("file", b"\0two\r\n" * 300_000)):
        assert put(**{name: ("up.bin", content)}).status_code == 200
        assert w.dbfs.download("/form.bin").read() == content
    assert put().status_code == 400 and w.dbfs.get_status("/form.bin").file_size == 6 * 300_000


def test_secrets(w):
    w.secrets.create_scope("box")
    with pytest.raises(ResourceAlreadyExists):
        w.secrets.create_scope("box")
    w.secrets.put_secret("box", "key", string_value="hidden")
    assert [s.name for s in w.secrets.list_scopes()] == ["box"]
    assert [s.key for s in w.secrets.list_secrets("box")] == ["key"]
    with pytest.raises(PermissionDenied) as refused:
        w.secrets.get_secret("box", "key")
    assert "hidden" not in str(refused.value)
    w.secrets.put_secret("box", "key", bytes_value="AP8=")
    with pytest.raises(InvalidParameterValue):
        w.secrets.put_secret("box", "key", string_value="x" * (128 * 1024 + 1))
    with pytest.raises(NotFound):
        w.secrets.get_secret("box", "other")
    w.secrets.put_acl("box", "users", ws.AclPermission.READ)
    assert w.secrets.get_acl("box", "users").permission == ws.AclPermission.READ
    assert {a.principal for a in w.secrets.list_acls("box")} == {"users", "dev@lakecode.example"}
    w.secrets.delete_acl("box", "users")
    with pytest.raises(NotFound):
        w.secrets.get_acl("box", "users")
    w.secrets.delete_secret("box", "key")
    with pytest.raises(NotFound):
        w.secrets.delete_secret("box", "key")
    w.secrets.delete_scope("box")
    with pytest.raises(NotFound):
        list(w.secrets.list_secrets("box"))
    with pytest.raises(InvalidParameterValue):
        w.secrets.create_scope("no/../way!")
