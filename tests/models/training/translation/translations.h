// A small translation model and pairs of sentences that follow a rule.
#pragma once

#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "models/training/train_config.h"
#include "models/training/translation/translation_trainer.h"
#include "tests/models/network/tiny_network.h"
#include "tests/models/training/trainer_run.h"

namespace skipgrid::models {

inline nlohmann::json small_translator(int batch = 4, int layers = 1) {
  return {
      {"batch", batch},
      {"steps", 9},
      {"streams", {"left", "right"}},
      {"layers",
       {{{"name", "source"}, {"type", "embedding"}, {"tokens", "left"}, {"vocabulary", 50}, {"width", 12}},
        {{"name", "encoder"}, {"type", "lstm"}, {"layers", layers}, {"hidden", 24}},
        {{"name", "target"}, {"type", "embedding"}, {"tokens", "right"}, {"vocabulary", 50}, {"width", 12}},
        {{"name", "decoder"}, {"type", "attention_decoder"}, {"memory", "encoder"}, {"layers", layers}, {"hidden", 24}},
        {{"name", "generator"}, {"type", "softmax"}, {"classes", 50}}}}};
}

/// The words of a sentence in other words, the last one first.
inline ParallelCorpus reversed_sentences() {
  const std::vector<std::string> left{"a", "b", "c", "d"}, right{"w", "x", "y", "z"};
  ParallelCorpus corpus{Vocabulary(left, 10), Vocabulary(right, 10), {}, {}, {}};
  std::mt19937 random(3);
  std::uniform_int_distribution<std::size_t> word(0, 3), length(1, 4);
  for (int i = 0; i < 230; ++i) {
    PairIds pair;
    for (std::size_t n = length(random); n-- > 0;) {
      const std::size_t chosen = word(random);
      pair.source.push_back(corpus.source_words.id(left[chosen]));
      pair.target.insert(pair.target.begin(), corpus.target_words.id(right[chosen]));
    }
    pair.reference = corpus.text_of(pair.target);
    (i < 200 ? corpus.train : i < 215 ? corpus.valid : corpus.test).push_back(std::move(pair));
  }
  return corpus;
}

inline TrainConfig small_translation_config(DropoutCase dropout_case = DropoutCase::III) {
  TrainConfig config;
  config.network = network_from(small_translator());
  config.dropout.dropout_case = dropout_case;
  config.dropout.nr = 0.1;
  config.dropout.rh = 0.1;
  config.epochs = 50;
  config.learning_rate = 0.5;
  config.init_scale = 0.3;
  config.decay = 0.9;
  config.decay_after = 20;
  config.train_file = config.valid_file = "reversed";
  return config;
}

using TranslationRun = TrainerRun<TranslationTrainer, ParallelCorpus>;

}  // namespace skipgrid::models
