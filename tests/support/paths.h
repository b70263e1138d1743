#pragma once
// Where a test finds what it reads and runs. The build writes the source of these (cmake/Targets.cmake).

#include <string>

namespace lakecode::test {

// The root of the repository, for the corpora and fixtures.
[[nodiscard]] std::string source_folder();

// The folder of this build's programs.
[[nodiscard]] std::string program_folder();

}  // namespace lakecode::test
