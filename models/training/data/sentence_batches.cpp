#include "models/training/data/sentence_batches.h"

#include <algorithm>

namespace skipgrid::models {

namespace {

constexpr int kPool = 20;

std::vector<BatchOrder::Length> lengths_of(const std::vector<SentenceIds>& sentences) {
  std::vector<BatchOrder::Length> lengths;
  for (const SentenceIds& sentence : sentences) lengths.emplace_back(sentence.words.size(), 0);
  return lengths;
}

}  // namespace

SentenceBatches::SentenceBatches(const std::vector<SentenceIds>& sentences, int samples, int word_length)
    : sentences_(sentences),
      samples_(samples),
      word_length_(word_length),
      order_(lengths_of(sentences), samples, kPool) {
  batch_.streams.resize(1);
}

const Batch& SentenceBatches::at(int index) {
  index_ = index;
  std::vector<const SentenceIds*> members;
  SequenceLengths lengths;
  for (int b = 0; b < samples_; ++b) {
    members.push_back(&sentences_[order_.sentence(index, b)]);
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
