// A language model small enough to compute every gradient by differences, with random weights, state and tokens.
#pragma once

#include <random>
#include <vector>

#include "models/layers/recurrent_stack.h"
#include "models/network/language_model.h"
#include "models/network/network.h"
#include "models/training/blas_device.h"

namespace skipgrid::models {

template <class Scalar>
struct TinyLm {
  TinyLm(const LanguageModel& model, unsigned seed, TimeFusion fusion = TimeFusion::fused)
      : device(fusion), network(device, network_of(model)), samples(model.batch) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> value(-0.7, 0.7);
    const auto fill = [&](const Tensor<Scalar>& tensor) {
      for (std::int64_t i = 0; i < tensor.elements(); ++i) tensor.data[i] = static_cast<Scalar>(value(random));
    };
    for (const Parameter<Scalar>& parameter : network.parameters()) fill(parameter.value);
    for (const Tensor<Scalar>& state : network.carried()) fill(state);
    std::uniform_int_distribution<std::int32_t> word(0, model.vocabulary - 1);
    for (int i = 0; i < model.steps * model.batch; ++i) {
      inputs.push_back(word(random));
      targets.push_back(word(random));
    }
    batch.streams = {{{model.steps, {}}, inputs.data(), targets.data()}};
  }
  TinyLm(const TinyLm&) = delete;
  TinyLm& operator=(const TinyLm&) = delete;

  /// What the gradients are of.
  double loss(MaskDrawer&& masks) {
    network.begin(batch, masks);
    network.forward(batch);
    return network.log_loss() / samples;
  }
  RecurrentStack<Scalar>& stack() { return dynamic_cast<RecurrentStack<Scalar>&>(network.layer(1)); }

  BlasDevice<Scalar> device;
  Network<Scalar> network;
  int samples;
  std::vector<std::int32_t> inputs, targets;
  Batch batch;
};

}  // namespace skipgrid::models
