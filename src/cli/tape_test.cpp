// What a recording may say about the world of its replay.
#include "cli/tape.h"

#include "cli/app_fixture.h"

namespace lakecode::cli {
namespace {

using TapeTest = AppFixture;

TEST_F(TapeTest, ACassetteChoosesPeersAndNothingElse) {
  write("work/tape", R"({"schema":"lakecode.cassette/1"})"
                     "\n"
                     R"({"fact":"environment","value":"{\"PATH\":\"/evil\",\"SSL_CERT_FILE\":\"/evil.pem\",)"
                     R"(\"LAKECODE_HOME\":\"/evil\",\"DATABRICKS_HOST\":\"https://recorded.example\"}"})"
                     "\n");
  environment_["PATH"] = "/bin";
  environment_["DATABRICKS_HOST"] = "https://mine.example";
  CapturedOutput output;
  Redactor redactor;
  App app = make_app(output, redactor);
  const Invocation invocation{.command = "run", .subcommand = "", .arguments = {}, .options = {{"replay", {"tape"}}}};
  const auto tape = Tape::open(app, invocation);
  ASSERT_TRUE(tape) << one_line(tape.error());
  const App& taped = (*tape)->app();
  EXPECT_EQ(taped.variable("DATABRICKS_HOST"), "https://recorded.example");
  EXPECT_EQ(taped.variable("PATH"), "/bin");
  EXPECT_EQ(taped.variable("SSL_CERT_FILE"), "");
  EXPECT_EQ(taped.variable("LAKECODE_HOME"), "");
}

}  // namespace
}  // namespace lakecode::cli
