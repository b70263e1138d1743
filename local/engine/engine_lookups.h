#pragma once
// What the dialect asks while it translates one statement, answered from the store, the session and the engine. Only
// for local/engine. Relations that were made of files live as long as this object.

#include <optional>
#include <string>
#include <vector>

#include "local/dialect/rewriter.h"
#include "local/engine/duck.h"
#include "local/engine/session.h"
#include "local/engine/table_engine_state.h"

namespace lakecode::local {

class EngineLookups {
 public:
  EngineLookups(TableEngine::State& state, Session& session) : state_(state), session_(session) {}
  EngineLookups(const EngineLookups&) = delete;
  EngineLookups& operator=(const EngineLookups&) = delete;
  ~EngineLookups();

  [[nodiscard]] dialect::Lookups lookups();

  /// After COPY INTO `table`: its files are not taken again.
  Result<void> remember_files(const dialect::TableName& table);

 private:
  Result<duck::Connection*> connection();
  /// The answer of a SHOW or DESCRIBE as a relation.
  Result<std::string> listing_of(std::string_view command);
  Result<std::string> relation_of(const dialect::FileSource& source);

  TableEngine::State& state_;
  Session& session_;
  std::optional<duck::Connection> connection_;
  std::vector<std::string> relations_;
  std::vector<std::string> copied_;  ///< files of a COPY INTO, as "path size time"
};

}  // namespace lakecode::local
