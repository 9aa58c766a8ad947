// Products whose result or gradient lacks columns, too (batchwise dropout, Graham et al. 2015): the block of the weight
// that both masks keep is gathered, multiplied by BLAS, and a gradient's block scattered back.
#pragma once

#include <cstdint>
#include <vector>

#include "models/device.h"

namespace skipgrid::models {

template <class Scalar>
class BlockProducts {
 public:
  /// All steps of a call whose y_masks are compacted.
  void multiply(const GemmCall<Scalar>& call);

 private:
  /// Rows or columns of the weight that a step works with.
  struct Kept {
    const std::uint32_t* list;  ///< null: 0 .. count - 1
    std::int64_t count;

    std::int64_t at(std::int64_t i) const { return list == nullptr ? i : list[i]; }
  };
  static Kept kept_by(const StepMasks& masks, int step, std::int64_t all);

  void multiply_step(const GemmCall<Scalar>& call, int step);
  void gather(const Tensor<Scalar>& w, const Kept& rows, const Kept& cols);
  void scatter_add(const Tensor<Scalar>& w, const Kept& rows, const Kept& cols) const;

  std::vector<Scalar> block_;  // [kept rows x kept columns], one product's after another's
};

extern template class BlockProducts<float>;
extern template class BlockProducts<double>;

}  // namespace skipgrid::models
