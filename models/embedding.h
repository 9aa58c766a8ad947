// The first layer of a language model: a row of a table for each token.
#pragma once

#include <cstdint>
#include <vector>

#include "models/device.h"
#include "models/parameter.h"

namespace skipgrid::models {

/// V tokens, E wide. Token ids are [T x B]; null on devices without numbers.
template <class Scalar>
class Embedding {
 public:
  Embedding(Device<Scalar>& device, int vocabulary, int width, int steps, int batch);

  void forward(const std::int32_t* tokens);
  /// Reads output_gradient(): each token's row of the gradient is the sum over where the token stood.
  void backward(const std::int32_t* tokens);

  const Tensor<Scalar>& output() const { return output_; }            ///< T x B x E
  const Tensor<Scalar>& output_gradient() const { return doutput_; }  ///< T x B x E
  Parameter<Scalar> parameter() const;

 private:
  void find_touched_rows(const std::int32_t* tokens);

  Device<Scalar>& device_;
  int steps_;
  std::int64_t batch_, width_;
  Tensor<Scalar> table_, dtable_, output_, doutput_;
  std::vector<std::int32_t> touched_rows_;  // of the gradient, increasing
};

extern template class Embedding<float>;
extern template class Embedding<double>;

}  // namespace skipgrid::models
