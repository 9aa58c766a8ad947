#include "sim/sweep/points/value_range.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "traces/input_error.h"

namespace skipgrid::sweep {
namespace {

constexpr std::size_t kMaxValues = 100'000;

double rounded(double value) { return std::strtod(fmt::format("{:.12g}", value).c_str(), nullptr); }

}  // namespace

std::vector<Json> expand_range(const OrderedJson& range, const std::string& place) {
  const bool geometric = range.contains("factor");
  const OrderedJson& from = range["from"];
  const OrderedJson& to = range["to"];
  const OrderedJson& by = range[geometric ? "factor" : "step"];
  const bool integers = from.is_number_integer() && to.is_number_integer() && by.is_number_integer();
  const auto first = from.get<double>(), last = to.get<double>(), stride = by.get<double>();
  if (geometric && !(first > 0 && stride > 1))
    throw InputError(place, "expected \"from\" > 0 and \"factor\" > 1: the values would not grow");
  if (!geometric && !(stride > 0)) throw InputError(place, "expected \"step\" > 0: the values would not grow");
  if (last < first)
    throw InputError(place, fmt::format("expected \"to\" to be at least \"from\", got {} and {}", last, first));

  std::vector<Json> values;
  double power = first;
  for (std::size_t i = 0;; ++i) {
    const double value = rounded(geometric ? power : first + static_cast<double>(i) * stride);
    // A hair above `to` is rounding, not the range's end.
    if (value > last && value - last > 1e-9 * stride) break;
    if (i == kMaxValues) throw InputError(place, fmt::format("expected at most {} values", kMaxValues));
    values.push_back(integers ? Json(static_cast<std::int64_t>(value)) : Json(value));
    power *= stride;
  }
  return values;
}

}  // namespace skipgrid::sweep
