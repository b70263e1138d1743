package main

import (
	"fmt"
	"net/http"

	"github.com/databricks/databricks-sdk-go/service/apps"
	"github.com/databricks/databricks-sdk-go/service/catalog"
	"github.com/databricks/databricks-sdk-go/service/compute"
	"github.com/databricks/databricks-sdk-go/service/dashboards"
	"github.com/databricks/databricks-sdk-go/service/database"
	"github.com/databricks/databricks-sdk-go/service/ml"
	"github.com/databricks/databricks-sdk-go/service/pipelines"
	"github.com/databricks/databricks-sdk-go/service/serving"
	"github.com/databricks/databricks-sdk-go/service/sql"
	"github.com/databricks/databricks-sdk-go/service/vectorsearch"
	"github.com/databricks/databricks-sdk-go/service/workspace"
)

// Every type of resource that a bundle can hold: made, read, changed, read again. destroySteps take them away.
var resourceSteps = []step{
	{"pipeline", func(s *suite) error {
		spec := pipelines.CreatePipeline{Name: "flow", Edition: "ADVANCED", Channel: "CURRENT", Catalog: "main", Schema: "default",
			Development: true, Deployment: &pipelines.PipelineDeployment{Kind: pipelines.DeploymentKindBundle, MetadataFilePath: s.root + "/state/metadata.json"},
			Libraries: []pipelines.PipelineLibrary{{Notebook: &pipelines.NotebookLibrary{Path: s.root + "/files/nb"}}}}
		made, err := s.w.Pipelines.Create(s.ctx, spec)
		if err != nil {
			return err
		}
		s.ids["pipeline"] = made.PipelineId
		if err := s.w.Pipelines.Update(s.ctx, pipelines.EditPipeline{PipelineId: made.PipelineId, Name: "flow2", Edition: "ADVANCED",
			Channel: "CURRENT", Catalog: "main", Schema: "default", Deployment: spec.Deployment, Libraries: spec.Libraries}); err != nil {
			return err
		}
		got, err := s.w.Pipelines.Get(s.ctx, pipelines.GetPipelineRequest{PipelineId: made.PipelineId})
		if err != nil {
			return err
		}
		return first(equal("name", got.Name, "flow2"), equal("edition", got.Spec.Edition, "ADVANCED"),
			equal("kind", got.Spec.Deployment.Kind, pipelines.DeploymentKindBundle), equal("id", got.Spec.Id, made.PipelineId),
			equal("creator", got.CreatorUserName, s.user))
	}},
	{"schema and volume", func(s *suite) error {
		schema, err := s.w.Schemas.Create(s.ctx, catalog.CreateSchema{CatalogName: "main", Name: "Traffic", Comment: "one"})
		if err != nil {
			return err
		}
		volume, err := s.w.Volumes.Create(s.ctx, catalog.CreateVolumeRequestContent{CatalogName: "main", SchemaName: "traffic", Name: "v", VolumeType: catalog.VolumeTypeManaged})
		if err != nil {
			return err
		}
		changed, err := s.w.Schemas.Update(s.ctx, catalog.UpdateSchema{FullName: "main.traffic", Comment: "two"})
		if err != nil {
			return err
		}
		_, err = s.w.Grants.Update(s.ctx, catalog.UpdatePermissions{SecurableType: "schema", FullName: "main.traffic",
			Changes: []catalog.PermissionsChange{{Principal: "users", Add: []catalog.Privilege{catalog.PrivilegeUseSchema}}}})
		return first(err, equal("name", schema.FullName, "main.traffic"), equal("comment", changed.Comment, "two"), equal("volume", volume.FullName, "main.traffic.v"))
	}},
	{"catalog", func(s *suite) error {
		if _, err := s.w.Catalogs.Create(s.ctx, catalog.CreateCatalog{Name: "traffic", Comment: "c"}); err != nil {
			return err
		}
		got, err := s.w.Catalogs.GetByName(s.ctx, "traffic")
		if err != nil {
			return err
		}
		return equal("comment", got.Comment, "c")
	}},
	{"registered model", func(s *suite) error {
		made, err := s.w.RegisteredModels.Create(s.ctx, catalog.CreateRegisteredModelRequest{CatalogName: "main", SchemaName: "traffic", Name: "m"})
		if err != nil {
			return err
		}
		got, err := s.w.RegisteredModels.Update(s.ctx, catalog.UpdateRegisteredModelRequest{FullName: made.FullName, Comment: "two"})
		return first(err, equal("comment", got.Comment, "two"))
	}},
	{"quality monitor", func(s *suite) error {
		if _, err := s.w.StatementExecution.ExecuteStatement(s.ctx, sql.ExecuteStatementRequest{WarehouseId: s.warehouse(), WaitTimeout: "30s",
			Statement: "CREATE TABLE main.traffic.t (a INT)"}); err != nil {
			return err
		}
		_, err := s.w.QualityMonitors.Create(s.ctx, catalog.CreateMonitor{TableName: "main.traffic.t", AssetsDir: "/Shared", OutputSchemaName: "main.traffic", Snapshot: &catalog.MonitorSnapshot{}})
		if err != nil {
			return err
		}
		got, err := s.w.QualityMonitors.Get(s.ctx, catalog.GetQualityMonitorRequest{TableName: "main.traffic.t"})
		return first(err, equal("schema", got.OutputSchemaName, "main.traffic"))
	}},
	{"experiment", func(s *suite) error {
		name := "/Users/" + s.user + "/traffic"
		made, err := s.w.Experiments.CreateExperiment(s.ctx, ml.CreateExperiment{Name: "/Workspace" + name})
		if err != nil {
			return err
		}
		s.ids["experiment"] = made.ExperimentId
		if err := s.w.Experiments.UpdateExperiment(s.ctx, ml.UpdateExperiment{ExperimentId: made.ExperimentId, NewName: name + "2"}); err != nil {
			return err
		}
		got, err := s.w.Experiments.GetExperiment(s.ctx, ml.GetExperimentRequest{ExperimentId: made.ExperimentId})
		if err != nil {
			return err
		}
		return first(equal("name", got.Experiment.Name, name+"2"), equal("stage", got.Experiment.LifecycleStage, "active"))
	}},
	{"workspace model", func(s *suite) error {
		if _, err := s.w.ModelRegistry.CreateModel(s.ctx, ml.CreateModelRequest{Name: "traffic", Description: "one"}); err != nil {
			return err
		}
		if _, err := s.w.ModelRegistry.UpdateModel(s.ctx, ml.UpdateModelRequest{Name: "traffic", Description: "two"}); err != nil {
			return err
		}
		got, err := s.w.ModelRegistry.GetModel(s.ctx, ml.GetModelRequest{Name: "traffic"})
		if err != nil {
			return err
		}
		return first(equal("description", got.RegisteredModelDatabricks.Description, "two"), equal("id there", got.RegisteredModelDatabricks.Id != "", true))
	}},
	{"serving endpoint", func(s *suite) error {
		_, err := s.w.ServingEndpoints.Create(s.ctx, serving.CreateServingEndpoint{Name: "traffic",
			Config: &serving.EndpointCoreConfigInput{ServedEntities: []serving.ServedEntityInput{{EntityName: "main.traffic.m", EntityVersion: "1", WorkloadSize: "Small", ScaleToZeroEnabled: true}}}})
		if err != nil {
			return err
		}
		got, err := s.w.ServingEndpoints.WaitGetServingEndpointNotUpdating(s.ctx, "traffic", 0, nil)
		return first(err, equal("name", got.Name, "traffic"))
	}},
	{"dashboard", func(s *suite) error {
		made, err := s.w.Lakeview.Create(s.ctx, dashboards.CreateDashboardRequest{Dashboard: dashboards.Dashboard{DisplayName: "traffic",
			ParentPath: s.root + "/files", SerializedDashboard: `{"pages":[]}`, WarehouseId: s.warehouse()}})
		if err != nil {
			return err
		}
		s.ids["dashboard"] = made.DashboardId
		if _, err := s.w.Lakeview.Publish(s.ctx, dashboards.PublishRequest{DashboardId: made.DashboardId, WarehouseId: s.warehouse(), EmbedCredentials: true}); err != nil {
			return err
		}
		got, err := s.w.Lakeview.GetByDashboardId(s.ctx, made.DashboardId)
		if err != nil {
			return err
		}
		node, err := s.w.Workspace.GetStatusByPath(s.ctx, "/Workspace"+got.Path)
		if err != nil {
			return err
		}
		return first(equal("node", node.ResourceId, made.DashboardId), equal("name", got.DisplayName, "traffic"), equal("state", got.LifecycleState, dashboards.LifecycleStateActive), equal("etag there", got.Etag != "", true))
	}},
	{"alert", func(s *suite) error {
		made, err := s.w.AlertsV2.CreateAlert(s.ctx, sql.CreateAlertV2Request{Alert: sql.AlertV2{DisplayName: "traffic", QueryText: "SELECT 1", WarehouseId: s.warehouse(),
			Schedule:   sql.CronSchedule{QuartzCronSchedule: "0 0 9 * * ?", TimezoneId: "UTC"},
			Evaluation: sql.AlertV2Evaluation{ComparisonOperator: sql.ComparisonOperatorGreaterThan, Source: sql.AlertV2OperandColumn{Name: "1"}}}})
		if err != nil {
			return err
		}
		s.ids["alert"] = made.Id
		got, err := s.w.AlertsV2.GetAlertById(s.ctx, made.Id)
		return first(err, equal("name", got.DisplayName, "traffic"))
	}},
	{"secret scope", func(s *suite) error {
		if err := s.w.Secrets.CreateScope(s.ctx, workspace.CreateScope{Scope: "traffic"}); err != nil {
			return err
		}
		if err := s.w.Secrets.PutAcl(s.ctx, workspace.PutAcl{Scope: "traffic", Principal: "users", Permission: workspace.AclPermissionRead}); err != nil {
			return err
		}
		acls, err := s.w.Secrets.ListAclsAll(s.ctx, workspace.ListAclsRequest{Scope: "traffic"})
		return first(err, equal("acls", len(acls), 2))
	}},
	{"cluster", func(s *suite) error {
		made, err := s.w.Clusters.Create(s.ctx, compute.CreateCluster{ClusterName: "traffic", SparkVersion: "15.4.x-scala2.12", NodeTypeId: "i3.xlarge", NumWorkers: 1, AutoterminationMinutes: 60})
		if err != nil {
			return err
		}
		s.ids["cluster"] = made.ClusterId
		got, err := s.w.Clusters.WaitGetClusterRunning(s.ctx, made.ClusterId, 0, nil)
		return first(err, equal("minutes", got.AutoterminationMinutes, 60))
	}},
	{"warehouse", func(s *suite) error {
		made, err := s.w.Warehouses.Create(s.ctx, sql.CreateWarehouseRequest{Name: "traffic", ClusterSize: "2X-Small", MaxNumClusters: 1, AutoStopMins: 120, EnablePhoton: true})
		if err != nil {
			return err
		}
		s.ids["warehouse"] = made.Id
		got, err := s.w.Warehouses.GetById(s.ctx, made.Id)
		return first(err, equal("minutes", got.AutoStopMins, 120))
	}},
	{"app", func(s *suite) error {
		made, err := s.w.Apps.Create(s.ctx, apps.CreateAppRequest{NoCompute: true, App: apps.App{Name: "traffic", Description: "one"}})
		if err != nil {
			return err
		}
		if err := equal("idle", made.Response.ComputeStatus.State, apps.ComputeStateStopped); err != nil {
			return err
		}
		if _, err := s.w.Apps.Create(s.ctx, apps.CreateAppRequest{NoCompute: true, App: apps.App{Name: "traffic"}}); refused(err, 409, "") != nil {
			return refused(err, 409, "")
		}
		update, err := s.w.Apps.CreateUpdateAndWait(s.ctx, apps.AsyncUpdateAppRequest{AppName: "traffic", UpdateMask: "description", App: &apps.App{Name: "traffic", Description: "two"}})
		if err != nil {
			return err
		}
		if err := equal("update", update.Status.State, apps.AppUpdateUpdateStatusUpdateStateSucceeded); err != nil {
			return err
		}
		if _, err := s.w.Apps.StartAndWait(s.ctx, apps.StartAppRequest{Name: "traffic"}); err != nil {
			return err
		}
		deployed, err := s.w.Apps.DeployAndWait(s.ctx, apps.CreateAppDeploymentRequest{AppName: "traffic", AppDeployment: apps.AppDeployment{SourceCodePath: s.root + "/files", Mode: apps.AppDeploymentModeSnapshot}})
		if err != nil {
			return err
		}
		got, err := s.w.Apps.GetByName(s.ctx, "traffic")
		if err != nil {
			return err
		}
		return first(equal("description", got.Description, "two"), equal("deployment", got.ActiveDeployment.DeploymentId, deployed.DeploymentId),
			equal("state", got.AppStatus.State, apps.ApplicationStateRunning))
	}},
	{"genie space", func(s *suite) error {
		made, err := s.w.Genie.CreateSpace(s.ctx, dashboards.GenieCreateSpaceRequest{Title: "traffic", WarehouseId: s.warehouse(), SerializedSpace: `{"version":1}`, ParentPath: s.root + "/files"})
		if err != nil {
			return err
		}
		s.ids["genie"] = made.SpaceId
		if _, err := s.w.Genie.UpdateSpace(s.ctx, dashboards.GenieUpdateSpaceRequest{SpaceId: made.SpaceId, Title: "traffic2"}); err != nil {
			return err
		}
		got, err := s.w.Genie.GetSpace(s.ctx, dashboards.GenieGetSpaceRequest{SpaceId: made.SpaceId, IncludeSerializedSpace: true})
		return first(err, equal("title", got.Title, "traffic2"), equal("space", got.SerializedSpace, `{"version":1}`))
	}},
	{"vector search", func(s *suite) error {
		if _, err := s.w.VectorSearchEndpoints.CreateEndpointAndWait(s.ctx, vectorsearch.CreateEndpoint{Name: "traffic", EndpointType: vectorsearch.EndpointTypeStandard}); err != nil {
			return err
		}
		index, err := s.w.VectorSearchIndexes.CreateIndex(s.ctx, vectorsearch.CreateVectorIndexRequest{Name: "main.traffic.idx", EndpointName: "traffic", PrimaryKey: "id",
			IndexType: vectorsearch.VectorIndexTypeDirectAccess, DirectAccessIndexSpec: &vectorsearch.DirectAccessVectorIndexSpec{SchemaJson: `{"id":"int","v":"array<float>"}`,
				EmbeddingVectorColumns: []vectorsearch.EmbeddingVectorColumn{{Name: "v", EmbeddingDimension: 2}}}})
		return first(err, equal("ready", index.Status.Ready, true))
	}},
	{"database instance", func(s *suite) error {
		if _, err := s.w.Database.CreateDatabaseInstanceAndWait(s.ctx, database.CreateDatabaseInstanceRequest{DatabaseInstance: database.DatabaseInstance{Name: "traffic", Capacity: "CU_1"}}); err != nil {
			return err
		}
		_, err := s.w.Database.CreateDatabaseCatalog(s.ctx, database.CreateDatabaseCatalogRequest{Catalog: database.DatabaseCatalog{Name: "traffic_pg", DatabaseInstanceName: "traffic", DatabaseName: "db", CreateDatabaseIfNotExists: true}})
		return err
	}},
	{"pool and policy", func(s *suite) error {
		pool, err := s.w.InstancePools.Create(s.ctx, compute.CreateInstancePool{InstancePoolName: "traffic", NodeTypeId: "i3.xlarge"})
		if err != nil {
			return err
		}
		policy, err := s.w.ClusterPolicies.Create(s.ctx, compute.CreatePolicy{Name: "traffic", Definition: `{"num_workers":{"type":"fixed","value":1}}`})
		if err != nil {
			return err
		}
		s.ids["pool"], s.ids["policy"] = pool.InstancePoolId, policy.PolicyId
		return nil
	}},
	{"what is not there", func(s *suite) error {
		_, app := s.w.Apps.GetByName(s.ctx, "nobody")
		_, endpoint := s.w.VectorSearchEndpoints.GetEndpointByEndpointName(s.ctx, "nobody")
		_, model := s.w.ModelRegistry.GetModel(s.ctx, ml.GetModelRequest{Name: "nobody"})
		_, experiment := s.w.Experiments.GetExperiment(s.ctx, ml.GetExperimentRequest{ExperimentId: "1"})
		_, instance := s.w.Database.GetDatabaseInstanceByName(s.ctx, "nobody")
		_, dashboard := s.w.Lakeview.GetByDashboardId(s.ctx, "nobody")
		_, pipeline := s.w.Pipelines.GetByPipelineId(s.ctx, "nobody")
		_, schema := s.w.Schemas.GetByFullName(s.ctx, "main.nobody")
		for i, err := range []error{app, endpoint, model, experiment, instance, dashboard, pipeline, schema} {
			if wrong := refused(err, 404, ""); wrong != nil {
				return fmt.Errorf("%d: %w", i, wrong)
			}
		}
		return nil
	}},
}

