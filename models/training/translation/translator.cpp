#include "models/training/translation/translator.h"

#include <algorithm>

namespace skipgrid::models {

namespace {

template <class Kind>
Kind& layer_of(Network<float>& network, std::size_t index) {
  return dynamic_cast<Kind&>(network.layer(index));
}

}  // namespace

Translator::Translator(Network<float>& network, const NetworkConfig& sizes, const Decoding& decoding, std::int32_t end)
    : network_(network),
      sizes_(sizes),
      decoding_(decoding),
      end_(end),
      layers_(translation_layers(sizes, "")),
      target_(layer_of<EmbeddingLayer<float>>(network, layers_.target)),
      decoder_(layer_of<AttentionDecoder<float>>(network, layers_.decoder)),
      generator_(layer_of<SoftmaxLayer<float>>(network, layers_.generator)) {
  batch_.streams.resize(2);
}

void Translator::read_sources(const std::vector<const std::vector<std::int32_t>*>& sources) {
  const auto samples = static_cast<std::size_t>(sizes_.batch);
  SequenceLengths lengths;
  // A sentence is in the batch as often as the beam is wide; what is left over repeats the last one.
  const auto source_of = [&](std::size_t sample) -> const std::vector<std::int32_t>& {
    return *sources[std::min(sample / static_cast<std::size_t>(decoding_.beam), sources.size() - 1)];
  };
  for (std::size_t b = 0; b < samples; ++b) lengths.of_sample.push_back(static_cast<int>(source_of(b).size()));
  lengths.steps = *std::max_element(lengths.of_sample.begin(), lengths.of_sample.end());
  source_words_.assign(static_cast<std::size_t>(lengths.steps) * samples, -1);
  for (std::size_t b = 0; b < samples; ++b) {
    for (std::size_t s = 0; s < source_of(b).size(); ++s) source_words_[s * samples + b] = source_of(b)[s];
  }
  target_words_.assign(static_cast<std::size_t>(sizes_.lengths.steps) * samples, end_);
  batch_.streams[sizes_.layers[layers_.source].stream] = {std::move(lengths), source_words_.data()};
  batch_.streams[sizes_.layers[layers_.target].stream] = {{sizes_.lengths.steps, {}}, target_words_.data()};
  KeepAll masks(sizes_.batch);
  network_.begin(batch_, masks);
  network_.layer(layers_.source).forward(batch_);
  network_.layer(layers_.encoder).forward(batch_);
  decoder_.start();
}

std::vector<std::vector<std::int32_t>> Translator::translate(
    const std::vector<const std::vector<std::int32_t>*>& sources) {
  read_sources(sources);
  std::vector<BeamSearch> searches(sources.size(), BeamSearch(decoding_, end_, sizes_.lengths.steps));
  const auto all_done = [&] {
    return std::all_of(searches.begin(), searches.end(), [](const BeamSearch& search) { return search.done(); });
  };
  for (int step = 0; !all_done(); ++step) advance(step, searches);
  std::vector<std::vector<std::int32_t>> translations;
  for (const BeamSearch& search : searches) translations.push_back(search.best());
  return translations;
}

void Translator::advance(int step, std::vector<BeamSearch>& searches) {
  const int beam = decoding_.beam;
  target_.forward_at(target_words_.data(), step);
  decoder_.step(step);
  const float* log_probabilities = generator_.log_probabilities(step);
  const std::int64_t vocabulary = generator_.classes();
  std::vector<int> origins(static_cast<std::size_t>(sizes_.batch));
  for (std::size_t b = 0; b < origins.size(); ++b) origins[b] = static_cast<int>(b);
  for (std::size_t i = 0; i < searches.size(); ++i) {
    BeamSearch& search = searches[i];
    if (search.done()) continue;
    const std::size_t first = i * static_cast<std::size_t>(beam);
    search.advance(log_probabilities + static_cast<std::int64_t>(first) * vocabulary, vocabulary);
    for (int k = 0; k < beam && step + 1 < sizes_.lengths.steps; ++k) {
      const std::size_t sample = first + static_cast<std::size_t>(k);
      origins[sample] = static_cast<int>(first) + search.origin(k);
      target_words_[(static_cast<std::size_t>(step) + 1) * origins.size() + sample] = search.word(k);
    }
  }
  if (beam > 1) rearrange(step, origins);
}

void Translator::rearrange(int step, const std::vector<int>& origins) {
  for (const Tensor<float>* state : decoder_.state()) {
    float* rows = state->at(step);
    rows_.assign(rows, rows + state->rows * state->cols);
    for (std::size_t b = 0; b < origins.size(); ++b) {
      std::copy_n(rows_.begin() + origins[b] * state->cols, state->cols,
                  rows + static_cast<std::int64_t>(b) * state->cols);
    }
  }
}

}  // namespace skipgrid::models
