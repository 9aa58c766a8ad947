// A weight of a model together with the gradient that an iteration leaves for it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/tensor.h"

namespace skipgrid::models {

/// Two parameters may share one gradient tensor (an LSTM's two biases do).
template <class Scalar>
struct Parameter {
  std::string layer;
  Tensor<Scalar> value;
  Tensor<Scalar> gradient;
  /// When set, only these rows of the gradient are meaningful, all others are zero (an embedding's rows of tokens).
  const std::vector<std::int32_t>* touched_rows = nullptr;
  /// Elements that an update visits: all of them, or as many rows as an iteration has tokens.
  std::int64_t update_elements = 0;
};

}  // namespace skipgrid::models