// warehouse is the id of some warehouse.
func (s *suite) warehouse() string {
	if s.ids["any warehouse"] == "" {
		all, err := s.w.Warehouses.ListAll(s.ctx, sql.ListWarehousesRequest{})
		if err == nil && len(all) > 0 {
			s.ids["any warehouse"] = all[0].Id
		} else if made, err := s.w.Warehouses.Create(s.ctx, sql.CreateWarehouseRequest{Name: "any", ClusterSize: "2X-Small"}); err == nil {
			s.ids["any warehouse"] = made.Id
		}
	}
	return s.ids["any warehouse"]
}

var destroySteps = []step{
	{"destroy resources", func(s *suite) error {
		removals := []struct {
			name string
			err  error
		}{
			{"monitor", func() error {
				_, err := s.w.QualityMonitors.Delete(s.ctx, catalog.DeleteQualityMonitorRequest{TableName: "main.traffic.t"})
				return err
			}()},
			{"index", s.w.VectorSearchIndexes.DeleteIndexByIndexName(s.ctx, "main.traffic.idx")},
			{"vector endpoint", s.w.VectorSearchEndpoints.DeleteEndpointByEndpointName(s.ctx, "traffic")},
			{"endpoint", s.w.ServingEndpoints.DeleteByName(s.ctx, "traffic")},
			{"model", s.w.RegisteredModels.DeleteByFullName(s.ctx, "main.traffic.m")},
			{"workspace model", s.w.ModelRegistry.DeleteModel(s.ctx, ml.DeleteModelRequest{Name: "traffic"})},
			{"experiment", s.w.Experiments.DeleteExperiment(s.ctx, ml.DeleteExperiment{ExperimentId: s.ids["experiment"]})},
			{"volume", s.w.Volumes.DeleteByName(s.ctx, "main.traffic.v")},
			{"schema", s.w.Schemas.Delete(s.ctx, catalog.DeleteSchemaRequest{FullName: "main.traffic", Force: true})},
			{"catalog", s.w.Catalogs.Delete(s.ctx, catalog.DeleteCatalogRequest{Name: "traffic", Force: true})},
			{"dashboard", s.w.Lakeview.Trash(s.ctx, dashboards.TrashDashboardRequest{DashboardId: s.ids["dashboard"]})},
			{"alert", s.w.AlertsV2.TrashAlert(s.ctx, sql.TrashAlertV2Request{Id: s.ids["alert"]})},
			{"scope", s.w.Secrets.DeleteScopeByScope(s.ctx, "traffic")},
			{"cluster", s.w.Clusters.PermanentDeleteByClusterId(s.ctx, s.ids["cluster"])},
			{"warehouse", s.w.Warehouses.DeleteById(s.ctx, s.ids["warehouse"])},
			{"app", func() error { _, err := s.w.Apps.DeleteByName(s.ctx, "traffic"); return err }()},
			{"genie", s.w.Genie.TrashSpaceBySpaceId(s.ctx, s.ids["genie"])},
			{"database catalog", s.w.Database.DeleteDatabaseCatalogByName(s.ctx, "traffic_pg")},
			{"database", s.w.Database.DeleteDatabaseInstance(s.ctx, database.DeleteDatabaseInstanceRequest{Name: "traffic", Purge: true})},
			{"pool", s.w.InstancePools.DeleteByInstancePoolId(s.ctx, s.ids["pool"])},
			{"policy", s.w.ClusterPolicies.DeleteByPolicyId(s.ctx, s.ids["policy"])},
			{"pipeline", s.w.Pipelines.DeleteByPipelineId(s.ctx, s.ids["pipeline"])},
			{"job", s.w.Jobs.DeleteByJobId(s.ctx, s.jobs["nightly"])},
		}
		for _, removal := range removals {
			if removal.err != nil {
				return fmt.Errorf("%s: %w", removal.name, removal.err)
			}
		}
		return nil
	}},
	{"what a destroyed resource answers", func(s *suite) error {
		_, job := s.w.Jobs.GetByJobId(s.ctx, s.jobs["nightly"])
		_, pipeline := s.w.Pipelines.GetByPipelineId(s.ctx, s.ids["pipeline"])
		trashed, err := s.w.Lakeview.GetByDashboardId(s.ctx, s.ids["dashboard"])
		if err != nil {
			return err
		}
		return first(refused(job, 400, "INVALID_PARAMETER_VALUE"), refused(pipeline, 404, ""), equal("dashboard", trashed.LifecycleState, dashboards.LifecycleStateTrashed))
	}},
	{"destroy files", func(s *suite) error {
		if err := s.w.Workspace.Delete(s.ctx, workspace.Delete{Path: s.root, Recursive: true}); err != nil {
			return err
		}
		return refused(s.api.Do(s.ctx, http.MethodGet, "/api/2.0/workspace/get-status", nil, nil, map[string]string{"path": s.root}, nil), 404, "")
	}},
}
