// How an element-wise operation reads or writes a tensor: which slices, and how much of them.
#pragma once

#include <cstdint>

#include "traces/tensor_reference.h"

namespace skipgrid::traces {

struct TensorAccess : TensorReference {
  std::int64_t elements = 0;  ///< that the operation reads or writes, of all its slices together; 0: not said
  std::int64_t of = 0;        ///< that these slices have: a gather reads fewer; 0: no more than `elements`
};

inline bool operator==(const TensorAccess& x, const TensorAccess& y) {
  const TensorReference &of_x = x, &of_y = y;
  return of_x == of_y && x.elements == y.elements && x.of == y.of;
}

}  // namespace skipgrid::traces
