#pragma once
// What tools of a session act with: the connection, the gate, the catalog's names, the stored results. The evidence
// pack is opened by the gate, before its first decision above READ_ONLY; a session of reads leaves none. Made for one
// command; tools may use it from several threads, everything else is for one.

#include <functional>
#include <memory>
#include <string>

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "catalog/catalog.h"
#include "cli/app.h"
#include "cli/command.h"
#include "cli/connection.h"
#include "evidence/pack.h"
#include "gate/gate.h"
#include "gate/recovery.h"
#include "tools/result_store.h"
#include "tools/tool.h"

namespace lakecode::cli {

/// What its pack is opened with, should one be needed, and how a person is reached.
struct ToolSessionSettings {
  std::string name = "run";              ///< of the pack: the command
  gate::Confirmer* confirmer = nullptr;  ///< null: nobody is there. Borrowed
};

class ToolSession {
 public:
  /// Connects; does not contact a far workspace. Errors: those of connect().
  static Result<std::unique_ptr<ToolSession>> open(App& app, const Invocation& invocation,
                                                   const ToolSessionSettings& settings, config::LoadedSettings loaded,
                                                   const CallContext& ctx);
  ToolSession(const ToolSession&) = delete;
  ToolSession& operator=(const ToolSession&) = delete;

  [[nodiscard]] Connection& connection() { return connection_; }
  [[nodiscard]] gate::Gate& gate() { return gate_; }
  [[nodiscard]] catalog::Catalog& catalog() { return catalog_; }
  [[nodiscard]] tools::Services& services() { return services_; }
  /// Of the journal it belongs to; they go into the pack's opening record and the tags of queries. Before the first
  /// act.
  void set_session(const std::string& id, const std::string& request);
  /// Null until an act needed it.
  [[nodiscard]] evidence::PackWriter* pack() { return pack_.get(); }
  /// The pack's folder, or "".
  [[nodiscard]] std::string pack_folder() const { return pack_ ? pack_->folder().string() : std::string(); }

  /// Closes the pack, if there is one, with what came of the session.
  Result<void> close(std::string_view status, const JsonValue& result, std::string_view report_markdown);

 private:
  ToolSession(App& app, const Invocation& invocation, const ToolSessionSettings& settings, Connection connection);
  Result<evidence::PackWriter*> open_pack(const CallContext& ctx);

  App& app_;
  ToolSessionSettings settings_;
  Connection connection_;
  std::string warehouse_;  ///< configured; may be empty
  JsonBox inputs_;
  std::unique_ptr<evidence::PackWriter> pack_;
  std::unique_ptr<gate::Recovery> recovery_;
  gate::Gate gate_;
  tools::ResultStore results_;
  catalog::Catalog catalog_;
  tools::Services services_;
};

}  // namespace lakecode::cli
