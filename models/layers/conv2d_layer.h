// "type": "conv2d": a convolution over pictures, with bias, activation and pooling.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/layers/layer.h"
#include "models/network/builder.h"
#include "models/network/rate.h"
#include "models/network/signal.h"
#include "models/operations/activation.h"
#include "models/operations/max_pool.h"
#include "models/operations/unfold.h"

namespace skipgrid::models {

template <class Scalar>
class Conv2dLayer;

struct Conv2dConfig : LayerTraits<Conv2dLayer> {
  static constexpr std::string_view kTypes[] = {"conv2d"};
  static constexpr bool kReadsDropped = true;

  int channels = 1;  ///< of the output: filters
  Window kernel;
  Activation activation = Activation::none;
  std::optional<Window> pool;  ///< the largest of a window, after the activation; without padding
  std::optional<Rate> input;   ///< dropped of the channels that it reads, 0 unless given
  std::optional<Rate> output;  ///< dropped of its own channels, for all that read it
};

void read(JsonObject& fields, Conv2dConfig& config);
void write(const Conv2dConfig& config, nlohmann::json& json);
/// Throws InputError at `place`.
Signal signal_of(const Conv2dConfig& config, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place);

/// Y = pool(drop(f(unfold(drop(X)) W + b))), W: (kernel x kernel x C) x N. A pixel of a picture is a row, a channel a
/// column: a channel that the whole batch drops is kernel x kernel rows of W where it is read (K), and a column where
/// it is written (N).
template <class Scalar>
class Conv2dLayer : public Layer<Scalar> {
 public:
  Conv2dLayer(Builder<Scalar>& builder, const LayerPlace& place, const Conv2dConfig& config);

  void begin(const Batch& batch, MaskDrawer& masks) override;
  void forward(const Batch& batch) override;
  void backward(const Batch& batch) override;
  std::vector<Parameter<Scalar>> parameters() const override;
  Output<Scalar>* output() override { return &output_; }

 private:
  /// Makes the pool too, where there is one.
  Output<Scalar> make_output(int stream);
  int channels() const { return static_cast<int>(read_.width() / read_.picture.pixels()); }
  /// Channels of the output that a step has in store.
  std::int64_t stored_channels(int step) const { return masks_.columns(step, config_.channels); }
  LayerInput<Scalar> picture_input() const { return read_.under(channel_masks_); }
  LayerInput<Scalar> unfolded_input() const {
    return {&unfolded_, read_.gradient == nullptr ? nullptr : &dunfolded_, &window_masks_, true};
  }

  Device<Scalar>& device_;
  std::string name_;
  Conv2dConfig config_;
  std::size_t stream_;
  SequenceLengths lengths_;
  Read<Scalar> read_;
  PictureSize size_;  // before pooling
  int batch_;
  int mask_layer_, output_mask_layer_ = 0;
  Unfold<Scalar> unfold_;
  Tensor<Scalar> unfolded_, dunfolded_;
  InputProduct<Scalar> product_;
  BiasActivation<Scalar> activation_;
  Tensor<Scalar> sums_, y_, dy_, dsums_;  // (B places) x N: a row a pixel; y takes the sums' place, dsums that of dy
  Tensor<Scalar> pictures_, dpictures_;   // the same as B x (places N): y and dy
  std::optional<MaxPool<Scalar>> pool_;
  Tensor<Scalar> pooled_, dpooled_;
  StepMasks channel_masks_, window_masks_;  // of the input: over C, and over kernel x kernel x C
  StepMasks masks_;                         // of the output
  Output<Scalar> output_;
};

extern template class Conv2dLayer<float>;
extern template class Conv2dLayer<double>;

}  // namespace skipgrid::models
