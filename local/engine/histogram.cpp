#include "local/engine/histogram.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace lakecode::local {
namespace {

void merge_nearest(std::vector<HistogramBin>& bins) {
  std::size_t nearest = 0;
  for (std::size_t i = 1; i + 1 < bins.size(); ++i) {
    if (bins[i + 1].x - bins[i].x < bins[nearest + 1].x - bins[nearest].x) nearest = i;
  }
  HistogramBin& left = bins[nearest];
  const HistogramBin& right = bins[nearest + 1];
  const double count = left.y + right.y;
  left = {(left.x * left.y + right.x * right.y) / count, count};
  bins.erase(bins.begin() + static_cast<std::ptrdiff_t>(nearest) + 1);
}

duckdb_logical_type bin_list_type() {
  duckdb_logical_type number = duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
  std::array<duckdb_logical_type, 2> members{number, number};
  std::array<const char*, 2> names{"x", "y"};
  duckdb_logical_type bin = duckdb_create_struct_type(members.data(), names.data(), members.size());
  duckdb_logical_type list = duckdb_create_list_type(bin);
  duckdb_destroy_logical_type(&bin);
  duckdb_destroy_logical_type(&number);
  return list;
}

void run_histogram(duckdb_function_info /*info*/, duckdb_data_chunk input, duckdb_vector output) {
  const duckdb_vector lists = duckdb_data_chunk_get_vector(input, 0);
  const duckdb_vector limits = duckdb_data_chunk_get_vector(input, 1);
  const duckdb_vector child = duckdb_list_vector_get_child(lists);
  const auto* numbers = static_cast<const double*>(duckdb_vector_get_data(child));
  std::uint64_t* present = duckdb_vector_get_validity(child);
  std::uint64_t* list_present = duckdb_vector_get_validity(lists);
  const idx_t size = duckdb_data_chunk_get_size(input);
  auto* entries = static_cast<duckdb_list_entry*>(duckdb_vector_get_data(output));
  idx_t total = 0;
  for (idx_t row = 0; row < size; ++row) {
    std::vector<double> values;
    if (list_present == nullptr || duckdb_validity_row_is_valid(list_present, row)) {
      const duckdb_list_entry from = static_cast<duckdb_list_entry*>(duckdb_vector_get_data(lists))[row];
      for (idx_t i = from.offset; i < from.offset + from.length; ++i) {
        if (present == nullptr || duckdb_validity_row_is_valid(present, i)) values.push_back(numbers[i]);
      }
    }
    const auto most = static_cast<const std::int32_t*>(duckdb_vector_get_data(limits))[row];
    const std::vector<HistogramBin> bins = histogram(values, static_cast<std::size_t>(std::max(most, 2)));
    duckdb_list_vector_reserve(output, total + bins.size());
    duckdb_list_vector_set_size(output, total + bins.size());
    const duckdb_vector bin_vector = duckdb_list_vector_get_child(output);
    auto* xs = static_cast<double*>(duckdb_vector_get_data(duckdb_struct_vector_get_child(bin_vector, 0)));
    auto* ys = static_cast<double*>(duckdb_vector_get_data(duckdb_struct_vector_get_child(bin_vector, 1)));
    for (std::size_t i = 0; i < bins.size(); ++i) {
      xs[total + i] = bins[i].x;
      ys[total + i] = bins[i].y;
    }
    entries[row] = {total, bins.size()};
    total += bins.size();
    if (!bins.empty()) continue;
    duckdb_vector_ensure_validity_writable(output);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), row);
  }
}

}  // namespace

std::vector<HistogramBin> histogram(std::span<const double> values, std::size_t most) {
  most = std::max<std::size_t>(most, 2);
  std::vector<HistogramBin> bins;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    const auto place =
        std::lower_bound(bins.begin(), bins.end(), value, [](const HistogramBin& bin, double x) { return bin.x < x; });
    if (place != bins.end() && place->x == value) {
      place->y += 1;
      continue;
    }
    bins.insert(place, HistogramBin{value, 1});
    if (bins.size() > most) merge_nearest(bins);
  }
  return bins;
}

duckdb_scalar_function make_histogram_function() {
  duckdb_scalar_function function = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(function, "lc_histogram");
  duckdb_logical_type number = duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
  duckdb_logical_type list = duckdb_create_list_type(number);
  duckdb_logical_type limit = duckdb_create_logical_type(DUCKDB_TYPE_INTEGER);
  duckdb_logical_type bins = bin_list_type();
  duckdb_scalar_function_add_parameter(function, list);
  duckdb_scalar_function_add_parameter(function, limit);
  duckdb_scalar_function_set_return_type(function, bins);
  duckdb_scalar_function_set_special_handling(function);
  duckdb_scalar_function_set_function(function, run_histogram);
  for (duckdb_logical_type* type : {&number, &list, &limit, &bins}) duckdb_destroy_logical_type(type);
  return function;
}

}  // namespace lakecode::local
