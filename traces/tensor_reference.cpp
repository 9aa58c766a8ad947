#include "traces/tensor_reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <tuple>

namespace skipgrid::traces {

namespace {

constexpr std::int64_t kMaxSlices = std::numeric_limits<int>::max();

/// Step after the last one.
std::int64_t end_of(const TensorReference& tensor) { return std::int64_t{tensor.first} + tensor.slices(); }

/// The steps from `first` up to, not including, `end`. False when they are none, or too many to count.
bool set_steps(TensorReference& tensor, std::int64_t first, std::int64_t end) {
  if (end <= first || end - first > kMaxSlices) return false;
  tensor.first = static_cast<int>(first);
  tensor.count = static_cast<int>(end - first);
  return true;
}

/// Takes "3" and "0..34".
bool set_steps(TensorReference& tensor, std::string_view text) {
  const char* const end = text.data() + text.size();
  int first = 0, last = 0;
  const auto after_first = std::from_chars(text.data(), end, first);
  if (after_first.ec != std::errc()) return false;
  if (after_first.ptr == end) return set_steps(tensor, first, std::int64_t{first} + 1);
  if (text.substr(static_cast<std::size_t>(after_first.ptr - text.data()), 2) != "..") return false;
  const auto after_last = std::from_chars(after_first.ptr + 2, end, last);
  return after_last.ec == std::errc() && after_last.ptr == end && set_steps(tensor, first, std::int64_t{last} + 1);
}

}  // namespace

bool operator==(const TensorReference& x, const TensorReference& y) {
  return std::tie(x.first, x.count, x.name) == std::tie(y.first, y.count, y.name);
}
bool operator!=(const TensorReference& x, const TensorReference& y) { return !(x == y); }

bool overlap(const TensorReference& x, const TensorReference& y) {
  const bool meet = x.whole() || y.whole() || (x.first < end_of(y) && y.first < end_of(x));
  return meet && x.name == y.name;
}

TensorReference span_of(const std::vector<const TensorReference*>& parts) {
  TensorReference span = *parts.front();
  std::int64_t first = span.first, end = end_of(span);
  for (const TensorReference* part : parts) {
    if (part->whole()) return {span.name};
    first = std::min<std::int64_t>(first, part->first);
    end = std::max(end, end_of(*part));
  }
  if (!set_steps(span, first, end)) return {span.name};
  return span;
}

std::string to_string(const TensorReference& tensor) {
  if (tensor.whole()) return tensor.name;
  if (tensor.count == 1) return fmt::format("{}[{}]", tensor.name, tensor.first);
  return fmt::format("{}[{}..{}]", tensor.name, tensor.first, end_of(tensor) - 1);
}

void assign(TensorReference& tensor, std::string_view text) {
  tensor.first = tensor.count = 0;
  const std::size_t open = text.rfind('[');
  const bool sliced = open != std::string_view::npos && text.back() == ']' &&
                      set_steps(tensor, text.substr(open + 1, text.size() - open - 2));
  tensor.name = text.substr(0, sliced ? open : text.size());
}

TensorReference tensor_from_string(std::string_view text) {
  TensorReference tensor;
  assign(tensor, text);
  return tensor;
}

}  // namespace skipgrid::traces
