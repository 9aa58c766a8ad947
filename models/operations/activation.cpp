#include "models/operations/activation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/operations/bias.h"

namespace skipgrid::models {

using traces::ElementWise;
using traces::Phase;

namespace {

constexpr std::string_view kNames[] = {"none", "tanh", "relu"};
constexpr ElementWise kForward[] = {ElementWise::bias, ElementWise::bias_tanh, ElementWise::bias_relu};
constexpr ElementWise kBackward[] = {ElementWise::dropout_backward, ElementWise::tanh_backward,
                                     ElementWise::relu_backward};

template <class Scalar>
Scalar value_of(Activation activation, Scalar x) {
  switch (activation) {
    case Activation::tanh: return std::tanh(x);
    case Activation::relu: return std::max(x, Scalar{0});
    case Activation::none: break;
  }
  return x;
}

/// The slope where the activation's value is y.
template <class Scalar>
Scalar slope_at(Activation activation, Scalar y) {
  switch (activation) {
    case Activation::tanh: return Scalar{1} - y * y;
    case Activation::relu: return y > Scalar{0} ? Scalar{1} : Scalar{0};
    case Activation::none: break;
  }
  return Scalar{1};
}

}  // namespace

std::string_view to_string(Activation activation) { return kNames[static_cast<std::size_t>(activation)]; }

Activation read_activation(JsonObject& fields, Activation otherwise) {
  if (!fields.has("activation")) return otherwise;
  return static_cast<Activation>(fields.word("activation", {kNames[0], kNames[1], kNames[2]}));
}

template <class Scalar>
BiasActivation<Scalar>::BiasActivation(Device<Scalar>& device, std::string layer, Activation activation, int width,
                                       int batch)
    : device_(device),
      layer_(std::move(layer)),
      activation_(activation),
      batch_(batch),
      b_(device.matrix(layer_ + ".b", 1, width)),
      db_(device.matrix(layer_ + ".db", 1, width)) {}

template <class Scalar>
template <class Visit>
void BiasActivation<Scalar>::for_each(const Tensor<Scalar>& tensor, int step, const StepMasks& masks,
                                      const Visit& visit) const {
  const auto scale = static_cast<Scalar>(masks.scale);
  std::int64_t i = 0;
  for (std::int64_t row = 0; row < tensor.rows; ++row) {
    if (masks.compacted()) {
      for (const std::uint32_t neuron : masks.kept(step)) visit(i++, neuron, scale);
      continue;
    }
    const auto sample = static_cast<std::size_t>(row / (tensor.rows / batch_));
    for (std::int64_t neuron = 0; neuron < tensor.cols; ++neuron) {
      const bool kept = masks.none() || masks.at(step)->mask.kept(sample, static_cast<std::size_t>(neuron));
      visit(i++, neuron, kept ? scale : Scalar{0});
    }
  }
}

template <class Scalar>
void BiasActivation<Scalar>::forward(const Tensor<Scalar>& sums, const Tensor<Scalar>& y, int step,
                                     const StepMasks& masks) {
  const ElementWise kind = kForward[static_cast<std::size_t>(activation_)];
  const std::int64_t elements = y.rows * masks.columns(step, y.cols);
  device_.vector(
      {layer_, Phase::FP, step, kind, elements, {{&sums, step, 1, elements}, {&b_}}, {{&y, step, 1, elements}}}, [&] {
        const Scalar* in = sums.at(step);
        Scalar* out = y.at(step);
        for_each(y, step, masks, [&](std::int64_t i, std::int64_t neuron, Scalar scale) {
          out[i] = scale * value_of(activation_, in[i] + b_.data[neuron]);
        });
      });
}

template <class Scalar>
void BiasActivation<Scalar>::backward(const Tensor<Scalar>& dy, const Tensor<Scalar>& y, const Tensor<Scalar>& dsums,
                                      int step, const StepMasks& masks) {
  const ElementWise kind = kBackward[static_cast<std::size_t>(activation_)];
  const std::int64_t elements = y.rows * masks.columns(step, y.cols);
  VectorCall<Scalar> call{
      layer_, Phase::BP, step, kind, elements, {{&dy, step, 1, elements}}, {{&dsums, step, 1, elements}}};
  if (activation_ != Activation::none) call.reads.add({&y, step, 1, elements});
  device_.vector(call, [&] {
    const Scalar* gradient = dy.at(step);
    const Scalar* value = y.at(step);
    Scalar* out = dsums.at(step);
    for_each(y, step, masks, [&](std::int64_t i, std::int64_t, Scalar scale) {
      // y is the activation's value times the scale; where that is zero, y has been dropped.
      out[i] = scale == Scalar{0} ? Scalar{0} : gradient[i] * scale * slope_at(activation_, value[i] / scale);
    });
  });
}

template <class Scalar>
void BiasActivation<Scalar>::weight_gradient(const Tensor<Scalar>& dsums, int steps, const StepMasks& masks) {
  bias_gradient(device_, layer_, dsums, steps, db_, masks);
}

template class BiasActivation<float>;
template class BiasActivation<double>;

}  // namespace skipgrid::models
