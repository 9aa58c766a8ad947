#include "models/training/blas_device.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>

#include "models/kernels/kernel_table.h"
#include "models/training/blas_gemm.h"
#include "models/training/blas_library.h"

namespace skipgrid::models {

using traces::Phase;

template <class Scalar>
BlasDevice<Scalar>::BlasDevice(TimeFusion fusion, int threads) : fusion_(fusion), threads_(threads) {
  set_blas_threads(threads);
}

template <class Scalar>
Scalar* BlasDevice<Scalar>::allocate(std::int64_t elements) {
  // Weights are read with large strides: huge pages, where the system has them, keep address translation cheap.
  constexpr std::size_t kHugePage = std::size_t{2} << 20;
  constexpr std::size_t kCacheLine = 64;
  const std::size_t bytes = static_cast<std::size_t>(elements) * sizeof(Scalar);
  const std::size_t alignment = bytes >= kHugePage ? kHugePage : kCacheLine;
  const std::size_t rounded = (std::max<std::size_t>(bytes, 1) + alignment - 1) / alignment * alignment;
  storage_.emplace_back(std::aligned_alloc(alignment, rounded));
  void* memory = storage_.back().get();
  if (memory == nullptr) throw std::bad_alloc();
  if (alignment == kHugePage) madvise(memory, rounded, MADV_HUGEPAGE);
  auto* values = static_cast<Scalar*>(memory);
  std::fill_n(values, elements, Scalar{0});
  return values;
}

template <class Scalar>
void BlasDevice<Scalar>::add_time_since(Clock::time_point start, Phase phase) {
  seconds_[static_cast<std::size_t>(phase)] += std::chrono::duration<double>(Clock::now() - start).count();
}

template <class Scalar>
void BlasDevice<Scalar>::gemm(const GemmCall<Scalar>& call) {
  const Clock::time_point start = Clock::now();
  if (fusion_ == TimeFusion::fused) {
    multiply(call);
  } else {
    GemmCall<Scalar> step = call;
    step.count = 1;
    for (int t = call.first; t < call.first + call.count; ++t) {
      step.first = t;
      step.accumulate = call.accumulate || (call.form() == Form::xty && t > call.first);
      multiply(step);
    }
  }
  add_time_since(start, call.phase);
}

template <class Scalar>
void BlasDevice<Scalar>::multiply(const GemmCall<Scalar>& call) {
  if (call.y_masks != nullptr && call.y_masks->compacted()) {
    blocks_.multiply(call);
    return;
  }
  // Steps of views do not follow on one another. And BLAS copies its operands into blocks first, which pays off from a
  // few hundred rows on.
  const bool apart = call.x->slice_stride != 0 || call.y->slice_stride != 0;
  if (call.masks->compacted() || call.count == 1 || apart)
    multiply_rows(call);
  else
    multiply_dense(call);
}

template <class Scalar>
void BlasDevice<Scalar>::multiply_dense(const GemmCall<Scalar>& call) {
  const std::int64_t rows = call.count * call.y->rows;
  const std::int64_t inputs = call.w->rows;
  const std::int64_t outputs = call.w->cols;
  Scalar* x = call.x->at(call.first + call.x_shift);
  Scalar* w = call.w->data;
  Scalar* y = call.y->at(call.first);
  const Scalar beta = call.accumulate ? Scalar{1} : Scalar{0};
  switch (call.form()) {
    case Form::xw:
      blas_gemm({CblasNoTrans, CblasNoTrans, rows, outputs, inputs}, x, inputs, w, outputs, beta, y);
      break;
    case Form::ywt:
      blas_gemm({CblasNoTrans, CblasTrans, rows, inputs, outputs}, y, outputs, w, outputs, beta, x);
      break;
    case Form::xty: blas_gemm({CblasTrans, CblasNoTrans, inputs, outputs, rows}, x, inputs, y, outputs, beta, w); break;
  }
}

template <class Scalar>
void BlasDevice<Scalar>::multiply_rows(const GemmCall<Scalar>& call) {
  steps_.clear();
  for (int t = call.first; t < call.first + call.count; ++t) {
    const std::uint32_t* kept = call.masks->compacted() ? call.masks->kept(t).data() : nullptr;
    steps_.push_back({call.x->at(t + call.x_shift), kept, call.masks->columns(t, call.w->rows), call.y->at(t)});
  }
  const RowProduct<Scalar> whole{steps_.data(), call.count,   call.y->rows,   call.w->data,
                                 call.w->rows,  call.w->cols, call.accumulate};
  const Form form = call.form();
  const auto compute = [&](std::int64_t first, std::int64_t end) {
    RowProduct<Scalar> product = whole;
    product.first = first;
    product.end = end;
    const KernelTable<Scalar>& table = kernels<Scalar>();
    switch (form) {
      case Form::xw: table.forward(product); break;
      case Form::ywt: table.data_gradient(product); break;
      case Form::xty: table.weight_gradient(product); break;
    }
  };
  const std::int64_t cut = form == Form::ywt ? whole.all_rows : whole.n;
  std::int64_t rows = 0;
  for (const RowStep<Scalar>& step : steps_) rows += step.row_count;
  constexpr std::int64_t kWorthWaking = 1 << 20;  // MACs; about as long as threads take to wake up
  if (rows * whole.batch * whole.n < kWorthWaking) {
    compute(0, cut);
  } else {
    in_parts(cut, kRowProductPanel, compute);
  }
}

template <class Scalar>
void BlasDevice<Scalar>::in_parts(std::int64_t count, std::int64_t grain,
                                  const typename Device<Scalar>::PartWork& work) {
  const std::int64_t grains = (count + grain - 1) / grain;
  const auto parts = static_cast<int>(std::min<std::int64_t>(grains, threads_.count()));
  if (parts <= 1) {
    if (count > 0) work(0, count);
    return;
  }
  threads_.run(parts, [&](int part) {
    const std::int64_t first = grains * part / parts * grain, end = grains * (part + 1) / parts * grain;
    work(first, std::min(end, count));
  });
}

template <class Scalar>
void BlasDevice<Scalar>::carry(const Tensor<Scalar>& sequence) {
  const std::int64_t slice = sequence.rows * sequence.cols;
  std::copy_n(sequence.data + (sequence.slices - 1) * slice, slice, sequence.data);
}

template <class Scalar>
bool BlasDevice<Scalar>::begin_vector(const VectorCall<Scalar>&) {
  vector_start_ = Clock::now();
  return true;
}

template <class Scalar>
void BlasDevice<Scalar>::end_vector(const VectorCall<Scalar>& call) {
  add_time_since(vector_start_, call.phase);
}

template class BlasDevice<float>;
template class BlasDevice<double>;

}  // namespace skipgrid::models
