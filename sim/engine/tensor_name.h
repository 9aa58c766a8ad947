// A tensor's name and the steps of it that an operation means: "lstm0.h[3]" is step 3 of "lstm0.h", "lstm0.x[0..34]"
// steps 0 to 34.
#pragma once

#include <string_view>

namespace skipgrid::sim {

struct TensorName {
  std::string_view base;  ///< without the steps; a view of what was parsed
  int first = 0;          ///< may be -1: the state carried from before the first step
  int count = 1;
};

/// A name without brackets is one slice, step 0.
TensorName parse_tensor_name(std::string_view name);

}  // namespace skipgrid::sim
