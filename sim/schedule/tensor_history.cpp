#include "sim/schedule/tensor_history.h"

namespace skipgrid::sim {

TensorHistory::Entry& TensorHistory::entry(const std::string& name) {
  const auto [place, is_new] = entries_.try_emplace(name);
  if (is_new) place->second.value.name = static_cast<int>(entries_.size()) - 1;
  return place->second;
}

TensorHistory::Value TensorHistory::read(const std::string& name) {
  Entry& tensor = entry(name);
  tensor.read = true;
  return tensor.value;
}

TensorHistory::Value TensorHistory::overwrite_by_product(const std::string& name, std::size_t op) {
  Entry& tensor = entry(name);
  ++tensor.value.version;
  tensor.read = false;
  tensor.overwriter = op;
  return tensor.value;
}

TensorHistory::Value TensorHistory::accumulate(const std::string& name) {
  Entry& tensor = entry(name);
  if (tensor.read) ++tensor.value.version;
  tensor.read = false;
  return tensor.value;
}

void TensorHistory::write_by_vector(const std::string& name) {
  Entry& tensor = entry(name);
  ++tensor.value.version;
  tensor.read = false;
  tensor.overwriter.reset();
}

std::optional<std::size_t> TensorHistory::overwriter(const std::string& name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? std::nullopt : found->second.overwriter;
}

}  // namespace skipgrid::sim
