#include "models/trace_device.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "traces/input_error.h"

namespace skipgrid::models {

using traces::GemmOp;
using traces::Phase;
using traces::VectorOp;

template <class Scalar>
void TraceDevice<Scalar>::gemm(const GemmCall<Scalar>& call) {
  for (int step = call.first; step < call.first + call.count; ++step) gemm_step(call, step);
}

template <class Scalar>
void TraceDevice<Scalar>::gemm_step(const GemmCall<Scalar>& call, int step) {
  struct Operand {
    const Tensor<Scalar>* tensor;
    int step;
  };
  const Operand x{call.x, step + call.x_shift};
  const Operand w{call.w, step};
  const Operand y{call.y, step};
  const std::int64_t batch = call.y->rows;
  const traces::MaskPtr mask = call.masks->at(step);

  const traces::MaskPtr y_mask = call.y_masks == nullptr ? nullptr : call.y_masks->at(step);

  GemmOp op;
  Operand a = x, b = w, c = y;
  switch (call.form()) {
    case Form::xw:
      op.m = batch, op.k = call.w->rows, op.n = call.w->cols;
      op.skip_k = mask, op.skip_n = y_mask;
      break;
    case Form::ywt:
      a = y, b = w, c = x;
      op.m = batch, op.k = call.w->cols, op.n = call.w->rows;
      op.skip_n = mask, op.skip_k = y_mask;
      break;
    case Form::xty:
      a = x, b = y, c = w;
      op.m = call.w->rows, op.k = batch, op.n = call.w->cols;
      op.skip_m = mask, op.skip_n = y_mask;
      break;
  }
  if (!traces::valid_shape(op.m, op.k, op.n)) {
    throw InputError(std::string(call.layer),
                     fmt::format("expected products of at most 2^31 rows and columns and 2^50 MACs, got {} x {} x {}",
                                 op.m, op.k, op.n));
  }
  op.padding = call.padding;
  if (call.lengths != nullptr) op.padding += op.dense_macs() / batch * call.lengths->over(step);
  op.id = next_op_++;
  op.iter = iteration_;
  op.layer = call.layer;
  op.op = call.op;
  op.phase = call.phase;
  op.step = step;
  op.a = a.tensor->reference(a.step);
  op.b = b.tensor->reference(b.step);
  op.c = c.tensor->reference(c.step);
  // The steps of a WG group share one result: the first overwrites it, the others add.
  op.accumulate = call.accumulate || (call.form() == Form::xty && step != call.first);

  dependencies_.start(op.id);
  dependencies_.reads(a.tensor->id, a.tensor->slice_index(a.step));
  dependencies_.reads(b.tensor->id, b.tensor->slice_index(b.step));
  const int c_slice = c.tensor->slice_index(c.step);
  // A slice that is written sample by sample has been overwritten by sample 0's product.
  if (op.accumulate || c.tensor->part > 0) {
    dependencies_.adds(c.tensor->id, c_slice, Dependencies::Writer::product);
  } else {
    dependencies_.overwrites(c.tensor->id, c_slice, Dependencies::Writer::product);
  }
  op.deps = dependencies_.finish();
  sink_.gemm(op);
}

template <class Scalar>
bool TraceDevice<Scalar>::begin_vector(const VectorCall<Scalar>& call) {
  VectorOp op;
  op.id = next_op_++;
  op.iter = iteration_;
  op.layer = call.layer;
  op.phase = call.phase;
  op.step = call.step;
  op.kind = call.kind;
  op.elements = call.elements;

  const auto each_slice = [](const SliceList<Scalar>& list, const auto& visit) {
    for (const Slices<Scalar>& slices : list) {
      const std::int64_t all = slices.tensor->rows * slices.tensor->cols;
      std::int64_t left = slices.count * all;
      if (slices.elements != 0) left = std::min(left, slices.elements);  // a row that is gathered twice counts once
      for (int i = 0; i < slices.count; ++i) {
        // As evenly as it goes.
        const std::int64_t elements = left / (slices.count - i);
        left -= elements;
        const int step = slices.first + i;
        visit(*slices.tensor, step, {slices.tensor->reference(step), elements, elements == all ? 0 : all});
      }
    }
  };
  constexpr auto kElementWise = Dependencies::Writer::element_wise;
  dependencies_.start(op.id);
  each_slice(call.reads, [&](const Tensor<Scalar>& tensor, int step, const traces::TensorAccess& access) {
    op.reads.push_back(access);
    dependencies_.reads(tensor.id, tensor.slice_index(step));
  });
  each_slice(call.sums, [&](const Tensor<Scalar>& tensor, int step, const traces::TensorAccess& access) {
    op.writes.push_back(access);
    dependencies_.adds(tensor.id, tensor.slice_index(step), kElementWise);
  });
  each_slice(call.writes, [&](const Tensor<Scalar>& tensor, int step, const traces::TensorAccess& access) {
    op.writes.push_back(access);
    dependencies_.overwrites(tensor.id, tensor.slice_index(step), kElementWise);
  });
  op.deps = dependencies_.finish();
  sink_.vector(op);
  return false;
}

template <class Scalar>
void TraceDevice<Scalar>::carry(const Tensor<Scalar>& sequence) {
  dependencies_.renames(sequence.id, sequence.slices - 1, 0);
}

template class TraceDevice<float>;
template class TraceDevice<double>;

}  // namespace skipgrid::models
