// A language model small enough to compute every gradient by differences, with random weights, state and tokens.
#pragma once

#include <random>
#include <vector>

#include "models/lstm_lm.h"
#include "models/training/blas_device.h"

namespace skipgrid::models {

template <class Scalar>
struct TinyLm {
  TinyLm(const LstmLmConfig& config, unsigned seed, TimeFusion fusion = TimeFusion::fused)
      : device(fusion), model(device, config, config.batch) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> value(-0.7, 0.7);
    for (const Parameter<Scalar>& parameter : model.parameters()) {
      for (std::int64_t i = 0; i < parameter.value.elements(); ++i) {
        parameter.value.data[i] = static_cast<Scalar>(value(random));
      }
    }
    for (int k = 0; k < config.layers; ++k) {
      for (const Tensor<Scalar>* state : {&model.layer(k).h(), &model.layer(k).c()}) {
        for (std::int64_t i = 0; i < state->rows * state->cols; ++i)
          state->at(-1)[i] = static_cast<Scalar>(value(random));
      }
    }
    std::uniform_int_distribution<std::int32_t> word(0, config.vocabulary - 1);
    for (int i = 0; i < config.steps * config.batch; ++i) {
      inputs.push_back(word(random));
      targets.push_back(word(random));
    }
  }

  TokenBatch tokens() const { return {inputs.data(), targets.data()}; }
  /// What the gradients are of.
  double loss(const IterationMasks& masks) {
    model.forward(tokens(), masks);
    return model.log_loss() / model.config().batch;
  }

  BlasDevice<Scalar> device;
  LstmLm<Scalar> model;
  std::vector<std::int32_t> inputs, targets;
};

}  // namespace skipgrid::models
