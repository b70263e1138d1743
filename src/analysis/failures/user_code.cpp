#include "analysis/failures/user_code.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>

#include "base/text.h"

namespace lakecode::analysis {
namespace {

constexpr std::size_t kMaxHeads = 64;

// Exceptions of the Python language that only code of the job, or a call it made wrongly, raises.
constexpr auto kPythonBuiltins = std::to_array<std::string_view>({"arithmeticerror",
                                                                  "attributeerror",
                                                                  "decimal.invalidoperation",
                                                                  "indexerror",
                                                                  "json.decoder.jsondecodeerror",
                                                                  "jsondecodeerror",
                                                                  "keyerror",
                                                                  "lookuperror",
                                                                  "nameerror",
                                                                  "notimplementederror",
                                                                  "overflowerror",
                                                                  "recursionerror",
                                                                  "stopiteration",
                                                                  "stopasynciteration",
                                                                  "syntaxerror",
                                                                  "indentationerror",
                                                                  "taberror",
                                                                  "typeerror",
                                                                  "unboundlocalerror",
                                                                  "unicodeerror",
                                                                  "unicodeencodeerror",
                                                                  "valueerror",
                                                                  "zerodivisionerror",
                                                                  "pydantic.error_wrappers.validationerror",
                                                                  "pydantic_core._pydantic_core.validationerror",
                                                                  "validationerror",
                                                                  "floatingpointerror",
                                                                  "binascii.error"});

constexpr auto kLoosePython = std::to_array<std::string_view>({"exception", "runtimeerror", "baseexception"});

constexpr auto kJavaPlain = std::to_array<std::string_view>({"java.lang.nullpointerexception",
                                                             "java.lang.illegalargumentexception",
                                                             "java.lang.illegalstateexception",
                                                             "java.lang.arithmeticexception",
                                                             "java.lang.indexoutofboundsexception",
                                                             "java.util.nosuchelementexception",
                                                             "java.lang.arrayindexoutofboundsexception",
                                                             "java.lang.stringindexoutofboundsexception",
                                                             "scala.matcherror",
                                                             "java.lang.numberformatexception",
                                                             "java.lang.runtimeexception",
                                                             "java.lang.unsupportedoperationexception",
                                                             "java.util.concurrentmodificationexception",
                                                             "java.lang.classcastexception",
                                                             "java.lang.exception",
                                                             "java.lang.negativearraysizeexception",
                                                             "java.util.inputmismatchexception",
                                                             "java.lang.assertionerror",
                                                             "java.time.format.datetimeparseexception",
                                                             "java.lang.stackoverflowerror",
                                                             "scala.notimplementederror"});

// Plain Java exceptions that say a bug of the caller even without frames.
constexpr auto kJavaTelling = std::to_array<std::string_view>(
    {"nullpointer", "indexoutofbounds", "nosuchelement", "numberformat", "matcherror", "arithmeticexception",
     "stackoverflow", "concurrentmodification", "notimplemented", "datetimeparse"});

constexpr auto kLibraries = std::to_array<std::string_view>({"org.apache.",
                                                             "com.databricks.",
                                                             "java.",
                                                             "javax.",
                                                             "jdk.",
                                                             "sun.",
                                                             "scala.",
                                                             "py4j.",
                                                             "pyspark.",
                                                             "org.postgresql",
                                                             "com.mysql",
                                                             "com.microsoft",
                                                             "oracle.",
                                                             "net.snowflake",
                                                             "kafkashaded.",
                                                             "shaded.",
                                                             "io.netty",
                                                             "io.delta",
                                                             "com.google.",
                                                             "com.amazonaws",
                                                             "software.amazon",
                                                             "org.mlflow",
                                                             "databricks.",
                                                             "requests.",
                                                             "urllib3.",
                                                             "psycopg2.",
                                                             "pymysql.",
                                                             "botocore.",
                                                             "azure.",
                                                             "google.",
                                                             "delta.",
                                                             "mlflow.",
                                                             "dbt.",
                                                             "org.eclipse",
                                                             "akka.",
                                                             "org.codehaus",
                                                             "org.json4s",
                                                             "com.fasterxml",
                                                             "okhttp3.",
                                                             "com.zaxxer",
                                                             "org.datanucleus",
                                                             "grpc",
                                                             "io.grpc",
                                                             "subprocess.",
                                                             "kafka.",
                                                             "confluent_kafka.",
                                                             "sqlalchemy.",
                                                             "snowflake.",
                                                             "pymongo.",
                                                             "paramiko.",
                                                             "pyodbc.",
                                                             "concurrent.",
                                                             "asyncio.",
                                                             "socket.",
                                                             "ssl.",
                                                             "http.",
                                                             "aiohttp.",
                                                             "httpx.",
                                                             "zipfile.",
                                                             "pickle.",
                                                             "pyarrow.",
                                                             "cloudpickle.",
                                                             "_pickle.",
                                                             "fsspec.",
                                                             "s3fs.",
                                                             "org.sparkproject",
                                                             "com.crealytics",
                                                             "org.mongodb",
                                                             "com.mongodb",
                                                             "cats.",
                                                             "org.elasticsearch",
                                                             "com.datastax",
                                                             "antlr"});

constexpr auto kWrappers = std::to_array<std::string_view>({"py4jjavaerror",
                                                            "py4jerror",
                                                            "sparkexception",
                                                            "streamingqueryexception",
                                                            "notebookexecutionexception",
                                                            "workflowexception",
                                                            "executionexception",
                                                            "calledprocesserror",
                                                            "systemexit",
                                                            "pythonexception",
                                                            "invocationtargetexception",
                                                            "completionexception",
                                                            "analysisexception",
                                                            "queryexecutionexception",
                                                            "taskfailedexception",
                                                            "batchupdateexception",
                                                            "keyboardinterrupt",
                                                            "importerror",
                                                            "modulenotfounderror",
                                                            "memoryerror",
                                                            "oserror",
                                                            "ioerror",
                                                            "connectionerror",
                                                            "timeouterror",
                                                            "permissionerror",
                                                            "filenotfounderror",
                                                            "connectionreseterror",
                                                            "brokenpipeerror",
                                                            "eoferror",
                                                            "interruptederror",
                                                            "isadirectoryerror",
                                                            "httperror",
                                                            "requesterror",
                                                            "clienterror",
                                                            "operationalerror",
                                                            "programmingerror",
                                                            "databaseerror",
                                                            "interfaceerror",
                                                            "servererror",
                                                            "retryerror",
                                                            "nodeexecutionexception",
                                                            "exceptionininitializererror",
                                                            "timeoutexception",
                                                            "connecttimeout",
                                                            "gaierror",
                                                            "sslerror",
                                                            "parseexception",
                                                            "dbtruntimeerror"});

constexpr auto kLibraryPaths =
    std::to_array<std::string_view>({"site-packages", "dist-packages", "/databricks/", "/usr/lib", "lib/python",
                                     "pyspark", "<frozen", "importlib", "/opt/", "ipykernel", "py4j"});

bool starts_with_any(std::string_view text, std::span<const std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [text](std::string_view p) { return text.starts_with(p); });
}

bool is_one_of(std::string_view text, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::string_view last_part(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

struct HeadText {
  std::string name;  ///< lower case
  std::string_view message;
};

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '$';
}

// "Caused by: a.b.CError: message" or "CError: message"; log prefixes up to the name are skipped.
std::optional<HeadText> head_at(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_name_char(text[end])) ++end;
  if (end < 4 || end > 160) return std::nullopt;
  if (end < text.size() && text[end] != ':' && text[end] != ' ' && text[end] != '\r') return std::nullopt;
  if (end < text.size() && text[end] == ' ') return std::nullopt;
  std::string name = text::to_lower(text.substr(0, end));
  while (name.ends_with('.')) name.pop_back();
  const std::string_view last = last_part(name);
  constexpr auto kEndings = std::to_array<std::string_view>(
      {"error", "exception", "failure", "violation", "failed", "stopiteration", "systemexit", "invalidoperation"});
  const bool looks_right = std::any_of(kEndings.begin(), kEndings.end(), [last](std::string_view ending) {
    return last.ends_with(ending) && (last.size() > ending.size() || ending.size() > 8 || ending == "exception");
  });
  if (!looks_right) return std::nullopt;
  std::string_view message = text.substr(std::min(end, text.size()));
  if (message.starts_with(':')) message.remove_prefix(1);
  return HeadText{std::move(name), text::trim(message)};
}

// Words of three letters and more; numbers and codes do not count.
std::size_t word_count(std::string_view text) {
  std::size_t words = 0;
  std::size_t letters = 0;
  for (const char c : text) {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      words += ++letters == 3 ? 1 : 0;
    } else {
      letters = 0;
    }
  }
  return words;
}

