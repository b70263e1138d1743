// Python by the interpreter of this machine, only when it was switched on. A fence against mistakes, not against
// malice: the script has limits of time, memory and output, an empty environment, a folder of its own, and an audit
// hook that refuses files outside it, the volumes and Python itself.

#include <fmt/format.h>

#include <system_error>

#include "base/files.h"
#include "base/json.h"
#include "base/process.h"
#include "base/text.h"
#include "local/jobs/task_work.h"

namespace lakecode::local {
namespace {

constexpr std::chrono::minutes kLongest{10};
constexpr std::size_t kMostOutput = 5U << 20U;

/// Runs before the script: limits, the fence, and as much of dbutils as tasks use to talk to each other.
constexpr std::string_view kPrelude = R"py(
import json, os, resource, sys, types
_given = json.load(open("given.json"))
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_FSIZE, (256 << 20, 256 << 20))
_home, _volumes = os.getcwd(), _given["volumes"]
_reads = (_home, _volumes, sys.prefix, sys.base_prefix, os.path.dirname(os.__file__), "/dev/null", "/dev/urandom")
def _inside(path, folders):
    real = os.path.realpath(path)
    return any(real == f or real.startswith(f.rstrip("/") + "/") for f in folders)
def _fence(event, arguments):
    if event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.spawn"):
        raise PermissionError("the embedded workspace starts no programs from Python tasks")
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path = os.fsdecode(arguments[0])
        writes = bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)) if arguments[2] else False
        if not _inside(path, (_home, _volumes, "/dev/null") if writes else _reads):
            raise PermissionError(f"the embedded workspace keeps Python tasks from {path}")
class _Exit(BaseException):
    pass
def _left(**members):
    with open("left.json", "w") as out:
        json.dump(_state | members, out)
_state = {"values": {}}
class _Values:
    def set(self, key, value):
        json.dumps(value)
        _state["values"][key] = value
        _left()
    def get(self, taskKey, key, default=None, debugValue=None):
        known = _given["values"].get(f"{taskKey}.values.{key}")
        if known is None:
            if default is None:
                raise ValueError(f"Task value {key} of task {taskKey} was not set")
            return default
        return json.loads(known)
class _Widgets:
    def get(self, name):
        if name not in _given["parameters"]:
            raise ValueError(f"No input widget named {name} is defined")
        return _given["parameters"][name]
    def getAll(self):
        return dict(_given["parameters"])
    def text(self, name, defaultValue="", label=None):
        _given["parameters"].setdefault(name, defaultValue)
    def dropdown(self, name, defaultValue, choices=None, label=None):
        _given["parameters"].setdefault(name, defaultValue)
    combobox = multiselect = dropdown
    def removeAll(self):
        pass
def _leave(value=""):
    _state["exit"] = str(value)
    _left()
    raise _Exit()
dbutils = types.SimpleNamespace(widgets=_Widgets(), jobs=types.SimpleNamespace(taskValues=_Values()),
                                notebook=types.SimpleNamespace(exit=_leave))
sys.argv = [_given["name"]] + _given["arguments"]
_code = compile(open("task.py").read(), _given["name"], "exec")
sys.addaudithook(_fence)
try:
    exec(_code, {"__name__": "__main__", "__file__": _given["name"], "dbutils": dbutils})
except _Exit:
    pass
)py";

std::string last_line(std::string_view text) {
  const auto lines = text::lines(text::trim(text));
  return lines.empty() ? "" : std::string(lines.back());
}

Result<void> write_folder(const std::filesystem::path& folder, const std::string& code, const JsonValue& given) {
  TRY_VOID(files::write_atomic(folder / "prelude.py", kPrelude));
  TRY_VOID(files::write_atomic(folder / "task.py", code));
  return files::write_atomic(folder / "given.json", json::serialize(given));
}

JsonObject object_of(const TextValues& values) {
  JsonObject object;
  for (const auto& entry : values) object[entry.first] = entry.second;
  return object;
}

void read_left(const std::filesystem::path& folder, TaskResult& result) {
  const auto text = files::read(folder / "left.json", kMostOutput);
  if (!text) return;
  const auto left = json::parse(*text, "left.json");
  if (!left) return;
  for (const auto& value : json::object_at(*left, "values"))
    result.values[std::string(value.key())] = json::serialize(value.value());
  if (const auto exit = json::optional_string_at(*left, "exit"))
    result.output->as_object()["notebook_output"] = JsonObject{{"result", *exit}, {"truncated", false}};
}

}  // namespace

TaskResult TaskWork::run_python(const std::string& code, const TaskOrder& order, const std::stop_token& stop) const {
  TaskResult result;
  JsonObject& output = result.output->as_object();
  if (parts_.python.empty()) {
    const std::string message =
        "Python tasks are switched off in the embedded workspace; start it with --allow-python to run them on this "
        "machine";
    result.end = end_of_configuration("FEATURE_DISABLED", message);
    output["error"] = message;
    return result;
  }
  std::error_code failed;
  const auto folder = parts_.files / "python" / order.folder_name;
  std::filesystem::create_directories(folder, failed);
  std::filesystem::create_directories(parts_.files / "volumes", failed);
  JsonArray arguments;
  for (const std::string& argument : order.arguments) arguments.emplace_back(argument);
  const JsonObject given{{"name", json::string_at(*order.task, "task_key") + ".py"},
                         {"arguments", std::move(arguments)},
                         {"parameters", object_of(order.parameters)},
                         {"values", object_of(order.known_values)},
                         {"volumes", (parts_.files / "volumes").string()}};
  ProcessSpec spec;
  spec.program = parts_.python;
  spec.arguments = {"-I", "-B", "prelude.py"};
  spec.environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", folder.string()}, {"LANG", "C.UTF-8"}};
  spec.working_folder = folder;
  spec.max_output_bytes = kMostOutput;
  CallContext context;
  context.stop = stop;
  context.clock = &parts_.clock;
  const auto written = write_folder(folder, code, given);
  const auto outcome =
      written ? run_process(spec, context.with_timeout(kLongest)) : Result<ProcessOutcome>(written.error());
  read_left(folder, result);
  std::filesystem::remove_all(folder, failed);
  if (!outcome) {
    result.end = end_of_failure();
    output["error"] = one_line(outcome.error());
    return result;
  }
  output["logs"] = outcome->output + (outcome->exit_code == 0 ? outcome->error_output : "");
  output["logs_truncated"] = outcome->output_cut;
  if (outcome->exit_code == 0) return result;
  result.end = end_of_failure();
  const std::string last = last_line(outcome->error_output);
  output["error"] = last.empty() ? fmt::format("Python exited with code {}", outcome->exit_code) : last;
  output["error_trace"] = outcome->error_output;
  return result;
}

}  // namespace lakecode::local
