// Jobs on the real program: they run, fail, are repaired, cancelled, skipped, and survive a server that dies.

#include <gtest/gtest.h>
#include <csignal>

#include <atomic>
#include <fstream>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "base/json.h"
#include "local/program/running_program.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kSlow =
    "SELECT count(*) FROM range(10000000) a JOIN range(10000000) b ON a.id % 1000 = b.id % 999";

class Jobs : public testing::Test {
 protected:
  Jobs() { start({}); }

  void start(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"serve", "--data", folder_.path().string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    client_.reset();
    server_.reset();
    server_ = std::make_unique<Server>(arguments);
    client_ = std::make_unique<Client>(*server_);
    warehouse_ = client_->warehouse();
  }

  void write(const std::string& name, std::string_view text) const {
    const fs::path folder = folder_.path() / "files/volumes/main/default/v";
    fs::create_directories(folder);
    std::ofstream(folder / name) << text;
  }

  /// A sql task on a file of the volume.
  [[nodiscard]] JsonObject task(const std::string& key, const std::string& file, const JsonObject& more = {}) const {
    JsonObject object{{"task_key", key},
                      {"sql_task", JsonObject{{"warehouse_id", warehouse_},
                                              {"file", JsonObject{{"path", "/Volumes/main/default/v/" + file}}}}}};
    for (const auto& member : more) object[member.key()] = member.value();
    return object;
  }

  static JsonArray after(const std::string& key) { return {JsonObject{{"task_key", key}}}; }

  Answer post(const std::string& verb, const JsonObject& body) {
    return client_->send("POST", "/api/2.2/jobs/" + verb, JsonBox(body));
  }

  std::int64_t submit(const JsonArray& tasks) {
    const Answer answer = post("runs/submit", {{"tasks", tasks}});
    EXPECT_EQ(answer.status, 200) << json::serialize(*answer.body);
    return json::int_at(*answer.body, "run_id").value_or(0);
  }

  JsonValue run(std::int64_t run_id, const std::string& more = "") {
    return *client_->send("GET", fmt::format("/api/2.2/jobs/runs/get?run_id={}{}", run_id, more)).body;
  }

  JsonValue output(const JsonValue& task) {
    const std::int64_t run_id = json::int_at(task, "run_id").value_or(0);
    return *client_->send("GET", fmt::format("/api/2.2/jobs/runs/get-output?run_id={}", run_id)).body;
  }

  static bool is_over(const JsonValue& shown) {
    return json::string_at_path(shown, {"status", "state"}) == "TERMINATED";
  }

  /// Asks until `ready` says so, for 30 seconds at most.
  template <typename Ready>
  JsonValue wait(std::int64_t run_id, const Ready& ready) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    JsonValue shown = run(run_id);
    while (!ready(shown) && std::chrono::steady_clock::now() < limit) shown = run(run_id);
    EXPECT_TRUE(ready(shown)) << json::serialize(shown);
    return shown;
  }

  /// "key:RESULT " of each task, in order.
  static std::string results(const JsonValue& shown) {
    std::string text;
    for (const JsonValue& task : json::array_at(shown, "tasks"))
      text += fmt::format("{}:{} ", json::string_at(task, "task_key"),
                          json::string_at_path(task, {"state", "result_state"}));
    return text;
  }

  Folder folder_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<Client> client_;
  std::string warehouse_;
};

TEST_F(Jobs, RunTheirTasksInOrderWithParametersConditionsAndIterations) {
  write("fill.sql",
        "CREATE SCHEMA main.j; CREATE TABLE main.j.t AS SELECT id, :day AS day FROM range(3);"
        "SELECT count(*) AS n, min(day) AS day FROM main.j.t");
  write("one.sql", "INSERT INTO main.j.t VALUES (:n, :day)");
  const JsonObject condition{{"op", "GREATER_THAN"}, {"left", "{{tasks.fill.output.first_row.n}}"}, {"right", "2"}};
  JsonObject inner = task("item", "one.sql");
  inner["sql_task"].as_object()["parameters"] = JsonObject{{"n", "{{input}}"}};
  const Answer created = post(
      "create",
      {{"name", "order"},
       {"parameters", JsonArray{JsonObject{{"name", "day"}, {"default", "2026-01-01"}}}},
       {"tasks",
        JsonArray{
            task("fill", "fill.sql"),
            JsonObject{{"task_key", "many"}, {"depends_on", after("fill")}, {"condition_task", condition}},
            task("few", "one.sql", {{"depends_on", JsonArray{JsonObject{{"task_key", "many"}, {"outcome", "false"}}}}}),
            JsonObject{{"task_key", "each"},
                       {"depends_on", JsonArray{JsonObject{{"task_key", "many"}, {"outcome", "true"}}}},
                       {"for_each_task", JsonObject{{"inputs", "[7, 8, 9]"}, {"concurrency", 2}, {"task", inner}}}}}}});
  ASSERT_EQ(created.status, 200) << json::serialize(*created.body);
  const std::int64_t job_id = *json::int_at(*created.body, "job_id");
  const JsonObject now{
      {"job_id", job_id}, {"idempotency_token", "t"}, {"job_parameters", JsonObject{{"day", "2026-02-02"}}}};
  const std::int64_t run_id = *json::int_at(*post("run-now", now).body, "run_id");
  EXPECT_EQ(json::int_at(*post("run-now", now).body, "run_id"), run_id);
  const JsonValue shown = wait(run_id, is_over);
  EXPECT_EQ(results(shown), "fill:SUCCESS many:SUCCESS few:EXCLUDED each:SUCCESS ");
  EXPECT_EQ(json::string_at_path(shown, {"state", "result_state"}), "SUCCESS");
  EXPECT_EQ(json::string_at_path(shown, {"status", "termination_details", "code"}), "SUCCESS");
  EXPECT_EQ(json::string_at(json::array_at(shown, "job_parameters")[0], "value"), "2026-02-02");
  EXPECT_EQ(client_->cell("SELECT concat(count(*), ' ', sum(id), ' ', max(day)) FROM main.j.t"), "6 27 2026-02-02");
  const JsonValue each = json::array_at(shown, "tasks")[3];
  const JsonValue alone = run(*json::int_at(each, "run_id"));
  EXPECT_EQ(json::array_at(alone, "iterations").size(), 3U);
  EXPECT_EQ(json::serialize(shown).find("lakecode_"), std::string::npos);
}

