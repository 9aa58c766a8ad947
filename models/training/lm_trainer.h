// Trains the LSTM language model on a text.
#pragma once

#include <vector>

#include "models/lstm_lm.h"
#include "models/training/data/corpus.h"
#include "models/training/data/token_stream.h"
#include "models/training/trainer.h"

namespace skipgrid::models {

/// An iteration between its gradients and the update: all that is needed to compute it again.
struct GradientsReady {
  const LstmLm<float>& model;
  const TokenBatch& tokens;
  const IterationMasks& masks;
};

class LmTrainer : public Trainer {
 public:
  /// Weights are drawn from the seed. Requires a language model in the config. Corpus and device must outlive it.
  /// Throws InputError when a text is too short.
  LmTrainer(const TrainConfig& config, const Corpus& corpus, Device<float>& device);

  int iterations_per_epoch() const override { return train_.iterations(); }
  std::uint32_t data_checksum() const override;
  std::vector<Tensor<float>> memory() const override;
  /// While step() says that gradients are ready.
  GradientsReady gradients() const { return {model_, tokens_, masks_}; }

 private:
  Loss compute() override;
  void carry_state() override { model_.carry_state(); }
  Loss validate() override;
  void reset_state();
  std::int64_t tokens_of_iteration() const { return std::int64_t{sizes_.steps} * sizes_.batch; }

  LstmLmConfig sizes_;
  const Corpus& corpus_;
  TokenStream train_, valid_;
  LstmLm<float> model_;
  IterationMasks no_masks_, masks_;
  TokenBatch tokens_;
};

}  // namespace skipgrid::models
