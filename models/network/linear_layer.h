// "type": "linear": y = f(x W + b) at every step, of any number of inputs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/network/builder.h"
#include "models/network/layer.h"
#include "models/network/rate.h"
#include "models/network/signal.h"

namespace skipgrid::models {

enum class Activation : std::uint8_t { none, tanh, relu };

struct LinearConfig {
  int width = 1;  ///< of the output
  Activation activation = Activation::none;
  Rate input{Rate::Source::nr};  ///< dropped of what it reads
};

LinearConfig read_linear(JsonObject& fields);
void write(const LinearConfig& config, nlohmann::json& json);
/// Throws InputError at `place`.
Signal signal_of(const LinearConfig& config, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place);

/// y[t] = f(sum over inputs of drop(x[t]) W + b), W: D x N for each input, b: N.
template <class Scalar>
class LinearLayer : public Layer<Scalar> {
 public:
  LinearLayer(Builder<Scalar>& builder, const std::string& name, const LinearConfig& config,
              const std::vector<std::string>& inputs, std::size_t stream);

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
  void activate(int step);
  void undo_activation(int step);

  Device<Scalar>& device_;
  std::string name_;
  LinearConfig config_;
  std::size_t stream_;
  SequenceLengths lengths_;
  std::vector<Input> inputs_;
  Tensor<Scalar> b_, db_;
  Tensor<Scalar> sums_, y_;  // one storage: y takes the place of the sums
  Tensor<Scalar> dy_, dsums_;
  Output<Scalar> output_;
};

extern template class LinearLayer<float>;
extern template class LinearLayer<double>;

}  // namespace skipgrid::models
