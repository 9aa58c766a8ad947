#include "sim/sweep/workers/recorded_trace.h"

#include <algorithm>

namespace skipgrid::sweep {
namespace {

std::size_t bytes_of_tensors(const std::vector<traces::TensorAccess>& tensors) {
  std::size_t bytes = 0;
  for (const traces::TensorAccess& tensor : tensors) bytes += sizeof tensor + tensor.name.capacity();
  return bytes;
}

traces::GemmOp without_masks(traces::GemmOp op) {
  op.skip_m = op.skip_k = op.skip_n = nullptr;
  return op;
}

/// Of an entry, without what it points to.
constexpr std::size_t kEntry = sizeof(std::variant<traces::GemmOp, traces::VectorOp>);

}  // namespace

void RecordedTrace::begin(const traces::TraceHeader& header) { header_ = header; }

void RecordedTrace::gemm(const traces::GemmOp& op) {
  count(kEntry + op.a.name.capacity() + op.b.name.capacity() + op.c.name.capacity() +
        op.deps.size() * sizeof op.deps[0]);
  for (const traces::MaskPtr& mask : {op.skip_m, op.skip_k, op.skip_n}) count(bytes_of(mask));
  if (!gave_up_) ops_.emplace_back(op);
}

void RecordedTrace::vector(const traces::VectorOp& op) {
  count(kEntry + bytes_of_tensors(op.reads) + bytes_of_tensors(op.writes) + op.deps.size() * sizeof op.deps[0]);
  if (!gave_up_) ops_.emplace_back(op);
}

/// Masks are shared by neighbours: one that was counted just now is not counted again.
std::size_t RecordedTrace::bytes_of(const traces::MaskPtr& mask) {
  if (mask == nullptr || mask.get() == last_mask_) return 0;
  last_mask_ = mask.get();
  return sizeof *mask + mask->mask.rows() * (mask->mask.neurons() / 8 + 8);
}

void RecordedTrace::count(std::size_t bytes) {
  bytes_ += bytes;
  if (bytes_ <= most_bytes_ || gave_up_) return;
  gave_up_ = true;
  ops_ = {};
}

void RecordedTrace::replay(traces::TraceSink& sink) const {
  sink.begin(header_);
  for (const auto& op : ops_) {
    if (const auto* gemm = std::get_if<traces::GemmOp>(&op))
      sink.gemm(*gemm);
    else
      sink.vector(std::get<traces::VectorOp>(op));
  }
  sink.end();
}

bool RecordedTrace::same_without_masks(const RecordedTrace& other) const {
  return std::equal(
      ops_.begin(), ops_.end(), other.ops_.begin(), other.ops_.end(), [](const auto& one, const auto& two) {
        if (one.index() != two.index()) return false;
        const auto* gemm = std::get_if<traces::GemmOp>(&one);
        return gemm != nullptr ? without_masks(*gemm) == without_masks(std::get<traces::GemmOp>(two)) : one == two;
      });
}

}  // namespace skipgrid::sweep
