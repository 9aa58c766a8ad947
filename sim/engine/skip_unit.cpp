#include "sim/engine/skip_unit.h"

#include <fmt/format.h>

#include <algorithm>

namespace skipgrid::sim {

Cycles scan_cycles(const SkipUnitConfig& config, const traces::GemmOp& op) {
  std::int64_t cycles = 0;
  for (const traces::MaskPtr& mask : {op.skip_m, op.skip_k, op.skip_n}) {
    if (mask == nullptr) continue;
    const auto bits = static_cast<std::int64_t>(mask->mask.neurons() * mask->mask.rows());
    const auto kept = static_cast<std::int64_t>(mask->mask.kept_count());
    cycles += std::max(divide_up(bits, config.mask_bits_per_cycle), divide_up(kept, config.indices_per_cycle));
  }
  return Cycles(cycles);
}

bool SkipUnit::scan(Cycles now) {
  LiveProduct& product = *waiting_.front();
  waiting_.pop_front();
  const bool scans = config_.skip_unit && skipping_ == Skipping::on;
  const Cycles begin = std::max(now, free_at_);
  free_at_ = begin + (scans ? scan_cycles(*config_.skip_unit, *product.op->gemm()) : Cycles(0));
  if (observer_ != nullptr && free_at_ > begin) observer_->scan(*product.op->gemm(), begin, free_at_);
  product.indices_at = free_at_;
  ahead_ = true;
  return true;
}

std::string SkipUnit::waits_for() const {
  if (waiting_.empty()) return "nothing";
  return fmt::format("{} waits for the product before it to start", waiting_.front()->op->text());
}

}  // namespace skipgrid::sim
