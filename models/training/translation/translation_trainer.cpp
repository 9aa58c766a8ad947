#include "models/training/translation/translation_trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "traces/files/checksum.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

NetworkConfig sized_for(NetworkConfig config, const ParallelCorpus& corpus) {
  const TranslationLayers layers = translation_layers(config, "");
  const auto words = [](const Vocabulary& vocabulary) { return static_cast<int>(vocabulary.size()); };
  std::get<EmbeddingConfig>(config.layers[layers.source].kind).vocabulary = words(corpus.source_words);
  std::get<EmbeddingConfig>(config.layers[layers.target].kind).vocabulary = words(corpus.target_words);
  std::get<SoftmaxConfig>(config.layers[layers.generator].kind).classes = words(corpus.target_words);
  config.lengths.steps = static_cast<int>(std::max(corpus.longest_source(), corpus.longest_target() + 1));
  return config;
}

void add_ids(traces::Crc32& crc, const std::vector<std::int32_t>& ids) {
  const std::size_t count = ids.size();
  crc.add({reinterpret_cast<const char*>(&count), sizeof(count)});
  crc.add({reinterpret_cast<const char*>(ids.data()), count * sizeof(std::int32_t)});
}

void add_words(traces::Crc32& crc, const Vocabulary& vocabulary) {
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    const std::string& word = vocabulary.word(static_cast<std::int32_t>(i));
    crc.add({word.c_str(), word.size() + 1});
  }
}

}  // namespace

ParallelCorpusLimits translation_limits(const NetworkConfig& config) {
  const TranslationLayers layers = translation_layers(config, "");
  const auto words = [&](std::size_t layer) {
    return static_cast<std::size_t>(std::get<EmbeddingConfig>(config.layers[layer].kind).vocabulary);
  };
  return {words(layers.source), words(layers.target), static_cast<std::size_t>(config.lengths.steps)};
}

TranslationTrainer::TranslationTrainer(const TrainConfig& config, const ParallelCorpus& corpus, Device<float>& device)
    : Trainer(config, sized_for(config.network, corpus), device),
      corpus_(corpus),
      layers_(translation_layers(sizes(), "")),
      train_(batches_of(corpus.train)),
      translator_(network(), sizes(), config.decoding, corpus.end()) {
  if (train_.whole() == 0) {
    throw InputError(config.train_file, fmt::format("expected at least {} pairs to train on, a batch, got {}",
                                                    sizes().batch, corpus.train.size()));
  }
  if (corpus.target_words.size() < static_cast<std::size_t>(config.decoding.beam)) {
    throw InputError(config.train_file,
                     fmt::format("expected at least {} words, as many as the beam has hypotheses, got {}",
                                 config.decoding.beam, corpus.target_words.size()));
  }
}

PairBatches TranslationTrainer::batches_of(const std::vector<PairIds>& pairs) const {
  return {pairs,
          {sizes().batch, sizes().lengths.pool, sizes().layers[layers_.source].stream,
           sizes().layers[layers_.target].stream, corpus_.end()}};
}

const Batch& TranslationTrainer::take_batch() {
  if (shuffled_ != position().epoch) {
    shuffled_ = position().epoch;
    train_.shuffle(config().seed, shuffled_);
  }
  return train_.at(position().iteration);
}

Trainer::Loss TranslationTrainer::loss_of(const std::vector<PairIds>& pairs) {
  PairBatches batches = batches_of(pairs);
  batches.sort();
  Loss loss;
  for (int i = 0; i < batches.all(); ++i) {
    judge(batches.at(i));
    loss.log_loss += network().log_loss();
    loss.tokens += batches.tokens();
  }
  return loss;
}

std::vector<std::string> TranslationTrainer::translations_of(const std::vector<PairIds>& pairs) {
  std::vector<std::size_t> order(pairs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return pairs[a].source.size() < pairs[b].source.size(); });
  std::vector<std::string> texts(pairs.size());
  const auto at_once = static_cast<std::size_t>(translator_.at_once());
  for (std::size_t first = 0; first < order.size(); first += at_once) {
    const std::size_t count = std::min(at_once, order.size() - first);
    std::vector<const std::vector<std::int32_t>*> sources;
    for (std::size_t i = 0; i < count; ++i) sources.push_back(&pairs[order[first + i]].source);
    const auto translations = translator_.translate(sources);
    for (std::size_t i = 0; i < count; ++i) texts[order[first + i]] = corpus_.text_of(translations[i]);
  }
  return texts;
}

TranslationTrainer::Judgement TranslationTrainer::judge_pairs(const std::vector<PairIds>& pairs) {
  const JudgedWeights judged(*this);
  Judgement judgement;
  const Loss loss = judged_loss(pairs, judgement.translations);
  judgement.perplexity = loss.perplexity();
  judgement.bleu = *loss.bleu;
  return judgement;
}

Trainer::Loss TranslationTrainer::validate() {
  std::vector<std::string> translations;
  return judged_loss(corpus_.valid, translations);
}

Trainer::Loss TranslationTrainer::judged_loss(const std::vector<PairIds>& pairs,
                                              std::vector<std::string>& translations) {
  Loss loss = loss_of(pairs);
  loss.bleu.emplace();
  translations = translations_of(pairs);
  for (std::size_t i = 0; i < pairs.size(); ++i) loss.bleu->add(translations[i], pairs[i].reference);
  return loss;
}

std::uint32_t TranslationTrainer::data_checksum() const {
  traces::Crc32 crc;
  for (const auto* part : {&corpus_.train, &corpus_.valid}) {
    for (const PairIds& pair : *part) {
      add_ids(crc, pair.source);
      add_ids(crc, pair.target);
    }
  }
  for (const PairIds& pair : corpus_.valid) crc.add({pair.reference.c_str(), pair.reference.size() + 1});
  add_words(crc, corpus_.source_words);
  add_words(crc, corpus_.target_words);
  return crc.value();
}

}  // namespace skipgrid::models
