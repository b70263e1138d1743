#pragma once
// What a session remembers between statements: current names, variables, temporary views. A statement of REST has a
// session of its own; scripts and notebooks run many statements in one. Not thread-safe: one thread at a time.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "local/dialect/names.h"
#include "local/dialect/rewriter.h"

namespace lakecode::local {

class Session {
 public:
  explicit Session(dialect::SessionNames names) : names_(std::move(names)) { scopes_.emplace_back(); }

  [[nodiscard]] dialect::SessionNames& names() { return names_; }

  /// Variables of the innermost scope that has the name (lower case; label.name too); nullptr when none has.
  [[nodiscard]] const dialect::Parameter* variable(std::string_view name) const;
  /// Declares in the innermost scope; false when it is there already and `replace` is false.
  bool declare(const std::string& name, dialect::Parameter value, bool replace);
  /// Forgets a variable of the session (not of a block); false when there is none of that name.
  bool undeclare(std::string_view name);
  /// Gives a declared variable another value; false when there is none of that name.
  bool assign(const std::string& name, std::optional<std::string> value);
  void push_scope(std::string label);
  void pop_scope();
  [[nodiscard]] std::size_t depth() const { return scopes_.size(); }

  std::map<std::string, std::string> temporary_views;  ///< name and engine SQL in brackets
  std::map<std::string, std::string> settings;

 private:
  struct Scope {
    std::string label;
    std::map<std::string, dialect::Parameter, std::less<>> variables;
  };
  dialect::Parameter* find(std::string_view name);

  dialect::SessionNames names_;
  std::vector<Scope> scopes_;
};

}  // namespace lakecode::local
