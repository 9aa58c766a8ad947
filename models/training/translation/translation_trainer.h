// Trains a translation model on pairs of sentences, and says how well it translates.
#pragma once

#include <string>
#include <vector>

#include "models/training/data/pair_batches.h"
#include "models/training/data/parallel_corpus.h"
#include "models/training/trainer.h"
#include "models/training/translation/translator.h"

namespace skipgrid::models {

/// The most that the network has room for: its vocabularies, its steps.
ParallelCorpusLimits translation_limits(const NetworkConfig& config);

class TranslationTrainer : public Trainer {
 public:
  /// Weights are drawn from the seed. Requires a translation model in the config, whose sizes become the corpus's.
  /// Corpus and device must outlive it. Throws InputError when there are fewer pairs than a batch, or fewer words than
  /// a beam.
  TranslationTrainer(const TrainConfig& config, const ParallelCorpus& corpus, Device<float>& device);

  int iterations_per_epoch() const override { return train_.whole(); }
  std::uint32_t data_checksum() const override;

  struct Judgement {
    double perplexity = 0.0;
    BleuScore bleu;
    std::vector<std::string> translations;  ///< in the order of the pairs
  };
  /// By the weights that the training is judged by now. Requires at least one pair.
  Judgement judge_pairs(const std::vector<PairIds>& pairs);

 private:
  const Batch& take_batch() override;
  Loss validate() override;
  /// Of teacher forcing, without BLEU.
  Loss loss_of(const std::vector<PairIds>& pairs);
  /// With the BLEU of the translations that it leaves, in the order of the pairs.
  Loss judged_loss(const std::vector<PairIds>& pairs, std::vector<std::string>& translations);
  std::vector<std::string> translations_of(const std::vector<PairIds>& pairs);
  PairBatches batches_of(const std::vector<PairIds>& pairs) const;

  const ParallelCorpus& corpus_;
  TranslationLayers layers_;
  PairBatches train_;
  Translator translator_;
  int shuffled_ = 0;  // the epoch whose order the batches have
};

}  // namespace skipgrid::models
