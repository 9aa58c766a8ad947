#include "models/dependencies.h"

#include <algorithm>
#include <utility>

namespace skipgrid::models {

std::vector<Dependencies::Entry>& Dependencies::writers(int tensor, int slice) {
  const auto t = static_cast<std::size_t>(tensor);
  const auto s = static_cast<std::size_t>(slice);
  if (writers_.size() <= t) writers_.resize(t + 1);
  if (writers_[t].size() <= s) writers_[t].resize(s + 1);
  return writers_[t][s];
}

void Dependencies::start(std::uint64_t op) {
  op_ = op;
  deps_.clear();
}

void Dependencies::reads(int tensor, int slice) {
  for (const Entry& entry : writers(tensor, slice)) deps_.push_back(entry.op);
}

void Dependencies::overwrites(int tensor, int slice, Writer writer) { writers(tensor, slice).assign(1, {op_, writer}); }

void Dependencies::adds(int tensor, int slice, Writer writer) {
  std::vector<Entry>& entries = writers(tensor, slice);
  for (const Entry& entry : entries) {
    if (entry.writer != writer) deps_.push_back(entry.op);
  }
  entries.push_back({op_, writer});
}

std::vector<std::uint64_t> Dependencies::finish() {
  // An operation that overwrites what it reads was collected before it became the writer; it never waits for itself.
  std::sort(deps_.begin(), deps_.end());
  deps_.erase(std::unique(deps_.begin(), deps_.end()), deps_.end());
  return std::move(deps_);
}

void Dependencies::renames(int tensor, int from, int to) {
  const std::vector<Entry> taken = writers(tensor, from);
  writers(tensor, to) = taken;
}

}  // namespace skipgrid::models
