// A network small enough to compute every gradient by differences, with random weights and tokens, from a workload's
// JSON.
#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "models/network/network.h"
#include "models/training/blas_device.h"
#include "tests/models/slopes.h"

namespace skipgrid::models {

/// A workload's network; its name and model may stand beside it.
inline NetworkConfig network_from(nlohmann::json json) {
  json.erase("name");
  json.erase("model");
  JsonObject fields(json, "w.json: ");
  return read_network(fields);
}

/// The same rate everywhere, drawn so that layers of a few neurons never lose all of them.
inline DropoutConfig dropout_of(DropoutCase dropout_case, double rate) {
  DropoutConfig dropout;
  dropout.dropout_case = dropout_case;
  dropout.nr = dropout.rh = rate;
  dropout.draw = Draw::fixed_count;
  return dropout;
}

/// Structured masks written out once for every sample: the same zeros, by the path of per-sample masks.
class WrittenOut : public MaskDrawer {
 public:
  using MaskDrawer::MaskDrawer;

  StepMasks draw(Connection connection, int layer, double rate, int neurons, int steps) override {
    StepMasks masks = MaskDrawer::draw(connection, layer, rate, neurons, steps);
    for (std::size_t t = 0; t < masks.masks.size(); ++t) {
      const traces::Mask original = masks.masks[t]->mask;
      if (!original.structured()) continue;
      traces::Mask mask(original.neurons(), static_cast<std::size_t>(batch()));
      for (std::size_t b = 0; b < mask.rows(); ++b) {
        for (std::size_t j = 0; j < mask.neurons(); ++j) {
          if (!original.kept(0, j)) mask.drop(b, j);
        }
      }
      masks.masks[t] = std::make_shared<const traces::TraceMask>(traces::TraceMask{masks.masks[t]->id, mask});
    }
    return masks;
  }
};

template <class Scalar>
class TinyNetwork {
 public:
  /// tokens and targets below `vocabulary`, targets below `classes`.
  TinyNetwork(const NetworkConfig& config, int vocabulary, int classes, unsigned seed, int iteration = 0,
              TimeFusion fusion = TimeFusion::fused)
      : device(fusion), network(device, config), config_(config) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> value(-0.7, 0.7);
    for (const Parameter<Scalar>& parameter : network.parameters()) {
      for (std::int64_t i = 0; i < parameter.value.elements(); ++i) {
        parameter.value.data[i] = static_cast<Scalar>(value(random));
      }
    }
    batch = draw_lengths(config.lengths, config.batch, 1, iteration);
    std::uniform_int_distribution<std::int32_t> word(0, vocabulary - 1), label(0, classes - 1);
    tokens_.resize(batch.streams.size());
    targets_.resize(batch.streams.size());
    for (std::size_t s = 0; s < batch.streams.size(); ++s) {
      const SequenceLengths& lengths = batch.streams[s].lengths;
      for (int t = 0; t < lengths.steps; ++t) {
        for (int b = 0; b < config.batch; ++b) {
          tokens_[s].push_back(lengths.has(b, t) ? word(random) : -1);
          targets_[s].push_back(lengths.has(b, t) ? label(random) : -1);
        }
      }
      batch.streams[s].tokens = tokens_[s].data();
      batch.streams[s].targets = targets_[s].data();
    }
    draw_values(random);
  }

  /// What the gradients are of.
  double loss(MaskDrawer masks) { return loss_under(masks); }
  double loss_under(MaskDrawer& masks) {
    network.begin(batch, masks);
    network.forward(batch);
    return network.log_loss() / config_.batch;
  }
  /// The loss and then every element of every gradient.
  std::vector<double> gradients(MaskDrawer&& masks) {
    std::vector<double> all{loss_under(masks)};
    network.backward(batch);
    for (const Parameter<Scalar>& parameter : network.parameters()) {
      for (std::int64_t i = 0; i < parameter.gradient.elements(); ++i) {
        all.push_back(static_cast<double>(parameter.gradient.data[i]));
      }
    }
    return all;
  }

  BlasDevice<Scalar> device;
  Network<Scalar> network;
  Batch batch;

 private:
  /// What comes from outside, where the network's first layer takes it.
  void draw_values(std::mt19937& random) {
    const auto* input = std::get_if<InputConfig>(&config_.layers.front().kind);
    if (input == nullptr) return;
    std::uniform_real_distribution<double> value(-1.0, 1.0);
    values_.resize(static_cast<std::size_t>(batch.streams.front().lengths.steps * config_.batch * input->channels *
                                            input->size.pixels()));
    for (Scalar& one : values_) one = static_cast<Scalar>(value(random));
    batch.streams.front().values = values_.data();
  }

  NetworkConfig config_;
  std::vector<Scalar> values_;
  std::vector<std::vector<std::int32_t>> tokens_, targets_;
};

/// Holds every gradient of a network to the slope of its loss.
inline void check_gradients(TinyNetwork<double>& tiny, const MaskDrawer& masks) {
  tiny.gradients(MaskDrawer(masks));
  for (const Parameter<double>& parameter : tiny.network.parameters()) {
    const double largest = check_slopes(parameter, [&] { return tiny.loss(masks); });
    CAPTURE(parameter.value.name);
    CHECK(largest > 1e-5);  // the loss does depend on it, far beyond the tolerance
  }
}

/// Holds products on compacted operands to dense ones with the same zeros, one step at a time and fused.
inline void check_compaction(const NetworkConfig& config, int vocabulary, int classes, const DropoutConfig& dropout) {
  const auto gradients = [&](MaskDrawer&& masks, TimeFusion fusion) {
    return TinyNetwork<double>(config, vocabulary, classes, 5, 0, fusion).gradients(std::move(masks));
  };
  WrittenOut written_out(dropout, config.batch, 0);
  TinyNetwork<double> dense(config, vocabulary, classes, 5);
  dense.loss_under(written_out);
  std::vector<double> expected{dense.network.log_loss() / config.batch};
  dense.network.backward(dense.batch);
  for (const Parameter<double>& parameter : dense.network.parameters()) {
    expected.insert(expected.end(), parameter.gradient.data, parameter.gradient.data + parameter.gradient.elements());
  }
  CHECK(worst(gradients(MaskDrawer(dropout, config.batch, 0), TimeFusion::fused), expected) < 1e-12);
  CHECK(worst(gradients(MaskDrawer(dropout, config.batch, 0), TimeFusion::stepped), expected) < 1e-12);
}

}  // namespace skipgrid::models
