#pragma once
// Two-person approval without a server. The gate writes a request, bound to the digest of the act, host, profile,
// principal and an expiry; another person signs its bytes with `lakecode approve`; the gate finds the signature beside
// it, checks it and uses it once. The own key never approves.
//
//   APPROVALS/<id>.request.json    what is asked, by whom, until when
//   APPROVALS/<id>.approval.json   {request_sha256, name, key, signature}
//   APPROVALS/<id>.used.json       an approval that was used
//
// The signed bytes are "lakecode approval v1\n" and the request file as it stands.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/random.h"
#include "base/result.h"
#include "policy/policy.h"

namespace lakecode::gate {

/// What needs a second person.
struct JointAct {
  std::string digest;
  std::string effect_class;
  std::string kind;
  std::string text;
  std::string host;
  std::string profile;
  std::string principal;
};

/// What became of asking.
struct Standing {
  bool is_approved = false;
  std::string approver;           ///< name in the list of approvers, when approved
  std::string approver_key;       ///< hex
  std::filesystem::path request;  ///< file to hand on, when not approved
  std::string why_not;            ///< "nobody has signed it yet", "the signature is not of an approver", …
};

class SecondPerson {
 public:
  virtual ~SecondPerson() = default;
  /// Looks for a valid approval of `act`; uses it up when there is one, else makes sure that a request stands.
  /// Errors: Unavailable, PermissionDenied when files cannot be written or read.
  virtual Result<Standing> stand_for(const JointAct& act) = 0;
};

/// How long a request may wait. Judgement: over a night, not over a weekend.
inline constexpr std::chrono::hours kApprovalLife{24};

class ApprovalFolder final : public SecondPerson {
 public:
  /// `folder` is made when needed. `approvers` are those of the policy. Borrows clock and random.
  ApprovalFolder(std::filesystem::path folder, std::filesystem::path keys_folder,
                 std::vector<policy::Approver> approvers, const Clock& clock, RandomSource& random);
  Result<Standing> stand_for(const JointAct& act) override;

 private:
  Result<Standing> check_approval(const std::filesystem::path& stem, const std::string& request) const;
  Result<std::string> write_request(const std::filesystem::path& stem, const JointAct& act);

  std::filesystem::path folder_;
  std::filesystem::path keys_folder_;
  std::vector<policy::Approver> approvers_;
  const Clock& clock_;
  RandomSource& random_;
};

/// A request as the second person sees it.
struct ApprovalRequest {
  JointAct act;
  std::string requester_key;  ///< hex
  WallTime asked_at;
  WallTime expires_at;
  std::string bytes;  ///< of the file: what is signed
};

/// Errors: NotFound, CorruptData (not such a request), FailedPrecondition (expired).
Result<ApprovalRequest> load_request(const std::filesystem::path& file, const Clock& clock);

/// This installation's key for approvals, made on first use.
Result<crypto::SigningKey> load_approval_key(const std::filesystem::path& keys_folder, RandomSource& random);

/// Signs `request` with the own key and writes the approval beside `file`; returns its path.
/// An earlier approval of it is replaced. Errors: PermissionDenied when the own key asked for it; files.
Result<std::filesystem::path> approve_request(const std::filesystem::path& file, const ApprovalRequest& request,
                                              const std::string& name, const std::filesystem::path& keys_folder,
                                              RandomSource& random);

std::string hex_of_key(std::string_view public_key);

}  // namespace lakecode::gate
