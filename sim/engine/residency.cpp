#include "sim/engine/residency.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "traces/input_error.h"

namespace skipgrid::sim {

namespace {

/// Tensors begin at whole DRAM rows, so that none shares a row with its neighbour.
constexpr std::int64_t kTensorAlignment = 8192;

}  // namespace

const TensorHome* Residency::find(std::string_view tensor) const {
  const auto found = homes_.find(tensor);
  return found == homes_.end() ? nullptr : &found->second;
}

const TensorHome& Residency::home(std::string_view tensor) const {
  const TensorHome* home = find(tensor);
  if (home == nullptr) throw std::out_of_range(fmt::format("tensor \"{}\" was not planned", tensor));
  return *home;
}

void ResidencyPlanner::use(const traces::TensorReference& tensor, Buffer buffer, Bytes bytes) {
  const int slices = tensor.slices();
  auto found = homes_.find(tensor.name);
  if (found == homes_.end()) {
    TensorHome home;
    home.name = tensor.name;
    home.buffer = buffer;
    home.first_step = tensor.first;
    found = homes_.emplace(home.name, home).first;
  }
  TensorHome& home = found->second;
  const int end = std::max(home.first_step + home.steps, tensor.first + slices);
  home.first_step = std::min(home.first_step, tensor.first);
  home.steps = end - home.first_step;
  home.slice_bytes = std::max(home.slice_bytes, Bytes((bytes.count() + slices - 1) / slices));
  home.uses += slices;
}

void ResidencyPlanner::gemm(const traces::GemmOp& op) {
  const std::int64_t operand = config_.operand_bytes();
  use(op.a, Buffer::a, Bytes(op.m * op.k * operand));
  use(op.b, Buffer::b, Bytes(op.k * op.n * operand));
  use(op.c, Buffer::c, Bytes(op.m * op.n * kResultBytes));
}

void ResidencyPlanner::vector(const traces::VectorOp& op) {
  const Bytes bytes(op.elements * kResultBytes);
  const auto use_all = [&](const std::vector<traces::TensorReference>& tensors) {
    for (const traces::TensorReference& tensor : tensors) {
      // A tensor that products use has its size from them; of one that only the vector unit knows an operation touches
      // at most as many elements as it has itself.
      const TensorHome* known = nullptr;
      if (const auto found = homes_.find(tensor.name); found != homes_.end()) known = &found->second;
      use(tensor, Buffer::c, known != nullptr ? known->slice_bytes : bytes);
    }
  };
  use_all(op.reads);
  use_all(op.writes);
}

Residency ResidencyPlanner::plan() const {
  Residency residency;
  residency.homes_ = homes_;
  std::vector<TensorHome*> by_reuse;
  for (auto& [name, home] : residency.homes_) by_reuse.push_back(&home);
  std::stable_sort(by_reuse.begin(), by_reuse.end(),
                   [](const TensorHome* x, const TensorHome* y) { return x->reuse() > y->reuse(); });
  for (const Buffer buffer : {Buffer::a, Buffer::b, Buffer::c}) {
    Bytes& streaming = residency.streaming_[static_cast<std::size_t>(buffer)];
    if (!config_.buffers) {
      streaming = Bytes(std::numeric_limits<std::int64_t>::max() / 4);
      continue;
    }
    const BuffersConfig& buffers = *config_.buffers;
    streaming = (buffer == Buffer::a ? buffers.a : buffer == Buffer::b ? buffers.b : buffers.c).capacity;
    Bytes left(streaming.count() / 2);
    for (TensorHome* home : by_reuse) {
      if (home->buffer != buffer || home->bytes() > left || home->bytes() == Bytes(0)) continue;
      home->pinned = true;
      left -= home->bytes();
      streaming -= home->bytes();
    }
  }
  std::int64_t next_address = 0;
  for (auto& [name, home] : residency.homes_) {
    home.address = next_address;
    next_address += (home.bytes().count() + kTensorAlignment - 1) / kTensorAlignment * kTensorAlignment;
  }
  if (config_.dram.kind == DramKind::banked && next_address > config_.dram.banked.capacity_bytes()) {
    throw InputError("dram", fmt::format("expected at least {} bytes for the workload's tensors, got {}", next_address,
                                         config_.dram.banked.capacity_bytes()));
  }
  return residency;
}

}  // namespace skipgrid::sim
