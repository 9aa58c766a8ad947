#include "models/dependencies.h"

#include <algorithm>
#include <utility>

namespace skipgrid::models {

Dependencies::Writers& Dependencies::writers(int tensor, int slice) {
  const auto t = static_cast<std::size_t>(tensor);
  const auto s = static_cast<std::size_t>(slice);
  if (writers_.size() <= t) writers_.resize(t + 1);
  if (writers_[t].size() <= s) writers_[t].resize(s + 1);
  return writers_[t][s];
}

template <class Take>
void Dependencies::for_each(const Writers& writers, const Take& take) {
  if (writers.several != nullptr) {
    for (const Entry& entry : *writers.several) take(entry);
  } else if (writers.first != Writers::kNobody) {
    take(Entry{writers.first, writers.kind});
  }
}

void Dependencies::start(std::uint64_t op) {
  op_ = op;
  deps_.clear();
}

void Dependencies::reads(int tensor, int slice) {
  for_each(writers(tensor, slice), [&](const Entry& entry) { deps_.push_back(entry.op); });
}

void Dependencies::overwrites(int tensor, int slice, Writer writer) {
  writers(tensor, slice) = Writers{op_, nullptr, writer};
}

void Dependencies::adds(int tensor, int slice, Writer writer) {
  Writers& before = writers(tensor, slice);
  for_each(before, [&](const Entry& entry) {
    if (entry.writer != writer) deps_.push_back(entry.op);
  });
  if (before.first == Writers::kNobody) {
    before = Writers{op_, nullptr, writer};
    return;
  }
  if (before.several == nullptr) {
    before.several = std::make_unique<std::vector<Entry>>();
    before.several->push_back({before.first, before.kind});
  }
  before.several->push_back({op_, writer});
}

std::vector<std::uint64_t> Dependencies::finish() {
  // An operation that overwrites what it reads was collected before it became the writer; it never waits for itself.
  std::sort(deps_.begin(), deps_.end());
  deps_.erase(std::unique(deps_.begin(), deps_.end()), deps_.end());
  return std::move(deps_);
}

void Dependencies::renames(int tensor, int from, int to) {
  const Writers& taken = writers(tensor, from);
  Writers copy{taken.first, nullptr, taken.kind};
  if (taken.several != nullptr) copy.several = std::make_unique<std::vector<Entry>>(*taken.several);
  writers(tensor, to) = std::move(copy);
}

}  // namespace skipgrid::models
