#include "traces/tensor_slices.h"

#include <algorithm>
#include <charconv>

namespace skipgrid::traces {

TensorSlices parse_slices(std::string_view name) {
  const TensorSlices whole{name, false, 0, 0};
  const std::size_t open = name.rfind('[');
  if (open == std::string_view::npos || name.back() != ']') return whole;
  TensorSlices slices{name.substr(0, open), true, 0, 0};
  const char* const end = name.data() + name.size() - 1;
  const auto first = std::from_chars(name.data() + open + 1, end, slices.first);
  if (first.ec != std::errc()) return whole;
  slices.last = slices.first;
  if (first.ptr == end) return slices;
  if (end - first.ptr < 3 || first.ptr[0] != '.' || first.ptr[1] != '.') return whole;
  const auto last = std::from_chars(first.ptr + 2, end, slices.last);
  return last.ec == std::errc() && last.ptr == end && slices.last >= slices.first ? slices : whole;
}

std::string spanned_name(const std::vector<std::string_view>& names) {
  if (std::all_of(names.begin(), names.end(), [&](std::string_view name) { return name == names.front(); })) {
    return std::string(names.front());
  }
  TensorSlices span = parse_slices(names.front());
  for (const std::string_view name : names) {
    const TensorSlices slices = parse_slices(name);
    if (!slices.sliced) return std::string(span.tensor);
    span.first = std::min(span.first, slices.first);
    span.last = std::max(span.last, slices.last);
  }
  return std::string(span.tensor) + "[" + std::to_string(span.first) + ".." + std::to_string(span.last) + "]";
}

}  // namespace skipgrid::traces
