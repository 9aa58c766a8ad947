// "type": "attention_decoder": recurrent layers that write a translation, with Luong's attention over an encoder's
// outputs and input feeding.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/layers/decoder_stack.h"
#include "models/layers/layer.h"
#include "models/layers/recurrent_stack.h"
#include "models/network/signal.h"
#include "models/operations/attention.h"

namespace skipgrid::models {

/// How well a state h fits a position m of the source: h m, or h W_a m.
enum class AttentionScore : std::uint8_t { dot, general };

template <class Scalar>
class AttentionDecoder;

struct AttentionDecoderConfig : LayerTraits<AttentionDecoder> {
  static constexpr std::string_view kTypes[] = {"attention_decoder"};

  std::string memory;  ///< the encoder: as many layers of the same kind and size, in one direction
  DecoderStackConfig stack;
  AttentionScore score = AttentionScore::general;
  bool input_feeding = true;  ///< the first layer reads what the attention made of the step before
  Rate attention;             ///< dropped of the state that W_a and W_c read
};

void read(JsonObject& fields, AttentionDecoderConfig& config);
void write(const AttentionDecoderConfig& config, nlohmann::json& json);
/// Throws InputError at `place`.
Signal signal_of(const AttentionDecoderConfig& config, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place);
/// Throws InputError at `place` unless the decoder can begin with its states. null: it is no recurrent layer.
void check_encoder(const AttentionDecoderConfig& config, const RecurrentConfig* encoder, const std::string& place);

/// Luong et al. 2015, with h the state of the uppermost layer and c the context that attention finds for its query:
///   query = h, or h W_a
///   y = tanh(W_c [c; h])    in two products: c W_context + h W_state; H x H each, as W_a
/// y is the output, and with input feeding it is an input of the first layer at the next step; zero at the first.
template <class Scalar>
class AttentionDecoder : public Layer<Scalar> {
 public:
  AttentionDecoder(Builder<Scalar>& builder, const LayerPlace& place, const AttentionDecoderConfig& config);

  void begin(const Batch& batch, MaskDrawer& masks) override;
  void forward(const Batch& batch) override;
  void backward(const Batch& batch) override;
  std::vector<Parameter<Scalar>> parameters() const override;
  Output<Scalar>* output() override { return &output_; }

  /// Forward for who writes a translation word by word, in place of forward(): start(), and then each step once its
  /// word is there.
  void start();
  void step(int step);
  /// All that a step hands to the next, T x B x H each: at step t as the step has left it.
  std::vector<const Tensor<Scalar>*> state() const;

  const AttentionDecoderConfig& config() const { return config_; }
  const DecoderStack<Scalar>& stack() const { return stack_; }
  /// Of the iteration: what is dropped of the state that W_a and W_state read.
  const StepMasks& attention_masks() const { return masks_; }

 private:
  void step_forward(int step);
  void step_backward(int step);
  void activate(int step);
  void undo_activation(int step);
  LayerInput<Scalar> context_input() const { return {&attention_.context(), &attention_.context_gradient(), &none_}; }
  const Tensor<Scalar>& query() const { return w_query_ ? query_ : *h_query_.value; }
  const Tensor<Scalar>& query_gradient() const { return w_query_ ? dquery_ : *h_query_.gradient; }

  Device<Scalar>& device_;
  std::string name_;
  AttentionDecoderConfig config_;
  std::size_t stream_, source_stream_;
  SequenceLengths lengths_;
  RecurrentStack<Scalar>& encoder_;
  Read<Scalar> memory_;
  Tensor<Scalar> y_, sums_;        // T x B x H, and the step before the first; y takes the place of the sums
  Tensor<Scalar> dy_, dfed_;       // from the layers above; from the next step, by the step that it is the gradient of
  Tensor<Scalar> dsums_;           // T x B x H
  Tensor<Scalar> query_, dquery_;  // T x B x H; of the general score
  DecoderStack<Scalar> stack_;
  Read<Scalar> h_query_, h_state_;  // h as the query, and as W_c reads it
  int mask_layer_;
  StepMasks masks_, none_;
  Attention<Scalar> attention_;
  std::optional<InputProduct<Scalar>> w_query_;
  InputProduct<Scalar> w_context_, w_state_;
  Output<Scalar> output_;
};

extern template class AttentionDecoder<float>;
extern template class AttentionDecoder<double>;

}  // namespace skipgrid::models
