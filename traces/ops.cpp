#include "traces/ops.h"

#include <fmt/format.h>

#include <stdexcept>
#include <tuple>

namespace skipgrid::traces {

std::string_view to_string(Phase phase) {
  switch (phase) {
    case Phase::FP: return "FP";
    case Phase::BP: return "BP";
    case Phase::WG: return "WG";
  }
  throw std::logic_error("unknown phase");
}

Phase phase_from_string(std::string_view text) {
  for (const Phase phase : kPhases) {
    if (to_string(phase) == text) return phase;
  }
  throw std::invalid_argument(fmt::format("expected FP, BP or WG, got \"{}\"", text));
}

bool valid_shape(std::int64_t m, std::int64_t k, std::int64_t n) {
  const auto in_range = [](std::int64_t dimension) { return dimension >= 1 && dimension <= kMaxDimension; };
  // m * k fits 62 bits, so only the last product needs care.
  return in_range(m) && in_range(k) && in_range(n) && m * k <= kMaxMacs / n;
}

namespace {

std::int64_t kept(const MaskPtr& mask, std::int64_t dense) {
  return mask == nullptr ? dense : static_cast<std::int64_t>(mask->mask.kept_count());
}

bool same_mask(const MaskPtr& a, const MaskPtr& b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a->id == b->id && a->mask == b->mask;
}

}  // namespace

std::int64_t GemmOp::kept_m() const { return kept(skip_m, m); }
std::int64_t GemmOp::kept_k() const { return kept(skip_k, k); }
std::int64_t GemmOp::kept_n() const { return kept(skip_n, n); }

bool operator==(const GemmOp& a, const GemmOp& b) {
  const auto plain = [](const GemmOp& op) {
    return std::tie(op.id, op.iter, op.layer, op.op, op.phase, op.step, op.m, op.k, op.n, op.a, op.b, op.c, op.padding,
                    op.transposed, op.finds_sums, op.leaves_sums, op.accumulate, op.deps);
  };
  return plain(a) == plain(b) && same_mask(a.skip_m, b.skip_m) && same_mask(a.skip_k, b.skip_k) &&
         same_mask(a.skip_n, b.skip_n) && a.piece_m == b.piece_m && a.piece_n == b.piece_n;
}

bool operator==(const VectorOp& a, const VectorOp& b) {
  const auto plain = [](const VectorOp& op) {
    return std::tie(op.id, op.iter, op.layer, op.phase, op.step, op.kind, op.elements, op.reads, op.writes, op.deps);
  };
  return plain(a) == plain(b);
}

}  // namespace skipgrid::traces
