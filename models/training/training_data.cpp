#include "models/training/training_data.h"

#include <fmt/format.h>

#include <cstdint>
#include <limits>

#include "models/training/lm_trainer.h"
#include "models/training/tagger_trainer.h"
#include "models/training/translation/translation_trainer.h"
#include "traces/input_error.h"

namespace skipgrid::models {

TrainingData read_training_data(const TrainConfig& config) {
  const NetworkConfig& network = config.network;
  if (tags_words(network)) {
    return read_tagged_corpus(config.train_file, config.valid_file, config.hold_out_every, limits_of(network),
                              config.scheme);
  }
  if (translates(network)) {
    return read_parallel_corpus(config.train_pairs, config.valid_pairs, config.test_pairs, translation_limits(network));
  }
  const LayerConfig& words = network.layers[language_model_layers(network, "").words];
  return read_corpus(config.train_file, config.valid_file,
                     static_cast<std::size_t>(std::get<EmbeddingConfig>(words.kind).vocabulary));
}

namespace {

void check_iterations(const Trainer& trainer) {
  constexpr std::int64_t kMost = std::numeric_limits<int>::max();
  const std::int64_t each = trainer.iterations_per_epoch(), epochs = trainer.config().epochs;
  if (each * epochs <= kMost) return;
  throw InputError(trainer.config().train_file, fmt::format("expected at most {} iterations in all, got {} in each of "
                                                            "{} epochs",
                                                            kMost, each, epochs));
}

}  // namespace

std::unique_ptr<Trainer> make_trainer(const TrainConfig& config, const TrainingData& data, Device<float>& device) {
  std::unique_ptr<Trainer> trainer;
  if (const auto* sentences = std::get_if<TaggedCorpus>(&data)) {
    trainer = std::make_unique<TaggerTrainer>(config, *sentences, device);
  } else if (const auto* pairs = std::get_if<ParallelCorpus>(&data)) {
    trainer = std::make_unique<TranslationTrainer>(config, *pairs, device);
  } else {
    trainer = std::make_unique<LmTrainer>(config, std::get<Corpus>(data), device);
  }
  check_iterations(*trainer);
  return trainer;
}

}  // namespace skipgrid::models
