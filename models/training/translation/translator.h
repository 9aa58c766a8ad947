// A trained network as one that translates: the encoder reads whole sentences, the decoder writes word by word.
#pragma once

#include <cstdint>
#include <vector>

#include "models/layers/attention_decoder.h"
#include "models/layers/embedding_layer.h"
#include "models/layers/softmax_layer.h"
#include "models/network/network.h"
#include "models/training/translation/beam_search.h"
#include "models/training/translation/translation_layers.h"

namespace skipgrid::models {

class Translator {
 public:
  /// sizes: what the network was made of, which has a sample for each hypothesis of the beam at least. end: the word
  /// that begins and ends a sentence of the target.
  Translator(Network<float>& network, const NetworkConfig& sizes, const Decoding& decoding, std::int32_t end);

  /// Sentences that are translated at once.
  int at_once() const { return sizes_.batch / decoding_.beam; }
  /// At most at_once() of them, at least one; with nothing dropped. A translation has as many words as the network has
  /// steps, at most.
  std::vector<std::vector<std::int32_t>> translate(const std::vector<const std::vector<std::int32_t>*>& sources);

 private:
  void read_sources(const std::vector<const std::vector<std::int32_t>*>& sources);
  void advance(int step, std::vector<BeamSearch>& searches);
  /// Each hypothesis goes on with the state, after a step, of the one that it continues.
  void rearrange(int step, const std::vector<int>& origins);

  Network<float>& network_;
  const NetworkConfig sizes_;
  Decoding decoding_;
  std::int32_t end_;
  TranslationLayers layers_;
  EmbeddingLayer<float>& target_;
  AttentionDecoder<float>& decoder_;
  SoftmaxLayer<float>& generator_;
  Batch batch_;
  std::vector<std::int32_t> source_words_, target_words_;
  std::vector<float> rows_;  // of one state, as it was
};

}  // namespace skipgrid::models
