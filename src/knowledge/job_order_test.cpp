#include "knowledge/job_order.h"

#include <gtest/gtest.h>

#include <string>

#include "base/json.h"

namespace lakecode::knowledge {
namespace {

struct Case {
  const char* text;
  const char* name;  ///< "": no order of a job
  const char* inputs;
};

}  // namespace

TEST(JobOrder, TakesTheNameAndNothingElse) {
  const Case cases[] = {
      {"run nightly_orders", "nightly_orders", "{}"},
      {"please run the nightly_orders job now", "nightly_orders", "{}"},
      {"could you kick off nightly-orders?", "nightly-orders", "{}"},
      {"start job \"Payroll of March\"", "Payroll of March", "{}"},
      {"run nightly orders", "nightly orders", "{}"},
      {"Run Nightly_Orders.", "Nightly_Orders", "{}"},
      {"run nightly_orders with day=2026-01-31", "nightly_orders", R"({"parameters":{"day":"2026-01-31"}})"},
      {"run nightly_orders and wait for it", "nightly_orders", R"({"wait":true})"},
      {"run it", "", ""},
      {"run a job", "", ""},
      {"run everything", "", ""},
      {"don't run nightly_orders", "", ""},
      {"should I run nightly_orders?", "", ""},
      {"can I run nightly_orders", "", ""},
      {"run nightly_orders tomorrow", "", ""},
      {"run nightly_orders if the load is done", "", ""},
      {"run nightly_orders and delete the old tables", "", ""},
      {"run nightly_orders, then weekly_orders", "", ""},
      {"why did nightly_orders fail", "", ""},
      {"nightly_orders was run by kim", "", ""},
      {"run", "", ""},
      {"", "", ""},
  };
  for (const Case& one : cases) {
    const auto order = read_job_order(one.text);
    EXPECT_EQ(order ? order->name : "", one.name) << one.text;
    if (order) {
      EXPECT_EQ(json::serialize(*order->inputs), one.inputs) << one.text;
    }
  }
}

}  // namespace lakecode::knowledge
