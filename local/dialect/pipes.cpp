#include "local/dialect/pipes.h"

#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/keywords.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

/// Tokens [begin, end) of one step between pipes.
struct Segment {
  std::size_t begin = 0;
  std::size_t end = 0;
};

class Pipeline {
 public:
  Pipeline(std::string_view sql, std::span<const Token> tokens) : sql_(sql), tokens_(tokens) {}

  Result<std::optional<std::string>> run() {
    const std::vector<Segment> segments = split();
    std::size_t head = segments[0].begin;
    if (tokens_[0].is_word("WITH")) head = query_begin(segments[0]);
    const bool from = tokens_[head].is_word("FROM");
    const bool table = tokens_[head].is_word("TABLE");
    if (segments.size() == 1 && !from && !table) return std::optional<std::string>();
    prefix_ = text({segments[0].begin, head});
    TRY_VOID(start({head, segments[0].end}));
    for (std::size_t i = 1; i < segments.size(); ++i) TRY_VOID(apply(segments[i]));
    return std::optional<std::string>(prefix_ + " " + query());
  }

 private:
  [[nodiscard]] std::vector<Segment> split() const {
    std::vector<Segment> out;
    int depth = 0;
    std::size_t from = 0;
    for (std::size_t i = 0; i + 1 < tokens_.size(); ++i) {
      if (tokens_[i].is_symbol("(")) ++depth;
      if (tokens_[i].is_symbol(")")) --depth;
      if (depth != 0 || !tokens_[i].is_symbol("|>")) continue;
      out.push_back({from, i});
      from = i + 1;
    }
    out.push_back({from, tokens_.size() - 1});
    return out;
  }

  /// Where the query behind WITH ... begins.
  [[nodiscard]] std::size_t query_begin(Segment segment) const {
    int depth = 0;
    for (std::size_t i = segment.begin; i < segment.end; ++i) {
      const Token& now = tokens_[i];
      if (now.is_symbol("(")) ++depth;
      if (now.is_symbol(")")) --depth;
      if (depth == 0 && (now.is_word("SELECT") || now.is_word("FROM") || now.is_word("TABLE") || now.is_word("VALUES")))
        return i;
    }
    return segment.begin;
  }

  [[nodiscard]] std::string text(Segment segment) const {
    if (segment.begin >= segment.end) return "";
    const std::size_t begin = tokens_[segment.begin].begin;
    return std::string(sql_.substr(begin, tokens_[segment.end - 1].end - begin));
  }

  /// The first of `words` at top level of the segment; its end when there is none.
  [[nodiscard]] std::size_t find(Segment segment, std::initializer_list<std::string_view> words) const {
    int depth = 0;
    for (std::size_t i = segment.begin; i < segment.end; ++i) {
      if (tokens_[i].is_symbol("(")) ++depth;
      if (tokens_[i].is_symbol(")")) --depth;
      if (depth != 0) continue;
      for (const std::string_view word : words) {
        if (tokens_[i].is_word(word)) return i;
      }
    }
    return segment.end;
  }

