# One set of flags for every target. Everything is compiled -fPIE, so that one
# precompiled header serves libraries, programs and tests alike.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_OPTIMIZE_DEPENDENCIES ON)  # libraries need not wait for the libraries they link
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

option(LAKECODE_PCH "use the precompiled header" ON)
option(LAKECODE_UNITY "join sources into few files (tools/unity_groups.py)" OFF)
set(LAKECODE_APART "" CACHE STRING "targets whose sources are not joined all the same")
option(LAKECODE_BENCH "build the benchmarks" OFF)
option(LAKECODE_FUZZ "build the fuzz targets (clang only)" OFF)
set(LAKECODE_SANITIZE "" CACHE STRING "value of -fsanitize=, or empty")

# A test that takes longer hangs. Sanitizers make programs several times slower.
set(LAKECODE_TEST_SECONDS 120)
if(LAKECODE_SANITIZE)
  set(LAKECODE_TEST_SECONDS 400)
endif()

# ccache finds an object again from any clone of the repository (tools/cached.sh).
# g++'s precompiled headers are cached where they are, so the builds with two of them (cmake/Targets.cmake) do not join in.
set(LAKECODE_CACHE_ANYWHERE OFF)
if(LAKECODE_SANITIZE OR NOT LAKECODE_PCH)
  set(LAKECODE_CACHE_ANYWHERE ON)
endif()
find_program(LAKECODE_CCACHE ccache)
if(LAKECODE_CCACHE AND LAKECODE_CACHE_ANYWHERE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_SOURCE_DIR}/tools/cached.sh ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
elseif(LAKECODE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${LAKECODE_CCACHE})
endif()

add_library(lakecode_flags INTERFACE)
target_compile_options(lakecode_flags INTERFACE
  -fPIE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wnull-dereference -Werror -fstack-protector-strong -fno-plt)
if(LAKECODE_CACHE_ANYWHERE)
  target_compile_options(lakecode_flags INTERFACE -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside the standard library's own inlined code (GCC bug 105562 and kin).
  target_compile_options(lakecode_flags INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-null-dereference
    -Wno-array-bounds -Wno-stringop-overflow
    -Wno-stringop-overread -Wno-missing-field-initializers -Winvalid-pch)
  if(LAKECODE_UNITY)  # joined, unnamed namespaces seem to stand in headers, and locals to hide another file's names
    target_compile_options(lakecode_flags INTERFACE -Wno-subobject-linkage -Wno-shadow)
  endif()
elseif(LAKECODE_UNITY)
  target_compile_options(lakecode_flags INTERFACE -Wthread-safety -Wno-missing-field-initializers -Wno-shadow)
else()
  target_compile_options(lakecode_flags INTERFACE -Wthread-safety -Wno-missing-field-initializers)
endif()
target_link_options(lakecode_flags INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed)

find_program(LAKECODE_MOLD mold)
if(LAKECODE_MOLD)
  target_link_options(lakecode_flags INTERFACE -fuse-ld=mold)
endif()

if(LAKECODE_SANITIZE)
  target_compile_options(lakecode_flags INTERFACE -fsanitize=${LAKECODE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(lakecode_flags INTERFACE -fsanitize=${LAKECODE_SANITIZE})
else()
  target_compile_definitions(lakecode_flags INTERFACE _FORTIFY_SOURCE=2 _GLIBCXX_ASSERTIONS)
endif()
