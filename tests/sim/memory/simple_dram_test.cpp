#include <catch2/catch.hpp>

#include "sim/memory/dram_model.h"

namespace skipgrid::sim {
namespace {

DramConfig pipe(std::int64_t millibytes_per_cycle, std::int64_t latency) {
  DramConfig config;
  config.kind = DramKind::bandwidth;
  config.bandwidth = {millibytes_per_cycle, Cycles(latency)};
  return config;
}

Cycles only_completion(DramModel& dram) {
  const auto next = dram.next_event();
  REQUIRE(next.has_value());
  const auto early = dram.advance(*next - Cycles(1));
  CHECK(early.empty());
  const auto done = dram.advance(*next);
  REQUIRE(done.size() == 1);
  return done[0].time;
}

}  // namespace

TEST_CASE("An ideal memory answers in the same cycle and counts what it was asked") {
  const auto dram = make_dram_model(DramConfig{}, 1000);
  CHECK_FALSE(dram->next_event().has_value());
  CHECK(dram->enqueue(Cycles(5), DramDirection::read, {{0, Bytes(100)}, {500, Bytes(28)}}) == 0);
  CHECK(dram->enqueue(Cycles(5), DramDirection::write, {{0, Bytes(7)}}) == 1);
  CHECK(dram->next_event() == Cycles(5));
  const auto done = dram->advance(Cycles(5));
  REQUIRE(done.size() == 2);
  CHECK(done[1].time == Cycles(5));
  CHECK(dram->statistics().read_bytes == Bytes(128));
  CHECK(dram->statistics().write_bytes == Bytes(7));
  CHECK(dram->statistics().read_requests == 1);
  CHECK(dram->statistics().write_requests == 1);
}

TEST_CASE("A pipe of 16 bytes a cycle takes bytes / 16 cycles, rounded up, and the latency") {
  const auto dram = make_dram_model(pipe(16000, 30), 1000);
  dram->enqueue(Cycles(100), DramDirection::read, {{0, Bytes(160)}});
  CHECK(only_completion(*dram) == Cycles(140));
  dram->enqueue(Cycles(200), DramDirection::read, {{0, Bytes(161)}});
  CHECK(only_completion(*dram) == Cycles(241));
}

TEST_CASE("Requests in a pipe follow each other without a gap, and fractions of a cycle are not lost") {
  const auto dram = make_dram_model(pipe(2500, 10), 1000);  // 2.5 bytes a cycle
  for (int i = 0; i < 5; ++i) dram->enqueue(Cycles(0), DramDirection::read, {{0, Bytes(1)}});
  dram->enqueue(Cycles(1), DramDirection::read, {{0, Bytes(1)}});
  std::vector<std::int64_t> times;
  for (const auto& done : dram->advance(Cycles(100))) times.push_back(done.time.count());
  // Left after 0.4, 0.8, 1.2, 1.6, 2.0 and 2.4 cycles.
  CHECK(times == std::vector<std::int64_t>{11, 11, 12, 12, 12, 13});
}

}  // namespace skipgrid::sim
