#include "traces/trace_summary.h"

namespace skipgrid::traces {

OpTotals& OpTotals::operator+=(const OpTotals& other) {
  gemms += other.gemms;
  vectors += other.vectors;
  dense_macs += other.dense_macs;
  padding_macs += other.padding_macs;
  kept_macs += other.kept_macs;
  vector_elements += other.vector_elements;
  return *this;
}

OpTotals LayerTotals::total() const {
  OpTotals sum;
  for (const OpTotals& phase : phases) sum += phase;
  return sum;
}

OpTotals TraceSummary::phase(Phase phase) const {
  OpTotals sum;
  for (const LayerTotals& layer : layers_) sum += layer.phases[static_cast<std::size_t>(phase)];
  return sum;
}

OpTotals TraceSummary::total() const {
  OpTotals sum;
  for (const LayerTotals& layer : layers_) sum += layer.total();
  return sum;
}

OpTotals& TraceSummary::totals(const std::string& layer, Phase phase, int iter) {
  if (iter != iter_) {
    iter_ = iter;
    ++iterations_;
    kept_of_mask_.clear();
  }
  const auto [known, is_new] = layer_index_.try_emplace(layer, layers_.size());
  if (is_new) layers_.push_back({layer, {}});
  return layers_[known->second].phases[static_cast<std::size_t>(phase)];
}

std::int64_t TraceSummary::kept(const MaskPtr& mask, std::int64_t dense) {
  if (mask == nullptr) return dense;
  const auto [known, is_new] = kept_of_mask_.try_emplace(mask->id, 0);
  if (is_new) {
    const Mask& bits = mask->mask;
    known->second = static_cast<std::int64_t>(bits.kept_count());
    ++masks_.masks;
    masks_.structured += bits.structured() ? 1 : 0;
    masks_.neurons += static_cast<std::int64_t>(bits.neurons());
    masks_.structurally_kept += known->second;
    masks_.bits += static_cast<std::int64_t>(bits.neurons() * bits.rows());
    masks_.kept_bits += static_cast<std::int64_t>(bits.kept_bits());
  }
  return known->second;
}

void TraceSummary::gemm(const GemmOp& op) {
  OpTotals& sums = totals(op.layer, op.phase, op.iter);
  ++sums.gemms;
  sums.dense_macs += op.dense_macs();
  sums.padding_macs += op.padding;
  sums.kept_macs += kept(op.skip_m, op.m) * kept(op.skip_k, op.k) * kept(op.skip_n, op.n);
}

void TraceSummary::vector(const VectorOp& op) {
  OpTotals& sums = totals(op.layer, op.phase, op.iter);
  ++sums.vectors;
  sums.vector_elements += op.elements;
}

}  // namespace skipgrid::traces
