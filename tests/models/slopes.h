// Gradients against central differences in double precision.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "models/parameter.h"

namespace skipgrid::models {

/// Holds every element of a parameter's gradient, as it is now, to the slope of loss(), which may overwrite it. Returns
/// the largest slope. `step`: as far on each side.
template <class Loss>
double check_slopes(const Parameter<double>& parameter, const Loss& loss, double step = 1e-5) {
  const std::vector<double> gradient(parameter.gradient.data, parameter.gradient.data + parameter.gradient.elements());
  double largest = 0.0;
  for (std::int64_t i = 0; i < parameter.value.elements(); ++i) {
    double& value = parameter.value.data[i];
    const double kept = value;
    value = kept + step;
    const double above = loss();
    value = kept - step;
    const double below = loss();
    value = kept;
    const double slope = (above - below) / (2 * step);
    CAPTURE(parameter.value.name, i);
    REQUIRE(std::abs(gradient[static_cast<std::size_t>(i)] - slope) < 1e-7);
    largest = std::max(largest, std::abs(slope));
  }
  return largest;
}

/// The largest difference between elements of the same place.
inline double worst(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double most = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

}  // namespace skipgrid::models
