#include "local/demo/workspace_files.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/demo/company.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kMark = "# Databricks notebook source\n";

constexpr Drift kDrifts[] = {
    {1006, "shelf_price_export", "schedule.quartz_cron_expression", R"("0 15 3 * * ?")"},
    {1007, "price_history_build", "max_concurrent_runs", "2"},
    {1018, "stock_levels_daily", "tags", R"({"domain":"assortment","env":"prod","cost_centre":"4410"})"},
};

/// Objects of the workspace as they are added: folders come by themselves.
class Tree {
 public:
  Tree(const Dice& dice, WallTime now) : dice_(dice), now_(now) {}

  void add(std::string path, std::string_view type, std::string_view language, std::string text) {
    if (path.starts_with("/Workspace/")) path.erase(0, std::string_view("/Workspace").size());
    add_folders(path);
    if (!paths_.insert(path).second) return;
    const std::int64_t id = dice_.between(1'000'000'000'000'000, 4'400'000'000'000'000, "object " + path);
    const std::int64_t changed = to_epoch_ms(now_ - std::chrono::hours(24 * dice_.between(2, 300, "age " + path)));
    JsonObject node{{"object_type", type},
                    {"path", path},
                    {"object_id", id},
                    {"resource_id", std::to_string(id)},
                    {"created_at", changed - 86'400'000},
                    {"modified_at", changed},
                    {"lakecode_parent", parent(path)}};
    if (!language.empty()) node["language"] = language;
    if (type == "FILE") node["size"] = text.size();
    documents_.push_back({"workspace_object", path, std::move(node)});
    if (type != "DIRECTORY") add_bytes(fmt::format("workspace/{}", id), std::move(text));
  }
  void add_bytes(std::string path, std::string text) {
    documents_.push_back({"file_bytes", std::move(path), JsonObject{{"text", std::move(text)}}});
  }
  void add_document(Document document) { documents_.push_back(std::move(document)); }
  std::vector<Document> take() { return std::move(documents_); }

 private:
  static std::string parent(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == 0 ? "/" : path.substr(0, slash);
  }
  void add_folders(const std::string& path) {
    const std::string above = parent(path);
    const bool implied = above == "/" || above == "/Users" || above == "/Shared" || above == "/Repos" ||
                         (above.starts_with("/Users/") && above.find('/', 7) == std::string::npos);
    if (!implied && !paths_.contains(above)) add(above, "DIRECTORY", "", "");
  }

  const Dice& dice_;
  WallTime now_;
  std::set<std::string> paths_;
  std::vector<Document> documents_;
};

std::string_view table_of(std::string_view domain) {
  if (domain == "finance") return "finance.ledger.journal_entries";
  if (domain == "logistics") return "prod.logistics.parcels";
  if (domain == "ml") return "staging.ml.customer_features";
  if (domain == "pricing" || domain == "assortment") return "prod.inventory.shelf_prices";
  if (domain == "platform") return "staging.quality.check_results";
  return domain == "web" ? "prod.web.sessions" : "prod.sales.orders";
}

std::string source_text(const JobSpec& job, const TaskSpec& task, std::string_view ending) {
  const std::string_view table = table_of(job.domain);
  if (ending == ".sql") return fmt::format("-- {}: {}\nSELECT count(*) AS rows FROM {};\n", job.name, task.key, table);
  const std::string work = fmt::format(
      "from pyspark.sql import functions as F\n\nrun_day = spark.sql(\"SELECT current_date()\").first()[0]\n"
      "rows = spark.table(\"{}\")\n{}rows.limit(0).write.mode(\"append\").saveAsTable(\"{}\")\n",
      table, ending == ".py" ? "print(rows.count())\n" : "\n# COMMAND ----------\n\n", table);
  if (ending == ".py") return fmt::format("\"\"\"{}: {}\"\"\"\n{}", job.name, task.key, work);
  return fmt::format("{}# MAGIC %md\n# MAGIC # {}\n# MAGIC {} Task `{}`.\n\n# COMMAND ----------\n\n{}", kMark,
                     job.name, job.description, task.key, work);
}

