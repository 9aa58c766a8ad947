// A tensor's name and the steps of it that an operation means: "lstm0.h[3]" is step 3 of "lstm0.h", "lstm0.x[0..34]"
// steps 0 to 34.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skipgrid::traces {

struct TensorSlices {
  std::string_view tensor;  ///< a view of what was parsed
  bool sliced = false;      ///< otherwise the whole tensor, which counts as one slice, step 0
  int first = 0, last = 0;  ///< inclusive; -1 is the state from before the first step

  int count() const { return last - first + 1; }
};

/// Brackets that hold no steps belong to the tensor's name.
TensorSlices parse_slices(std::string_view name);

/// "lstm0.x[3]" -> "lstm0.x".
inline std::string_view tensor_of(std::string_view name) { return parse_slices(name).tensor; }

/// The one name for slices of one tensor: "x[0]", "x[1]", "x[2]" -> "x[0..2]". Requires at least one.
std::string spanned_name(const std::vector<std::string_view>& names);

}  // namespace skipgrid::traces
