// "type": "input": features or pictures that come from outside.
#pragma once

#include <string>
#include <vector>

#include "models/layers/layer.h"
#include "models/network/builder.h"
#include "models/network/signal.h"
#include "traces/json/json_object.h"

namespace skipgrid::models {

template <class Scalar>
class InputLayer;

struct InputConfig : LayerTraits<InputLayer> {
  static constexpr std::string_view kTypes[] = {"input"};
  static constexpr bool kFromOutside = true;

  bool pictures = false;  ///< whose channels or height are stated; otherwise vectors of a width
  int channels = 1;       ///< of a picture; of a vector: its width
  PictureSize size;
};

void read(JsonObject& fields, InputConfig& config);
void write(const InputConfig& config, nlohmann::json& json);
/// Throws InputError at `place`.
Signal signal_of(const InputConfig& config, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place);

/// Values of the batch's first stream, [T x B x width], a picture's pixels one after the other with all channels of
/// each. Nobody wants its gradient. That they come in is no operation.
template <class Scalar>
class InputLayer : public Layer<Scalar> {
 public:
  InputLayer(Builder<Scalar>& builder, const LayerPlace& place, const InputConfig& config);

  void begin(const Batch&, MaskDrawer&) override {}
  void forward(const Batch& batch) override;
  void backward(const Batch&) override {}
  Output<Scalar>* output() override { return &output_; }

 private:
  Tensor<Scalar> value_;
  Output<Scalar> output_;
};

extern template class InputLayer<float>;
extern template class InputLayer<double>;

}  // namespace skipgrid::models
