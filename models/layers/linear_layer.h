// "type": "linear": y = f(x W + b) at every step, of any number of inputs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/layers/layer.h"
#include "models/network/builder.h"
#include "models/network/rate.h"
#include "models/network/signal.h"
#include "models/operations/activation.h"

namespace skipgrid::models {

template <class Scalar>
class LinearLayer;

struct LinearConfig : LayerTraits<LinearLayer> {
  static constexpr std::string_view kTypes[] = {"linear"};
  static constexpr bool kReadsDropped = true;

  int width = 1;  ///< of the output
  Activation activation = Activation::none;
  std::optional<Rate> input;   ///< dropped of what it reads, "nr" unless given; of what is dropped already, nothing
  std::optional<Rate> output;  ///< dropped of its own output, for all that read it
};

void read(JsonObject& fields, LinearConfig& config);
void write(const LinearConfig& config, nlohmann::json& json);
/// Throws InputError at `place`.
Signal signal_of(const LinearConfig& config, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place);

/// y[t] = drop(f(sum over inputs of drop(x[t]) W + b)), W: D x N for each input, b: N. Pictures are read flat, pixel by
/// pixel. Where both sides drop, products lose rows and columns of W (Graham et al. 2015, batchwise dropout).
template <class Scalar>
class LinearLayer : public Layer<Scalar> {
 public:
  LinearLayer(Builder<Scalar>& builder, const LayerPlace& place, const LinearConfig& config);

  void begin(const Batch& batch, MaskDrawer& masks) override;
  void forward(const Batch& batch) override;
  void backward(const Batch& batch) override;
  std::vector<Parameter<Scalar>> parameters() const override;
  Output<Scalar>* output() override { return &output_; }

 private:
  struct Input {
    Read<Scalar> read;
    InputProduct<Scalar> product;
    int mask_layer;
    StepMasks masks;
  };

  Device<Scalar>& device_;
  std::string name_;
  LinearConfig config_;
  std::size_t stream_;
  SequenceLengths lengths_;
  std::vector<Input> inputs_;
  BiasActivation<Scalar> activation_;
  Tensor<Scalar> sums_, y_;    // one storage: y takes the place of the sums
  Tensor<Scalar> dy_, dsums_;  // likewise
  int mask_layer_ = 0;         // of the output
  StepMasks masks_;
  Output<Scalar> output_;
};

extern template class LinearLayer<float>;
extern template class LinearLayer<double>;

}  // namespace skipgrid::models
