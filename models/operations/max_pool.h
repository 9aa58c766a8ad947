// The largest value that a window sees, channel by channel.
#pragma once

#include <string>
#include <vector>

#include "models/device.h"
#include "models/operations/dropout.h"
#include "models/operations/picture.h"

namespace skipgrid::models {

/// Pictures are T x B x (H W C) of which a step has `channels` of each pixel in store, the same before and after.
template <class Scalar>
class MaxPool {
 public:
  MaxPool(Device<Scalar>& device, const PictureSize& picture, const Window& window)
      : device_(device), picture_(picture), window_(window) {}

  PictureSize size() const { return window_.places(picture_); }
  void forward(const Place& place, const Tensor<Scalar>& values, std::int64_t channels, const Tensor<Scalar>& largest);
  /// After forward() of the step: the gradient goes where the largest value was, the first of several.
  void backward(const Place& place, const Tensor<Scalar>& dlargest, std::int64_t channels,
                const Tensor<Scalar>& dvalues);

 private:
  Device<Scalar>& device_;
  PictureSize picture_;
  Window window_;
  std::vector<std::vector<std::int64_t>> sources_;  // of each step: where each largest value came from
};

extern template class MaxPool<float>;
extern template class MaxPool<double>;

}  // namespace skipgrid::models
