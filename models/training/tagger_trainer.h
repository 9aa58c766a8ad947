// Trains a network that ends in a CRF on tagged sentences, and says how well it finds entities.
#pragma once

#include <string>
#include <vector>

#include "models/training/data/sentence_batches.h"
#include "models/training/data/tagged_corpus.h"
#include "models/training/trainer.h"

namespace skipgrid::models {

/// Where the parts of a tagger lie among a network's layers.
struct TaggerLayers {
  std::size_t words, scores, crf;
  std::optional<std::size_t> letters;
};

/// Whether a network is meant to be a tagger: it has a crf.
bool tags_words(const NetworkConfig& config);
/// One embedding, at most one layer of characters, and a crf that reads a linear layer; all sentences have `steps`
/// steps at most, and begin with no state. Throws InputError at `place` for anything else.
TaggerLayers tagger_layers(const NetworkConfig& config, const std::string& place);
/// The most that the network has room for: its vocabularies, the width of the scores, its steps.
TaggedCorpusLimits limits_of(const NetworkConfig& config);

class TaggerTrainer : public Trainer {
 public:
  /// Weights are drawn from the seed. Requires a tagger in the config, whose sizes become the corpus's. Corpus and
  /// device must outlive it. Throws InputError when there are fewer sentences than a batch.
  TaggerTrainer(const TrainConfig& config, const TaggedCorpus& corpus, Device<float>& device);

  int iterations_per_epoch() const override { return train_.whole(); }
  std::uint32_t data_checksum() const override;
  /// Of held-out sentences, as the weights are now.
  EntityScores valid_entities() {
    const JudgedWeights judged(*this);
    return *validate().entities;
  }

 private:
  const Batch& take_batch() override;
  Loss validate() override;

  const TaggedCorpus& corpus_;
  SentenceBatches train_, valid_;
  CrfLayer<float>& crf_;
  int shuffled_ = 0;  // the epoch whose order the batches have
};

}  // namespace skipgrid::models
