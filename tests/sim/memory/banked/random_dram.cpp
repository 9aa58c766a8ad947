#include "tests/sim/memory/banked/random_dram.h"

#include <algorithm>

namespace skipgrid::sim {

BankedDramConfig random_banked_config(Generator& generator) {
  const auto pick = [&](int low, int high) { return draw(generator, low, high); };
  BankedDramConfig config;
  config.clock_ps = pick(300, 1500);
  auto& [channels, pseudo_channels, ranks, bank_groups, banks, rows, row_bytes, burst_bytes] = config.organization;
  channels = pick(1, 3);
  pseudo_channels = pick(1, 2);
  ranks = pick(1, 2);
  bank_groups = 1 << pick(0, 2);
  banks = 1 << pick(0, 2);
  rows = 256;
  burst_bytes = 32 << pick(0, 1);
  row_bytes = burst_bytes << pick(2, 5);

  DramTiming& t = config.timing;
  t.tbl = pick(1, 4);
  t.tcl = pick(1, 14);
  t.trtw = pick(0, 3);
  t.tcwl = pick(1, t.tcl);
  t.tact = pick(1, 2);
  t.trcd_rd = pick(1, 12);
  t.trcd_wr = pick(1, 12);
  t.trp = pick(2, 12);
  t.tras = pick(2, 30);
  t.trrd_s = pick(1, 5);
  t.trrd_l = t.trrd_s + pick(0, 3);
  t.tfaw = pick(1, 120);
  t.tccd_s = t.tbl + pick(0, 1);
  t.tccd_l = t.tccd_s + pick(0, 3);
  t.trtp = pick(1, 8);
  t.twr = pick(1, 12);
  t.twtr_s = pick(1, 5);
  t.twtr_l = t.twtr_s + pick(0, 5);
  t.tcs = pick(0, 3);
  t.trfc = pick(5, 80);
  t.trefi = t.trfc + config.ranks_per_channel() * (t.tras + t.trp + t.twr + t.tcwl + t.tbl) + pick(1, 600);

  DramController& controller = config.controller;
  controller.queue_depth = pick(0, 3) == 0 ? pick(17, 100) : pick(1, 16);
  controller.frontend_cycles = pick(0, 3);
  controller.direction_batch = pick(1, 20);
  controller.split_command_bus = t.tact > 1 || pick(0, 1) == 1;
  controller.mapping = pick(0, 1) == 0 ? DramMapping::robaracoch : DramMapping::mop4clxor;
  controller.channel_interleave_bytes = burst_bytes << pick(0, 3);
  return config;
}

std::vector<TimedRequest> random_requests(Generator& generator, const BankedDramConfig& config, int count) {
  const auto pick = [&](int low, int high) { return draw(generator, low, high); };
  const int burst = static_cast<int>(config.organization.burst_bytes);
  const int span = static_cast<int>(std::min<std::int64_t>(config.capacity_bytes(), 1 << 20));
  std::vector<TimedRequest> requests;
  Cycles now{0};
  int crowd = 0;
  for (int i = 0; i < count; ++i) {
    if (crowd-- <= 0) {
      crowd = pick(0, 6);
      now += Cycles(pick(0, 3) == 0 ? pick(0, 2000) : pick(0, 60));
    }
    TimedRequest request{now, pick(0, 3) == 0 ? DramDirection::write : DramDirection::read, {}};
    const int rows = pick(0, 3) == 0 ? pick(2, 12) : pick(0, 12) == 0 ? 0 : 1;
    const int bytes = pick(0, 3) == 0 ? pick(1, 40 * burst) : pick(0, 2) == 0 ? pick(1, burst) : burst * pick(1, 16);
    const int stride = bytes + pick(0, 8 * burst);
    const int first = pick(0, span - rows * stride - bytes - 1);
    for (int row = 0; row < rows; ++row)
      if (pick(0, 2) != 0) request.segments.push_back({first + std::int64_t{row} * stride, Bytes(bytes)});
    requests.push_back(request);
  }
  return requests;
}

std::vector<TimedRequest> random_runs(Generator& generator, const BankedDramConfig& config, int count) {
  const auto pick = [&](int low, int high) { return draw(generator, low, high); };
  const int burst = static_cast<int>(config.organization.burst_bytes);
  const int span = static_cast<int>(std::min<std::int64_t>(config.capacity_bytes(), 1 << 20));
  std::vector<TimedRequest> runs;
  Cycles now{0};
  for (int i = 0; i < count; ++i) {
    const int bytes = std::min(span / 2, burst * pick(300, 6000));
    const int first = pick(0, span - 2 * bytes);
    TimedRequest run{now, pick(0, 4) == 0 ? DramDirection::write : DramDirection::read, {{first, Bytes(bytes)}}};
    // A second piece of the same request follows on, lies apart, or is the same one.
    if (pick(0, 1) == 0) run.segments.push_back({first + pick(0, 2) * (bytes / 2), Bytes(bytes)});
    runs.push_back(run);
    now += Cycles(pick(0, 3000));
    if (pick(0, 2) != 0) runs.push_back({now, run.direction, run.segments});
  }
  return runs;
}

std::vector<TimedRequest> random_gathers(Generator& generator, const BankedDramConfig& config, int count) {
  const auto pick = [&](int low, int high) { return draw(generator, low, high); };
  const int burst = static_cast<int>(config.organization.burst_bytes);
  const int span = static_cast<int>(std::min<std::int64_t>(config.capacity_bytes(), 1 << 20));
  std::vector<TimedRequest> gathers;
  for (int i = 0; i < count; ++i) {
    const int bytes = pick(0, 3) == 0 ? pick(1, 8 * burst) : burst * pick(1, 32);
    const int rows = std::min(span / 2 / bytes, 4000 * burst / bytes), percent = pick(30, 90);
    TimedRequest gather{Cycles(0), pick(0, 4) == 0 ? DramDirection::write : DramDirection::read, {}};
    for (int row = 0; row < rows; ++row)
      if (pick(1, 100) <= percent) gather.segments.push_back({std::int64_t{row} * bytes, Bytes(bytes)});
    gathers.push_back(gather);
  }
  std::vector<TimedRequest> requests;
  Cycles now{0};
  for (int round = 0; round < 6; ++round) {
    for (const TimedRequest& gather : gathers) {
      requests.push_back({now, gather.direction, gather.segments});
      if (pick(0, 3) == 0) now += Cycles(pick(0, 3000));
    }
  }
  return requests;
}

}  // namespace skipgrid::sim
