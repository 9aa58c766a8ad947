#include "sim/engine/op_window.h"

#include <fmt/format.h>

#include <algorithm>

namespace skipgrid::sim {

namespace {

bool writes(const LiveOp& op, const traces::TensorReference& tensor) {
  if (const traces::GemmOp* gemm = op.gemm()) return overlap(gemm->c, tensor);
  const std::vector<traces::TensorAccess>& written = op.vector()->writes;
  return std::any_of(written.begin(), written.end(),
                     [&](const traces::TensorReference& one) { return overlap(one, tensor); });
}

/// Some result is of both. Requires that they write overlapping tensors.
bool share_results(const traces::GemmOp& x, const traces::GemmOp& y) {
  const auto overlap = [](const traces::Piece& one, std::int64_t size, const traces::Piece& other, std::int64_t its) {
    return one.whole == 0 || other.whole == 0 || (one.first < other.first + its && other.first < one.first + size);
  };
  // A transposed product's rows are columns of what the tensor holds.
  return x.transposed == y.transposed
             ? overlap(x.piece_m, x.m, y.piece_m, y.m) && overlap(x.piece_n, x.n, y.piece_n, y.n)
             : overlap(x.piece_m, x.m, y.piece_n, y.n) && overlap(x.piece_n, x.n, y.piece_m, y.m);
}

}  // namespace

std::uint64_t LiveOp::id() const {
  return std::visit([](const auto& any) { return any.id; }, op);
}
std::string LiveOp::text() const {
  if (const traces::GemmOp* product = gemm())
    return fmt::format("product {}.{} (id {})", product->layer, product->op, id());
  return fmt::format("operation {}.{} (id {})", vector()->layer, traces::to_string(vector()->kind), id());
}

LiveOp* OpWindow::find(std::uint64_t id) {
  return id < first_id_ || id >= first_id_ + ops_.size() ? nullptr : &ops_[id - first_id_];
}

void OpWindow::wait_for(LiveOp& op, std::uint64_t on, LiveOp::Need need) {
  LiveOp* producer = find(on);
  if (producer == nullptr || producer->done) return;
  producer->dependents_.push_back({op.id(), need});
  switch (need) {
    case LiveOp::Need::a: ++op.waiting.on_a; break;
    case LiveOp::Need::b: ++op.waiting.on_b; break;
    case LiveOp::Need::all: ++op.waiting.on_all; break;
    case LiveOp::Need::sum: ++op.waiting.on_sum; break;
  }
}

LiveOp& OpWindow::push(std::variant<traces::GemmOp, traces::VectorOp> op, std::size_t account) {
  LiveOp entered;
  entered.op = std::move(op);
  entered.account = account;
  if (ops_.empty()) first_id_ = entered.id();
  LiveOp& live = ops_.emplace_back(std::move(entered));
  const std::vector<std::uint64_t>& deps = live.gemm() != nullptr ? live.gemm()->deps : live.vector()->deps;
  for (const std::uint64_t dep : deps) {
    wait_for(live, dep, LiveOp::Need::all);
    const LiveOp* producer = find(dep);
    if (live.gemm() == nullptr || producer == nullptr || producer->done) continue;
    const bool of_b = writes(*producer, live.gemm()->b);
    if (of_b) wait_for(live, dep, LiveOp::Need::b);
    if (!of_b || writes(*producer, live.gemm()->a)) wait_for(live, dep, LiveOp::Need::a);
  }
  if (live.gemm() != nullptr && live.gemm()->accumulate) {
    // The newest other product that wrote these results: it waited for those before it itself.
    for (std::size_t i = ops_.size() - 1; i-- > 0;) {
      const traces::GemmOp* other = ops_[i].gemm();
      if (other == nullptr || !overlap(other->c, live.gemm()->c) || !share_results(*other, *live.gemm())) continue;
      wait_for(live, ops_[i].id(), LiveOp::Need::sum);
      break;
    }
  }
  return live;
}

void OpWindow::finish(LiveOp& op, std::vector<LiveOp*>& ready) {
  op.done = true;
  for (const LiveOp::Dependent& dependent : op.dependents_) {
    LiveOp* waiting = find(dependent.id);
    switch (dependent.need) {
      case LiveOp::Need::a: --waiting->waiting.on_a; break;
      case LiveOp::Need::b: --waiting->waiting.on_b; break;
      case LiveOp::Need::all:
        if (--waiting->waiting.on_all == 0) ready.push_back(waiting);
        break;
      case LiveOp::Need::sum: --waiting->waiting.on_sum; break;
    }
  }
  op.dependents_.clear();
  while (!ops_.empty() && ops_.front().done) {
    ops_.pop_front();
    ++first_id_;
  }
}

}  // namespace skipgrid::sim
