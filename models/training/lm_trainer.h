// Trains a language model on a text.
#pragma once

#include <string>

#include "models/training/data/corpus.h"
#include "models/training/data/token_stream.h"
#include "models/training/trainer.h"

namespace skipgrid::models {

/// Where the parts of a language model that know its vocabulary lie among a network's layers.
struct LanguageModelLayers {
  std::size_t words, scores;
};

/// One embedding, layers that go one way, one softmax over as many classes as there are words; all samples have all
/// steps. Throws InputError at `place` for anything else.
LanguageModelLayers language_model_layers(const NetworkConfig& config, const std::string& place);

class LmTrainer : public Trainer {
 public:
  /// Weights are drawn from the seed. Requires a language model in the config, whose vocabulary becomes the corpus's.
  /// Corpus and device must outlive it. Throws InputError when a text is too short.
  LmTrainer(const TrainConfig& config, const Corpus& corpus, Device<float>& device);

  int iterations_per_epoch() const override { return train_.iterations(); }
  std::uint32_t data_checksum() const override;

 private:
  const Batch& take_batch() override;
  Loss validate() override;
  /// The state before the first word of a text.
  void reset_state();

  const Corpus& corpus_;
  TokenStream train_, valid_;
};

}  // namespace skipgrid::models
