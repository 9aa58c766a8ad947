#include "sim/engine/vector_unit.h"

#include <fmt/format.h>

#include <algorithm>

namespace skipgrid::sim {

VectorUnit::Traffic VectorUnit::traffic(const std::vector<traces::TensorAccess>& tensors, std::int64_t elements) const {
  Traffic traffic;
  if (memory_ == nullptr) return traffic;
  for (const traces::TensorAccess& tensor : tensors) {
    const TensorHome& home = residency_.home(tensor.name);
    if (home.pinned) continue;
    const DramSegment all{home.step_address(tensor.first), home.moved_by(tensor, elements)};
    if (all.bytes > Bytes(0)) traffic.waiting.push_back(all);
  }
  return traffic;
}

void VectorUnit::store(Running& running) {
  running.storing = true;
  running.traffic = traffic(running.op->vector()->writes, running.op->vector()->elements);
  for (const DramSegment& piece : pinned_.wanted_back(*running.op)) {
    accounts_[running.op->account].sram_read_bytes += piece.bytes;
    running.traffic.waiting.push_back(piece);
  }
}

void VectorUnit::push(LiveOp& op) {
  queue_.emplace(op.id(), &op);
  if (op.waiting.on_all == 0) ready(op);
}

void VectorUnit::pump(Cycles now, std::int64_t tag, Running& running) {
  Traffic& traffic = running.traffic;
  while (!traffic.waiting.empty() && traffic.under_way < kPiecesUnderWay) {
    const DramSegment piece = take_piece(traffic.waiting.front());
    if (traffic.waiting.front().bytes == Bytes(0)) traffic.waiting.pop_front();
    Stats& stats = accounts_[running.op->account];
    (running.storing ? stats.dram_write_bytes : stats.dram_read_bytes) += piece.bytes;
    memory_->request(now, running.storing ? DramDirection::write : DramDirection::read, piece, *this, tag);
    ++traffic.under_way;
  }
}

LiveOp* VectorUnit::startable() const {
  if (ready_.empty() || occupied()) return nullptr;
  if (config_.vector_unit) {
    // The unit takes operations in trace order: one that is not ready holds up those behind it.
    LiveOp* next = queue_.begin()->second;
    return next->waiting.on_all == 0 && pinned_.has_room(*next) ? next : nullptr;
  }
  for (const auto& [id, op] : ready_) {
    if (pinned_.has_room(*op)) return op;
  }
  return nullptr;
}

void VectorUnit::start(LiveOp& op, Cycles now) {
  queue_.erase(op.id());
  ready_.erase(op.id());
  op.started = now;
  Running running{&op, now, traffic(op.vector()->reads, op.vector()->elements)};
  if (config_.vector_unit) {
    const Cycles computing = config_.vector_unit->cycles(op.vector()->kind, op.vector()->elements);
    running.computed_at += computing;
    std::int64_t& lane_cycles = accounts_[op.account].vector_lane_cycles;
    constexpr const char* kName = "vector_lane_cycles";
    lane_cycles =
        checked_sum(lane_cycles, checked_product(computing.count(), config_.vector_unit->lanes, kName), kName);
  }
  pinned_.want(op);
  running_.emplace(next_tag_++, std::move(running));
}

bool VectorUnit::transfers() const {
  return std::any_of(running_.begin(), running_.end(), [](const auto& any) { return !any.second.traffic.over(); });
}

void VectorUnit::describe(Situation& situation, Cycles now) const {
  situation.add(computing(now));
  situation.add(running_.size());
  for (const auto& [tag, running] : running_) {
    situation.add(relative(tag));
    situation.add(running.storing);
    situation.add(running.traffic.under_way);
    situation.add(running.traffic.pieces_waiting());
  }
}

void VectorUnit::describe_surroundings(Situation& situation) const {
  situation.add(queue_.size());
  situation.add(ready_.size());
  situation.add(next_tag_);
}

std::string VectorUnit::waits_for() const {
  if (occupied()) {
    const Running& current = running_.rbegin()->second;
    return fmt::format("{} computes until cycle {} and waits for {} transfers from DRAM", current.op->text(),
                       current.computed_at.count(), current.traffic.under_way);
  }
  if (!queue_.empty()) {
    const LiveOp& next = *queue_.begin()->second;
    if (next.waiting.on_all == 0) return fmt::format("{} waits for room for what it pins", next.text());
    return fmt::format("{} waits for {} operations", next.text(), next.waiting.on_all);
  }
  if (running_.empty()) return "nothing";
  const Running& oldest = running_.begin()->second;
  return fmt::format("{} of {} on their way {} DRAM", oldest.storing ? "results" : "operands", oldest.op->text(),
                     oldest.storing ? "to" : "from");
}

bool VectorUnit::work(Cycles now, std::vector<LiveOp*>& done) {
  bool changed = false;
  while (LiveOp* next = startable()) {
    start(*next, now);
    changed = true;
  }
  for (auto at = running_.begin(); at != running_.end();) {
    Running& running = at->second;
    pump(now, at->first, running);
    const bool through = now >= running.computed_at && running.traffic.over() && pinned_.all_there(*running.op);
    if (!running.storing && through) {
      store(running);
      pump(now, at->first, running);
      changed = true;
    }
    if (running.storing && running.traffic.over()) {
      done.push_back(running.op);
      at = running_.erase(at);
      changed = true;
    } else {
      ++at;
    }
  }
  return changed;
}

}  // namespace skipgrid::sim
