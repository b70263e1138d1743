package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/databricks/databricks-sdk-go/service/catalog"
	"github.com/databricks/databricks-sdk-go/service/iam"
	"github.com/databricks/databricks-sdk-go/service/jobs"
	"github.com/databricks/databricks-sdk-go/service/workspace"
)

// write puts bytes at a path the way the CLI's own file client does: one path segment, slashes escaped.
func (s *suite) write(path string, content []byte, overwrite bool) error {
	target := fmt.Sprintf("/api/2.0/workspace-files/import-file/%s?overwrite=%t",
		url.PathEscape(strings.TrimLeft(path, "/")), overwrite)
	return s.api.Do(s.ctx, http.MethodPost, target, nil, nil, content, nil)
}

func (s *suite) read(path string) (string, error) {
	stream, err := s.w.Workspace.Download(s.ctx, path)
	if err != nil {
		return "", err
	}
	defer stream.Close()
	content, err := io.ReadAll(stream)
	return string(content), err
}

// status is what the SDK's own type lacks: how a notebook was stored.
type status struct {
	ObjectType        workspace.ObjectType `json:"object_type"`
	Language          workspace.Language   `json:"language"`
	Size              int64                `json:"size"`
	ReposExportFormat string               `json:"repos_export_format"`
}

var deploySteps = []step{
	{"current user", func(s *suite) error {
		me, err := s.w.CurrentUser.Me(s.ctx)
		if err != nil {
			return err
		}
		s.user = me.UserName
		s.root = "/Workspace/Users/" + s.user + "/.bundle/traffic/dev"
		id, err := s.w.CurrentWorkspaceID(s.ctx)
		if err != nil {
			return err
		}
		return first(equal("id there", id != 0, true), equal("me active", me.Active, true))
	}},
	{"metastore of the workspace", func(s *suite) error {
		_, err := s.w.Metastores.Current(s.ctx)
		return err
	}},
	{"a path that is not there", func(s *suite) error {
		_, err := s.w.Workspace.GetStatusByPath(s.ctx, s.root+"/state/resources.json")
		return refused(err, 404, "RESOURCE_DOES_NOT_EXIST")
	}},
	{"write without a parent folder", func(s *suite) error {
		return refused(s.write(s.root+"/state/deploy.lock", []byte("{}"), false), 404, "")
	}},
	{"make folders twice", func(s *suite) error {
		return first(s.w.Workspace.MkdirsByPath(s.ctx, s.root+"/state"), s.w.Workspace.MkdirsByPath(s.ctx, s.root+"/state"),
			s.w.Workspace.MkdirsByPath(s.ctx, s.root+"/files"), s.w.Workspace.MkdirsByPath(s.ctx, s.root+"/artifacts/.internal"))
	}},
	{"lock", func(s *suite) error {
		lock := s.root + "/state/deploy.lock"
		if err := s.write(lock, []byte(`{"ID":"one"}`), false); err != nil {
			return err
		}
		if err := refused(s.write(lock, []byte(`{"ID":"two"}`), false), 409, ""); err != nil {
			return err
		}
		held, err := s.read(lock)
		return first(err, equal("holder", held, `{"ID":"one"}`))
	}},
	{"lock by force", func(s *suite) error {
		return s.write(s.root+"/state/deploy.lock", []byte(`{"ID":"three"}`), true)
	}},
	{"files and notebooks", func(s *suite) error {
		err := first(s.write(s.root+"/files/nb.sql", []byte("-- Databricks notebook source\nSELECT 1"), true),
			s.write(s.root+"/files/lib.py", []byte("x = 1\n"), true),
			s.write(s.root+"/files/j.ipynb", []byte(`{"cells":[{"cell_type":"code","source":["SELECT 2"],"metadata":{},"outputs":[]}],"metadata":{"language_info":{"name":"sql"}},"nbformat":4,"nbformat_minor":0}`), true))
		if err != nil {
			return err
		}
		var nb, file, jupyter status
		query := func(name string, into *status) error {
			return s.api.Do(s.ctx, http.MethodGet, "/api/2.0/workspace/get-status", nil, nil,
				map[string]string{"path": s.root + "/files/" + name, "return_export_info": "true"}, into)
		}
		return first(query("nb", &nb), query("lib.py", &file), query("j", &jupyter),
			equal("type", nb.ObjectType, workspace.ObjectTypeNotebook), equal("language", nb.Language, workspace.LanguageSql),
			equal("format", nb.ReposExportFormat, "SOURCE"), equal("format", jupyter.ReposExportFormat, "JUPYTER"),
			equal("type", file.ObjectType, workspace.ObjectTypeFile), equal("size", file.Size, int64(6)))
	}},
	{"a notebook in the way", func(s *suite) error {
		err := s.write(s.root+"/files/nb.sql", []byte("-- Databricks notebook source\nSELECT 1"), false)
		if err == nil || !strings.Contains(err.Error(), "already exists.") {
			return fmt.Errorf("expected a refusal that ends in 'already exists.', got %v", err)
		}
		return refused(err, 400, "")
	}},
	{"import by form", func(s *suite) error {
		return s.w.Workspace.Upload(s.ctx, s.root+"/files/form.txt", strings.NewReader("by form"),
			workspace.UploadFormat(workspace.ImportFormatAuto), workspace.UploadOverwrite())
	}},
	{"a wheel of 24 MiB", func(s *suite) error {
		wheel := bytes.Repeat([]byte("lakecode"), 3<<20)
		if err := s.write(s.root+"/artifacts/.internal/a-1.0-py3-none-any.whl", wheel, true); err != nil {
			return err
		}
		var info workspace.ObjectInfo
		err := s.api.Do(s.ctx, http.MethodGet, "/api/2.0/workspace/get-status", nil, nil,
			map[string]string{"path": s.root + "/artifacts/.internal/a-1.0-py3-none-any.whl"}, &info)
		return first(err, equal("size", info.Size, int64(len(wheel))))
	}},
	{"list and read", func(s *suite) error {
		objects, err := s.w.Workspace.ListAll(s.ctx, workspace.ListWorkspaceRequest{Path: s.root + "/files"})
		if err != nil {
			return err
		}
		text, err := s.read(s.root + "/files/form.txt")
		return first(err, equal("objects", len(objects), 4), equal("text", text, "by form"))
	}},
	{"a folder is not empty", func(s *suite) error {
		return refused(s.w.Workspace.Delete(s.ctx, workspace.Delete{Path: s.root + "/files"}), 400, "DIRECTORY_NOT_EMPTY")
	}},
	{"state files", func(s *suite) error {
		for _, name := range []string{"resources.json", "terraform.tfstate", "deployment.json", "metadata.json"} {
			if err := s.write(s.root+"/state/"+name, []byte(`{"serial":1}`), true); err != nil {
				return err
			}
			if err := s.write(s.root+"/state/"+name, []byte(`{"serial":2}`), true); err != nil {
				return err
			}
			text, err := s.read(s.root + "/state/" + name)
			if err := first(err, equal(name, text, `{"serial":2}`)); err != nil {
				return err
			}
		}
		return nil
	}},
	{"permissions of the root folder", func(s *suite) error {
		folder, err := s.w.Workspace.GetStatusByPath(s.ctx, s.root)
		if err != nil {
			return err
		}
		id := fmt.Sprint(folder.ObjectId)
		if _, err := s.w.Workspace.GetPermissions(s.ctx, workspace.GetWorkspaceObjectPermissionsRequest{
			WorkspaceObjectType: "directories", WorkspaceObjectId: id}); err != nil {
			return err
		}
		_, err = s.w.Workspace.SetPermissions(s.ctx, workspace.WorkspaceObjectPermissionsRequest{
			WorkspaceObjectType: "directories", WorkspaceObjectId: id,
			AccessControlList: []workspace.WorkspaceObjectAccessControlRequest{
				{UserName: s.user, PermissionLevel: workspace.WorkspaceObjectPermissionLevelCanManage}}})
		return err
	}},
	{"telemetry", func(s *suite) error {
		var answer struct {
			NumProtoSuccess int64 `json:"numProtoSuccess"`
		}
		body := map[string]any{"uploadTime": 1, "items": []string{}, "protoLogs": []string{"{}", "{}"}}
		err := s.api.Do(s.ctx, http.MethodPost, "/telemetry-ext", nil, nil, body, &answer)
		return first(err, equal("logs taken", answer.NumProtoSuccess, 2))
	}},
	{"artifacts in a volume", func(s *suite) error {
		if _, err := s.w.Volumes.Create(s.ctx, catalog.CreateVolumeRequestContent{CatalogName: "main", SchemaName: "default",
			Name: "artifacts", VolumeType: catalog.VolumeTypeManaged}); err != nil {
			return err
		}
		folder := "/Volumes/main/default/artifacts/.internal"
		head := func(path string) error {
			return s.api.Do(s.ctx, http.MethodHead, path, nil, nil, nil, nil)
		}
		put := func(path string, overwrite bool) error {
			return s.api.Do(s.ctx, http.MethodPut, fmt.Sprintf("/api/2.0/fs/files%s?overwrite=%t", path, overwrite), nil, nil,
				[]byte("wheel"), nil)
		}
		return first(refused(head("/api/2.0/fs/directories"+folder), 404, ""),
			s.api.Do(s.ctx, http.MethodPut, "/api/2.0/fs/directories"+folder, nil, nil, nil, nil),
			head("/api/2.0/fs/directories"+folder), put(folder+"/a.whl", false), put(folder+"/a.whl", true),
			refused(put(folder+"/a.whl", false), 409, ""), head("/api/2.0/fs/files"+folder+"/a.whl"))
	}},
	{"job: create, read, reset", func(s *suite) error {
		settings := jobs.JobSettings{Name: "nightly", Format: jobs.FormatMultiTask, EditMode: jobs.JobEditModeUiLocked,
			MaxConcurrentRuns: 1, Queue: &jobs.QueueSettings{Enabled: true}, Tags: map[string]string{"env": "one"},
			Deployment: &jobs.JobDeployment{Kind: jobs.JobDeploymentKindBundle, MetadataFilePath: s.root + "/state/metadata.json"},
			Tasks: []jobs.Task{
				{TaskKey: "b", DependsOn: []jobs.TaskDependency{{TaskKey: "a"}}, NotebookTask: &jobs.NotebookTask{NotebookPath: s.root + "/files/j"}},
				{TaskKey: "a", NotebookTask: &jobs.NotebookTask{NotebookPath: s.root + "/files/nb"}}}}
		made, err := s.w.Jobs.Create(s.ctx, jobs.CreateJob{Name: settings.Name, Format: settings.Format, EditMode: settings.EditMode,
			MaxConcurrentRuns: 1, Queue: settings.Queue, Tags: settings.Tags, Deployment: settings.Deployment, Tasks: settings.Tasks})
		if err != nil {
			return err
		}
		s.jobs["nightly"] = made.JobId
		settings.Tags = map[string]string{"env": "two"}
		if err := s.w.Jobs.Reset(s.ctx, jobs.ResetJob{JobId: made.JobId, NewSettings: settings}); err != nil {
			return err
		}
		job, err := s.w.Jobs.Get(s.ctx, jobs.GetJobRequest{JobId: made.JobId})
		if err != nil {
			return err
		}
		got := job.Settings
		return first(equal("tag", got.Tags["env"], "two"), equal("lock", got.EditMode, jobs.JobEditModeUiLocked),
			equal("kind", got.Deployment.Kind, jobs.JobDeploymentKindBundle), equal("queue", got.Queue.Enabled, true),
			equal("metadata", got.Deployment.MetadataFilePath, s.root+"/state/metadata.json"), equal("tasks", len(got.Tasks), 2),
			equal("path", got.Tasks[0].NotebookTask.NotebookPath != "", true), equal("creator", job.CreatorUserName, s.user))
	}},
	{"job: permissions", func(s *suite) error {
		id := fmt.Sprint(s.jobs["nightly"])
		set := func(list ...iam.AccessControlRequest) error {
			_, err := s.w.Permissions.Set(s.ctx, iam.SetObjectPermissions{RequestObjectType: "jobs", RequestObjectId: id, AccessControlList: list})
			return err
		}
		if err := refused(set(iam.AccessControlRequest{GroupName: "users", PermissionLevel: iam.PermissionLevelCanView}), 400, "INVALID_PARAMETER_VALUE"); err != nil {
			return err
		}
		if err := set(iam.AccessControlRequest{GroupName: "users", PermissionLevel: iam.PermissionLevelCanView},
			iam.AccessControlRequest{UserName: s.user, PermissionLevel: iam.PermissionLevelIsOwner}); err != nil {
			return err
		}
		got, err := s.w.Permissions.Get(s.ctx, iam.GetPermissionRequest{RequestObjectType: "jobs", RequestObjectId: id})
		if err != nil {
			return err
		}
		direct := 0
		for _, entry := range got.AccessControlList {
			for _, permission := range entry.AllPermissions {
				if !permission.Inherited {
					direct++
				}
			}
		}
		return first(equal("object", got.ObjectId, "/jobs/"+id), equal("direct", direct, 2))
	}},
}
