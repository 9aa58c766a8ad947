// A convolution as a matrix product (im2col): each place of the window becomes a row of all that the window sees there,
// position by position, all channels of each; and the way back (col2im).
#pragma once

#include <string>

#include "models/device.h"
#include "models/operations/dropout.h"
#include "models/operations/input_product.h"
#include "models/operations/picture.h"

namespace skipgrid::models {

/// The masks of an input are over the C channels, and unless the layer before has dropped them, it is unfolding that
/// drops them. Pictures are T x B x (H W C), unfolded ones T x (B places) x (window C); both are stored under masks as
/// GemmCall says.
template <class Scalar>
class Unfold {
 public:
  Unfold(Device<Scalar>& device, const PictureSize& picture, const Window& window, int channels)
      : device_(device), picture_(picture), window_(window), channels_(channels) {}

  void forward(const Place& place, const LayerInput<Scalar>& in, const Tensor<Scalar>& unfolded);
  /// Sums up, for each pixel, the gradients of all rows that have seen it; writes in.gradient.
  void backward(const Place& place, const Tensor<Scalar>& unfolded, const LayerInput<Scalar>& in);

 private:
  /// Channels that a pixel has in store in the picture, and in the unfolded one.
  std::int64_t from_channels(const LayerInput<Scalar>& in, int step) const;
  std::int64_t to_channels(const LayerInput<Scalar>& in, int step) const;
  /// Calls visit(index into the picture or -1, index into the unfolded one, scale) for everything a step unfolds.
  template <class Visit>
  void for_each(const LayerInput<Scalar>& in, int step, std::int64_t batch, const Visit& visit) const;

  Device<Scalar>& device_;
  PictureSize picture_;
  Window window_;
  std::int64_t channels_;
};

extern template class Unfold<float>;
extern template class Unfold<double>;

}  // namespace skipgrid::models
