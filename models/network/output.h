// What one layer of a network hands to others, and how their gradients come back together.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/device.h"
#include "models/operations/picture.h"

namespace skipgrid::models {

/// One tensor of a layer's output: a bidirectional layer has two, and whoever reads it has a weight for each.
template <class Scalar>
struct OutputPart {
  const Tensor<Scalar>* value;  ///< T x B x width; of a picture: its pixels one after the other, all channels of each
  const Tensor<Scalar>* gradient;  ///< T x B x width: what the layer reads in its backward(); null: it asks for none
  PictureSize picture = {};
  /// Over the channels: what the layer has dropped of its output itself. Value and gradient then are stored as GemmCall
  /// says, and whoever reads them takes these masks instead of masks of its own.
  const StepMasks* dropped = nullptr;

  /// Numbers that a step has in store.
  std::int64_t stored(int step) const {
    const std::int64_t pixels = picture.pixels(), channels = value->cols / pixels;
    return value->rows * pixels * (dropped == nullptr ? channels : dropped->columns(step, channels));
  }
};

template <class Scalar>
class Output {
 public:
  /// stream: the batch's stream whose steps the output has. The tensors belong to the layer and outlive this.
  Output(Device<Scalar>& device, std::string layer, int stream, std::vector<OutputPart<Scalar>> parts)
      : device_(device), layer_(std::move(layer)), stream_(stream), parts_(std::move(parts)), readers_(parts_.size()) {}

  int stream() const { return stream_; }
  const std::vector<OutputPart<Scalar>>& parts() const { return parts_; }

  /// Where one more reader of a part is to leave its gradient, T x B x width; it has to, at every step. Null where
  /// nobody asks for one.
  const Tensor<Scalar>* add_reader(std::size_t part) {
    if (parts_[part].gradient == nullptr) return nullptr;
    auto& tensors = readers_[part];
    const Tensor<Scalar>& whole = *parts_[part].gradient;
    tensors.push_back(std::make_unique<Tensor<Scalar>>(
        tensors.empty() ? whole
                        : device_.sequence(whole.name + std::to_string(tensors.size()), whole.slices, whole.rows,
                                           whole.cols, whole.first)));
    return tensors.back().get();
  }

  /// Adds up what the readers have left, when there are several, at steps [0, steps).
  void sum_gradients(int steps) {
    for (int t = 0; t < steps; ++t) sum_gradients_at(t);
  }
  void sum_gradients_at(int step) {
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      const auto& tensors = readers_[part];
      for (std::size_t i = 1; i < tensors.size(); ++i) add(parts_[part], *tensors[i], *tensors.front(), step);
    }
  }

 private:
  void add(const OutputPart<Scalar>& part, const Tensor<Scalar>& more, const Tensor<Scalar>& sum, int step) {
    const std::int64_t elements = part.stored(step);
    VectorCall<Scalar> call{layer_,
                            traces::Phase::BP,
                            step,
                            traces::ElementWise::gradient_sum,
                            elements,
                            {{&more, step, 1, elements}, {&sum, step, 1, elements}},
                            {{&sum, step, 1, elements}}};
    device_.vector(call, [&] {
      for (std::int64_t i = 0; i < elements; ++i) sum.at(step)[i] += more.at(step)[i];
    });
  }

  Device<Scalar>& device_;
  std::string layer_;
  int stream_;
  std::vector<OutputPart<Scalar>> parts_;
  std::vector<std::vector<std::unique_ptr<Tensor<Scalar>>>> readers_;  // of each part
};

}  // namespace skipgrid::models
