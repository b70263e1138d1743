#include "analysis/job_audit/secret_text.h"

#include <gtest/gtest.h>

namespace lakecode::job_audit {
namespace {

struct Case {
  const char* name;
  const char* value;
  bool is_secret;
};

TEST(SecretText, KnowsASecretFromWhatLooksLikeOne) {
  constexpr Case kCases[] = {
      {"db_password", "correct-horse-9", true},
      {"dbPassword", "hunter2hunter2", true},
      {"--password", "s3cr3t!", true},
      {"client_secret", "q8Zp~X2vL0tR7wYc9NdB4kHs6JmF1gAe", true},
      {"apiKey", "4f1c9a7e2b8d40c3a6e5f7b1d2c3a4e5", true},
      {"x", "jdbc:postgresql://h/db?user=u&password=Gx81kLm0", true},
      {"password", "{{secrets/prod/db}}", false},
      {"password", "${DB_PASSWORD}", false},
      {"password", "", false},
      {"password", "****", false},
      {"password_policy", "strict", false},
      {"token_count", "1024", false},
      {"partition_key", "customer_region_code", false},
      {"primary_keys", "order_id,line_id", false},
      {"secret_scope", "prod", false},
      {"key_path", "/Volumes/ops/keys/2024/01/service_account_01.json", false},
      {"url", "https://host.example/path?page=2", false},
      {"run_id", "4f1c9a7e2b8d40c3a6e5f7b1d2c3a4e5", false},
      {"", "select * from t where d = '2024-01-01'", false},
  };
  for (const Case& c : kCases) {
    const auto found = find_secret({"/p", c.name, c.value});
    EXPECT_EQ(found.has_value(), c.is_secret) << c.name << "=" << c.value << " -> " << found.value_or("");
    if (found) {
      EXPECT_EQ(found->find(c.value), std::string::npos) << "shown in clear: " << *found;
    }
  }
}

TEST(SecretText, NamesTheScopesOfReferences) {
  EXPECT_EQ(secret_scopes("a {{secrets/prod/x}} b {{secrets/ops/y}}"), (std::vector<std::string>{"prod", "ops"}));
  EXPECT_TRUE(secret_scopes("{{secrets/}} {{job.id}}").empty());
}

}  // namespace
}  // namespace lakecode::job_audit
