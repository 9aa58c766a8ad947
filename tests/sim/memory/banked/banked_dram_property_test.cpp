// The event-driven memory against a cycle-by-cycle one, to the cycle and to the count.
#include <catch2/catch.hpp>
#include <map>

#include "sim/memory/banked/address_map.h"
#include "sim/memory/banked/banked_dram.h"
#include "tests/sim/memory/banked/random_dram.h"
#include "tests/sim/memory/banked/slow_channel.h"

namespace skipgrid::sim {
namespace {

struct Outcome {
  std::map<std::int64_t, Cycles> completions;  // by request
  DramStatistics statistics;
  std::int64_t jumped_bursts = 0;
};

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// All channels cycle by cycle until DRAM tick `end`, bursts found one by one.
Outcome run_slowly(const BankedDramConfig& config, int array_ps, const std::vector<TimedRequest>& requests,
                   Cycles end) {
  const auto& organization = config.organization;
  const AddressMap map(config);
  std::vector<SlowChannel> channels(static_cast<std::size_t>(organization.channels), SlowChannel(config));
  std::vector<DramTick> data_end;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const DramTick arrival = ceil_div(requests[i].time.count() * array_ps, config.clock_ps);
    data_end.push_back(arrival);
    for (const auto& [address, bytes] : requests[i].segments) {
      const std::int64_t first = address / organization.burst_bytes * organization.burst_bytes;
      for (std::int64_t at = first; at < address + bytes.count(); at += organization.burst_bytes) {
        const std::int64_t interleave = config.controller.channel_interleave_bytes;
        const std::int64_t chunk = at / interleave;
        const std::int64_t within = chunk / organization.channels * interleave + at % interleave;
        const BurstPlace place = map.place(within / organization.burst_bytes);
        channels[static_cast<std::size_t>(chunk % organization.channels)].enqueue(
            {requests[i].direction, place.bank, place.row, static_cast<int>(i), arrival});
      }
    }
  }
  Outcome outcome;
  const DramTick ticks = ceil_div(end.count() * array_ps, config.clock_ps);
  for (SlowChannel& channel : channels) {
    for (DramTick tick = 0; tick < ticks; ++tick) channel.tick();
    REQUIRE(channel.idle());
    for (const auto& [request, time] : channel.served()) {
      DramTick& last = data_end[static_cast<std::size_t>(request)];
      last = std::max(last, time);
    }
    outcome.statistics += channel.statistics();
  }
  for (std::size_t i = 0; i < requests.size(); ++i) {
    outcome.completions[static_cast<std::int64_t>(i)] = Cycles(ceil_div(data_end[i] * config.clock_ps, array_ps));
    const bool is_read = requests[i].direction == DramDirection::read;
    ++(is_read ? outcome.statistics.read_requests : outcome.statistics.write_requests);
    for (const DramSegment& segment : requests[i].segments)
      (is_read ? outcome.statistics.read_bytes : outcome.statistics.write_bytes) += segment.bytes;
  }
  return outcome;
}

constexpr Cycles kAfter{50};  // both run on for a while after the last completion

Cycles last_of(const Outcome& outcome) {
  Cycles last;
  for (const auto& [id, time] : outcome.completions) last = std::max(last, time);
  return last;
}

/// As an event-driven caller does: it wakes at next_event() and at the times of its own requests. With `end` it is a
/// patient one that looks only when it has a request, and at the end.
Outcome run_by_events(const BankedDramConfig& config, int array_ps, const std::vector<TimedRequest>& requests,
                      std::optional<Cycles> end, bool remember = true) {
  const bool patient = end.has_value();
  BankedDram dram(config, array_ps, remember);
  Outcome outcome;
  const auto take = [&](Cycles now) {
    for (const DramCompletion& done : dram.advance(now)) {
      CHECK(outcome.completions.emplace(done.id, done.time).second);
      if (!patient) CHECK(done.time == now);  // no event came late
    }
  };
  Cycles now{0};
  const auto take_until = [&](Cycles limit) {
    while (!patient) {
      const auto next = dram.next_event();
      if (!next || *next > limit) break;
      REQUIRE(*next >= now);
      now = *next;
      take(now);
    }
  };
  for (const TimedRequest& request : requests) {
    take_until(request.time);
    take(request.time);
    now = request.time;
    dram.enqueue(request.time, request.direction, request.segments);
  }
  take_until(Cycles(INT64_MAX));
  take(end.value_or(last_of(outcome) + kAfter));
  outcome.statistics = dram.statistics();
  outcome.jumped_bursts = dram.jumped_bursts();
  return outcome;
}

}  // namespace

TEST_CASE("The banked memory agrees with a cycle-by-cycle one on random memories and requests, to the cycle") {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    Generator generator(seed);
    const BankedDramConfig config = random_banked_config(generator);
    const int array_ps = draw(generator, 300, 2000);
    const auto requests = random_requests(generator, config, 40);

    const Outcome by_events = run_by_events(config, array_ps, requests, std::nullopt);
    const Cycles end = last_of(by_events) + kAfter;
    const Outcome patient = run_by_events(config, array_ps, requests, end);
    const Outcome slow = run_slowly(config, array_ps, requests, end);
    REQUIRE(by_events.completions == slow.completions);
    REQUIRE(patient.completions == slow.completions);

    REQUIRE(by_events.statistics == slow.statistics);
    REQUIRE(patient.statistics == slow.statistics);
  }
}

TEST_CASE("Jumping over known spans of a run changes no completion and no count") {
  std::int64_t jumps_seen = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    Generator generator(seed);
    const BankedDramConfig config = random_banked_config(generator);
    const int array_ps = draw(generator, 300, 2000);
    const auto requests = random_runs(generator, config, 5);

    const Outcome jumping = run_by_events(config, array_ps, requests, std::nullopt, true);
    const Outcome executing = run_by_events(config, array_ps, requests, std::nullopt, false);
    REQUIRE(jumping.completions == executing.completions);
    REQUIRE(jumping.statistics == executing.statistics);
    jumps_seen += jumping.jumped_bursts;
    CHECK(executing.jumped_bursts == 0);
  }
  // Else the comparison says nothing.
  CHECK(jumps_seen > 500000);
}

TEST_CASE("Jumping over gathers that come again changes no completion and no count") {
  std::int64_t jumps_seen = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    Generator generator(seed);
    const BankedDramConfig config = random_banked_config(generator);
    const int array_ps = draw(generator, 300, 2000);
    const auto requests = random_gathers(generator, config, 3);

    const Outcome jumping = run_by_events(config, array_ps, requests, std::nullopt, true);
    const Outcome executing = run_by_events(config, array_ps, requests, std::nullopt, false);
    REQUIRE(jumping.completions == executing.completions);
    REQUIRE(jumping.statistics == executing.statistics);
    jumps_seen += jumping.jumped_bursts;
  }
  CHECK(jumps_seen > 100000);
}

TEST_CASE("Long runs agree with the cycle-by-cycle memory, to the cycle") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    Generator generator(seed);
    const BankedDramConfig config = random_banked_config(generator);
    const int array_ps = draw(generator, 300, 2000);
    const auto requests = random_runs(generator, config, 3);
    const Outcome by_events = run_by_events(config, array_ps, requests, std::nullopt);
    const Outcome slow = run_slowly(config, array_ps, requests, last_of(by_events) + kAfter);
    REQUIRE(by_events.completions == slow.completions);
    REQUIRE(by_events.statistics == slow.statistics);
  }
}

}  // namespace skipgrid::sim
