#include "gate/policy_files.h"

#include <sys/stat.h>

#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "config/trust.h"
#include "policy/call_list.h"
#include "policy/read_file.h"

namespace lakecode::gate {
namespace {

namespace fs = std::filesystem;
using policy::Layer;

constexpr std::string_view kProjectFile = ".lakecode/policy.yml";

/// "" when nobody but `user` and root can have written the file.
std::string why_unsafe(const fs::path& file, uid_t user) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return "it cannot be looked at";
  if (status.st_uid != user && status.st_uid != 0) return "it belongs to somebody else";
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) return "others may change it; run chmod go-w on it";
  return {};
}

class Assembly {
 public:
  explicit Assembly(const PolicySources& sources)
      : sources_(sources), settings_(sources.loaded.settings), policy_(std::make_shared<policy::Policy>()) {}

  Result<LoadedPolicy> run() {
    loaded_.compliance = settings_.flag("policy.compliance");
    const bool has_managed = take_file(sources_.system_folder / "policy.yml", Layer::Managed, 0);
    const fs::path global = settings_.path("policy.global_path");
    const bool has_global = take_file(global, Layer::Global, sources_.user);
    const bool is_named = settings_.at("policy.global_path").origin.layer != config::Layer::BuiltIn;
    if (!has_global && (is_named || (loaded_.compliance && !has_managed)))
      note_broken(global.string() + ": there is no such file");
    take_project();
    TRY_VOID(take_lists());
    if (loaded_.compliance && !loaded_.read_only_because.empty()) {
      return Error{.code = ErrorCode::InvalidArgument,
                   .action = "start in compliance mode",
                   .subject = {},
                   .reason = "the policy is broken: " + loaded_.read_only_because,
                   .advice = "`lakecode policy check FILE` tells every mistake of a file"};
    }
    if (!loaded_.read_only_because.empty())
      loaded_.notices.push_back("READ-ONLY: the policy is broken, so nothing above READ_ONLY runs: " +
                                loaded_.read_only_because);
    loaded_.policy = std::move(policy_);
    return std::move(loaded_);
  }

 private:
  void note_broken(const std::string& why) {
    loaded_.read_only_because += (loaded_.read_only_because.empty() ? "" : "; ") + why;
  }

  /// False when there is no such file.
  bool take_file(const fs::path& file, Layer layer, uid_t user) {
    const auto text = files::read(file, policy::kMaxPolicyBytes);
    if (!text && text.error().code == ErrorCode::NotFound) return false;
    if (!text) return note_broken(file.string() + ": " + text.error().reason), true;
    const std::string unsafe = why_unsafe(file, user);
    if (!unsafe.empty()) return note_broken(file.string() + ": " + unsafe), true;
    take_text(*text, file.string(), layer);
    return true;
  }

  void take_text(const std::string& text, const std::string& name, Layer layer) {
    policy::FileReading reading = policy::read_policy(text, name, layer);
    if (!reading.mistakes.empty()) {
      const std::size_t more = reading.mistakes.size() - 1;
      return note_broken(reading.mistakes.front() + (more > 0 ? " (and " + std::to_string(more) + " more)" : ""));
    }
    for (std::string& refused : policy_->add(std::move(reading.rules))) loaded_.notices.push_back(std::move(refused));
  }

  /// The bytes that were digested for trust are those that are read.
  void take_project() {
    const auto& project = sources_.loaded.project;
    if (!project || sources_.loaded.trust != config::TrustState::Trusted) return;
    const auto content = config::scan_folder(project->root);
    const auto status = content ? config::TrustStore(sources_.lakecode_home).check(*content)
                                : Result<config::TrustStatus>(content.error());
    if (!status || status->state != config::TrustState::Trusted)
      return note_broken(project->root.string() + ": the project changed while it was read");
    const config::BehaviourFile* file = content->find(kProjectFile);
    const std::string name = (project->root / kProjectFile).string();
    if (file == nullptr) {
      for (const std::string& line : content->refused) {
        if (line.starts_with(kProjectFile)) note_broken(line);
      }
      return;
    }
    if (file->bytes != file->content.size()) return note_broken(name + ": it is larger than 1 MiB");
    take_text(file->content, name, Layer::Project);
  }

  Result<void> take_lists() {
    TRY_ASSIGN(policy::RuleSet lists,
               policy::read_call_lists(settings_.list("safety.blocked"), settings_.list("safety.require_confirm"),
                                       settings_.list("safety.auto_approve")));
    if (!lists.rules.empty()) policy_->add(std::move(lists));
    return {};
  }

  const PolicySources& sources_;
  const config::Settings& settings_;
  std::shared_ptr<policy::Policy> policy_;
  LoadedPolicy loaded_;
};

}  // namespace

Result<LoadedPolicy> load_policy(const PolicySources& sources) {
  return Assembly(sources).run();
}

Result<policy::RuleSet> load_policy_file(const fs::path& file) {
  auto text = files::read(file, policy::kMaxPolicyBytes);
  const auto wrong = [&](std::string reason) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "use policy",
                 .subject = file.string(),
                 .reason = std::move(reason),
                 .advice = {}};
  };
  if (!text) return wrong(text.error().reason);
  policy::FileReading reading = policy::read_policy(*text, file.string(), Layer::Global);
  if (!reading.mistakes.empty()) return wrong(text::join(reading.mistakes, "; also "));
  return std::move(reading.rules);
}

}  // namespace lakecode::gate
