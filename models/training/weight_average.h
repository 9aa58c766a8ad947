// The mean of a training's weights over its last iterations, which is what such a training is judged by (Polyak &
// Juditsky 1992).
#pragma once

#include <vector>

#include "models/device.h"
#include "models/parameter.h"

namespace skipgrid::models {

class WeightAverage {
 public:
  WeightAverage(Device<float>& device, const std::vector<Parameter<float>>& parameters);

  /// Takes in the weights as they are now, the count-th since it began, from 1.
  void add(int count);
  /// The weights become the mean, and the mean what they were; the same again undoes it.
  void exchange();
  /// As large as the weights.
  const std::vector<Tensor<float>>& means() const { return means_; }

 private:
  Device<float>& device_;
  std::vector<Parameter<float>> parameters_;
  std::vector<Tensor<float>> means_;
};

/// NT-ASGD (Merity et al. 2018, algorithm 1): the epoch, from 1, after which weights are averaged: the first whose loss
/// is larger than the least of those more than `patience` epochs before it. 0: none so far.
int averaged_after(const std::vector<double>& losses, int patience);

}  // namespace skipgrid::models