  Result<void> start(Segment segment) {
    const Token& first = tokens_[segment.begin];
    if (first.is_word("TABLE")) {
      from_ = text({segment.begin + 1, segment.end});
      return {};
    }
    if (!first.is_word("FROM")) {
      from_ = "(" + text(segment) + ") AS lc_pipe";
      return {};
    }
    const std::size_t select = find(segment, {"SELECT", "INSERT"});
    if (select < segment.end && tokens_[select].is_word("INSERT"))
      return unsupported("INSERT behind FROM; write one INSERT INTO ... SELECT for each table");
    const std::size_t tail = find({segment.begin, select}, {"WHERE"});
    from_ = text({segment.begin + 1, tail});
    where_ = tail < select ? text({tail + 1, select}) : "";
    if (select == segment.end) return {};
    const std::size_t rest =
        find({select, segment.end}, {"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "QUALIFY", "WINDOW", "UNION"});
    const bool more = rest < segment.end && tokens_[rest].is_word("WHERE") && !where_.empty();
    if (more) return syntax_error("WHERE");
    finished_ = text({select, rest}) + " FROM " + from_ + (where_.empty() ? "" : " WHERE " + where_) + " " +
                text({rest, segment.end});
    return {};
  }

  /// What was read so far as one query.
  [[nodiscard]] std::string query() const {
    if (!finished_.empty()) return finished_;
    return "SELECT * FROM " + from_ + (where_.empty() ? "" : " WHERE " + where_);
  }
  /// FROM and WHERE of what was read so far, for a SELECT list before them.
  std::string source() {
    if (!finished_.empty()) {
      from_ = "(" + finished_ + ") AS lc_pipe";
      where_.clear();
      finished_.clear();
    }
    return " FROM " + from_ + (where_.empty() ? "" : " WHERE " + where_);
  }
  void wrap() {
    const std::string before = query();
    from_ = "(" + before + ") AS lc_pipe";
    where_.clear();
    finished_.clear();
    sorted_ = false;
  }

  /// The first call of an aggregate that is no window, outside of subqueries; the segment's end when there is none.
  [[nodiscard]] std::size_t aggregate_in(Segment segment) const {
    for (std::size_t i = segment.begin; i + 1 < segment.end; ++i) {
      if (!tokens_[i + 1].is_symbol("(")) continue;
      const std::size_t close = bracket_end(i + 1, segment.end);
      if (tokens_[i + 2].is_word("SELECT") || tokens_[i + 2].is_word("FROM")) i = close;
      const std::size_t behind = close + 1;
      const bool windowed =
          behind < segment.end && (tokens_[behind].is_word("OVER") || tokens_[behind].is_word("FILTER"));
      for (const std::string_view name :
           {"COUNT", "SUM", "AVG", "MIN", "MAX", "COLLECT_LIST", "COUNT_IF", "ANY_VALUE"}) {
        if (i < segment.end && tokens_[i].is_word(name) && !windowed) return i;
      }
    }
    return segment.end;
  }
  [[nodiscard]] std::size_t bracket_end(std::size_t open, std::size_t end) const {
    int depth = 0;
    for (std::size_t i = open; i < end; ++i) {
      depth += tokens_[i].is_symbol("(") ? 1 : tokens_[i].is_symbol(")") ? -1 : 0;
      if (depth == 0) return i;
    }
    return end;
  }

  Result<void> refuse_aggregates(const Token& word, Segment segment) const {
    if (!word.is_word("SELECT") && !word.is_word("EXTEND") && !word.is_word("SET") && !word.is_word("WHERE")) return {};
    const std::size_t found = aggregate_in(segment);
    if (found == segment.end) return {};
    return sql_error("PIPE_OPERATOR_CONTAINS_AGGREGATE_FUNCTION",
                     fmt::format("Non-grouping expression {}(...) is provided as an argument to the |> {} pipe "
                                 "operator but contains an aggregate function; please update it to include only "
                                 "non-aggregate expressions, or use AGGREGATE.",
                                 tokens_[found].value, text::to_upper(word.value)),
                     "0A000");
  }

  Result<void> apply(Segment segment) {
    if (segment.begin >= segment.end) return syntax_error("|>");
    TRY_VOID(refuse_aggregates(tokens_[segment.begin], {segment.begin + 1, segment.end}));
    const Token& word = tokens_[segment.begin];
    const Segment rest{segment.begin + 1, segment.end};
    const bool sorted = sorted_;
    sorted_ = false;
    if (word.is_word("WHERE")) {
      if (!finished_.empty() || !where_.empty()) wrap();
      where_ = text(rest);
    } else if (word.is_word("SELECT")) {
      finished_ = "SELECT " + text(rest) + source();
    } else if (word.is_word("EXTEND")) {
      finished_ = "SELECT *, " + text(rest) + source();
    } else if (word.is_word("DROP")) {
      finished_ = "SELECT * EXCEPT (" + text(rest) + ")" + source();
    } else if (word.is_word("SET")) {
      return apply_set(rest);
    } else if (word.is_word("AS")) {
      const std::string before = query();
      from_ = "(" + before + ") AS " + text(rest);
      where_.clear();
      finished_.clear();
    } else if (word.is_word("AGGREGATE")) {
      return apply_aggregate(rest);
    } else if (word.is_word("ORDER") || word.is_word("SORT") || word.is_word("LIMIT") || word.is_word("OFFSET")) {
      const bool orders = word.is_word("ORDER") || word.is_word("SORT");
      if (!finished_.empty() && !sorted) wrap();
      finished_ = query() + " " + text(segment);
      sorted_ = orders || sorted;
    } else {
      return apply_relation(segment, word);
    }
    return {};
  }

  Result<void> apply_relation(Segment segment, const Token& word) {
    for (const std::string_view join : {"JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "LATERAL", "SEMI",
                                        "ANTI", "PIVOT", "UNPIVOT", "TABLESAMPLE"}) {
      if (!word.is_word(join)) continue;
      if (!finished_.empty() || !where_.empty()) wrap();
      from_ += " " + text(segment);
      return {};
    }
    for (const std::string_view set : {"UNION", "INTERSECT", "EXCEPT", "MINUS"}) {
      if (!word.is_word(set)) continue;
      finished_ = "SELECT * FROM (" + query() + ") AS lc_pipe " + text(segment);
      wrap();
      return {};
    }
    return unsupported("the pipe operator " + text::to_upper(word.value));
  }

  /// c = e [, c = e]
  Result<void> apply_set(Segment segment) {
    std::string list;
    int depth = 0;
    std::size_t from = segment.begin;
    for (std::size_t i = segment.begin; i <= segment.end; ++i) {
      const bool end = i == segment.end;
      if (!end && tokens_[i].is_symbol("(")) ++depth;
      if (!end && tokens_[i].is_symbol(")")) --depth;
      if (!end && (depth != 0 || !tokens_[i].is_symbol(","))) continue;
      if (i < from + 3 || !tokens_[from].is_name() || !tokens_[from + 1].is_symbol("="))
        return syntax_error(tokens_[from].value);
      list += fmt::format("{}({}) AS {}", list.empty() ? "" : ", ", text({from + 2, i}), text({from, from + 1}));
      from = i + 1;
    }
    finished_ = "SELECT * REPLACE (" + list + ")" + source();
    return {};
  }

  /// [a, b] [GROUP BY k, l]: the keys come first.
  Result<void> apply_aggregate(Segment segment) {
    const std::size_t group = find(segment, {"GROUP"});
    const std::string functions = text({segment.begin, group});
    if (group == segment.end) {
      finished_ = "SELECT " + functions + source();
      return {};
    }
    const Segment keys{group + 2, segment.end};
    std::string ordinals = "1";
    int depth = 0;
    int count = 1;
    for (std::size_t i = keys.begin; i < keys.end; ++i) {
      if (tokens_[i].is_symbol("(")) ++depth;
      if (tokens_[i].is_symbol(")")) --depth;
      if (depth == 0 && tokens_[i].is_symbol(",")) ordinals += fmt::format(", {}", ++count);
    }
    finished_ =
        "SELECT " + text(keys) + (functions.empty() ? "" : ", " + functions) + source() + " GROUP BY " + ordinals;
    return {};
  }

  std::string_view sql_;
  std::span<const Token> tokens_;
  std::string prefix_;    ///< WITH ...
  std::string from_;      ///< what stands behind FROM
  std::string where_;     ///< its condition
  std::string finished_;  ///< a whole query, when it is more than FROM and WHERE
  bool sorted_ = false;   ///< finished_ ends in ORDER BY: a LIMIT may follow
};

}  // namespace

Result<std::optional<std::string>> expand_pipes(std::string_view sql, std::span<const Token> tokens) {
  return Pipeline(sql, tokens).run();
}

}  // namespace lakecode::local::dialect
