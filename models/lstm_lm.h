// The LSTM language model of Zaremba et al. 2014: embedding, L layers, projection over the vocabulary, trained by
// truncated back-propagation through T steps with the state carried on. Written once, for every device.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/cells/lstm_layer.h"
#include "models/operations/embedding.h"
#include "models/operations/projection.h"
#include "models/step_masks.h"

namespace skipgrid::models {

struct LstmLmConfig {
  int layers = 2;
  int hidden = 200;
  int embedding = 200;
  int steps = 20;  ///< T
  int batch = 20;
  int vocabulary = 10000;

  StackShape stack() const { return {layers, steps, batch, embedding, hidden}; }
};

/// Tokens in and tokens to predict, each [T x B], step after step. Null on devices without numbers.
struct TokenBatch {
  const std::int32_t* inputs = nullptr;
  const std::int32_t* targets = nullptr;
};

template <class Scalar>
class LstmLm {
 public:
  /// The loss is summed over the tokens of an iteration and divided by loss_divisor (Zaremba: the batch).
  LstmLm(Device<Scalar>& device, const LstmLmConfig& config, double loss_divisor);

  void forward(const TokenBatch& tokens, const IterationMasks& masks);
  /// After forward() with the same arguments: leaves all gradients.
  void backward(const TokenBatch& tokens, const IterationMasks& masks);
  /// The next iteration continues where this one ended.
  void carry_state();

  /// Of the last forward(): sum over its tokens of -log p.
  double log_loss() const { return projection_.log_loss(); }
  double loss_divisor() const { return projection_.loss_divisor(); }
  const LstmLmConfig& config() const { return config_; }
  const LstmLayer<Scalar>& layer(int k) const { return *layers_[static_cast<std::size_t>(k)]; }
  /// Embedding; W, U, b_ih, b_hh of each layer; projection W and b.
  std::vector<Parameter<Scalar>> parameters() const;

 private:
  LayerInput<Scalar> input(int layer, const IterationMasks& masks) const;

  LstmLmConfig config_;
  Embedding<Scalar> embedding_;
  std::vector<std::unique_ptr<LstmLayer<Scalar>>> layers_;
  Projection<Scalar> projection_;
};

extern template class LstmLm<float>;
extern template class LstmLm<double>;

}  // namespace skipgrid::models