std::string_view ending_of(std::string_view path) {
  for (const std::string_view ending : {".sql", ".py"}) {
    if (path.ends_with(ending)) return ending;
  }
  return "";
}

void add_sources(const std::vector<PlannedJob>& jobs, Tree& tree) {
  for (const PlannedJob& job : jobs) {
    for (const TaskSpec& task : job.spec.tasks) {
      if (!task.source.starts_with("/Workspace/")) continue;
      const std::string_view ending = ending_of(task.source);
      tree.add(std::string(task.source), ending.empty() ? "NOTEBOOK" : "FILE", ending.empty() ? "PYTHON" : "",
               source_text(job.spec, task, ending));
    }
  }
  for (const char* flow : {"orders-bronze-to-gold", "scan-events-quality", "web-clickstream"})
    tree.add(fmt::format("/Shared/pipelines/{}", flow), "NOTEBOOK", "SQL",
             fmt::format("-- Databricks notebook source\n-- {}\nCREATE OR REFRESH STREAMING TABLE cleaned AS\nSELECT * "
                         "FROM STREAM read_files('/Volumes/staging/raw/landing/orders')\n",
                         flow));
}

/// What lies behind dotted `field`, set to `value`.
void set_field(JsonObject& settings, std::string_view field, JsonValue value) {
  const std::size_t dot = field.find('.');
  if (dot == std::string_view::npos) {
    settings[field] = std::move(value);
    return;
  }
  JsonValue& inner = settings[field.substr(0, dot)];
  if (!inner.is_object()) inner = JsonObject();
  set_field(inner.as_object(), field.substr(dot + 1), std::move(value));
}

/// The bundle's state as its last deployment left it: the jobs' settings without what was changed since.
JsonObject deployed_state(const std::vector<Document>& documents, const Dice& dice) {
  JsonObject state;
  for (const Drift& drift : kDrifts) {
    for (const Document& document : documents) {
      if (document.kind != "job" || document.id != std::to_string(drift.job_id)) continue;
      JsonObject settings = json::object_at(*document.body, "settings");
      if (auto value = json::parse(drift.deployed, "a literal of the demo"))
        set_field(settings, drift.field, std::move(*value));
      state[fmt::format("resources.jobs.{}", drift.key)] =
          JsonObject{{"__id__", document.id}, {"state", std::move(settings)}};
    }
  }
  return {{"state_version", 2},
          {"cli_version", "0.299.0"},
          {"lineage", dice.uuid("bundle lineage")},
          {"serial", 7},
          {"state", std::move(state)}};
}

void add_bundle(const std::vector<Document>& documents, const Dice& dice, WallTime now, Tree& tree) {
  const std::string root = bundle_root();
  JsonObject jobs;
  for (const Drift& drift : kDrifts)
    jobs[drift.key] = JsonObject{{"id", std::to_string(drift.job_id)}, {"relative_path", "resources/jobs.yml"}};
  tree.add(root + "/state/resources.json", "FILE", "", json::serialize(JsonValue(deployed_state(documents, dice))));
  tree.add(
      root + "/state/metadata.json", "FILE", "",
      json::serialize(JsonValue(JsonObject{
          {"version", 1},
          {"config",
           JsonObject{{"bundle", JsonObject{{"name", "larkmoor-core"}, {"target", "prod"}, {"mode", "production"}}},
                      {"workspace", JsonObject{{"file_path", root + "/files"}}},
                      {"resources", JsonObject{{"jobs", std::move(jobs)}}}}}})));
  tree.add(root + "/state/deployment.json", "FILE", "",
           json::serialize(JsonValue(
               JsonObject{{"version", 1},
                          {"seq", 7},
                          {"cli_version", "0.299.0"},
                          {"timestamp", format_rfc3339(now - std::chrono::hours(24 * 19))},
                          {"files", JsonArray{JsonObject{{"local_path", "databricks.yml"}, {"is_notebook", false}}}},
                          {"id", dice.uuid("bundle deployment")}})));
  tree.add(root + "/files/databricks.yml", "FILE", "",
           "bundle:\n  name: larkmoor-core\ninclude: [resources/*.yml]\ntargets:\n  prod:\n    mode: production\n    "
           "default: true\n    workspace:\n      root_path: " +
               root + "\n");
}

