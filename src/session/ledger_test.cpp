#include "session/ledger.h"

#include <gtest/gtest.h>

namespace lakecode::session {
namespace {

TEST(SessionLedger, AddsUpByModelAndWarehouse) {
  Ledger ledger;
  ledger.add(ModelUse{.model = "a", .tokens = {.input = 1'000, .output = 10, .cache_read = 200}, .usd = 0.5});
  ledger.add(ModelUse{.model = "a", .tokens = {.input = 1, .output = 2}, .usd = 0.25});
  ledger.add(WarehouseUse{.warehouse_id = "w", .duration_ms = 100, .dbu = 0.5, .usd = 0.1});
  EXPECT_EQ(ledger.tokens().input, 1'001);
  EXPECT_EQ(ledger.model_usd(), 0.75);
  EXPECT_DOUBLE_EQ(ledger.known_usd(), 0.85);
  EXPECT_EQ(one_line(ledger), "1,201 tokens in, 12 out · $0.7500 · 1 statement, about 0.5000 DBU, $0.1000");
  ledger.add(WarehouseUse{.warehouse_id = "w", .dbu = 0.5});
  EXPECT_EQ(one_line(ledger), "1,201 tokens in, 12 out · $0.7500 · 2 statements, about 1.0000 DBU");
}

TEST(SessionLedger, AnUnknownPriceIsNotNothing) {
  Ledger ledger;
  ledger.add(ModelUse{.model = "a", .usd = 1.0});
  ledger.add(ModelUse{.model = "b"});
  EXPECT_EQ(ledger.model_usd(), std::nullopt);
  EXPECT_EQ(ledger.known_usd(), 1.0);
  EXPECT_EQ(Ledger().model_usd(), 0.0);
  EXPECT_EQ(one_line(Ledger()), "");
}

TEST(SessionLedger, EstimatesDbuBySizeAndTime) {
  EXPECT_EQ(estimate_dbu("2X-Small", std::chrono::hours(1)), 4.0);
  EXPECT_EQ(estimate_dbu("small", std::chrono::minutes(30)), 6.0);
  EXPECT_EQ(estimate_dbu("gigantic", std::chrono::hours(1)), std::nullopt);
}

TEST(SessionLedger, EgressIsByOriginAndKind) {
  Ledger ledger;
  ledger.add(Egress{"https://a", "model", 1, 10, 20});
  ledger.add(Egress{"https://a", "workspace", 1, 1, 2});
  ledger.add(Egress{"https://a", "model", 2, 5, 5});
  ASSERT_EQ(ledger.egress().size(), 2U);
  EXPECT_EQ(ledger.egress().begin()->second.bytes_out, 15);
  EXPECT_EQ(ledger.egress().begin()->second.requests, 3);
}

}  // namespace
}  // namespace lakecode::session
