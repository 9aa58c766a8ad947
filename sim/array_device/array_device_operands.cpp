#include "sim/array_device/array_device_operands.h"

#include <algorithm>
#include <numeric>

#include "sim/array/gemm_values.h"

namespace skipgrid::sim {

void ArrayDeviceOperands::find_kept(const models::GemmCall<float>& call, int step) {
  const traces::MaskPtr mask = call.masks->at(step);
  const auto neurons = static_cast<std::size_t>(call.w->rows);
  if (mask == nullptr) {
    kept_.resize(neurons);
    std::iota(kept_.begin(), kept_.end(), 0u);
  } else {
    kept_ = mask->mask.kept_indices();
  }
  stored_ = kept_;
  if (call.masks->compacted()) std::iota(stored_.begin(), stored_.end(), 0u);
  batch_ = call.y->rows;
  columns_ = call.masks->columns(step, call.w->rows);
}

void ArrayDeviceOperands::round(std::vector<float>& values) const {
  if (precision_ == Precision::fp32) return;
  for (float& value : values) value = round_to(precision_, value);
}

// x[B x kept], or its transpose.
void ArrayDeviceOperands::load_x(const float* x, std::vector<float>& to, bool transposed) const {
  const auto kept = static_cast<std::int64_t>(kept_.size());
  to.resize(static_cast<std::size_t>(batch_ * kept));
  for (std::int64_t b = 0; b < batch_; ++b) {
    for (std::int64_t i = 0; i < kept; ++i) {
      const std::int64_t at = transposed ? i * batch_ + b : b * kept + i;
      to[static_cast<std::size_t>(at)] = x[b * columns_ + stored_[static_cast<std::size_t>(i)]];
    }
  }
}

// W[kept x cols], or its transpose.
void ArrayDeviceOperands::load_w(const float* w, std::int64_t cols, std::vector<float>& to, bool transposed) const {
  const auto kept = static_cast<std::int64_t>(kept_.size());
  to.resize(static_cast<std::size_t>(kept * cols));
  for (std::int64_t i = 0; i < kept; ++i) {
    const float* row = w + kept_[static_cast<std::size_t>(i)] * cols;
    if (!transposed) {
      std::copy_n(row, cols, to.data() + i * cols);
      continue;
    }
    for (std::int64_t j = 0; j < cols; ++j) to[static_cast<std::size_t>(j * kept + i)] = row[j];
  }
}

void ArrayDeviceOperands::load(const models::GemmCall<float>& call, int step, bool accumulate) {
  find_kept(call, step);
  const auto kept = static_cast<std::int64_t>(kept_.size());
  const std::int64_t outputs = call.w->cols;
  const float* x = call.x->at(step + call.x_shift);
  const float* y = call.y->at(step);
  const std::int64_t y_values = batch_ * outputs;
  switch (call.form()) {
    case models::Form::xw:  // y[B x N] = x[B x kept] W[kept x N]
      m_ = batch_, k_ = kept, n_ = outputs;
      load_x(x, a_, false);
      load_w(call.w->data, outputs, b_, false);
      if (accumulate) c_.assign(y, y + y_values);
      break;
    case models::Form::ywt:  // x[B x kept] = y[B x N] W^T[N x kept]
      m_ = batch_, k_ = outputs, n_ = kept;
      a_.assign(y, y + y_values);
      load_w(call.w->data, outputs, b_, true);
      if (accumulate) load_x(x, c_, false);
      break;
    case models::Form::xty:  // W[kept x N] = x^T[kept x B] y[B x N]
      m_ = kept, k_ = batch_, n_ = outputs;
      load_x(x, a_, true);
      b_.assign(y, y + y_values);
      if (accumulate) load_w(call.w->data, outputs, c_, false);
      break;
  }
  if (!accumulate) c_.assign(static_cast<std::size_t>(m_ * n_), 0.0f);
  round(a_);
  round(b_);
}

void ArrayDeviceOperands::store(const models::GemmCall<float>& call, int step) const {
  switch (call.form()) {
    case models::Form::xw: std::copy(c_.begin(), c_.end(), call.y->at(step)); break;
    case models::Form::ywt: {
      float* x = call.x->at(step + call.x_shift);
      std::fill_n(x, batch_ * columns_, 0.0f);
      for (std::int64_t b = 0; b < batch_; ++b) {
        for (std::int64_t i = 0; i < n_; ++i) {
          x[b * columns_ + stored_[static_cast<std::size_t>(i)]] = c_[static_cast<std::size_t>(b * n_ + i)];
        }
      }
      break;
    }
    case models::Form::xty:
      for (std::int64_t i = 0; i < m_; ++i) {
        std::copy_n(c_.data() + i * n_, n_, call.w->data + kept_[static_cast<std::size_t>(i)] * n_);
      }
      break;
  }
}

}  // namespace skipgrid::sim
