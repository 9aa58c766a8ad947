#include "models/bias.h"

#include <algorithm>

#include "models/kernels/kernel_table.h"

namespace skipgrid::models {

template <class Scalar>
void bias_gradient(Device<Scalar>& device, std::string_view layer, const Tensor<Scalar>& gradients, int steps,
                   const Tensor<Scalar>& bias) {
  const std::int64_t rows = steps * gradients.rows, width = gradients.cols;
  device.vector({layer, traces::Phase::WG, 0, "bias_gradient", rows * width, {{&gradients, 0, steps}}, {{&bias}}}, [&] {
    std::fill_n(bias.data, width, Scalar{0});
    for (std::int64_t row = 0; row < rows; ++row) {
      kernels<Scalar>().add_scaled(bias.data, gradients.data + row * width, Scalar{1}, width);
    }
  });
}

template void bias_gradient(Device<float>&, std::string_view, const Tensor<float>&, int, const Tensor<float>&);
template void bias_gradient(Device<double>&, std::string_view, const Tensor<double>&, int, const Tensor<double>&);

}  // namespace skipgrid::models
