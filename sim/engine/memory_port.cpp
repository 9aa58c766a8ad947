#include "sim/engine/memory_port.h"

#include <fmt/format.h>

namespace skipgrid::sim {

void MemoryPort::request(Cycles now, DramDirection direction, const DramSegment& segment, MemoryClient& client,
                         std::int64_t tag) {
  one_segment_.segments.assign(1, segment);
  request(now, direction, one_segment_, client, tag);
}

void MemoryPort::request(Cycles now, DramDirection direction, const DramPlace& place, MemoryClient& client,
                         std::int64_t tag) {
  const std::int64_t id = dram_->enqueue_place(now, direction, place);
  if (pending_.empty()) first_id_ = id;
  pending_.push_back({&client, tag});
  ++under_way_;
  if (observer_ != nullptr) to_tell_[id] = {direction, place.bytes(), now};
}

void MemoryPort::advance(Cycles now) {
  done_.clear();
  dram_->advance_into(done_, now);
  for (const DramCompletion& completion : done_) {
    Pending& pending = pending_[static_cast<std::size_t>(completion.id - first_id_)];
    MemoryClient& client = *pending.client;
    pending.client = nullptr;
    --under_way_;
    if (observer_ != nullptr) tell(completion);
    client.transfer_done(pending.tag);
  }
  while (!pending_.empty() && pending_.front().client == nullptr) {
    pending_.pop_front();
    ++first_id_;
  }
}

void MemoryPort::tell(const DramCompletion& completion) {
  const auto told = to_tell_.find(completion.id);
  observer_->transfer(told->second.direction, told->second.bytes, told->second.begin, completion.time);
  to_tell_.erase(told);
}

bool MemoryPort::describe(Situation& situation, Cycles now) const {
  situation.add(pending_.size());
  for (const Pending& pending : pending_) {
    situation.add(reinterpret_cast<std::intptr_t>(pending.client));
    if (pending.client != nullptr) situation.add(pending.client->relative(pending.tag));
  }
  return dram_->describe(situation, now);
}

void MemoryPort::restore(SituationReader& situation) {
  pending_.resize(situation.count());
  first_id_ = dram_->next_id() - static_cast<std::int64_t>(pending_.size());
  under_way_ = 0;
  for (Pending& pending : pending_) {
    pending.client = reinterpret_cast<MemoryClient*>(static_cast<std::intptr_t>(situation.number()));
    if (pending.client == nullptr) continue;
    pending.tag = pending.client->absolute(situation.number());
    ++under_way_;
  }
  dram_->restore(situation);
}

std::string MemoryPort::waits_for() const {
  return under_way_ == 0 ? "nothing" : fmt::format("{} requests under way", under_way_);
}

}  // namespace skipgrid::sim
