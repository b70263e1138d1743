#include "workflows/source_check.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "base/json.h"
#include "base/process.h"
#include "base/redact.h"
#include "base/text.h"
#include "base/yaml.h"
#include "safety/classify.h"

namespace lakecode::workflows {
namespace {

using std::chrono::seconds;

constexpr std::size_t kMostProblems = 20;
constexpr std::string_view kSqlCell = "-- COMMAND ----------";

// Reads the source from its input and compiles it; nothing of it runs. One line: line number, then what is wrong.
constexpr std::string_view kPythonCheck = R"(import sys
try:
    compile(sys.stdin.buffer.read(), "source", "exec", dont_inherit=True)
except (SyntaxError, ValueError) as error:
    print(getattr(error, "lineno", 0) or 0, str(getattr(error, "msg", error)))
    sys.exit(3)
)";

struct Marker {
  std::string_view extension;
  std::string_view line;
  std::string_view language;
};
constexpr std::array<Marker, 4> kMarkers = {{{".py", "# Databricks notebook source", "python"},
                                             {".sql", "-- Databricks notebook source", "sql"},
                                             {".scala", "// Databricks notebook source", "scala"},
                                             {".r", "# Databricks notebook source", "r"}}};

std::string extension_of(const std::string& name) {
  return text::to_lower(std::filesystem::path(name).extension().string());
}

Result<void> check_python(const std::string& content, const std::string& program_path, SourceCheck& check,
                          const CallContext& ctx) {
  const auto python = find_program("python3", program_path);
  if (!python) {
    check.was_checked = false;
    check.why_not = "there is no python3 in PATH to compile it with";
    return {};
  }
  const ProcessSpec spec{.program = *python,
                         .arguments = {"-I", "-S", "-B", "-c", std::string(kPythonCheck)},
                         .environment = {{"PATH", "/usr/bin:/bin"}, {"LANG", "C.UTF-8"}},
                         .working_folder = "/",
                         .standard_input = content};
  const auto outcome = run_process(spec, ctx.with_timeout(seconds(20)));
  if (!outcome) return outcome.error();
  if (outcome->exit_code == 0) return {};
  const std::string said(text::trim(outcome->output));
  if (outcome->exit_code != 3 || said.empty()) {
    check.was_checked = false;
    check.why_not = "python3 could not compile it (exit " + std::to_string(outcome->exit_code) + ")";
    return {};
  }
  const std::size_t blank = said.find(' ');
  check.problems.push_back({static_cast<std::size_t>(text::parse_int(said.substr(0, blank)).value_or(0)),
                            blank == std::string::npos ? said : said.substr(blank + 1)});
  return {};
}

/// The cells of a source notebook, or the whole text, each with its first line; cells in other languages are left out.
std::vector<std::pair<std::size_t, std::string>> sql_parts(const std::string& content, bool is_notebook) {
  if (!is_notebook) return {{1, content}};
  std::vector<std::pair<std::size_t, std::string>> parts = {{1, ""}};
  std::size_t number = 0;
  for (const std::string_view line : text::lines(content)) {
    ++number;
    if (text::trim(line) == kSqlCell) {
      parts.emplace_back(number + 1, "");
    } else {
      parts.back().second += std::string(line) + "\n";
    }
  }
  return parts;
}

void check_sql(const std::string& content, bool is_notebook, SourceCheck& check) {
  for (const auto& [first_line, part] : sql_parts(content, is_notebook)) {
    if (text::trim(part).empty() || part.find("-- MAGIC") != std::string::npos) continue;
    const safety::Verdict verdict = safety::classify_sql({.text = part});
    for (const safety::StatementVerdict& statement : verdict.statements) {
      if (statement.parsed || check.problems.size() >= kMostProblems) continue;
      const auto lines = std::count(
          part.begin(), part.begin() + static_cast<std::ptrdiff_t>(std::min(statement.span.begin, part.size())), '\n');
      check.problems.push_back({first_line + static_cast<std::size_t>(lines),
                                "the statement is not understood: " + statement.normalised.substr(0, 80), false});
    }
    if (verdict.statements.empty() && !verdict.parsed) {
      const std::vector<safety::Reason> reasons = safety::reasons_of(verdict);
      check.problems.push_back({first_line, reasons.empty() ? "it does not parse" : reasons.front().text()});
    }
  }
}

void check_document(const std::string& content, bool is_yaml, SourceCheck& check) {
  if (is_yaml) {
    const auto parsed = yaml::parse(content, "source");
    if (!parsed) check.problems.push_back({0, parsed.error().subject + " " + parsed.error().reason});
    return;
  }
  const auto parsed = json::parse(content, "source");
  if (!parsed) check.problems.push_back({0, parsed.error().reason});
}

}  // namespace

std::string notebook_language(std::string_view name, std::string_view content) {
  const std::string extension = extension_of(std::string(name));
  const std::string_view first = text::trim(content.substr(0, content.find('\n')));
  const auto* const found = std::find_if(kMarkers.begin(), kMarkers.end(), [&](const Marker& marker) {
    return marker.extension == extension && marker.line == first;
  });
  return found == kMarkers.end() ? "" : std::string(found->language);
}

Result<SourceCheck> check_source(const std::string& name, const std::string& content, const std::string& program_path,
                                 const CallContext& ctx) {
  const std::string extension = extension_of(name);
  SourceCheck check;
  check.was_checked = true;
  if (extension == ".py") {
    check.language = "python";
    TRY_VOID(check_python(content, program_path, check, ctx));
  } else if (extension == ".sql") {
    check.language = "sql";
    check_sql(content, !notebook_language(name, content).empty(), check);
  } else if (extension == ".json" || extension == ".ipynb") {
    check.language = extension == ".json" ? "json" : "notebook";
    check_document(content, false, check);
  } else if (extension == ".yml" || extension == ".yaml") {
    check.language = "yaml";
    check_document(content, true, check);
  } else {
    check.was_checked = false;
    check.why_not = "nothing here reads files of this kind";
  }
  return check;
}

std::vector<SourceProblem> find_secret_lines(std::string_view content) {
  const Redactor redactor;
  // Whole text first: it is linear, and most files hold none. A key block spans lines, so lines alone would miss it.
  const std::string safe = redactor.redact(content);
  std::vector<SourceProblem> lines;
  if (safe == content) return lines;
  std::size_t number = 0;
  for (const std::string_view line : text::lines(content)) {
    ++number;
    std::string shown = redactor.redact(line);
    if (shown != line && lines.size() < kMostProblems) lines.push_back({number, std::move(shown)});
  }
  if (lines.empty()) lines.push_back({0, "a secret that spans lines"});
  return lines;
}

}  // namespace lakecode::workflows
