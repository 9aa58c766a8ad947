#include "sim/experiment/array_device_operands.h"

#include <algorithm>
#include <numeric>

#include "sim/array/gemm_values.h"

namespace skipgrid::sim {

void ArrayDeviceOperands::Side::find(const models::StepMasks* masks, int step, std::int64_t neurons) {
  const traces::MaskPtr mask = masks == nullptr ? nullptr : masks->at(step);
  if (mask == nullptr) {
    kept.resize(static_cast<std::size_t>(neurons));
    std::iota(kept.begin(), kept.end(), 0u);
  } else {
    kept = mask->mask.kept_indices();
  }
  stored = kept;
  columns = neurons;
  if (masks != nullptr && masks->compacted()) {
    std::iota(stored.begin(), stored.end(), 0u);
    columns = count();
  }
}

void ArrayDeviceOperands::round(std::vector<float>& values) const {
  if (precision_ == Precision::fp32) return;
  for (float& value : values) value = round_to(precision_, value);
}

// [B x kept], or its transpose.
void ArrayDeviceOperands::load_activation(const float* values, const Side& side, std::vector<float>& to,
                                          bool transposed) const {
  const std::int64_t kept = side.count();
  to.resize(static_cast<std::size_t>(batch_ * kept));
  for (std::int64_t b = 0; b < batch_; ++b) {
    for (std::int64_t i = 0; i < kept; ++i) {
      const std::int64_t at = transposed ? i * batch_ + b : b * kept + i;
      to[static_cast<std::size_t>(at)] = values[b * side.columns + side.stored[static_cast<std::size_t>(i)]];
    }
  }
}

// From c [B x kept]; what no sample keeps is zero where it is stored at all.
void ArrayDeviceOperands::store_activation(float* values, const Side& side) const {
  const std::int64_t kept = side.count();
  std::fill_n(values, batch_ * side.columns, 0.0f);
  for (std::int64_t b = 0; b < batch_; ++b) {
    for (std::int64_t i = 0; i < kept; ++i) {
      values[b * side.columns + side.stored[static_cast<std::size_t>(i)]] = c_[static_cast<std::size_t>(b * kept + i)];
    }
  }
}

// W[kept of x, kept of y], or its transpose.
void ArrayDeviceOperands::load_w(const models::Tensor<float>& w, std::vector<float>& to, bool transposed) const {
  to.resize(x_.kept.size() * y_.kept.size());
  for (std::size_t i = 0; i < x_.kept.size(); ++i) {
    const float* row = w.data + x_.kept[i] * w.cols;
    for (std::size_t j = 0; j < y_.kept.size(); ++j) {
      to[transposed ? j * x_.kept.size() + i : i * y_.kept.size() + j] = row[y_.kept[j]];
    }
  }
}

void ArrayDeviceOperands::store_w(const models::Tensor<float>& w) const {
  const float* from = c_.data();
  for (const std::uint32_t i : x_.kept) {
    for (const std::uint32_t j : y_.kept) w.data[i * w.cols + j] = *from++;
  }
}

void ArrayDeviceOperands::load(const models::GemmCall<float>& call, int step, bool accumulate) {
  batch_ = call.y->rows;
  x_.find(call.masks, step, call.w->rows);
  y_.find(call.y_masks, step, call.w->cols);
  const float* x = call.x->at(step + call.x_shift);
  const float* y = call.y->at(step);
  switch (call.form()) {
    case models::Form::xw:  // y[B x kept] = x[B x kept] W
      m_ = batch_, k_ = x_.count(), n_ = y_.count();
      load_activation(x, x_, a_, false);
      load_w(*call.w, b_, false);
      if (accumulate) load_activation(y, y_, c_, false);
      break;
    case models::Form::ywt:  // x[B x kept] = y[B x kept] W^T
      m_ = batch_, k_ = y_.count(), n_ = x_.count();
      load_activation(y, y_, a_, false);
      load_w(*call.w, b_, true);
      if (accumulate) load_activation(x, x_, c_, false);
      break;
    case models::Form::xty:  // W[kept x kept] = x^T y
      m_ = x_.count(), k_ = batch_, n_ = y_.count();
      load_activation(x, x_, a_, true);
      load_activation(y, y_, b_, false);
      if (accumulate) load_w(*call.w, c_, false);
      break;
  }
  if (!accumulate) c_.assign(static_cast<std::size_t>(m_ * n_), 0.0f);
  round(a_);
  round(b_);
}

void ArrayDeviceOperands::store(const models::GemmCall<float>& call, int step) const {
  switch (call.form()) {
    case models::Form::xw: store_activation(call.y->at(step), y_); break;
    case models::Form::ywt: store_activation(call.x->at(step + call.x_shift), x_); break;
    case models::Form::xty: store_w(*call.w); break;
  }
}

}  // namespace skipgrid::sim
