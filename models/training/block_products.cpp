#include "models/training/block_products.h"

#include <algorithm>

#include "models/training/blas_gemm.h"

namespace skipgrid::models {

template <class Scalar>
typename BlockProducts<Scalar>::Kept BlockProducts<Scalar>::kept_by(const StepMasks& masks, int step,
                                                                    std::int64_t all) {
  return {masks.compacted() ? masks.kept(step).data() : nullptr, masks.columns(step, all)};
}

template <class Scalar>
void BlockProducts<Scalar>::multiply(const GemmCall<Scalar>& call) {
  // Elements of a gradient that no step keeps are zero, so all of it is cleared, not only what the first step writes.
  if (call.form() == Form::xty && !call.accumulate) std::fill_n(call.w->data, call.w->elements(), Scalar{0});
  for (int step = call.first; step < call.first + call.count; ++step) multiply_step(call, step);
}

template <class Scalar>
void BlockProducts<Scalar>::multiply_step(const GemmCall<Scalar>& call, int step) {
  const std::int64_t batch = call.y->rows;
  const Kept rows = kept_by(*call.masks, step, call.w->rows);
  const Kept cols = kept_by(*call.y_masks, step, call.w->cols);
  Scalar* x = call.x->at(step + call.x_shift);
  Scalar* y = call.y->at(step);
  const Scalar beta = call.accumulate ? Scalar{1} : Scalar{0};
  if (rows.count == 0 || cols.count == 0) {
    if (call.accumulate || call.form() == Form::xty) return;
    // One of the two is empty, the other a sum of nothing.
    std::fill_n(x, call.form() == Form::ywt ? batch * rows.count : 0, Scalar{0});
    std::fill_n(y, call.form() == Form::xw ? batch * cols.count : 0, Scalar{0});
    return;
  }
  block_.reserve(static_cast<std::size_t>(call.w->elements()));
  block_.resize(static_cast<std::size_t>(rows.count * cols.count));
  switch (call.form()) {
    case Form::xw:
      gather(*call.w, rows, cols);
      blas_gemm({CblasNoTrans, CblasNoTrans, batch, cols.count, rows.count}, x, rows.count, block_.data(), cols.count,
                beta, y);
      break;
    case Form::ywt:
      gather(*call.w, rows, cols);
      blas_gemm({CblasNoTrans, CblasTrans, batch, rows.count, cols.count}, y, cols.count, block_.data(), cols.count,
                beta, x);
      break;
    case Form::xty:
      blas_gemm({CblasTrans, CblasNoTrans, rows.count, cols.count, batch}, x, rows.count, y, cols.count, Scalar{0},
                block_.data());
      scatter_add(*call.w, rows, cols);
      break;
  }
}

template <class Scalar>
void BlockProducts<Scalar>::gather(const Tensor<Scalar>& w, const Kept& rows, const Kept& cols) {
  Scalar* to = block_.data();
  for (std::int64_t i = 0; i < rows.count; ++i) {
    const Scalar* row = w.data + rows.at(i) * w.cols;
    for (std::int64_t j = 0; j < cols.count; ++j) *to++ = row[cols.at(j)];
  }
}

template <class Scalar>
void BlockProducts<Scalar>::scatter_add(const Tensor<Scalar>& w, const Kept& rows, const Kept& cols) const {
  const Scalar* from = block_.data();
  for (std::int64_t i = 0; i < rows.count; ++i) {
    Scalar* row = w.data + rows.at(i) * w.cols;
    for (std::int64_t j = 0; j < cols.count; ++j) row[cols.at(j)] += *from++;
  }
}

template class BlockProducts<float>;
template class BlockProducts<double>;

}  // namespace skipgrid::models
