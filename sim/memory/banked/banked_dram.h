// The memory with banks: splits requests over channels and joins what the channels have served.
#pragma once

#include <deque>

#include "sim/memory/banked/address_map.h"
#include "sim/memory/banked/channel/dram_channel.h"
#include "sim/memory/clock_ratio.h"
#include "sim/memory/completion_queue.h"
#include "sim/memory/dram_model.h"

namespace skipgrid::sim {

class BankedDram : public DramModel {
 public:
  /// With `remember` off every command is executed: the same answers, slowly.
  BankedDram(const BankedDramConfig& config, ClockPeriod array_clock, bool remember = true);

  Cycles next_time() const override;
  void advance_into(std::vector<DramCompletion>& done, Cycles now) override;
  DramStatistics statistics() const override;
  /// How many bursts were not executed, since it was known what would become of them.
  std::int64_t jumped_bursts() const;

 protected:
  void start(Cycles now, std::int64_t id, DramDirection direction, const std::vector<DramSegment>& segments) override;

 private:
  void collect_done();

  BankedDramConfig config_;
  ClockRatio clocks_;
  AddressMap map_;
  TransferTable transfers_;
  KnownWays known_;
  std::deque<DramChannel> channels_;  // which stay where they are
  CompletionQueue done_;
  std::vector<std::vector<BurstRange>> ranges_;  // of a request, by channel; kept for its memory
};

}  // namespace skipgrid::sim
