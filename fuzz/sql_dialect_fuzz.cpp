// Databricks SQL as the embedded workspace translates it: no text crashes it, hangs it or makes it grow without limit.

#include <string>

#include "base/check.h"
#include "fuzz/input.h"
#include "local/dialect/script.h"
#include "local/dialect/translate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lakecode::local::dialect;
  const std::string_view sql = lakecode::fuzz::as_text(data, size);
  const SessionNames names{"main", "default", "me@x.example"};
  const Parameter given{"a", "1", "INT"};
  Lookups lookups;
  lookups.version = [](const TableName& table, const VersionOf&) -> lakecode::Result<std::string> {
    return table.engine();
  };
  lookups.files = [](const FileSource&) -> lakecode::Result<std::string> { return std::string("lc.main.files"); };
  lookups.variable = [&given](std::string_view name) { return name == "v" ? &given : nullptr; };
  const auto translation = translate(sql, names, {&given, 1}, lookups);
  if (translation) {
    std::size_t written = 0;
    for (const std::string& step : translation->steps) written += step.size();
    LAKECODE_CHECK(written < 100'000'000, "a translation stays in proportion");
  }
  if (is_script(sql)) lakecode::ignore_result(parse_script(sql), "whatever it says");
  return 0;
}