/// A message that names a cause. Below a frame of the job's own code few words do: somebody wrote them there.
bool is_informative(std::string_view message, bool has_user_frame) {
  std::string words = normalise(message);
  if (word_count(words) < (has_user_frame ? 3U : 4U)) return false;
  constexpr auto kEmptyTalk = std::to_array<std::string_view>({"task failed",       "job failed",
                                                               "step failed",       "see log",
                                                               "see the log",       "check log",
                                                               "check the log",     "unknown error",
                                                               "an error occurred", "something went wrong",
                                                               "exit code",         "exit status",
                                                               "exited with",       "failed with error code",
                                                               "workload failed",   "notebook failed",
                                                               "job aborted",       "pipeline failed",
                                                               "process failed",    "see run output",
                                                               "non zero",          "run failed",
                                                               "execution failed",  "command failed",
                                                               "script failed",     "vendor code",
                                                               "returned error",    "operation failed",
                                                               "status failed",     "did not complete",
                                                               "truncated",         "see above",
                                                               "failed, see",       "return code",
                                                               "returned code",     "exception thrown in awaitresult",
                                                               "internal error",    "contact",
                                                               "failed with code"});
  return std::none_of(kEmptyTalk.begin(), kEmptyTalk.end(),
                      [&words](std::string_view phrase) { return words.find(phrase) != std::string::npos; });
}

}  // namespace

