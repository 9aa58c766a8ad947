#include "sim/engine/array_unit/wasted_macs.h"

namespace skipgrid::sim {

std::int64_t gated_macs(const traces::GemmOp& op, Skipping skipping) {
  // A is [m x k]: FP masks its columns, WG its rows; the other dimension is the batch, a row of bits for each sample or
  // one for all.
  // Transposed, the same of B.
  const bool over_k = op.skip_k != nullptr;
  const traces::MaskPtr& rows_of_activations = op.transposed ? op.skip_n : op.skip_m;
  const traces::MaskPtr& mask = over_k ? op.skip_k : rows_of_activations;
  if (mask == nullptr) return 0;
  const std::int64_t samples = !over_k ? op.k : op.transposed ? op.n : op.m;
  const std::int64_t neurons =
      static_cast<std::int64_t>(skipping == Skipping::on ? mask->mask.kept_count() : mask->mask.neurons());
  const auto rows = static_cast<std::int64_t>(mask->mask.rows());
  const std::int64_t kept_values = static_cast<std::int64_t>(mask->mask.kept_bits()) * (samples / rows);
  const bool skips = skipping == Skipping::on;
  const std::int64_t results_per_value = op.transposed ? (skips ? op.kept_m() : op.m) : (skips ? op.kept_n() : op.n);
  return (neurons * samples - kept_values) * results_per_value;
}

std::int64_t padding_macs(const traces::GemmOp& op, std::int64_t macs) {
  __extension__ using Wide = __int128;  // both factors may have 50 bits
  return static_cast<std::int64_t>(Wide{macs} * op.padding / op.dense_macs());
}

}  // namespace skipgrid::sim