std::string csv(std::string_view head, std::string_view row, int rows, const Dice& dice, std::string_view what) {
  std::string text = std::string(head) + "\n";
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(rows); ++i)
    text += fmt::format(fmt::runtime(row), i + 1, dice.between(1, 9000, what, 2 * i),
                        static_cast<double>(dice.between(100, 9999, what, 2 * i + 1)) / 100) +
            "\n";
  return text;
}

struct VolumeText {
  std::string_view full, comment, owner;
};

void add_volume(const VolumeText& volume, const Dice& dice, WallTime now, Tree& tree) {
  const auto& [full, comment, owner] = volume;
  const auto parts = text::split(full, '.');
  const std::int64_t made = to_epoch_ms(now - std::chrono::hours(24 * 200));
  tree.add_document(
      {"volume", std::string(full),
       JsonObject{{"name", parts[2]},
                  {"catalog_name", parts[0]},
                  {"schema_name", parts[1]},
                  {"full_name", full},
                  {"comment", comment},
                  {"owner", owner},
                  {"volume_type", "MANAGED"},
                  {"volume_id", dice.uuid(full)},
                  {"storage_location", fmt::format("s3://larkmoor-lakehouse/volumes/{}", dice.uuid(full))},
                  {"created_at", made},
                  {"created_by", mail_of_group(owner)},
                  {"updated_at", made},
                  {"updated_by", mail_of_group(owner)}}});
}

void add_volumes(const Dice& dice, WallTime now, Tree& tree) {
  add_volume({"staging.raw.landing", "Files of suppliers and shops, as they arrive", "ingest"}, dice, now, tree);
  add_volume({"prod.reference.jars", "Libraries of the jobs", "data-platform"}, dice, now, tree);
  add_volume({"finance.reporting.exports", "Files for the auditors", "finance-data"}, dice, now, tree);
  for (int day = 0; day < 5; ++day)
    tree.add_bytes(fmt::format("volumes/staging/raw/landing/orders/orders_{}.csv",
                               format_rfc3339(now - std::chrono::hours(24 * day)).substr(0, 10)),
                   csv("order_id,customer_id,amount", "{},{},{:.2f}", 120, dice, fmt::format("landing {}", day)));
  std::string lines;
  for (int i = 0; i < 80; ++i)
    lines += fmt::format(R"({{"sku":"LM-{:05}","name":"product {}","price":{:.2f}}})", i + 1, i + 1,
                         static_cast<double>(dice.between(49, 4999, "feed", static_cast<std::uint64_t>(i))) / 100) +
             "\n";
  tree.add_bytes("volumes/staging/raw/landing/suppliers/feed.json", lines);
  tree.add_bytes("volumes/prod/reference/jars/larkmoor-jobs-7.4.jar", "PK\x03\x04 a stand-in for the jobs' library\n");
  tree.add_bytes("volumes/finance/reporting/exports/vat_q3.csv",
                 csv("line,account,amount", "{},{},{:.2f}", 60, dice, "vat export"));
}

}  // namespace

std::vector<Drift> bundle_drifts() {
  return {std::begin(kDrifts), std::end(kDrifts)};
}

std::string bundle_root() {
  return "/Workspace/Users/" + mail_of("bram.oldacre") + "/.bundle/larkmoor-core/prod";
}

std::vector<Document> make_workspace_documents(const std::vector<PlannedJob>& jobs,
                                               const std::vector<Document>& documents, const Dice& dice, WallTime now) {
  Tree tree(dice, now);
  add_sources(jobs, tree);
  add_bundle(documents, dice, now, tree);
  add_volumes(dice, now, tree);
  return tree.take();
}

}  // namespace lakecode::local
