#include "models/training/tagger_trainer.h"

#include <fmt/format.h>

#include <algorithm>

#include "traces/files/checksum.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

template <class Kind>
std::vector<std::size_t> layers_of(const NetworkConfig& config) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < config.layers.size(); ++i) {
    if (std::holds_alternative<Kind>(config.layers[i].kind)) found.push_back(i);
  }
  return found;
}

NetworkConfig sized(NetworkConfig config, const TaggedCorpus& corpus) {
  const TaggerLayers layers = tagger_layers(config, "");
  const auto kind = [&](std::size_t layer) -> LayerKind& { return config.layers[layer].kind; };
  std::get<EmbeddingConfig>(kind(layers.words)).vocabulary = static_cast<int>(corpus.words.size());
  std::get<LinearConfig>(kind(layers.scores)).width = static_cast<int>(std::max<std::size_t>(corpus.tags.size(), 2));
  if (layers.letters) {
    std::get<CharactersConfig>(kind(*layers.letters)).vocabulary = static_cast<int>(corpus.letters.size());
  }
  config.lengths.steps = static_cast<int>(corpus.longest());
  return config;
}

int word_length_of(const NetworkConfig& config) {
  const std::vector<std::size_t> letters = layers_of<CharactersConfig>(config);
  return letters.empty() ? 0 : std::get<CharactersConfig>(config.layers[letters.front()].kind).word_length;
}

}  // namespace

bool tags_words(const NetworkConfig& config) { return !layers_of<CrfConfig>(config).empty(); }

TaggerLayers tagger_layers(const NetworkConfig& config, const std::string& place) {
  const std::vector<std::size_t> words = layers_of<EmbeddingConfig>(config), crfs = layers_of<CrfConfig>(config);
  const std::vector<std::size_t> letters = layers_of<CharactersConfig>(config),
                                 scores = layers_of<LinearConfig>(config);
  if (words.size() != 1 || crfs.size() != 1 || letters.size() > 1) {
    throw InputError(place + "/layers",
                     "expected a tagger: one embedding, at most one layer of characters, and one crf at the end");
  }
  const std::string& scored = config.layers[crfs.front()].inputs.front();
  const auto reads = std::find_if(scores.begin(), scores.end(),
                                  [&](std::size_t layer) { return config.layers[layer].name == scored; });
  if (reads == scores.end()) throw InputError(place + "/layers", "expected a crf that reads a linear layer");
  if (!config.lengths.table.empty()) {
    throw InputError(place + "/lengths", "expected steps, the most tokens of a sentence: lengths are the data's");
  }
  for (const std::size_t layer : layers_of<RecurrentConfig>(config)) {
    if (std::get<RecurrentConfig>(config.layers[layer].kind).carried) {
      throw InputError(fmt::format("{}/layers/{} ({})/state", place, layer, config.layers[layer].name),
                       "expected zero: a state is carried through a running text, not from one sentence to another");
    }
  }
  TaggerLayers layers{words.front(), *reads, crfs.front(), std::nullopt};
  if (!letters.empty()) layers.letters = letters.front();
  return layers;
}

TaggedCorpusLimits limits_of(const NetworkConfig& config) {
  const TaggerLayers layers = tagger_layers(config, "");
  const auto size = [](int value) { return static_cast<std::size_t>(value); };
  const auto& words = std::get<EmbeddingConfig>(config.layers[layers.words].kind);
  const auto& scores = std::get<LinearConfig>(config.layers[layers.scores].kind);
  std::size_t letters = 2;
  if (layers.letters) letters = size(std::get<CharactersConfig>(config.layers[*layers.letters].kind).vocabulary);
  return {size(words.vocabulary), letters, size(scores.width), size(config.lengths.steps)};
}

TaggerTrainer::TaggerTrainer(const TrainConfig& config, const TaggedCorpus& corpus, Device<float>& device)
    : Trainer(config, sized(config.network, corpus), device),
      corpus_(corpus),
      train_(corpus.train, sizes().batch, word_length_of(sizes())),
      valid_(corpus.valid, sizes().batch, word_length_of(sizes())),
      crf_(dynamic_cast<CrfLayer<float>&>(network().layer(tagger_layers(sizes(), "").crf))) {
  if (train_.whole() == 0) {
    throw InputError(config.train_file, fmt::format("expected at least {} sentences to train on, a batch, got {}",
                                                    sizes().batch, corpus.train.size()));
  }
  valid_.sort();
}

const Batch& TaggerTrainer::take_batch() {
  if (shuffled_ != position().epoch) {
    shuffled_ = position().epoch;
    train_.shuffle(config().seed, shuffled_);
  }
  return train_.at(position().iteration);
}

Trainer::Loss TaggerTrainer::validate() {
  Loss loss;
  loss.entities.emplace();
  for (int i = 0; i < valid_.all(); ++i) {
    judge(valid_.at(i));
    const std::vector<std::int32_t> paths = crf_.best_paths();
    for (int b = 0; b < sizes().batch; ++b) {
      const SentenceIds* sentence = valid_.sentence(b);
      if (sentence == nullptr) continue;
      std::vector<std::int32_t> found;
      for (std::size_t t = 0; t < sentence->tags.size(); ++t) {
        found.push_back(paths[t * static_cast<std::size_t>(sizes().batch) + static_cast<std::size_t>(b)]);
      }
      loss.log_loss += crf_.log_loss_of(b);
      loss.tokens += static_cast<std::int64_t>(found.size());
      loss.entities->add(corpus_.names_of(sentence->tags), corpus_.names_of(found));
    }
  }
  return loss;
}

std::uint32_t TaggerTrainer::data_checksum() const {
  traces::Crc32 crc;
  const auto add_ids = [&](const std::vector<std::int32_t>& ids) {
    const std::size_t count = ids.size();
    crc.add({reinterpret_cast<const char*>(&count), sizeof(count)});
    crc.add({reinterpret_cast<const char*>(ids.data()), count * sizeof(std::int32_t)});
  };
  for (const auto* part : {&corpus_.train, &corpus_.valid}) {
    for (const SentenceIds& sentence : *part) {
      add_ids(sentence.words);
      add_ids(sentence.tags);
      for (const std::vector<std::int32_t>& word : sentence.letters) add_ids(word);
    }
  }
  for (const std::string& tag : corpus_.tags) crc.add({tag.c_str(), tag.size() + 1});
  return crc.value();
}

}  // namespace skipgrid::models
