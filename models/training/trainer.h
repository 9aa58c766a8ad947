// The training loop as a machine that is turned one iteration at a time, so that who drives it can report, record, save
// and stop between any two.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/lstm_lm.h"
#include "models/sgd.h"
#include "models/training/corpus.h"
#include "models/training/token_stream.h"
#include "models/training/train_config.h"

namespace skipgrid::models {

struct EpochResult {
  int epoch = 0;  ///< from 1
  double learning_rate = 0.0;
  double train_perplexity = 0.0;
  double valid_perplexity = 0.0;
  std::int64_t tokens = 0;
  double seconds = 0.0;          ///< of the clock on the wall, without validation
  PhaseSeconds phase_seconds{};  ///< FP, BP, WG
};

/// Where a training stands, apart from weights and state.
struct TrainingPosition {
  int epoch = 1;      ///< the one at work, from 1
  int iteration = 0;  ///< done within the epoch
  int total_iterations = 0;
  EpochResult running;  ///< sums of the epoch at work: tokens, seconds, phase_seconds
  double running_log_loss = 0.0;
  std::vector<EpochResult> curve;
};

/// An iteration between its gradients and the update: all that is needed to compute it again.
struct GradientsReady {
  const LstmLm<float>& model;
  const TokenBatch& tokens;
  const IterationMasks& masks;
};

class Trainer {
 public:
  /// Weights are drawn from the seed. Corpus and device must outlive it. Throws InputError when a text is too short.
  Trainer(const TrainConfig& config, const Corpus& corpus, Device<float>& device);

  bool finished() const { return position_.epoch > config_.epochs; }
  int iterations_per_epoch() const { return train_.iterations(); }
  /// Runs one iteration, and at the end of an epoch the validation. Requires !finished(). `gradients_ready`, when
  /// given, is called before the weights are changed.
  void step(const std::function<void(const GradientsReady&)>& gradients_ready = nullptr);

  bool epoch_complete() const { return position_.iteration == iterations_per_epoch(); }
  /// After the last iteration of an epoch: validates, and appends to the curve.
  void end_epoch();

  /// exp of the mean loss of the iteration, of the epoch so far, and of the validation text as the weights are now.
  /// The last changes the carried state: only between epochs, or when no iteration follows.
  double iteration_perplexity() const;
  double epoch_perplexity() const;
  double valid_perplexity();

  const TrainConfig& config() const { return config_; }
  const TrainingPosition& position() const { return position_; }
  const LstmLm<float>& model() const { return model_; }
  const Corpus& corpus() const { return corpus_; }

  /// Everything that the next iteration depends on and that position() does not hold: the weights and the carried
  /// state.
  std::vector<Tensor<float>> memory() const;
  /// After memory() has been filled with a saved one's values.
  void set_position(const TrainingPosition& position) { position_ = position; }

 private:
  void reset_state();

  TrainConfig config_;
  const Corpus& corpus_;
  Device<float>& device_;
  TokenStream train_, valid_;
  LstmLm<float> model_;
  Sgd<float> sgd_;
  TrainingPosition position_;
  double last_log_loss_ = 0.0;
  IterationMasks no_masks_;
};

}  // namespace skipgrid::models
