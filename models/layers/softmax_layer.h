// "type": "softmax": scores for every class or word, and the loss.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/layers/layer.h"
#include "models/network/builder.h"
#include "models/network/rate.h"
#include "models/network/signal.h"
#include "models/operations/activation_penalty.h"
#include "models/operations/projection.h"

namespace skipgrid::models {

template <class Scalar>
class SoftmaxLayer;

struct SoftmaxConfig : LayerTraits<SoftmaxLayer> {
  static constexpr std::string_view kTypes[] = {"softmax"};
  static constexpr bool kReadsDropped = true;

  int classes = 2;
  std::string tied;                ///< the embedding whose table is the weight, too; empty: none
  ActivationPenaltyRates penalty;  ///< on what it reads; not in JSON: a training has it, not a workload
  std::optional<Rate> input;  ///< dropped of what it reads, "output" unless given; nothing where it is dropped already
};

void read(JsonObject& fields, SoftmaxConfig& config);
void write(const SoftmaxConfig& config, nlohmann::json& json);
/// Throws InputError at `place`.
Signal signal_of(const SoftmaxConfig& config, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place);

template <class Scalar>
class SoftmaxLayer : public Layer<Scalar> {
 public:
  /// The loss is summed over tokens and divided by the batch.
  SoftmaxLayer(Builder<Scalar>& builder, const LayerPlace& place, const SoftmaxConfig& config);

  void begin(const Batch& batch, MaskDrawer& masks) override;
  void forward(const Batch& batch) override;
  void backward(const Batch& batch) override;
  std::vector<Parameter<Scalar>> parameters() const override { return projection_.parameters(); }
  double log_loss() const override { return projection_.log_loss(); }
  double penalty() const override { return penalty_.value(); }

  int classes() const { return config_.classes; }
  /// Of one step, given no targets: log p of every class, B x classes, overwritten by the step's next use.
  const Scalar* log_probabilities(int step) { return projection_.log_probabilities(read_.under(masks_), step); }
  /// Of the iteration: what is dropped of what it reads.
  const StepMasks& input_masks() const { return masks_; }

 private:
  SoftmaxConfig config_;
  std::size_t stream_;
  Read<Scalar> read_;
  int mask_layer_;
  Projection<Scalar> projection_;
  ActivationPenalty<Scalar> penalty_;
  int steps_ = 0;  // of the iteration
  StepMasks masks_;
};

extern template class SoftmaxLayer<float>;
extern template class SoftmaxLayer<double>;

}  // namespace skipgrid::models
