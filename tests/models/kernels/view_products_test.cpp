// Products on one sample of every slice give what products on that sample alone give, all steps at once or one by one.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "models/training/blas_device.h"

namespace skipgrid::models {

TEST_CASE("A group of steps on one sample of every slice equals the same steps on a copy of the sample") {
  const Form form = GENERATE(Form::xw, Form::ywt, Form::xty);
  const TimeFusion fusion = GENERATE(TimeFusion::fused, TimeFusion::stepped);
  constexpr int kSteps = 3, kBatch = 4, kSample = 2;
  constexpr std::int64_t kInputs = 5, kOutputs = 7;
  BlasDevice<double> device(fusion);
  const auto x = device.sequence("x", kSteps, kBatch, kInputs), y = device.sequence("y", kSteps, kBatch, kOutputs);
  const auto x_alone = device.sequence("x1", kSteps, 1, kInputs), y_alone = device.sequence("y1", kSteps, 1, kOutputs);
  const auto w = device.matrix("w", kInputs, kOutputs), w_alone = device.matrix("w1", kInputs, kOutputs);
  std::mt19937 random(7);
  std::uniform_real_distribution<double> value(-1.0, 1.0);
  for (const Tensor<double>* tensor : {&x, &y, &w}) {
    for (std::int64_t i = 0; i < tensor->elements(); ++i) tensor->data[i] = value(random);
  }
  std::copy_n(w.data, w.elements(), w_alone.data);
  const Tensor<double> x_view = sample_of(x, kSample), y_view = sample_of(y, kSample);
  for (int t = 0; t < kSteps; ++t) {
    std::copy_n(x_view.at(t), kInputs, x_alone.at(t));
    std::copy_n(y_view.at(t), kOutputs, y_alone.at(t));
  }
  const StepMasks none;
  const auto multiply = [&](const Tensor<double>& x_of, const Tensor<double>& w_of, const Tensor<double>& y_of) {
    GemmCall<double> call{"layer", "op", traces::Phase::FP, &x_of, &w_of, &y_of, &none, 0, kSteps};
    call.other_form = form;
    device.gemm(call);
  };
  multiply(x_view, w, y_view);
  multiply(x_alone, w_alone, y_alone);
  for (int t = 0; t < kSteps; ++t) {
    for (std::int64_t i = 0; i < kInputs; ++i) CHECK(x_view.at(t)[i] == Approx(x_alone.at(t)[i]));
    for (std::int64_t i = 0; i < kOutputs; ++i) CHECK(y_view.at(t)[i] == Approx(y_alone.at(t)[i]));
  }
  for (std::int64_t i = 0; i < w.elements(); ++i) CHECK(w.data[i] == Approx(w_alone.data[i]));
}

}  // namespace skipgrid::models