UserCodeReader::Kind UserCodeReader::kind_of(std::string_view name) {
  const std::string_view last = last_part(name);
  if (name == "assertionerror" || name == "builtins.assertionerror") return Kind::Assertion;
  if (is_one_of(name, kPythonBuiltins)) return Kind::Builtin;
  if (name.starts_with("builtins.") && is_one_of(last, kPythonBuiltins)) return Kind::Builtin;
  if (is_one_of(name, kLoosePython)) return Kind::Loose;
  if (is_one_of(name, kJavaPlain)) return Kind::JavaPlain;
  if (is_one_of(last, kWrappers) || starts_with_any(name, kLibraries)) return Kind::None;
  if (name.starts_with("com.") || name.starts_with("org.") || name.starts_with("net.") || name.starts_with("io.")) {
    return Kind::JavaCustom;
  }
  return Kind::Custom;
}

UserCodeReader::Frame UserCodeReader::java_frame(std::string_view trimmed) {
  std::string name = text::to_lower(trimmed.substr(3));
  if (const std::size_t module = name.find('/'); module < name.find('(')) name.erase(0, module + 1);
  constexpr auto kPlumbing = std::to_array<std::string_view>({"java.", "jdk.", "sun.", "scala.", "javax."});
  if (starts_with_any(name, kPlumbing)) return Frame::None;
  return starts_with_any(name, kLibraries) ? Frame::Library : Frame::User;
}

