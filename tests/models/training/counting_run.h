// A small language model that learns to count.
#pragma once

#include <string>
#include <vector>

#include "models/network/language_model.h"
#include "models/training/lm_trainer.h"
#include "tests/models/training/trainer_run.h"

namespace skipgrid::models {

/// Every word follows from the word before: what perplexity 1 looks like.
inline Corpus counting_corpus() {
  std::vector<std::string> words;
  for (int i = 0; i < 1200; ++i) words.push_back("word" + std::to_string(i % 12));
  const Vocabulary vocabulary(words, 100);
  return {vocabulary, vocabulary.ids(words), vocabulary.ids(words)};
}

inline TrainConfig small_lm_config() {
  TrainConfig config;
  config.network = network_of({2, 16, 12, 5, 4, 100});
  config.dropout.nr = 0.2;
  config.dropout.rh = 0.2;
  config.epochs = 3;
  config.learning_rate = 0.5;
  config.train_file = config.valid_file = "counting";
  return config;
}

using LmRun = TrainerRun<LmTrainer, Corpus>;

}  // namespace skipgrid::models
