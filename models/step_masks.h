// The masks of one training iteration, drawn once and shared by every operation they apply to.
#pragma once

#include <cstdint>
#include <vector>

#include "models/dropout.h"
#include "traces/mask.h"

namespace skipgrid::models {

/// The masks of one connection, step by step. Steps that share a draw share the pointer.
struct StepMasks {
  std::vector<traces::MaskPtr> masks;  ///< one a step; empty when nothing is dropped
  double scale = 1.0;                  ///< what kept neurons are multiplied by

  bool none() const { return masks.empty(); }
  traces::MaskPtr at(int step) const { return none() ? nullptr : masks[static_cast<std::size_t>(step)]; }
  /// True when activations under these masks are stored compacted: only the kept columns, in increasing order.
  bool compacted() const { return !none() && masks.front()->mask.structured(); }
  /// Columns that an activation of `neurons` neurons has in store at a step.
  std::int64_t columns(int step, std::int64_t neurons) const {
    return compacted() ? static_cast<std::int64_t>(at(step)->mask.kept_count()) : neurons;
  }
  /// kept_indices() of a step's mask. Requires compacted() and that masks change no more: they are worked out when they
  /// are asked for first, which is never where nothing is computed.
  const std::vector<std::uint32_t>& kept(int step) const;

 private:
  mutable std::vector<std::vector<std::uint32_t>> kept_;  // by step
};

/// Draws the masks of one iteration, connection by connection; ids count from 0.
class MaskDrawer {
 public:
  MaskDrawer(const DropoutConfig& config, int batch, int iteration)
      : config_(config), batch_(batch), iteration_(iteration) {}

  virtual ~MaskDrawer() = default;

  /// For steps 0 .. steps - 1 of a connection. None when the rate is 0.
  virtual StepMasks draw(Connection connection, int layer, double rate, int neurons, int steps);

  /// Over the words of a vocabulary: the same for all samples and all steps of the iteration, whatever the case.
  virtual StepMasks draw_words(int layer, double rate, int vocabulary) const;
  /// The same masks over `times` times the neurons, one after the other: a channel's neuron for each pixel.
  StepMasks repeated(const StepMasks& masks, int times);
  /// Whether elements of weights are dropped.
  virtual bool drops_weights() const { return true; }
  /// Whose masks they are.
  MaskKey key(Connection connection, int layer) const { return {iteration_, layer, connection, 0}; }

  const DropoutConfig& config() const { return config_; }
  int batch() const { return batch_; }

 private:
  DropoutConfig config_;
  int batch_;
  int iteration_;
  std::uint64_t next_id_ = 0;
};

/// Drops nothing, whatever the rates: to judge what has been trained.
class KeepAll : public MaskDrawer {
 public:
  explicit KeepAll(int batch) : MaskDrawer({}, batch, 0) {}

  StepMasks draw(Connection, int, double, int, int) override { return {}; }
  StepMasks draw_words(int, double, int) const override { return {}; }
  bool drops_weights() const override { return false; }
};

}  // namespace skipgrid::models
