#include "models/training/data/sentence_batches.h"

#include <algorithm>
#include <numeric>

#include "models/random_engine.h"

namespace skipgrid::models {

namespace {
constexpr int kOrderDraw = 0x4f;  // tells these draws from others with the same seed
constexpr std::size_t kPool = 20;
}  // namespace

SentenceBatches::SentenceBatches(const std::vector<SentenceIds>& sentences, int samples, int word_length)
    : sentences_(sentences), samples_(samples), word_length_(word_length), order_(sentences.size()) {
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  batch_.streams.resize(1);
}

void SentenceBatches::sort_by_length(std::size_t first, std::size_t last) {
  std::stable_sort(
      order_.begin() + static_cast<std::ptrdiff_t>(first), order_.begin() + static_cast<std::ptrdiff_t>(last),
      [&](std::size_t a, std::size_t b) { return sentences_[a].words.size() < sentences_[b].words.size(); });
}

void SentenceBatches::sort() { sort_by_length(0, order_.size()); }

void SentenceBatches::shuffle(std::uint64_t seed, int epoch) {
  RandomEngine engine = random_engine(seed, {kOrderDraw, epoch});
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  models::shuffle(order_, engine);
  const auto samples = static_cast<std::size_t>(samples_);
  for (std::size_t first = 0; first < order_.size(); first += kPool * samples) {
    sort_by_length(first, std::min(first + kPool * samples, order_.size()));
  }
  // Those that fill no batch stay behind: others do in the next epoch.
  std::vector<std::size_t> batches(static_cast<std::size_t>(whole())), order;
  std::iota(batches.begin(), batches.end(), std::size_t{0});
  models::shuffle(batches, engine);
  for (const std::size_t batch : batches) {
    const auto first = order_.begin() + static_cast<std::ptrdiff_t>(batch * samples);
    order.insert(order.end(), first, first + samples_);
  }
  std::copy(order.begin(), order.end(), order_.begin());
}

const SentenceIds* SentenceBatches::sentence(int sample) const {
  return position(sample) < order_.size() ? &sentences_[order_[position(sample)]] : nullptr;
}

const Batch& SentenceBatches::at(int index) {
  index_ = index;
  std::vector<const SentenceIds*> members;
  SequenceLengths lengths;
  for (int b = 0; b < samples_; ++b) {
    members.push_back(&sentences_[order_[position(b) % order_.size()]]);
    lengths.of_sample.push_back(static_cast<int>(members.back()->words.size()));
  }
  lengths.steps = *std::max_element(lengths.of_sample.begin(), lengths.of_sample.end());
  const auto tokens = static_cast<std::size_t>(lengths.steps) * static_cast<std::size_t>(samples_);
  const auto letters = static_cast<std::size_t>(word_length_);
  words_.assign(tokens, -1);
  tags_.assign(tokens, -1);
  letters_.assign(tokens * letters, -1);
  for (std::size_t b = 0; b < members.size(); ++b) {
    for (std::size_t t = 0; t < members[b]->words.size(); ++t) {
      const std::size_t at = t * members.size() + b;
      const std::vector<std::int32_t>& word = members[b]->letters[t];
      words_[at] = members[b]->words[t];
      tags_[at] = members[b]->tags[t];
      std::copy_n(word.begin(), std::min(word.size(), letters),
                  letters_.begin() + static_cast<std::ptrdiff_t>(at * letters));
    }
  }
  batch_.streams.front() = {std::move(lengths), words_.data(), tags_.data(), letters_.data(), nullptr};
  return batch_;
}

}  // namespace skipgrid::models
