#include "models/training/training_data.h"

#include "models/training/lm_trainer.h"
#include "models/training/tagger_trainer.h"

namespace skipgrid::models {

TrainingData read_training_data(const TrainConfig& config) {
  const NetworkConfig& network = config.network;
  if (tags_words(network)) {
    return read_tagged_corpus(config.train_file, config.valid_file, config.hold_out_every, limits_of(network));
  }
  const LayerConfig& words = network.layers[language_model_layers(network, "").words];
  return read_corpus(config.train_file, config.valid_file,
                     static_cast<std::size_t>(std::get<EmbeddingConfig>(words.kind).vocabulary));
}

std::unique_ptr<Trainer> make_trainer(const TrainConfig& config, const TrainingData& data, Device<float>& device) {
  if (const auto* sentences = std::get_if<TaggedCorpus>(&data)) {
    return std::make_unique<TaggerTrainer>(config, *sentences, device);
  }
  return std::make_unique<LmTrainer>(config, std::get<Corpus>(data), device);
}

}  // namespace skipgrid::models
