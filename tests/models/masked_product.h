// A random product around a weight under masks over its inputs and over its outputs, and what it comes to by plain
// loops over dense operands with zeros.
#pragma once

#include <catch2/catch.hpp>
#include <random>
#include <utility>
#include <vector>

#include "models/device.h"

namespace skipgrid::models {

/// Which sides of the weight have masks, and of which kind.
struct MaskedSides {
  DropoutCase dropout_case = DropoutCase::III;
  double x_rate = 0.5, y_rate = 0.5;  ///< zero: no masks
};

/// Two steps on a device; operands are random, dense ones with zeros where a mask drops.
template <class Scalar>
class MaskedProduct {
 public:
  MaskedProduct(Device<Scalar>& device, const MaskedSides& sides, Form form, bool accumulate, unsigned seed)
      : random_(seed) {
    const auto size = [&](int most) { return std::uniform_int_distribution<int>(1, most)(random_); };
    batch_ = size(6), inputs_ = size(13), outputs_ = size(17);
    DropoutConfig dropout;
    dropout.dropout_case = sides.dropout_case;
    dropout.seed = seed;
    MaskDrawer drawer(dropout, batch_, 0);
    x_masks_ = drawer.draw(Connection::nr, 0, sides.x_rate, inputs_, kSteps);
    y_masks_ = drawer.draw(Connection::nr, 1, sides.y_rate, outputs_, kSteps);
    x_ = device.sequence("x", kSteps, batch_, inputs_);
    y_ = device.sequence("y", kSteps, batch_, outputs_);
    w_ = device.matrix("w", inputs_, outputs_);
    for (int t = 0; t < kSteps; ++t) {
      dense_x_.push_back(fill(x_, x_masks_, t));
      dense_y_.push_back(fill(y_, y_masks_, t));
    }
    dense_w_ = values(inputs_ * outputs_);
    std::copy(dense_w_.begin(), dense_w_.end(), w_.data);
    call_ = {"layer", "op", static_cast<traces::Phase>(form), &x_, &w_, &y_, &x_masks_, 0, kSteps};
    call_.accumulate = accumulate;
    call_.y_masks = &y_masks_;
  }

  const GemmCall<Scalar>& call() const { return call_; }

  /// Holds what the device has made of the call to plain loops.
  void check(double tolerance) {
    compute_densely();
    for (int t = 0; t < kSteps; ++t) {
      check_activation(y_, y_masks_, dense_y_[static_cast<std::size_t>(t)], t, tolerance);
      check_activation(x_, x_masks_, dense_x_[static_cast<std::size_t>(t)], t, tolerance);
    }
    for (std::size_t i = 0; i < dense_w_.size(); ++i) REQUIRE(std::abs(w_.data[i] - dense_w_[i]) <= tolerance);
  }

 private:
  static constexpr int kSteps = 2;
  using Values = std::vector<Scalar>;

  Values values(std::int64_t count) {
    Values list(static_cast<std::size_t>(count));
    for (Scalar& value : list) value = static_cast<Scalar>(std::uniform_real_distribution<double>(-1, 1)(random_));
    return list;
  }
  static bool kept(const StepMasks& masks, int t, std::int64_t b, std::int64_t j) {
    if (masks.none()) return true;
    const traces::Mask& mask = masks.at(t)->mask;
    return mask.kept(mask.structured() ? 0 : static_cast<std::size_t>(b), static_cast<std::size_t>(j));
  }
  /// Dense, with zeros where dropped; stored in the tensor as GemmCall says.
  Values fill(const Tensor<Scalar>& tensor, const StepMasks& masks, int t) {
    Values dense = values(tensor.rows * tensor.cols);
    Scalar* stored = tensor.at(t);
    for (std::int64_t b = 0; b < tensor.rows; ++b) {
      for (std::int64_t j = 0; j < tensor.cols; ++j) {
        Scalar& value = dense[static_cast<std::size_t>(b * tensor.cols + j)];
        if (!kept(masks, t, b, j)) value = Scalar{0};
        if (!masks.compacted() || kept(masks, t, b, j)) *stored++ = value;
      }
    }
    return dense;
  }
  void check_activation(const Tensor<Scalar>& tensor, const StepMasks& masks, const Values& dense, int t,
                        double tolerance) const {
    const Scalar* stored = tensor.at(t);
    for (std::int64_t b = 0; b < tensor.rows; ++b) {
      for (std::int64_t j = 0; j < tensor.cols; ++j) {
        const bool has = kept(masks, t, b, j);
        if (masks.compacted() && !has) continue;
        const Scalar value = *stored++;
        // A dense result may hold anything where it is dropped: the dropout that follows zeroes it.
        if (has) REQUIRE(std::abs(value - dense[static_cast<std::size_t>(b * tensor.cols + j)]) <= tolerance);
      }
    }
  }
  void compute_densely() {
    if (!call_.accumulate && call_.form() == Form::xty) std::fill(dense_w_.begin(), dense_w_.end(), Scalar{0});
    for (std::size_t t = 0; t < kSteps; ++t) {
      Values& x = dense_x_[t];
      Values& y = dense_y_[t];
      if (!call_.accumulate && call_.form() == Form::xw) std::fill(y.begin(), y.end(), Scalar{0});
      if (!call_.accumulate && call_.form() == Form::ywt) std::fill(x.begin(), x.end(), Scalar{0});
      for (std::int64_t b = 0; b < batch_; ++b) {
        for (std::int64_t i = 0; i < inputs_; ++i) {
          for (std::int64_t j = 0; j < outputs_; ++j) {
            Scalar& xe = x[static_cast<std::size_t>(b * inputs_ + i)];
            Scalar& ye = y[static_cast<std::size_t>(b * outputs_ + j)];
            Scalar& we = dense_w_[static_cast<std::size_t>(i * outputs_ + j)];
            switch (call_.form()) {
              case Form::xw: ye += xe * we; break;
              case Form::ywt: xe += ye * we; break;
              case Form::xty: we += xe * ye; break;
            }
          }
        }
      }
    }
  }

  std::mt19937 random_;
  int batch_, inputs_, outputs_;
  StepMasks x_masks_, y_masks_;
  Tensor<Scalar> x_, w_, y_;
  std::vector<Values> dense_x_, dense_y_;  // [step]
  Values dense_w_;
  GemmCall<Scalar> call_;
};

/// What a product under masks on both sides may look like.
inline MaskedSides any_masked_sides() {
  MaskedSides sides;
  sides.dropout_case = GENERATE(DropoutCase::I, DropoutCase::III, DropoutCase::IV);
  std::tie(sides.x_rate, sides.y_rate) =
      GENERATE(std::pair(0.0, 0.5), std::pair(0.5, 0.5), std::pair(0.5, 0.0), std::pair(0.9, 0.9));
  return sides;
}

}  // namespace skipgrid::models
