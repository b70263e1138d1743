#include "workflows/missing_rights.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lakecode::workflows {
namespace {

using Acts = std::vector<std::string>;

MissingRight refused(std::string reason, std::vector<std::string> tables = {}) {
  return {"read", {.code = ErrorCode::PermissionDenied, .reason = std::move(reason)}, std::move(tables)};
}

TEST(MissingRights, TheNamedPrivilegeIsGrantedAndWhatLiesBehindItOnTheWayToTheTable) {
  const std::string reason =
      "[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE SCHEMA on Schema 'system.billing'. "
      "SQLSTATE: 42501";
  EXPECT_EQ(acts_that_open(refused(reason, {"system.billing.usage"}), "ana@x.com"),
            (Acts{"GRANT USE SCHEMA ON SCHEMA `system`.`billing` TO `ana@x.com`",
                  "GRANT SELECT ON TABLE `system`.`billing`.`usage` TO `ana@x.com`"}));
  EXPECT_EQ(acts_that_open(refused(reason), "ana@x.com"),
            Acts{"GRANT USE SCHEMA ON SCHEMA `system`.`billing` TO `ana@x.com`"});
}

TEST(MissingRights, TwoTablesOfASchemaShareTheirWay) {
  const auto acts =
      acts_that_open(refused("User does not have USE_CATALOG on Catalog 'c'.", {"c.s.a", "c.s.b"}), "g`roup");
  EXPECT_EQ(acts,
            (Acts{"GRANT USE CATALOG ON CATALOG `c` TO `g``roup`", "GRANT USE SCHEMA ON SCHEMA `c`.`s` TO `g``roup`",
                  "GRANT SELECT ON TABLE `c`.`s`.`a` TO `g``roup`", "GRANT SELECT ON TABLE `c`.`s`.`b` TO `g``roup`"}));
}

TEST(MissingRights, ARefusalWithoutAPrivilegeTellsTheWholeWay) {
  EXPECT_EQ(acts_that_open(refused("Access denied", {"c.s.t"}), "").size(), 3U);
  EXPECT_TRUE(acts_that_open(refused("Access denied"), "").empty());
}

TEST(MissingRights, OtherSecurablesAndWordings) {
  EXPECT_EQ(acts_that_open(refused("User does not have permission READ VOLUME on Volume 'c.s.v'"), "p"),
            Acts{"GRANT READ VOLUME ON VOLUME `c`.`s`.`v` TO `p`"});
  EXPECT_EQ(acts_that_open(refused("User does not have CREATE CATALOG on Metastore."), "p"),
            Acts{"GRANT CREATE CATALOG ON METASTORE TO `p`"});
  EXPECT_EQ(acts_that_open(refused("User does not have READ FILES on External Location 'landing'."), "p"),
            Acts{"GRANT READ FILES ON EXTERNAL LOCATION `landing` TO `p`"});
}

TEST(MissingRights, JobsAndComputeHaveLevels) {
  const std::string id = "a4c751ae-99d9-4447-86cb-04dafba0e69b";
  EXPECT_EQ(
      acts_that_open(
          refused("User " + id + " does not have View or Admin or Manage Run or Owner permissions on job 17"), id),
      Acts{"databricks permissions update jobs 17 --json '{\"access_control_list\": [{\"service_principal_name\": \"" +
           id + "\", \"permission_level\": \"CAN_VIEW\"}]}'"});
  EXPECT_EQ(acts_that_open(refused("User a@b.c does not have Manage Run or Owner permissions on job 9."), "a@b.c"),
            Acts{"databricks permissions update jobs 9 --json '{\"access_control_list\": [{\"user_name\": \"a@b.c\", "
                 "\"permission_level\": \"CAN_MANAGE_RUN\"}]}'"});
}

TEST(MissingRights, ANameIsNoLevel) {
  const auto acts =
      acts_that_open(refused("User reviewer@b.c does not have Owner permissions on job 9"), "reviewer@b.c");
  ASSERT_EQ(acts.size(), 1U);
  EXPECT_NE(acts[0].find("CAN_MANAGE\""), std::string::npos) << acts[0];
}

TEST(MissingRights, WordsOfARefusalNeverBecomeAnAct) {
  EXPECT_TRUE(acts_that_open(refused("User does not have ALL; DROP TABLE t on Schema 'a.b'"), "p").empty());
  EXPECT_TRUE(acts_that_open(refused("User does not have SELECT on Moon 'a.b'"), "p").empty());
  EXPECT_EQ(acts_that_open(refused("User does not have SELECT on Table 'a.b.c` TO eve; --'"), "p"), Acts{});
  const auto acts = acts_that_open(refused("does not have View permissions on job 7"), "x'; rm -rf /; '");
  ASSERT_EQ(acts.size(), 1U);
  EXPECT_EQ(acts[0].find("rm -rf"), std::string::npos) << acts[0];
  EXPECT_TRUE(acts_that_open(refused("does not have View permissions on job ';reboot'"), "p").empty());
  EXPECT_TRUE(acts_that_open(refused("does not have View permissions on job --profile"), "p").empty());
}

TEST(MissingRights, ASystemTableThatIsNotThereIsEnabledAndGranted) {
  const MissingRight absent{
      "find", {.code = ErrorCode::NotFound, .reason = "there is no such table"}, {"system.compute.node_timeline"}};
  EXPECT_TRUE(lacks_right(absent));
  const auto acts = acts_that_open(absent, "p");
  ASSERT_EQ(acts.size(), 4U);
  EXPECT_EQ(acts[0], "databricks system-schemas enable METASTORE_ID compute");
  EXPECT_EQ(acts[3], "GRANT SELECT ON TABLE `system`.`compute`.`node_timeline` TO `p`");
  EXPECT_EQ(why_missing(absent),
            "there is no such table: its schema is not enabled, not granted, or not offered in the metastore's region");
  EXPECT_EQ(why_missing(refused("Access denied.", {"system.compute.node_timeline"})), "Access denied.");
  EXPECT_FALSE(lacks_right({"find", {.code = ErrorCode::NotFound, .reason = "gone"}, {"main.a.b"}}));
  EXPECT_FALSE(lacks_right({"find", {.code = ErrorCode::Unavailable, .reason = "503"}, {"system.a.b"}}));
}

}  // namespace
}  // namespace lakecode::workflows
