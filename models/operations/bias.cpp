#include "models/operations/bias.h"

#include <algorithm>

#include "models/kernels/kernel_table.h"

namespace skipgrid::models {

using traces::ElementWise;

namespace {

// Each column of a step goes to the neuron that it is of.
template <class Scalar>
void add_kept(const Tensor<Scalar>& gradients, int step, const std::vector<std::uint32_t>& kept, Scalar* bias) {
  const Scalar* gradient = gradients.at(step);
  for (std::int64_t row = 0; row < gradients.rows; ++row) {
    for (const std::uint32_t neuron : kept) bias[neuron] += *gradient++;
  }
}

}  // namespace

template <class Scalar>
void bias_gradient(Device<Scalar>& device, std::string_view layer, const Tensor<Scalar>& gradients, int steps,
                   const Tensor<Scalar>& bias, const StepMasks& masks) {
  const std::int64_t width = gradients.cols;
  std::int64_t elements = 0;
  for (int t = 0; t < steps; ++t) elements += gradients.rows * masks.columns(t, width);
  device.vector({layer,
                 traces::Phase::WG,
                 0,
                 ElementWise::bias_gradient,
                 elements,
                 {{&gradients, 0, steps, elements}},
                 {{&bias}}},
                [&] {
                  std::fill_n(bias.data, width, Scalar{0});
                  for (int t = 0; t < steps; ++t) {
                    if (masks.compacted()) {
                      add_kept(gradients, t, masks.kept(t), bias.data);
                      continue;
                    }
                    for (std::int64_t row = 0; row < gradients.rows; ++row) {
                      kernels<Scalar>().add_scaled(bias.data, gradients.at(t) + row * width, Scalar{1}, width);
                    }
                  }
                });
}

template void bias_gradient(Device<float>&, std::string_view, const Tensor<float>&, int, const Tensor<float>&,
                            const StepMasks&);
template void bias_gradient(Device<double>&, std::string_view, const Tensor<double>&, int, const Tensor<double>&,
                            const StepMasks&);

}  // namespace skipgrid::models
