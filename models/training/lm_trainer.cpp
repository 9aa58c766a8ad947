#include "models/training/lm_trainer.h"

#include <algorithm>
#include <optional>

#include "traces/files/checksum.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

/// The network with the corpus's words, and what the training adds to its loss.
NetworkConfig with_vocabulary(const TrainConfig& training, std::size_t words) {
  NetworkConfig config = training.network;
  const LanguageModelLayers layers = language_model_layers(config, "");
  std::get<EmbeddingConfig>(config.layers[layers.words].kind).vocabulary = static_cast<int>(words);
  auto& scores = std::get<SoftmaxConfig>(config.layers[layers.scores].kind);
  scores.classes = static_cast<int>(words);
  scores.penalty = training.penalty;
  return config;
}

/// Whether a layer may stand between the words and the softmax: the words to come must not be seen.
bool goes_one_way(const LayerKind& kind) {
  const auto* recurrent = std::get_if<RecurrentConfig>(&kind);
  return recurrent != nullptr ? !recurrent->bidirectional : std::holds_alternative<LinearConfig>(kind);
}

}  // namespace

LanguageModelLayers language_model_layers(const NetworkConfig& config, const std::string& place) {
  std::optional<std::size_t> words, scores;
  bool fits = true;
  for (std::size_t i = 0; i < config.layers.size(); ++i) {
    const LayerKind& kind = config.layers[i].kind;
    if (std::holds_alternative<EmbeddingConfig>(kind) && !words) {
      words = i;
    } else if (std::holds_alternative<SoftmaxConfig>(kind) && !scores) {
      scores = i;
    } else {
      fits = fits && goes_one_way(kind);
    }
  }
  fits = fits && words && scores &&
         std::get<EmbeddingConfig>(config.layers[*words].kind).vocabulary ==
             std::get<SoftmaxConfig>(config.layers[*scores].kind).classes;
  if (!fits) {
    throw InputError(
        place + "/layers",
        "expected a language model (one embedding, recurrent and linear layers that go one way, and one "
        "softmax over as many classes as there are words), a tagger, which ends in a crf, or a translation "
        "model, which has an attention_decoder");
  }
  if (!config.lengths.table.empty()) {
    throw InputError(place + "/lengths", "expected steps: a language model reads a running text");
  }
  return {*words, *scores};
}

LmTrainer::LmTrainer(const TrainConfig& config, const Corpus& corpus, Device<float>& device)
    : Trainer(config, with_vocabulary(config, corpus.vocabulary.size()), device),
      corpus_(corpus),
      train_(corpus.train, sizes().batch, sizes().lengths.steps, config.train_file),
      valid_(corpus.valid, sizes().batch, sizes().lengths.steps, config.valid_file) {}

void LmTrainer::reset_state() {
  for (const Tensor<float>& state : network().carried()) std::fill_n(state.data, state.elements(), 0.0f);
}

const Batch& LmTrainer::take_batch() {
  if (position().iteration == 0) reset_state();
  return train_.at(position().iteration);
}

Trainer::Loss LmTrainer::validate() {
  reset_state();
  Loss loss;
  for (int iteration = 0; iteration < valid_.iterations(); ++iteration) {
    const Batch& batch = valid_.at(iteration);
    judge(batch);
    loss.log_loss += network().log_loss();
    loss.tokens += batch.streams.front().lengths.tokens(sizes().batch);
    network().carry_state();
  }
  return loss;
}

std::uint32_t LmTrainer::data_checksum() const {
  traces::Crc32 crc;
  for (const auto* tokens : {&corpus_.train, &corpus_.valid}) {
    crc.add({reinterpret_cast<const char*>(tokens->data()), tokens->size() * sizeof(std::int32_t)});
  }
  for (std::size_t i = 0; i < corpus_.vocabulary.size(); ++i) {
    const std::string& word = corpus_.vocabulary.word(static_cast<std::int32_t>(i));
    crc.add({word.c_str(), word.size() + 1});
  }
  return crc.value();
}

}  // namespace skipgrid::models
