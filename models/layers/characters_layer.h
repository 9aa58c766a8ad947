// "type": "characters": features of words from their letters (Ma & Hovy 2016): an embedding of characters, a
// convolution over a word's letters, and the maximum over it.
#pragma once

#include <string>
#include <vector>

#include "models/layers/layer.h"
#include "models/layers/letter_convolution.h"
#include "models/network/builder.h"
#include "models/network/rate.h"
#include "models/network/signal.h"
#include "models/operations/activation.h"
#include "models/operations/embedding.h"

namespace skipgrid::models {

template <class Scalar>
class CharactersLayer;

struct CharactersConfig : LayerTraits<CharactersLayer> {
  static constexpr std::string_view kTypes[] = {"characters"};
  static constexpr bool kFromOutside = true;

  int vocabulary = 2;            ///< characters that there are
  int width = 1;                 ///< of a character's embedding
  int filters = 1;               ///< of the convolution: neurons of a word
  int kernel = 3;                ///< letters that a filter sees, odd
  int word_length = 1;           ///< letters that words are padded to, or cut at
  int letters = 1;               ///< that a word has on the average: the others are padding
  std::string tokens;            ///< the stream that it reads; empty: the first
  Rate input{Rate::Source::nr};  ///< dropped of the embedding: a channel, for all letters of a word
};

void read(JsonObject& fields, CharactersConfig& config);
void write(const CharactersConfig& config, nlohmann::json& json);
/// Throws InputError at `place`.
Signal signal_of(const CharactersConfig& config, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place);

/// y[t] = tanh(max over a word's letters of windows W + b), W: kernel E x F, b: F; T x B x F.
template <class Scalar>
class CharactersLayer : public Layer<Scalar> {
 public:
  CharactersLayer(Builder<Scalar>& builder, const LayerPlace& place, const CharactersConfig& config);

  void begin(const Batch& batch, MaskDrawer& masks) override;
  void forward(const Batch& batch) override;
  void backward(const Batch& batch) override;
  std::vector<Parameter<Scalar>> parameters() const override;
  Output<Scalar>* output() override { return &output_; }

 private:
  LayerInput<Scalar> windows() const { return {&windows_, &dwindows_, &window_masks_, true}; }
  const std::int32_t* letters_of(const Batch& batch) const { return batch.streams[stream_].characters; }

  Device<Scalar>& device_;
  std::string name_;
  CharactersConfig config_;
  std::size_t stream_;
  int mask_layer_;
  LetterShape shape_;
  SequenceLengths lengths_;         // of the words
  SequenceLengths letter_lengths_;  // of the product's rows, a letter each; those that are padding have none
  Embedding<Scalar> embedding_;
  Tensor<Scalar> letters_, dletters_;            // a word's letters one after the other, T x B x L E
  Tensor<Scalar> letters_kept_, dletters_kept_;  // after dropout
  StepMasks letter_masks_, channel_masks_, window_masks_;
  Tensor<Scalar> windows_, dwindows_;  // T x B L x kernel E
  InputProduct<Scalar> product_;
  Tensor<Scalar> sums_, dsums_;  // T x B L x F, one storage
  Tensor<Scalar> largest_;       // T x B x F
  BiasActivation<Scalar> activation_;
  Tensor<Scalar> y_, dy_, dlargest_;  // T x B x F; dlargest takes dy's place
  Output<Scalar> output_;
};

extern template class CharactersLayer<float>;
extern template class CharactersLayer<double>;

}  // namespace skipgrid::models
