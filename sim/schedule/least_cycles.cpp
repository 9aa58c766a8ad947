#include "sim/schedule/least_cycles.h"

#include <algorithm>

namespace skipgrid::sim {

void LeastCycles::gemm(const traces::GemmOp& op) {
  is_done(clock_.product(ready(op.deps), demand_of(config_, skipping_, kNothingMoves, op)));
  moved_ += moved_bytes(config_, skipping_, residency_, op);
}

void LeastCycles::vector(const traces::VectorOp& op) {
  is_done(clock_.element_wise(ready(op.deps), demand_of(config_, kNothingMoves, op)));
  moved_ += moved_bytes(config_, residency_, op);
}

Cycles LeastCycles::cycles() const {
  const double bandwidth = config_.dram_bytes_per_cycle();
  const auto memory =
      bandwidth == 0 ? 0 : checked_whole(static_cast<double>(moved_.count()) / bandwidth, "a count of cycles");
  return Cycles(std::max(end_, memory));
}

std::int64_t LeastCycles::ready(const std::vector<std::uint64_t>& deps) const {
  std::int64_t ready = 0;
  for (const std::uint64_t dep : deps) ready = std::max(ready, done_[static_cast<std::size_t>(dep)]);
  return ready;
}

void LeastCycles::is_done(std::int64_t cycle) {
  done_.push_back(cycle);
  end_ = std::max(end_, cycle);
}

}  // namespace skipgrid::sim
