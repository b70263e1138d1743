#include "knowledge/name_forms.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace lakecode::knowledge {
namespace {

constexpr std::string_view kFileEndings[] = {"py", "sql",     "yml", "yaml", "json", "ipynb", "scala",
                                             "r",  "csv",     "whl", "jar",  "txt",  "md",    "toml",
                                             "sh", "parquet", "dbc", "html", "tf",   "egg",   "zip"};

constexpr std::string_view kPlainWords[] = {
    "materialized", "temporary",   "managed",      "streaming", "normal",      "regular",    "certain",   "wide",
    "narrow",       "fact",        "dimension",    "the",       "a",           "an",         "my",        "our",
    "your",         "their",       "his",          "her",       "its",         "this",       "that",      "these",
    "those",        "which",       "what",         "who",       "whose",       "in",         "of",        "on",
    "at",           "to",          "for",          "from",      "with",        "by",         "under",     "is",
    "are",          "was",         "were",         "be",        "been",        "has",        "have",      "had",
    "do",           "does",        "did",          "can",       "could",       "will",       "would",     "should",
    "may",          "might",       "must",         "all",       "any",         "each",       "every",     "some",
    "no",           "not",         "and",          "or",        "but",         "if",         "then",      "than",
    "as",           "so",          "it",           "me",        "i",           "we",         "you",       "he",
    "she",          "they",        "them",         "us",        "there",       "here",       "please",    "now",
    "only",         "just",        "also",         "per",       "within",      "inside",     "into",      "whole",
    "entire",       "same",        "other",        "new",       "old",         "current",    "default",   "given",
    "named",        "called",      "exist",        "exists",    "available",   "look",       "looks",     "level",
    "wise",         "name",        "names",        "list",      "show",        "one",        "ones",      "because",
    "why",          "how",         "when",         "where",     "grant",       "grants",     "owner",     "owners",
    "privileges",   "permissions", "access",       "run",       "runs",        "job",        "jobs",      "task",
    "tasks",        "failed",      "fail",         "failing",   "broke",       "crashed",    "again",     "last",
    "past",         "next",        "first",        "biggest",   "largest",     "top",        "most",      "by",
    "size",         "tables",      "schemas",      "catalogs",  "table",       "schema",     "catalog",   "view",
    "views",        "database",    "databases",    "group",     "groups",      "user",       "users",     "team",
    "like",         "id",          "number",       "ids",       "unity",       "right",      "today",     "yesterday",
    "tonight",      "let",         "against",      "between",   "over",        "across",     "during",    "since",
    "up",           "down",        "out",          "off",       "about",       "anyone",     "anybody",   "someone",
    "somebody",     "everyone",    "everybody",    "people",    "nobody",      "else",       "quality",   "data",
    "failure",      "status",      "big",          "small",     "read",        "write",      "see",       "select",
    "workspace",    "account",     "bundle",       "target",    "environment", "warehouse",  "pipeline",  "particular",
    "specific",     "whom",        "got",          "get",       "gets",        "actually",   "currently", "still",
    "live",         "lives",       "clean",        "columns",   "column",      "definition", "contains",  "contain",
    "yet",          "set",         "history",      "logs",      "log",         "too",        "very",      "more",
    "less",         "called",      "production's", "nightly",   "daily",       "weekly",     "hourly",    "keeps",
    "keep",         "kept",        "died",         "went",      "gone",        "doing",      "going",     "being",
    "having",       "everything",  "anything",     "something", "nothing",     "things",     "stuff",     "whether",
    "much",         "many",        "such",         "both",      "either",      "neither",    "whichever", "whatever",
    "anyway",       "really",      "even",         "ever",      "never",       "always",     "properly",  "correctly",
    "ours",         "yours",       "mine",         "itself",    "themselves",  "while",      "until",     "through",
    "via",          "without",     "after",        "before",    "above",       "below",      "around",    "behind",
    "beyond",       "together",    "apart",        "own",       "well",        "fine",       "good",      "bad",
    "wrong",        "sure",        "okay",         "anywhere",  "somewhere",   "everywhere", "nowhere",   "according",
    "regarding",    "concerning",  "besides",      "except",    "instead",     "rather",     "perhaps",   "maybe",
};

bool in(std::string_view word, const std::string_view* begin, const std::string_view* end) {
  return std::find(begin, end, word) != end;
}

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

bool has_file_ending(std::string_view word) {
  const std::size_t dot = word.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string ending = text::to_lower(word.substr(dot + 1));
  return in(ending, std::begin(kFileEndings), std::end(kFileEndings));
}

bool has_letter(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; });
}

}  // namespace