TEST_F(Jobs, FailuresAreRetriedToldAndRepaired) {
  write("bad.sql", "SELECT * FROM main.default.nowhere");
  write("good.sql", "SELECT 1");
  const std::int64_t run_id =
      submit({task("load", "bad.sql", {{"max_retries", 1}}), task("after", "good.sql", {{"depends_on", after("load")}}),
              task("clean", "good.sql", {{"depends_on", after("load")}, {"run_if", "ALL_DONE"}})});
  const JsonValue shown = wait(run_id, is_over);
  EXPECT_EQ(results(shown), "load:FAILED load:FAILED after:UPSTREAM_FAILED clean:SUCCESS ");
  EXPECT_EQ(json::string_at_path(shown, {"state", "life_cycle_state"}), "INTERNAL_ERROR");
  EXPECT_EQ(json::string_at_path(shown, {"state", "state_message"}),
            "Task load failed with message: Workload failed, see run output for details.");
  const JsonValue failed = output(json::array_at(shown, "tasks")[1]);
  EXPECT_TRUE(json::string_at(failed, "error").starts_with("[TABLE_OR_VIEW_NOT_FOUND]"));
  EXPECT_NE(json::string_at(failed, "error_trace").find("SELECT * FROM main.default.nowhere"), std::string::npos);
  EXPECT_EQ(post("runs/repair", {{"run_id", run_id}, {"rerun_tasks", JsonArray{"nobody"}}}).status, 400);
  write("bad.sql", "SELECT 2");
  const Answer repair = post("runs/repair", {{"run_id", run_id}, {"rerun_all_failed_tasks", true}});
  ASSERT_EQ(repair.status, 200) << json::serialize(*repair.body);
  const JsonValue repaired = wait(run_id, is_over);
  EXPECT_EQ(results(repaired),
            "load:FAILED load:FAILED load:SUCCESS after:UPSTREAM_FAILED after:SUCCESS clean:SUCCESS ");
  EXPECT_EQ(json::string_at_path(repaired, {"state", "result_state"}), "SUCCESS");
  const JsonValue history = run(run_id, "&include_history=true");
  EXPECT_EQ(json::string_at_path(json::array_at(history, "repair_history")[1], {"state", "result_state"}), "SUCCESS");
  EXPECT_EQ(post("runs/repair", {{"run_id", run_id}, {"rerun_tasks", JsonArray{"load"}}}).status, 400);
  EXPECT_EQ(post("runs/repair", {{"run_id", run_id},
                                 {"rerun_tasks", JsonArray{"load"}},
                                 {"latest_repair_id", *json::int_at(*repair.body, "repair_id")}})
                .status,
            200);
}

