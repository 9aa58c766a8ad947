#include "sim/memory/simple_dram.h"

namespace skipgrid::sim {

void BandwidthDram::start(Cycles now, std::int64_t id, DramDirection, const std::vector<DramSegment>& segments) {
  Bytes bytes;
  for (const DramSegment& segment : segments) bytes += segment.bytes;
  start(now, id, bytes);
}

void BandwidthDram::start(Cycles now, std::int64_t id, Bytes bytes) {
  if (free_ < now) {
    free_ = now;
    free_millibytes_ = 0;
  }
  const std::int64_t used = free_millibytes_ + (bytes * 1000).count();
  free_ += Cycles(used / config_.millibytes_per_cycle);
  free_millibytes_ = used % config_.millibytes_per_cycle;
  const Cycles left = free_ + Cycles(free_millibytes_ > 0 ? 1 : 0);
  done_.push({id, left + config_.latency});
}

bool BandwidthDram::describe(Situation& situation, Cycles now) const {
  situation.add_due(free_, now);
  situation.add(free_ < now ? 0 : free_millibytes_);
  done_.describe(situation, now, next_id());
  return true;
}

void BandwidthDram::restore(SituationReader& situation) {
  free_ = situation.time();
  free_millibytes_ = situation.number();
  done_.restore(situation, next_id());
}

void BandwidthDram::postpone(Cycles by) {
  free_ += by;
  done_.postpone(by);
}

}  // namespace skipgrid::sim
