#include "models/training/data/pair_batches.h"

#include <algorithm>

namespace skipgrid::models {

namespace {

std::vector<BatchOrder::Length> lengths_of(const std::vector<PairIds>& pairs) {
  std::vector<BatchOrder::Length> lengths;
  for (const PairIds& pair : pairs) lengths.emplace_back(pair.source.size(), pair.target.size());
  return lengths;
}

}  // namespace

PairBatches::PairBatches(const std::vector<PairIds>& pairs, const Shape& shape)
    : pairs_(pairs), shape_(shape), order_(lengths_of(pairs), shape.samples, shape.pool) {
  batch_.streams.resize(2);
}

const Batch& PairBatches::at(int index) {
  SequenceLengths source, target;
  std::vector<const PairIds*> members;
  for (int b = 0; b < shape_.samples; ++b) {
    members.push_back(&pairs_[order_.sentence(index, b)]);
    source.of_sample.push_back(static_cast<int>(members.back()->source.size()));
    target.of_sample.push_back(static_cast<int>(members.back()->target.size()) + 1);
  }
  const auto fill = [&](SequenceLengths& lengths, std::initializer_list<std::vector<std::int32_t>*> ids) {
    lengths.steps = *std::max_element(lengths.of_sample.begin(), lengths.of_sample.end());
    for (auto* list : ids) list->assign(static_cast<std::size_t>(lengths.steps) * members.size(), -1);
  };
  fill(source, {&source_});
  fill(target, {&fed_, &targets_});
  tokens_ = 0;
  for (std::size_t b = 0; b < members.size(); ++b) {
    add_pair(*members[b], b, !order_.lacks(index, static_cast<int>(b)));
  }
  batch_.streams[shape_.source_stream] = {std::move(source), source_.data()};
  batch_.streams[shape_.target_stream] = {std::move(target), fed_.data(), targets_.data()};
  return batch_;
}

void PairBatches::add_pair(const PairIds& pair, std::size_t sample, bool with_targets) {
  const auto samples = static_cast<std::size_t>(shape_.samples);
  for (std::size_t s = 0; s < pair.source.size(); ++s) source_[s * samples + sample] = pair.source[s];
  for (std::size_t t = 0; t <= pair.target.size(); ++t) {
    const std::size_t at = t * samples + sample;
    fed_[at] = t == 0 ? shape_.end : pair.target[t - 1];
    if (with_targets) targets_[at] = t == pair.target.size() ? shape_.end : pair.target[t];
  }
  if (with_targets) tokens_ += static_cast<std::int64_t>(pair.target.size()) + 1;
}

}  // namespace skipgrid::models
