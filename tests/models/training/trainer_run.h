// A training that a test turns by hand.
#pragma once

#include <vector>

#include "models/training/blas_device.h"
#include "models/training/train_config.h"

namespace skipgrid::models {

/// The corpus is copied: tests make it in place.
template <class TrainerKind, class CorpusKind>
struct TrainerRun {
  TrainerRun(const TrainConfig& config, const CorpusKind& given) : corpus(given), trainer(config, corpus, device) {}

  void iterate(int count) {
    for (int i = 0; i < count && !trainer.finished(); ++i) {
      trainer.step();
      if (trainer.epoch_complete()) trainer.end_epoch();
    }
  }
  std::vector<float> memory() const {
    std::vector<float> all;
    for (const Tensor<float>& tensor : trainer.memory())
      all.insert(all.end(), tensor.data, tensor.data + tensor.elements());
    return all;
  }

  CorpusKind corpus;
  BlasDevice<float> device;
  TrainerKind trainer;
};

}  // namespace skipgrid::models