TEST_F(Jobs, AreCancelledTimedOutAndSkipped) {
  write("slow.sql", kSlow);
  const Answer created = post("create", {{"name", "slow"}, {"tasks", JsonArray{task("s", "slow.sql")}}});
  const JsonObject job{{"job_id", *json::int_at(*created.body, "job_id")}};
  const std::int64_t run_id = *json::int_at(*post("run-now", job).body, "run_id");
  const JsonValue skipped = run(*json::int_at(*post("run-now", job).body, "run_id"));
  EXPECT_EQ(json::string_at_path(skipped, {"state", "life_cycle_state"}), "SKIPPED");
  EXPECT_EQ(json::string_at_path(skipped, {"status", "termination_details", "code"}), "MAX_CONCURRENT_RUNS_EXCEEDED");
  JsonObject queued = job;
  queued["queue"] = JsonObject{{"enabled", true}};
  const std::int64_t second = *json::int_at(*post("run-now", queued).body, "run_id");
  EXPECT_EQ(json::string_at_path(run(second), {"status", "state"}), "QUEUED");
  EXPECT_EQ(post("runs/delete", {{"run_id", run_id}}).status, 400);
  EXPECT_EQ(post("runs/cancel", {{"run_id", run_id}}).status, 200);
  const JsonValue shown = wait(run_id, is_over);
  EXPECT_EQ(json::string_at_path(shown, {"state", "result_state"}), "CANCELED");
  wait(second, [](const JsonValue& now) { return json::string_at_path(now, {"status", "state"}) == "RUNNING"; });
  EXPECT_EQ(post("runs/cancel-all", job).status, 200);
  wait(second, is_over);
  EXPECT_EQ(post("runs/delete", {{"run_id", run_id}}).status, 200);
  EXPECT_EQ(json::string_at(run(run_id), "message"), fmt::format("Run {} does not exist.", run_id));
  const JsonValue late = wait(submit({task("s", "slow.sql", {{"timeout_seconds", 1}})}), is_over);
  EXPECT_EQ(results(late), "s:TIMEDOUT ");
}

TEST_F(Jobs, ARunUnderWayIsNotLostWithItsServer) {
  write("slow.sql", kSlow);
  const std::int64_t run_id = submit({task("s", "slow.sql")});
  server_->end(SIGKILL);
  start({});
  const JsonValue shown = run(run_id);
  EXPECT_EQ(json::string_at_path(shown, {"state", "life_cycle_state"}), "INTERNAL_ERROR");
  EXPECT_EQ(json::string_at_path(shown, {"status", "termination_details", "code"}), "DRIVER_ERROR");
  submit({task("s", "slow.sql")});
  EXPECT_EQ(server_->end(SIGTERM), 0);
}

TEST_F(Jobs, PythonRunsOnlyWhenItIsSwitchedOn) {
  write("p.py", "import sys\nprint('got', sys.argv[1])\ndbutils.jobs.taskValues.set('rows', 3)\n");
  write("bad.py", "def f():\n    raise ValueError('no rows')\nf()\n");
  write("out.py", "open('/etc/hostname').read()\n");
  const auto python = [](const std::string& key, const std::string& file) {
    return JsonObject{{"task_key", key},
                      {"environment_key", "e"},
                      {"spark_python_task", JsonObject{{"python_file", "/Volumes/main/default/v/" + file},
                                                       {"parameters", JsonArray{"{{job.run_id}}"}}}}};
  };
  const JsonObject body{{"tasks", JsonArray{python("p", "p.py"), python("bad", "bad.py"), python("out", "out.py")}},
                        {"environments", JsonArray{JsonObject{{"environment_key", "e"}}}}};
  const JsonValue off = wait(*json::int_at(*post("runs/submit", body).body, "run_id"), is_over);
  EXPECT_EQ(results(off), "p:FAILED bad:FAILED out:FAILED ");
  EXPECT_NE(json::string_at(output(json::array_at(off, "tasks")[0]), "error").find("--allow-python"),
            std::string::npos);
  start({"--allow-python"});
  const std::int64_t run_id = *json::int_at(*post("runs/submit", body).body, "run_id");
  const JsonValue on = wait(run_id, is_over);
  EXPECT_EQ(results(on), "p:SUCCESS bad:FAILED out:FAILED ");
  EXPECT_EQ(json::string_at(output(json::array_at(on, "tasks")[0]), "logs"), fmt::format("got {}\n", run_id));
  const JsonValue bad = output(json::array_at(on, "tasks")[1]);
  EXPECT_EQ(json::string_at(bad, "error"), "ValueError: no rows");
  EXPECT_NE(json::string_at(bad, "error_trace").find("in f"), std::string::npos);
  EXPECT_NE(json::string_at(output(json::array_at(on, "tasks")[2]), "error").find("PermissionError"),
            std::string::npos);
}

TEST_F(Jobs, ManyClientsGetOneRunEach) {
  write("one.sql", "SELECT 1");
  const Answer created =
      post("create", {{"name", "many"}, {"max_concurrent_runs", 1000}, {"tasks", JsonArray{task("t", "one.sql")}}});
  const JsonBox now(JsonObject{{"job_id", *json::int_at(*created.body, "job_id")}});
  std::vector<std::int64_t> ids(64, 0);
  {
    std::vector<std::jthread> clients;
    for (std::int64_t& id : ids) {
      clients.emplace_back([this, &id, &now] {
        Client client(*server_);
        id = json::int_at(*client.send("POST", "/api/2.2/jobs/run-now", now).body, "run_id").value_or(0);
      });
    }
  }
  EXPECT_EQ(std::set<std::int64_t>(ids.begin(), ids.end()).size(), ids.size());
  for (const std::int64_t id : ids) EXPECT_EQ(results(wait(id, is_over)), "t:SUCCESS ");
}

}  // namespace
}  // namespace lakecode::local
