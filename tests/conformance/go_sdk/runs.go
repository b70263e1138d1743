package main

import (
	"fmt"
	"io"
	"net/http"

	"github.com/databricks/databricks-sdk-go/service/jobs"
	"github.com/databricks/databricks-sdk-go/service/pipelines"
	"github.com/databricks/databricks-sdk-go/service/workspace"
)

// bundle run and bundle generate.
var runSteps = []step{
	{"run a job", func(s *suite) error {
		run, err := s.w.Jobs.RunNowAndWait(s.ctx, jobs.RunNow{JobId: s.jobs["nightly"]})
		if err != nil {
			return err
		}
		if err := first(equal("result", run.State.ResultState, jobs.RunResultStateSuccess), equal("page there", run.RunPageUrl != "", true), equal("tasks", len(run.Tasks), 2)); err != nil {
			return err
		}
		_, err = s.w.Jobs.GetRunOutput(s.ctx, jobs.GetRunOutputRequest{RunId: run.Tasks[0].RunId})
		return err
	}},
	{"no active runs, then cancel all", func(s *suite) error {
		active, err := s.w.Jobs.ListRunsAll(s.ctx, jobs.ListRunsRequest{JobId: s.jobs["nightly"], ActiveOnly: true})
		if err := first(err, equal("active", len(active), 0)); err != nil {
			return err
		}
		return s.w.Jobs.CancelAllRuns(s.ctx, jobs.CancelAllRuns{JobId: s.jobs["nightly"]})
	}},
	{"run a pipeline", func(s *suite) error {
		id := s.ids["pipeline"]
		update, err := s.w.Pipelines.StartUpdate(s.ctx, pipelines.StartUpdate{PipelineId: id})
		if err != nil {
			return err
		}
		for tries := 0; ; tries++ {
			got, err := s.w.Pipelines.GetUpdateByPipelineIdAndUpdateId(s.ctx, id, update.UpdateId)
			if err != nil {
				return err
			}
			if got.Update.State == pipelines.UpdateInfoStateCompleted {
				break
			}
			if tries > 20 {
				return fmt.Errorf("the update stays in %s", got.Update.State)
			}
		}
		events, err := s.w.Pipelines.ListPipelineEventsAll(s.ctx, pipelines.ListPipelineEventsRequest{PipelineId: id, Filter: "update_id = '" + update.UpdateId + "'", MaxResults: 100})
		if err := first(err, equal("events there", len(events) > 0, true)); err != nil {
			return err
		}
		_, err = s.w.Pipelines.Stop(s.ctx, pipelines.StopRequest{PipelineId: id})
		return err
	}},
	{"generate from a job", func(s *suite) error {
		job, err := s.w.Jobs.GetByJobId(s.ctx, s.jobs["nightly"])
		if err != nil {
			return err
		}
		for _, task := range job.Settings.Tasks {
			var info status
			if err := s.api.Do(s.ctx, http.MethodGet, "/api/2.0/workspace/get-status", nil, nil,
				map[string]string{"path": task.NotebookTask.NotebookPath, "return_export_info": "true"}, &info); err != nil {
				return err
			}
			stream, err := s.w.Workspace.Download(s.ctx, task.NotebookTask.NotebookPath, workspace.DownloadFormat(workspace.ExportFormat(info.ReposExportFormat)))
			if err != nil {
				return err
			}
			content, err := io.ReadAll(stream)
			stream.Close()
			if err := first(err, equal("content there", len(content) > 0, true)); err != nil {
				return err
			}
		}
		return nil
	}},
}
