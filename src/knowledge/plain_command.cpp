#include "knowledge/plain_command.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "knowledge/name_forms.h"
#include "sql/lexer.h"
#include "sql/statement.h"

namespace lakecode::knowledge {
namespace {

constexpr std::string_view kStatementWords[] = {
    "select", "with",    "insert",  "update",   "delete",  "merge",   "create",  "drop",  "alter",   "truncate",
    "grant",  "revoke",  "show",    "describe", "desc",    "explain", "use",     "set",   "refresh", "optimize",
    "vacuum", "analyze", "restore", "copy",     "values",  "call",    "comment", "cache", "uncache", "undrop",
    "msck",   "from",    "table",   "replace",  "execute", "begin",   "repair",  "fsck",  "declare"};

/// Words that may stand between an order to run and the statement.
constexpr std::string_view kWrapperWords[] = {
    "run",       "execute", "exec",    "submit",    "evaluate",   "eval",    "this",    "the",
    "following", "sql",     "query",   "statement", "statements", "command", "please",  "a",
    "for",       "me",      "my",      "these",     "that",       "below",   "quick",   "here",
    "is",        "now",     "queries", "on",        "databricks", "spark",   "against", "warehouse"};

/// What follows "show" or "describe" where the words are plain English as well.
constexpr std::string_view kEnglishToo[] = {"catalogs", "schemas", "databases", "tables", "views", "columns", "table"};

constexpr std::string_view kCliGroups[] = {"jobs",
                                           "clusters",
                                           "bundle",
                                           "workspace",
                                           "fs",
                                           "catalogs",
                                           "schemas",
                                           "tables",
                                           "warehouses",
                                           "pipelines",
                                           "secrets",
                                           "current-user",
                                           "users",
                                           "groups",
                                           "service-principals",
                                           "grants",
                                           "volumes",
                                           "repos",
                                           "api",
                                           "auth",
                                           "runs",
                                           "queries",
                                           "serving-endpoints",
                                           "libraries",
                                           "permissions",
                                           "instance-pools",
                                           "cluster-policies",
                                           "functions",
                                           "registered-models",
                                           "experiments",
                                           "external-locations",
                                           "storage-credentials",
                                           "shares",
                                           "metastores",
                                           "lakeview",
                                           "genie",
                                           "apps",
                                           "sync",
                                           "labs",
                                           "account",
                                           "connections",
                                           "quality-monitors",
                                           "system-schemas",
                                           "tokens",
                                           "configure",
                                           "git-credentials",
                                           "global-init-scripts",
                                           "statement-execution",
                                           "alerts",
                                           "dashboards",
                                           "vector-search-indexes",
                                           "vector-search-endpoints",
                                           "model-registry",
                                           "database",
                                           "version"};

template <std::size_t N>
bool in(std::string_view word, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

struct Statements {
  std::vector<std::string> texts;
  std::string_view first_kind;
  bool parsed = false;
};

Statements parse_sql(std::string_view text) {
  Statements found;
  const sql::Lexed lexed = sql::lex(text);
  if (!lexed.ok() || lexed.tokens.empty()) return found;
  const sql::TokenView view(text, lexed.tokens);
  const auto facts = sql::parse_statements(view);
  found.parsed = !facts.empty();
  for (const sql::StatementFacts& one : facts) {
    found.parsed = found.parsed && one.parsed && !one.kind.empty();
    if (!one.in_script) found.texts.emplace_back(view.slice(one.tokens.first, one.tokens.last).span_text());
  }
  if (!facts.empty()) found.first_kind = facts.front().kind;
  if (facts.empty() || facts.front().in_script) found.texts = {std::string(text::trim(text))};
  return found;
}

/// Without the courtesies that end a request.
std::string_view without_ending(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    text = text::trim(text);
    for (const std::string_view end :
         {"?", "please", "thanks", "thank you", "for me", "pls", "now", "!", ".", ",", "```", "plz", "asap"}) {
      if (text.size() <= end.size() || !text::equals_ignore_case(text.substr(text.size() - end.size()), end)) continue;
      if (std::isalpha(static_cast<unsigned char>(end.front())) != 0 && text[text.size() - end.size() - 1] != ' ')
        continue;
      text.remove_suffix(end.size());
      again = true;
    }
  }
  return text;
}

bool is_upper_word(std::string_view text) {
  const std::string_view word = text.substr(0, text.find_first_of(" \n\t("));
  return word.size() > 1 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Intent sql_intent(std::vector<std::string> texts, double confidence) {
  if (texts.size() > 1) {
    JsonArray statements;
    for (std::string& one : texts) statements.emplace_back(std::move(one));
    return {IntentKind::Tool, "batch_sql", JsonBox(JsonObject{{"statements", std::move(statements)}}), confidence};
  }
  return {IntentKind::Sql, "sql_execute", JsonBox(JsonObject{{"statement", texts.front()}}), confidence};
}

/// Looks like SELECT although our grammar does not know all of it: a broken query is still a query.
bool looks_like_query(std::string_view text) {
  const std::string lower = " " + text::to_lower(text) + " ";
  const bool reads = lower.starts_with(" select ") || lower.starts_with(" with ");
  const bool from = lower.find(" from ") != std::string::npos;
  return reads && from && (is_upper_word(text) || lower.find_first_of("*=(;") != std::string::npos);
}

bool reads_as_english(std::string_view kind, const std::string& lower) {
  if (kind == "SET") return lower.find('=') == std::string::npos;
  if (kind != "SHOW" && kind != "DESCRIBE") return false;
  const auto words = text::split(lower, ' ');
  if (words.size() < 2 || std::find(words.begin(), words.end(), "like") != words.end()) return false;
  // Without the kind of object it is no statement someone wrote: "show grants on main.sales".
  if (words[1] == "grants")
    return words.size() > 3 && words[3] != "table" && words[3] != "schema" && words[3] != "catalog" &&
           words[3] != "view" && words[3] != "volume" && words[3] != "function" && words[3] != "metastore";
  return in(words[1], kEnglishToo) || (kind == "DESCRIBE" && words.size() == 2);
}

bool only_reads(std::string_view text) {
  const std::string word = text::to_lower(text.substr(0, text.find_first_of(" \n\t(")));
  return word == "select" || word == "with" || word == "show" || word == "describe" || word == "desc" ||
         word == "explain" || word == "values";
}

/// "create table x from a csv", "declare victory": our grammar takes the beginning of a statement for one, the platform
/// does not: after the name something must be said of it, in one of the words that can stand there.
bool lacks_its_clause(std::string_view text) {
  constexpr std::string_view kBeforeName[] = {"or",     "replace", "external", "temp", "temporary",
                                              "global", "table",   "if",       "not",  "exists"};
  constexpr std::string_view kAfterName[] = {
      "as",      "like",    "using", "comment", "location", "partitioned", "cluster", "clustered", "tblproperties",
      "options", "shallow", "deep",  "clone",   "with",     "default",     "stored",  "row"};
  std::vector<std::string> words;
  const std::string lower = text::to_lower(text::replace_all(text, "\n", " "));
  for (const std::string_view word : text::split(lower, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  if (words.size() == 2 && words[0] == "declare") return true;
  if (words.size() < 2 || words[0] != "create") return false;
  std::size_t name = 1;
  bool is_table = false;
  for (; name < words.size() && in(words[name], kBeforeName); ++name) is_table = is_table || words[name] == "table";
  const bool is_alone = name + 1 >= words.size() || words[name].find('(') != std::string::npos;
  if (!is_table || is_alone || words[name].front() == '`') return false;
  return words[name + 1].front() != '(' && !in(words[name + 1], kAfterName);
}

/// "DROP TABLE t -- is that safe?": the comment behind a change asks about it.
bool asks_about(std::string_view text, const Statements& found) {
  if (only_reads(text)) return false;
  const std::size_t last = text.rfind(found.texts.back());
  return last != std::string_view::npos &&
         text.substr(last + found.texts.back().size()).find('?') != std::string_view::npos;
}

std::optional<PlainCommand> as_sql(std::string_view candidate) {
  const std::string_view trimmed = text::trim(candidate);
  if (trimmed.empty()) return std::nullopt;
  Statements found = parse_sql(trimmed);
  std::string_view used = trimmed;
  if (!found.parsed) {
    used = without_ending(trimmed);
    found = parse_sql(used);
    // "drop table orders please" is English about a table, not a statement someone wrote.
    const bool courteous = trimmed.size() - used.size() > 1 && !is_upper_word(used);
    if (found.parsed && courteous && !only_reads(used)) return std::nullopt;
  }
  if (!found.parsed || found.texts.empty()) {
    if (!looks_like_query(used)) return std::nullopt;
    return PlainCommand{sql_intent({std::string(used)}, 0.6)};
  }
  if (asks_about(used, found) || (!is_upper_word(used) && lacks_its_clause(used))) return std::nullopt;
  const bool alone = found.texts.size() == 1;
  PlainCommand command{sql_intent(std::move(found.texts), 0.97)};
  command.reads_as_english = alone && !is_upper_word(used) && used.find(';') == std::string_view::npos &&
                             reads_as_english(found.first_kind, text::to_lower(used));
  return command;
}

/// Index of the word a statement begins at, behind words that only order to run it; none: no index in range.
std::size_t statement_start(const Request& request) {
  std::size_t at = request.main;
  while (at < request.words.size()) {
    const Word& word = request.words[at];
    const bool sql_follows = !word.quoted && in(text::to_lower(word.text), kStatementWords);
    // "execute" and "table" are both: an order, or the beginning of a statement.
    if (sql_follows && !(in(word.lower, kWrapperWords) && at + 1 < request.words.size())) return at;
    if (word.quoted || !in(word.lower, kWrapperWords)) return word.quoted ? at : request.words.size();
    ++at;
  }
  return request.words.size();
}

std::optional<PlainCommand> find_sql(const Request& request) {
  if (const auto fence = request.text.find("```"); fence != std::string::npos) {
    const std::size_t line = request.text.find('\n', fence);
    const std::size_t end = request.text.find("```", fence + 3);
    if (line != std::string::npos && end != std::string::npos && line < end && !request.asks_leave) {
      const std::size_t start = statement_start(request);
      const bool ordered = start < request.words.size() && request.words[start].begin >= fence;
      if (ordered || fence == 0) return as_sql(std::string_view(request.text).substr(line, end - line));
    }
  }
  const std::size_t start = statement_start(request);
  if (start >= request.words.size() || request.asks_leave) return std::nullopt;
  const Word& word = request.words[start];
  // "sql: show tables in main.sales" says itself what it is.
  if (!word.quoted && start == request.main + 1 && request.words[request.main].lower == "sql" && word.breaks) {
    auto command = as_sql(std::string_view(request.text).substr(word.begin));
    if (command) command->reads_as_english = false;
    return command;
  }
  if (word.quoted) {
    const bool ordered = start > request.main && start + 1 >= request.words.size();
    const bool statement = in(text::to_lower(word.text.substr(0, word.text.find(' '))), kStatementWords);
    return ordered && statement ? as_sql(word.text) : std::nullopt;
  }
  return as_sql(std::string_view(request.text).substr(word.begin));
}

/// `databricks jobs list --output json`, alone or behind "run".
std::optional<PlainCommand> find_cli(const Request& request) {
  const std::size_t fenced = request.text.find('`');
  std::string_view text = request.text;
  if (fenced != std::string_view::npos) {
    const std::size_t close = request.text.find('`', fenced + 1);
    if (close == std::string::npos) return std::nullopt;
    text = text.substr(fenced + 1, close - fenced - 1);
  } else {
    std::size_t at = request.main;
    while (at < request.words.size() && in(request.words[at].lower, kWrapperWords) &&
           request.words[at].lower != "databricks")
      ++at;
    if (at >= request.words.size()) return std::nullopt;
    text = text.substr(request.words[at].begin);
  }
  if (!text.starts_with("databricks ") || request.asks_leave || request.question) return std::nullopt;
  JsonArray args;
  std::vector<std::string_view> words;
  for (const std::string_view word : text::split(text.substr(11), ' ')) {
    if (!text::trim(word).empty()) words.push_back(text::trim(word));
  }
  if (words.empty() || !in(words.front(), kCliGroups)) return std::nullopt;
  const bool quotes = text.find_first_of("\"'|<>;&$") != std::string_view::npos;
  const bool verb_follows =
      words.size() > 1 && (words[1].starts_with("-") || is_identifier(words[1]) || words.front() == "api");
  if (quotes || (!verb_follows && words.front() != "version")) return std::nullopt;
  if (words.size() > 1 && (is_plain_word(words[1]) || words[1] == "cost" || words[1] == "that") && words[1] != "list" &&
      words[1] != "run")
    return std::nullopt;
  for (const std::string_view word : words) args.emplace_back(word);
  return PlainCommand{{IntentKind::Tool, "databricks_cli", JsonBox(JsonObject{{"arguments", std::move(args)}}), 0.95}};
}

/// "run ./nightly.sql": a file of statements.
std::optional<PlainCommand> find_file(const Request& request) {
  if (request.words.size() > 12 || request.asks_leave || request.question) return std::nullopt;
  if (request.main >= request.words.size() || !in(request.words[request.main].lower, kWrapperWords))
    return std::nullopt;
  JsonArray files;
  for (std::size_t i = request.main; i < request.words.size(); ++i) {
    const Word& word = request.words[i];
    if (word.lower.ends_with(".sql") && is_local_path(word.text)) {
      files.emplace_back(word.text);
    } else if (!in(word.lower, kWrapperWords) && word.lower != "file" && word.lower != "files" &&
               word.lower != "script" && word.lower != "in" && word.lower != "and" && word.lower != "from" &&
               word.lower != "of" && word.lower != "scripts") {
      return std::nullopt;
    }
  }
  if (files.empty()) return std::nullopt;
  return PlainCommand{{IntentKind::Tool, "batch_sql", JsonBox(JsonObject{{"files", std::move(files)}}), 0.9}};
}

}  // namespace

std::optional<PlainCommand> find_plain_command(const Request& request) {
  if (auto cli = find_cli(request)) return cli;
  if (auto file = find_file(request)) return file;
  return find_sql(request);
}

}  // namespace lakecode::knowledge
