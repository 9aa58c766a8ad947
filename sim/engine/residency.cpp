#include "sim/engine/residency.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "sim/engine/array_unit/gemm_plan.h"
#include "sim/engine/pinning/pinned_room.h"
#include "traces/input_error.h"

namespace skipgrid::sim {

namespace {

/// Tensors, and their time steps, begin at whole DRAM rows, so that none shares a row with its neighbour.
constexpr std::int64_t kTensorAlignment = 8192;
std::int64_t aligned(std::int64_t address) { return divide_up(address, kTensorAlignment) * kTensorAlignment; }

Bytes capacity(const MachineConfig& config, Buffer buffer) {
  if (!config.buffers) return Bytes(std::numeric_limits<std::int64_t>::max() / 4);
  const BuffersConfig& buffers = *config.buffers;
  return (buffer == Buffer::a ? buffers.a : buffer == Buffer::b ? buffers.b : buffers.c).capacity;
}

/// x spares more a byte of room than y does.
bool pays_more(const TensorHome* x, const TensorHome* y) {
  __extension__ using Wide = __int128;  // both factors may have 60 bits
  return Wide{x->saved_bytes().count()} * y->bytes().count() > Wide{y->saved_bytes().count()} * x->bytes().count();
}

}  // namespace

Bytes two_tiles(const MachineConfig& config, Buffer buffer) {
  const PerMatrix<std::int64_t> tile =
      mapping_of(config.array.dataflow).elements(config.array.rows, config.array.cols, 1);
  return Bytes(2 * tile[buffer] * (buffer == Buffer::c ? kResultBytes : config.operand_bytes()));
}

Bytes TensorHome::slice_distance() const {
  return steps == 1 || slice_bytes < Bytes(kTensorAlignment) ? slice_bytes : Bytes(aligned(slice_bytes.count()));
}

IndexRange TensorHome::slices_of(const traces::TensorReference& tensor) const {
  if (tensor.whole()) return {0, steps};
  const std::int64_t begin = std::int64_t{tensor.first} - first_step;
  return {begin, begin + tensor.slices()};
}

Bytes TensorHome::moved_by(const traces::TensorAccess& access, std::int64_t elements) const {
  if (access.elements > 0) return Bytes(access.elements * kResultBytes);
  return std::min(slice_bytes * slices_of(access).size(), Bytes(elements * kResultBytes));
}

const TensorHome* Residency::find(std::string_view tensor) const {
  const auto found = index_.find(tensor);
  return found == index_.end() ? nullptr : &homes_[found->second];
}

const TensorHome& Residency::home(std::string_view tensor) const {
  const TensorHome* home = find(tensor);
  if (home == nullptr) throw std::out_of_range(fmt::format("tensor \"{}\" was not planned", tensor));
  return *home;
}

Bytes Residency::compulsory_bytes() const {
  Bytes sum;
  for (const TensorHome& home : homes_) sum += home.compulsory_bytes;
  return sum;
}

ResidencyPlanner::ResidencyPlanner(const MachineConfig& config, Skipping skipping)
    : config_(config), skipping_(skipping) {
  for (const Buffer buffer : kBuffers) draft_.streaming_[buffer] = capacity(config, buffer) - pinnable(buffer);
}

Bytes ResidencyPlanner::pinnable(Buffer buffer) const {
  const Bytes all = capacity(config_, buffer);
  return std::max(Bytes(0), std::min(Bytes(all.count() / 2), all - two_tiles(config_, buffer)));
}

void ResidencyPlanner::become_sliced(TensorHome& home, Notes& notes, const traces::TensorReference& tensor) const {
  notes.sliced = true;
  notes.whole_bytes = home.slice_bytes;
  notes.whole_life = notes.lives.front();
  notes.whole_touched = notes.touched.front() != 0;
  home.slice_bytes = Bytes(0);
  home.first_step = tensor.first;
  home.steps = 0;
  notes.lives.clear();
  notes.touched.clear();
}

std::size_t ResidencyPlanner::meet(const traces::TensorReference& tensor, Buffer buffer, Bytes bytes,
                                   std::uint64_t op) {
  const auto [known, is_new] = draft_.index_.try_emplace(tensor.name, draft_.homes_.size());
  if (is_new) {
    TensorHome& home = draft_.homes_.emplace_back();
    home.name = tensor.name;
    home.buffer = buffer;
    home.first_op = op;
    notes_.emplace_back();
  }
  TensorHome& home = draft_.homes_[known->second];
  Notes& notes = notes_[known->second];
  home.last_op = op;
  home.uses += tensor.slices();
  if (tensor.whole()) {
    Bytes& most = notes.sliced ? notes.whole_bytes : home.slice_bytes;
    most = std::max(most, bytes);
    return known->second;
  }
  if (!notes.sliced) become_sliced(home, notes, tensor);
  const auto grow = [&](bool at_front, std::int64_t by) {
    if (by <= 0) return;
    const auto count = static_cast<std::size_t>(by);
    home.steps += by;
    notes.lives.insert(at_front ? notes.lives.begin() : notes.lives.end(), count, notes.whole_life);
    notes.touched.insert(at_front ? notes.touched.begin() : notes.touched.end(), count, notes.whole_touched ? 1 : 0);
  };
  if (tensor.first < home.first_step) {
    grow(true, std::int64_t{home.first_step} - tensor.first);
    home.first_step = tensor.first;
  }
  grow(false, home.slices_of(tensor).end - home.steps);
  home.slice_bytes = std::max(home.slice_bytes, Bytes(divide_up(bytes.count(), tensor.slices())));
  return known->second;
}

template <class Touch>
void ResidencyPlanner::touch(std::size_t tensor, const traces::TensorReference& reference, const Touch& touch_slice) {
  Notes& notes = notes_[tensor];
  const IndexRange range = draft_.homes_[tensor].slices_of(reference);
  for (std::int64_t i = range.begin; i < range.end; ++i) {
    const auto at = static_cast<std::size_t>(i);
    touch_slice(notes.lives[at], notes.touched[at] == 0, range.size());
    notes.touched[at] = 1;
  }
  if (!reference.whole() || !notes.sliced) return;
  touch_slice(notes.whole_life, !notes.whole_touched, range.size());
  notes.whole_touched = true;
}

void ResidencyPlanner::read(std::size_t tensor, const traces::TensorReference& reference, Bytes moved, Bytes needed) {
  draft_.homes_[tensor].streamed_bytes += moved;
  touch(tensor, reference, [&](SliceLife& slice, bool first, std::int64_t among) {
    if (first) {
      slice.from_outside = true;
      slice.outside_bytes = Bytes(needed.count() / among);
    }
    slice.wanted_back = false;
  });
}

void ResidencyPlanner::write(std::size_t tensor, const traces::TensorReference& reference, Bytes moved, Bytes needed,
                             std::uint64_t op) {
  draft_.homes_[tensor].streamed_bytes += moved;
  touch(tensor, reference, [&](SliceLife& slice, bool, std::int64_t among) {
    slice.wanted_back = true;
    slice.last_write = op;
    slice.wanted_bytes = Bytes(needed.count() / among);
  });
}

void ResidencyPlanner::gemm(const traces::GemmOp& op) {
  const std::int64_t operand = config_.operand_bytes();
  const std::size_t a = meet(op.a, Buffer::a, Bytes(op.whole_m() * op.k * operand), op.id);
  const std::size_t b = meet(op.b, Buffer::b, Bytes(op.k * op.whole_n() * operand), op.id);
  const std::size_t c = meet(op.c, Buffer::c, Bytes(op.whole_m() * op.whole_n() * kResultBytes), op.id);
  const GemmPlan plan(config_, draft_, op, skipping_);
  if (plan.waves() == 0) return;
  const DramTraffic traffic = plan.dram_traffic();
  read(a, op.a, traffic.a_read, Bytes(plan.kept_m() * plan.kept_k() * operand));
  read(b, op.b, traffic.b_read, Bytes(plan.kept_k() * plan.kept_n() * operand));
  const Bytes results(plan.kept_m() * plan.kept_n() * kResultBytes);
  if (op.accumulate) read(c, op.c, traffic.c_read, results);
  // Sums that stay are stored whole, each strip with its last product.
  const Bytes all(op.whole_m() * op.whole_n() * kResultBytes);
  write(c, op.c, traffic.c_written, plan.sums_stay() ? all : results, op.id);
}

void ResidencyPlanner::vector(const traces::VectorOp& op) {
  const auto met = [&](const traces::TensorAccess& access) {
    // What a trace leaves out is known from products, if any use the tensor before; else from the operation.
    Bytes bytes(std::max(access.elements, access.of) * kResultBytes);
    const TensorHome* known = draft_.find(access.name);
    if (access.elements == 0 && (known == nullptr || known->slice_bytes == Bytes(0))) {
      bytes = std::max(bytes, Bytes(op.elements * kResultBytes));
    }
    return meet(access, Buffer::c, bytes, op.id);
  };
  for (const traces::TensorAccess& access : op.reads) {
    const std::size_t tensor = met(access);
    const Bytes moved = draft_.homes_[tensor].moved_by(access, op.elements);
    read(tensor, access, moved, moved);
  }
  for (const traces::TensorAccess& access : op.writes) {
    const std::size_t tensor = met(access);
    const Bytes moved = draft_.homes_[tensor].moved_by(access, op.elements);
    write(tensor, access, moved, moved, op.id);
  }
}

Residency ResidencyPlanner::sized() const {
  Residency residency = draft_;
  for (std::size_t i = 0; i < notes_.size(); ++i) {
    TensorHome& home = residency.homes_[i];
    for (const SliceLife& life : notes_[i].lives) {
      if (life.from_outside) ++home.loaded_slices, home.compulsory_bytes += life.outside_bytes;
      if (life.wanted_back) ++home.stored_slices, home.compulsory_bytes += life.wanted_bytes;
    }
    if (notes_[i].sliced)
      home.slice_bytes = std::max(home.slice_bytes, Bytes(divide_up(notes_[i].whole_bytes.count(), home.steps)));
  }
  return residency;
}

Residency ResidencyPlanner::plan() const {
  Residency residency = sized();
  std::vector<const TensorHome*> by_saving;
  for (const TensorHome& home : residency.homes_) {
    if (home.saved_bytes() > Bytes(0) && home.bytes() > Bytes(0)) by_saving.push_back(&home);
  }
  std::stable_sort(by_saving.begin(), by_saving.end(), pays_more);
  PerMatrix<PinnedRoom> rooms{PinnedRoom(pinnable(Buffer::a)), PinnedRoom(pinnable(Buffer::b)),
                              PinnedRoom(pinnable(Buffer::c))};
  for (const TensorHome* chosen : by_saving) {
    TensorHome& home = residency.homes_[static_cast<std::size_t>(chosen - residency.homes_.data())];
    home.pinned = rooms[home.buffer].pin(home.first_op, home.last_op, home.bytes());
  }
  settle(residency);
  return residency;
}

Residency ResidencyPlanner::plan(const std::vector<std::string>& pinned) const {
  Residency residency = sized();
  PerMatrix<PinnedRoom> rooms{PinnedRoom(pinnable(Buffer::a)), PinnedRoom(pinnable(Buffer::b)),
                              PinnedRoom(pinnable(Buffer::c))};
  for (const std::string& name : pinned) {
    const auto known = residency.index_.find(name);
    if (known == residency.index_.end()) {
      throw InputError("pinned", fmt::format("expected tensors of the trace, got \"{}\"", name));
    }
    TensorHome& home = residency.homes_[known->second];
    if (home.pinned) continue;
    home.pinned = rooms[home.buffer].pin(home.first_op, home.last_op, home.bytes());
    if (home.pinned) continue;
    throw InputError("pinned", fmt::format("expected at most {} bytes in a buffer at once, got {} more with \"{}\"",
                                           pinnable(home.buffer).count(), home.bytes().count(), name));
  }
  settle(residency);
  return residency;
}

void ResidencyPlanner::settle(Residency& residency) const {
  for (const Buffer buffer : kBuffers) {
    PinnedRoom room(pinnable(buffer));
    std::vector<TensorHome*> pinned;
    for (TensorHome& home : residency.homes_) {
      if (!home.pinned || home.buffer != buffer) continue;
      room.pin(home.first_op, home.last_op, home.bytes());
      pinned.push_back(&home);
    }
    residency.streaming_[buffer] = capacity(config_, buffer) - room.peak();
    const std::vector<std::optional<std::uint64_t>> free_after = room.free_after();
    for (std::size_t i = 0; i < pinned.size(); ++i) pinned[i]->room_after = free_after[i];
  }
  for (std::size_t i = 0; i < notes_.size(); ++i)
    if (residency.homes_[i].pinned) residency.homes_[i].slices = notes_[i].lives;
  std::int64_t next_address = 0;
  for (TensorHome& home : residency.homes_) {
    home.address = next_address;
    next_address = checked_sum(next_address, aligned(home.extent().count()), "the size of all tensors in bytes");
  }
  if (config_.dram.kind == DramKind::banked && next_address > config_.dram.banked.capacity_bytes()) {
    throw InputError("dram", fmt::format("expected at least {} bytes for the workload's tensors, got {}", next_address,
                                         config_.dram.banked.capacity_bytes()));
  }
}

}  // namespace skipgrid::sim
