// Redactor and screen door on 1 MB and on 10 MB of the same text: the ratio tells whether they are linear. Argument 0
// is plain log text, the others are pieces made to look like the begin of a secret.
#include <array>
#include <string>

#include <benchmark/benchmark.h>

#include "base/redact.h"
#include "render/screen_door.h"

namespace {

constexpr std::array<std::string_view, 26> kPieces = {
    "2026-11-28 INFO task 17 of stage 4 read main.sales.orders in 320 ms, 1804 rows\n",
    "eyJ.",
    "token=",
    "://",
    "\"password\":",
    "-----BEGIN ",
    "dapi",
    "Bearer ",
    "a:b@",
    "secret: '\\",
    "\\\"token\\\":\\\"",
    "sig=",
    "--token ",
    "token='{",
    "key='a",
    "token:|",
    "SG.",
    "thin:a/b",
    "8Q~",
    "api_keys\":[\"",
    "sk-",
    "<password>",
    "f(\"token\",\"",
    "secret '",
    "x://u:",
    "\x1b]0;"};

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

void redact_text(benchmark::State& state) {
  const std::string text =
      repeated(kPieces[static_cast<std::size_t>(state.range(0))], static_cast<std::size_t>(state.range(1)) << 20U);
  lakecode::Redactor redactor;
  redactor.add(lakecode::Secret("a-secret-of-the-profile"));
  for (auto _ : state) benchmark::DoNotOptimize(redactor.redact(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
}

void make_inert(benchmark::State& state) {
  const std::string text =
      repeated(kPieces[static_cast<std::size_t>(state.range(0))], static_cast<std::size_t>(state.range(1)) << 20U);
  for (auto _ : state) benchmark::DoNotOptimize(lakecode::render::inert(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
}

void every_piece(benchmark::internal::Benchmark* bench) {
  for (std::int64_t piece = 0; piece < static_cast<std::int64_t>(kPieces.size()); ++piece) {
    for (const std::int64_t megabytes : {1, 10}) bench->Args({piece, megabytes});
  }
}

BENCHMARK(redact_text)->Apply(every_piece)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(make_inert)->Args({0, 1})->Args({0, 10})->Args({25, 1})->Args({25, 10})->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