bool is_digits(std::string_view word) {
  constexpr std::size_t kMostDigits = 19;
  return !word.empty() && word.size() <= kMostDigits &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_email(std::string_view word) {
  const std::size_t at = word.find('@');
  if (at == 0 || at == std::string_view::npos || word.find('@', at + 1) != std::string_view::npos) return false;
  const std::string_view domain = word.substr(at + 1);
  const std::size_t dot = domain.find('.');
  return dot != 0 && dot != std::string_view::npos && dot + 1 < domain.size() &&
         word.find('/') == std::string_view::npos;
}

bool is_uuid(std::string_view word) {
  constexpr std::size_t kLength = 36;
  if (word.size() != kLength) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? word[i] != '-' : std::isxdigit(static_cast<unsigned char>(word[i])) == 0) return false;
  }
  return true;
}

bool is_identifier(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), is_name_char) && has_letter(word);
}

int dotted_parts(std::string_view word) {
  if (word.find('.') == std::string_view::npos || !has_letter(word)) return 0;
  int parts = 0;
  for (const std::string_view part : text::split(word, '.')) {
    if (part.empty() || !std::all_of(part.begin(), part.end(), is_name_char)) return 0;
    ++parts;
  }
  if (parts < 2 || parts > 3 || (parts == 2 && has_file_ending(word))) return 0;
  const std::string lower = text::to_lower(word);
  return lower == "e.g" || lower == "i.e" || lower.starts_with("www.") ? 0 : parts;
}

bool is_remote_path(std::string_view word) {
  for (const std::string_view root : {"/Workspace", "/Users", "/Shared", "/Repos"}) {
    if (text::equals_ignore_case(word.substr(0, root.size()), root) &&
        (word.size() == root.size() || word[root.size()] == '/'))
      return true;
  }
  return false;
}

bool is_local_path(std::string_view word) {
  if (word.size() < 2 || is_remote_path(word) || is_email(word) || word.find("://") != std::string_view::npos)
    return false;
  if (word.starts_with("./") || word.starts_with("../") || word.starts_with("~/")) return true;
  if (word.starts_with("/") && !word.starts_with("/Volumes/") && word.find('/', 1) != std::string_view::npos)
    return true;
  return has_file_ending(word) && word.find('@') == std::string_view::npos && word.front() != '.';
}

bool speaks_of_grants(std::string_view path) {
  constexpr std::string_view kWords[] = {"grant", "acl", "permission", "privilege", "access"};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view word) { return text::contains_ignore_case(path, word); });
}

bool is_hex_id(std::string_view word) {
  constexpr std::size_t kLeast = 6;
  return word.size() >= kLeast && word.find_first_of("0123456789") != std::string_view::npos &&
         std::all_of(word.begin(), word.end(),
                     [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
}

bool is_environment(std::string_view word) {
  constexpr std::string_view kEnvironments[] = {"dev", "prod", "production",  "staging", "stage",  "test",
                                                "qa",  "uat",  "development", "preprod", "sandbox"};
  return in(word, std::begin(kEnvironments), std::end(kEnvironments));
}

bool is_plain_word(std::string_view word) {
  return in(word, std::begin(kPlainWords), std::end(kPlainWords));
}

}  // namespace lakecode::knowledge
