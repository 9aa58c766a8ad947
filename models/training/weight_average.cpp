#include "models/training/weight_average.h"

#include <algorithm>

namespace skipgrid::models {

WeightAverage::WeightAverage(Device<float>& device, const std::vector<Parameter<float>>& parameters)
    : device_(device), parameters_(parameters) {
  for (const Parameter<float>& parameter : parameters_) {
    means_.push_back(device.matrix(parameter.value.name + ".mean", parameter.value.rows, parameter.value.cols));
  }
}

void WeightAverage::add(int count) {
  const float share = 1.0f / static_cast<float>(count);
  for (std::size_t i = 0; i < means_.size(); ++i) {
    const Tensor<float>&weight = parameters_[i].value, &mean = means_[i];
    device_.vector({parameters_[i].layer,
                    traces::Phase::WG,
                    0,
                    traces::ElementWise::sgd,
                    weight.elements(),
                    {{&weight}, {&mean}},
                    {{&mean}}},
                   [&] {
                     for (std::int64_t k = 0; k < weight.elements(); ++k) {
                       mean.data[k] += (weight.data[k] - mean.data[k]) * share;
                     }
                   });
  }
}

void WeightAverage::exchange() {
  for (std::size_t i = 0; i < means_.size(); ++i) {
    std::swap_ranges(means_[i].data, means_[i].data + means_[i].elements(), parameters_[i].value.data);
  }
}

int averaged_after(const std::vector<double>& losses, int patience) {
  for (std::size_t epoch = static_cast<std::size_t>(patience) + 1; epoch < losses.size(); ++epoch) {
    const auto first = losses.begin();
    const auto end = first + static_cast<std::ptrdiff_t>(epoch) - patience;
    if (losses[epoch] > *std::min_element(first, end)) return static_cast<int>(epoch) + 1;
  }
  return 0;
}

}  // namespace skipgrid::models
