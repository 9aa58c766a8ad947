// The training of a network as a machine that is turned one iteration at a time, so that who drives it can report,
// record, save and stop between any two. What data it sees, and how it is judged, is a derived class's to say.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/device.h"
#include "models/network/network.h"
#include "models/sgd.h"
#include "models/training/entity_scores.h"
#include "models/training/train_config.h"
#include "models/training/translation/bleu.h"
#include "models/training/weight_average.h"

namespace skipgrid::models {

struct EpochResult {
  int epoch = 0;  ///< from 1
  double learning_rate = 0.0;
  double train_perplexity = 0.0;
  double valid_perplexity = 0.0;
  std::int64_t tokens = 0;
  double seconds = 0.0;                        ///< of the clock on the wall, without validation
  PhaseSeconds phase_seconds{};                ///< FP, BP, WG
  std::optional<EntityScores> valid_entities;  ///< of a tagger
  std::optional<BleuScore> valid_bleu;         ///< of a translation model
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

/// A loss or a gradient that is no number to go on with: what() says in which iteration, at which learning rate, and
/// the gradient's norm.
class Diverged : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An iteration between its gradients and the update: all that is needed to compute it again.
struct GradientsReady {
  const NetworkConfig& config;
  const Network<float>& network;
  const Batch& batch;
};

class Trainer {
 public:
  virtual ~Trainer() = default;

  bool finished() const { return position_.epoch > config_.epochs; }
  virtual int iterations_per_epoch() const = 0;
  /// Of all epochs together; make_trainer() refuses what an int cannot count.
  int all_iterations() const { return config_.epochs * iterations_per_epoch(); }
  /// Runs one iteration. Requires !finished(). `gradients_ready`, when given, is called before the weights are changed.
  /// Throws Diverged, with weights and position as they were, when the loss or the gradient is no finite number.
  void step(const std::function<void()>& gradients_ready = nullptr);

  bool epoch_complete() const { return position_.iteration == iterations_per_epoch(); }
  /// After the last iteration of an epoch: validates, and appends to the curve. Throws Diverged when what is held out
  /// costs no finite number.
  void end_epoch();

  /// exp of the mean loss of a token: in the last iteration, in the epoch so far, and in what is held out as the
  /// weights are now. The last changes the carried state: only between epochs, or when no iteration follows.
  double iteration_perplexity() const { return last_.perplexity(); }
  double epoch_perplexity() const;
  std::int64_t iteration_tokens() const { return last_.tokens; }
  double valid_perplexity();

  const TrainConfig& config() const { return config_; }
  const TrainingPosition& position() const { return position_; }
  /// While step() says that gradients are ready.
  GradientsReady gradients() const { return {sizes_, network_, *batch_}; }
  /// Of the data that it is trained and judged on: CRC-32.
  virtual std::uint32_t data_checksum() const = 0;

  /// Everything that the next iteration depends on and that position() does not hold: the weights, and what is carried
  /// from one iteration to the next.
  std::vector<Tensor<float>> memory() const;
  /// Throws Diverged when memory() has a value that is no finite number: the last update, which was finite, has led
  /// there.
  void check_memory() const;
  /// After memory() has been filled with a saved one's values.
  void set_position(const TrainingPosition& position);

 protected:
  /// What some tokens have cost.
  struct Loss {
    double log_loss = 0.0;  ///< sum of -log p
    std::int64_t tokens = 0;
    std::optional<EntityScores> entities;
    std::optional<BleuScore> bleu;

    double perplexity() const;
  };

  /// sizes: the config's network with the sizes of the data. Draws its weights from the seed.
  Trainer(const TrainConfig& config, const NetworkConfig& sizes, Device<float>& device);

  /// The batch of the iteration at position(), valid until the next call.
  virtual const Batch& take_batch() = 0;
  /// Of all that is held out, by the weights as they are.
  virtual Loss validate() = 0;
  /// While it lives the weights are those that the training is judged by: their mean, once they are averaged.
  class JudgedWeights {
   public:
    explicit JudgedWeights(Trainer& trainer);
    JudgedWeights(const JudgedWeights&) = delete;
    JudgedWeights& operator=(const JudgedWeights&) = delete;
    ~JudgedWeights();

   private:
    WeightAverage* exchanged_;  // null: they are the same
  };
  /// The network's forward() with nothing dropped.
  void judge(const Batch& batch);

  const NetworkConfig& sizes() const { return sizes_; }
  Network<float>& network() { return network_; }
  const Network<float>& network() const { return network_; }

 private:
  /// Leaves the gradients of the iteration at position().
  Loss compute();
  /// Iterations whose weights are in the mean.
  int averaged_iterations() const;
  /// After the curve has changed.
  void find_averaging();
  /// `number` counts iterations from 1.
  void check_loss(int number, const char* whose, const Loss& loss) const;
  [[noreturn]] void diverge(int number, const std::string& what) const;

  TrainConfig config_;
  NetworkConfig sizes_;
  Device<float>& device_;
  Network<float> network_;
  Sgd<float> sgd_;
  std::optional<WeightAverage> average_;  // where the config asks for it
  int averaged_after_ = 0;                // the epoch; 0: none yet
  const Batch* batch_ = nullptr;          // of the last iteration
  TrainingPosition position_;
  Loss last_;
};

}  // namespace skipgrid::models
