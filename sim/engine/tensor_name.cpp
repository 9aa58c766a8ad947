#include "sim/engine/tensor_name.h"

#include "sim/fusion/tensor_slices.h"

namespace skipgrid::sim {

TensorName parse_tensor_name(std::string_view name) {
  const TensorSlices slices = parse_slices(name);
  if (!slices.sliced) return {slices.tensor, 0, 1};
  return {slices.tensor, slices.first, slices.last - slices.first + 1};
}

}  // namespace skipgrid::sim
