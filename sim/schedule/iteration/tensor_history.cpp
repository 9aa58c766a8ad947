#include "sim/schedule/iteration/tensor_history.h"

namespace skipgrid::sim {

TensorHistory::Entry& TensorHistory::entry(const traces::TensorReference& tensor) {
  const auto [place, is_new] = entries_.try_emplace(tensor);
  if (is_new) place->second.value.name = static_cast<int>(entries_.size()) - 1;
  return place->second;
}

TensorHistory::Value TensorHistory::read(const traces::TensorReference& tensor) {
  Entry& known = entry(tensor);
  known.read = true;
  return known.value;
}

TensorHistory::Value TensorHistory::overwrite_by_product(const traces::TensorReference& tensor, std::size_t op) {
  Entry& known = entry(tensor);
  ++known.value.version;
  known.read = false;
  known.overwriter = op;
  return known.value;
}

TensorHistory::Value TensorHistory::accumulate(const traces::TensorReference& tensor) {
  Entry& known = entry(tensor);
  if (known.read) ++known.value.version;
  known.read = false;
  return known.value;
}

void TensorHistory::write_by_vector(const traces::TensorReference& tensor) {
  Entry& known = entry(tensor);
  ++known.value.version;
  known.read = false;
  known.overwriter.reset();
}

std::optional<std::size_t> TensorHistory::overwriter(const traces::TensorReference& tensor) const {
  const auto found = entries_.find(tensor);
  return found == entries_.end() ? std::nullopt : found->second.overwriter;
}

}  // namespace skipgrid::sim
