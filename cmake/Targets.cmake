# lakecode_library(NAME SOURCES ... TESTS ... DEPS ... PRIVATE_DEPS ...)
#   one static library a folder, plus, when TESTS are given, one GoogleTest program `NAME_test`.
# lakecode_program(NAME SOURCES ... DEPS ...)
include(GoogleTest)

function(lakecode_use_pch target)
  if(LAKECODE_PCH)
    target_precompile_headers(${target} REUSE_FROM lakecode_pch)
  endif()
endfunction()

file(WRITE ${CMAKE_BINARY_DIR}/pch_anchor.cpp.in "// The precompiled header needs one source file to belong to.\n")
configure_file(${CMAKE_BINARY_DIR}/pch_anchor.cpp.in ${CMAKE_BINARY_DIR}/pch_anchor.cpp COPYONLY)

# lakecode_pch_digest(OUT): digest of all the text behind base/pch.h. It stands for the precompiled header in ccache's
# eyes, since the file itself differs from folder to folder (and clang's names its folder, so it is never cached).
function(lakecode_pch_digest out)
  set(header ${CMAKE_SOURCE_DIR}/src/base/pch.h)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${header})
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 -E -dD -P -w -x c++ ${header}
    OUTPUT_VARIABLE text RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "the compiler cannot read ${header}")
  endif()
  string(SHA256 digest "${text}")
  set(${out} ${digest} PARENT_SCOPE)
endfunction()

if(LAKECODE_PCH)
  add_library(lakecode_pch STATIC ${CMAKE_BINARY_DIR}/pch_anchor.cpp)
  target_link_libraries(lakecode_pch PUBLIC lakecode_flags Boost::json fmt::fmt)
  target_include_directories(lakecode_pch PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_precompile_headers(lakecode_pch PRIVATE ${CMAKE_SOURCE_DIR}/src/base/pch.h)
  if(LAKECODE_CCACHE AND LAKECODE_CACHE_ANYWHERE)
    set_target_properties(lakecode_pch PROPERTIES CXX_COMPILER_LAUNCHER "")
    lakecode_pch_digest(digest)
    foreach(ending gch pch)
      file(WRITE ${CMAKE_BINARY_DIR}/CMakeFiles/lakecode_pch.dir/cmake_pch.hxx.${ending}.sum ${digest})
    endforeach()
  endif()
endif()

# Tests are half of all sources. Without sanitizers they are compiled without optimisation, from a precompiled header
# that has GoogleTest too: less than half the time, while what they test is optimised all the same.
set(LAKECODE_TEST_PCH OFF)
if(LAKECODE_PCH AND NOT LAKECODE_SANITIZE)
  set(LAKECODE_TEST_PCH ON)
  set(LAKECODE_TEST_OPTIONS -O0 -U_FORTIFY_SOURCE)
  add_library(lakecode_test_pch STATIC ${CMAKE_BINARY_DIR}/pch_anchor.cpp)
  target_link_libraries(lakecode_test_pch PUBLIC lakecode_flags Boost::json fmt::fmt GTest::gtest)
  target_include_directories(lakecode_test_pch PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_compile_options(lakecode_test_pch PRIVATE ${LAKECODE_TEST_OPTIONS})
  target_precompile_headers(lakecode_test_pch PRIVATE ${CMAKE_SOURCE_DIR}/src/base/pch.h <gtest/gtest.h>)
endif()

# How the sources of a test program are compiled.
function(lakecode_compile_as_test target)
  if(LAKECODE_TEST_PCH)
    target_compile_options(${target} PRIVATE ${LAKECODE_TEST_OPTIONS})
    target_precompile_headers(${target} REUSE_FROM lakecode_test_pch)
  else()
    lakecode_use_pch(${target})
  endif()
endfunction()

# Where the sources and the programs stand, for tests: one small object, so that no other object names a folder.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/test_paths.cpp CONTENT [[
#include "tests/support/paths.h"

namespace lakecode::test {

std::string source_folder() { return "@CMAKE_SOURCE_DIR@"; }
std::string program_folder() { return "@CMAKE_BINARY_DIR@/bin"; }

}  // namespace lakecode::test
]] @ONLY)
add_library(lakecode_test_paths STATIC ${CMAKE_BINARY_DIR}/test_paths.cpp)
target_include_directories(lakecode_test_paths PRIVATE ${CMAKE_SOURCE_DIR})
target_link_libraries(lakecode_test_paths PRIVATE lakecode_flags)

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/unity_groups.py)
# lakecode_join(OUT NAME SOURCES...): the sources, or with LAKECODE_UNITY fewer files that include them.
function(lakecode_join out name)
  set(sources ${ARGN})
  if(LAKECODE_UNITY AND NOT name IN_LIST LAKECODE_APART)
    file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
    list(TRANSFORM sources PREPEND ${folder}/)
    execute_process(COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/unity_groups.py --root ${CMAKE_SOURCE_DIR}
      --out ${CMAKE_BINARY_DIR}/unity --name ${name} ${sources} OUTPUT_VARIABLE sources COMMAND_ERROR_IS_FATAL ANY)
  endif()
  set(${out} ${sources} PARENT_SCOPE)
endfunction()

function(lakecode_test name)
  cmake_parse_arguments(A "" "" "SOURCES;DEPS" ${ARGN})
  lakecode_join(sources ${name} ${A_SOURCES})
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE lakecode_flags lakecode_test_paths ${A_DEPS} Boost::json fmt::fmt GTest::gtest_main)
  # The folders as macros make the objects of a target belong to this clone alone; tests/support/paths.h does not.
  foreach(source ${A_SOURCES})
    file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/${source} uses REGEX "LAKECODE_(SOURCE|BIN)_DIR" LIMIT_COUNT 1)
    if(uses OR NOT LAKECODE_CACHE_ANYWHERE)
      target_compile_definitions(${name} PRIVATE
        LAKECODE_SOURCE_DIR="${CMAKE_SOURCE_DIR}" LAKECODE_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
    endif()
  endforeach()
  lakecode_compile_as_test(${name})
  if(name MATCHES "^lakecode_(base|net|local|agent|llm)_")  # the folders with threads of their own
    add_dependencies(threaded_tests ${name})
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT ${LAKECODE_TEST_SECONDS} LABELS ${name})
endfunction()

function(lakecode_library name)
  cmake_parse_arguments(A "" "" "SOURCES;TESTS;TEST_DEPS;DEPS;PRIVATE_DEPS" ${ARGN})
  lakecode_join(sources ${name} ${A_SOURCES})
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${name} PUBLIC lakecode_flags ${A_DEPS} Boost::json fmt::fmt PRIVATE ${A_PRIVATE_DEPS})
  if(LAKECODE_UNITY)
    target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  endif()
  lakecode_use_pch(${name})
  if(A_TESTS)
    lakecode_test(${name}_test SOURCES ${A_TESTS} DEPS ${name} ${A_TEST_DEPS})
  endif()
endfunction()

function(lakecode_program name)
  cmake_parse_arguments(A "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE lakecode_flags ${A_DEPS} Boost::json fmt::fmt)
  lakecode_use_pch(${name})
endfunction()

# A folder joins the build when it has a CMakeLists.txt.
macro(add_floor folder)
  if(EXISTS ${CMAKE_SOURCE_DIR}/${folder}/CMakeLists.txt)
    add_subdirectory(${CMAKE_SOURCE_DIR}/${folder} ${CMAKE_BINARY_DIR}/${folder})
  endif()
endmacro()