UserCodeReader::Frame UserCodeReader::python_frame(std::string_view trimmed) {
  const std::string name = text::to_lower(trimmed);
  const bool is_library = std::any_of(kLibraryPaths.begin(), kLibraryPaths.end(),
                                      [&name](std::string_view path) { return name.find(path) != std::string::npos; });
  return is_library ? Frame::Library : Frame::User;
}

void UserCodeReader::read_frame(std::string_view trimmed) {
  if (text::equals_ignore_case(trimmed.substr(0, 3), "at ")) {
    if (!heads_.empty() && heads_.back().java_frame_below == Frame::None) {
      heads_.back().java_frame_below = java_frame(trimmed);
    }
  } else if (text::equals_ignore_case(trimmed.substr(0, 4), "file")) {
    last_python_frame_ = python_frame(trimmed);
  }
}

void UserCodeReader::read_head(const TextLine& line) {
  std::string_view text = text::trim(line.raw);
  if (text.size() > 10 && text::equals_ignore_case(text.substr(0, 10), "caused by:"))
    text = text::trim(text.substr(10));
  while (text.starts_with(':') || text.starts_with('\'')) text = text::trim(text.substr(1));
  // An exception may be told behind a prefix: "org.…PythonException: 'TypeError: …", "…failed due to: X: …".
  for (int hop = 0; hop < 6 && !text.empty(); ++hop) {
    const std::optional<HeadText> head = head_at(text);
    if (head) {
      const Kind kind = kind_of(head->name);
      if (kind != Kind::None && heads_.size() < kMaxHeads) {
        const bool telling = std::any_of(kJavaTelling.begin(), kJavaTelling.end(), [&head](std::string_view word) {
          return head->name.find(word) != std::string::npos;
        });
        heads_.push_back({kind, line.number, line.depth, line.raw, last_python_frame_, Frame::None,
                          telling || is_informative(head->message, last_python_frame_ == Frame::User),
                          line.wraps_another});
        return;
      }
    }
    const std::size_t next = text.find(": ");
    if (next == std::string_view::npos) return;
    text = text::trim(text.substr(next + 2));
    while (text.starts_with('\'') || text.starts_with('[')) text.remove_prefix(1);
  }
}

void UserCodeReader::read(const TextLine& line) {
  if (line.is_frame) {
    read_frame(text::trim(line.raw));
  } else if (!line.is_source && !line.is_suppressed) {
    read_head(line);
  }
}

std::vector<RaisedException> UserCodeReader::found() const {
  std::vector<RaisedException> out;
  for (const Head& head : heads_) {
    Weight weight = Weight::Weak;
    const bool user_frame = head.python_frame_above == Frame::User;
    switch (head.kind) {
      case Kind::Assertion:
        weight = Weight::Exact;
        break;
      case Kind::Builtin:
        weight = Weight::Specific;
        break;
      case Kind::Custom:
        if (!user_frame && !head.says_something) continue;
        weight = user_frame ? Weight::Specific : Weight::Generic;
        break;
      case Kind::JavaCustom:
        weight = head.java_frame_below == Frame::User ? Weight::Specific : Weight::Generic;
        break;
      case Kind::Loose:
        if (!head.says_something) continue;
        weight = user_frame ? Weight::Specific : Weight::Generic;
        // "raise RuntimeError(...) from error" only passes on what stands above it, where that says anything.
        if (head.wraps_another) weight = Weight::Weak;
        break;
      case Kind::JavaPlain:
        if (head.java_frame_below == Frame::User) {
          weight = Weight::Specific;
        } else if (head.java_frame_below == Frame::Library || !head.says_something) {
          continue;
        }
        break;
      case Kind::None:
        continue;
    }
    out.push_back({weight, head.line, head.depth, head.text});
  }
  return out;
}

}  // namespace lakecode::analysis
