#include "sim/engine/tensor_name.h"

#include <charconv>

namespace skipgrid::sim {

TensorName parse_tensor_name(std::string_view name) {
  const std::size_t open = name.rfind('[');
  if (open == std::string_view::npos || name.back() != ']') return {name, 0, 1};
  const std::string_view steps = name.substr(open + 1, name.size() - open - 2);
  const char* const end = steps.data() + steps.size();
  int first = 0, last = 0;
  const auto parsed = std::from_chars(steps.data(), end, first);
  if (parsed.ec != std::errc()) return {name, 0, 1};
  last = first;
  if (parsed.ptr != end) {
    const std::string_view rest(parsed.ptr, static_cast<std::size_t>(end - parsed.ptr));
    if (rest.substr(0, 2) != "..") return {name, 0, 1};
    const auto upper = std::from_chars(rest.data() + 2, end, last);
    if (upper.ec != std::errc() || upper.ptr != end || last < first) return {name, 0, 1};
  }
  return {name.substr(0, open), first, last - first + 1};
}

}  // namespace skipgrid::sim
