// Costs derived by hand, on the DDR4 preset with its clock as the array's: CL 16, burst 4, tRCD 16, tRP 16, tRAS 39; a
// request's first command comes one cycle after it.
#include <catch2/catch.hpp>
#include <numeric>

#include "sim/memory/banked/banked_dram.h"
#include "tests/sim/memory/banked/random_dram.h"
#include "tests/sim/memory/presets.h"

namespace skipgrid::sim {
namespace {

constexpr std::int64_t kRow = 8192;            // bytes
constexpr std::int64_t kSameBank = 16 * kRow;  // robaracoch: the next row of the same bank
constexpr auto kRead = DramDirection::read;
constexpr auto kWrite = DramDirection::write;

class Memory {
 public:
  explicit Memory(BankedDramConfig config = one_channel("ddr4-2400", DramMapping::robaracoch))
      : dram_(config, config.clock_ps) {}

  void ask(std::int64_t now, std::int64_t address, std::int64_t bytes = 64, DramDirection direction = kRead) {
    dram_.enqueue(Cycles(now), direction, {{address, Bytes(bytes)}});
  }
  /// Completion times by id, of all requests so far.
  std::vector<std::int64_t> finish() {
    while (const auto next = dram_.next_event())
      for (const DramCompletion& done : dram_.advance(*next)) {
        times_.resize(std::max(times_.size(), static_cast<std::size_t>(done.id) + 1), -1);
        times_[static_cast<std::size_t>(done.id)] = done.time.count();
      }
    return times_;
  }
  DramStatistics statistics() const { return dram_.statistics(); }

 private:
  BankedDram dram_;
  std::vector<std::int64_t> times_;
};

using Times = std::vector<std::int64_t>;

/// Cycles until all of `segments`, asked for at once, are there.
std::int64_t cost(const BankedDramConfig& config, const std::vector<DramSegment>& segments) {
  BankedDram dram(config, config.clock_ps);
  dram.enqueue(Cycles(0), kRead, segments);
  return dram.advance(Cycles(std::int64_t{1} << 40)).at(0).time.count();
}

}  // namespace

TEST_CASE("A row miss costs activate and read, a hit the read, a conflict the precharge too") {
  Memory memory;
  memory.ask(0, 0);                 // ACT at 1, RD at 17, data until 37
  memory.ask(100, 64);              // RD at 101
  memory.ask(200, kSameBank);       // PRE at 201, ACT at 217, RD at 233
  memory.ask(300, kSameBank + 64);  // RD at 301
  CHECK(memory.finish() == Times{37, 121, 253, 321});
  const DramStatistics counted = memory.statistics();
  CHECK(counted.row_misses == 1);
  CHECK(counted.row_hits == 2);
  CHECK(counted.row_conflicts == 1);
  CHECK(counted.activates == 2);
  CHECK(counted.precharges == 1);
  CHECK(counted.read_bursts == 4);
}

TEST_CASE("A conflict right after a miss waits for tRAS") {
  Memory memory;
  memory.ask(0, 0);          // ACT at 1, RD at 17
  memory.ask(0, kSameBank);  // PRE at 40, ACT at 56, RD at 72
  CHECK(memory.finish() == Times{37, 92});
}

TEST_CASE("Bursts of one row follow each other at tCCD_L, of two bank groups at tCCD_S") {
  Memory one_group;
  one_group.ask(0, 0, 3 * 64);  // RD at 17, 23, 29
  CHECK(one_group.finish() == Times{49});
  Memory two_groups;
  two_groups.ask(0, kRow - 64, 128);  // ACT at 1 and 5, RD at 17 and 21
  CHECK(two_groups.finish() == Times{41});
}

TEST_CASE("A younger hit goes before an older conflict that is not ready") {
  Memory memory;
  memory.ask(0, 0);          // ACT at 1, RD at 17
  memory.ask(0, kSameBank);  // PRE not before 40
  memory.ask(0, 64);         // RD at 23
  CHECK(memory.finish() == Times{37, 92, 43});
  CHECK(memory.statistics().row_conflicts == 1);
}

TEST_CASE("A window of one serves strictly in order") {
  BankedDramConfig config = one_channel("ddr4-2400", DramMapping::robaracoch);
  config.controller.queue_depth = 1;
  Memory memory(config);
  memory.ask(0, 0);          // ACT at 1, RD at 17
  memory.ask(0, kSameBank);  // PRE at 40, ACT at 56, RD at 72
  memory.ask(0, 64);         // enters at 73: PRE at 95 (tRAS of 56), ACT at 111, RD at 127
  CHECK(memory.finish() == Times{37, 92, 147});
}

TEST_CASE("A read after a write to the same row waits for the turnaround, a write after a read less") {
  Memory write_first;
  write_first.ask(0, 0, 64, kWrite);     // ACT at 1, WR at 17, data until 33
  write_first.ask(100, 64, 64, kWrite);  // WR at 101, data until 117
  write_first.ask(101, 128, 64, kRead);  // RD at 101 + 12 + 4 + 9 = 126
  CHECK(write_first.finish() == Times{33, 117, 146});
  Memory read_first;
  read_first.ask(0, 0);                  // RD at 17
  read_first.ask(100, 64);               // RD at 101
  read_first.ask(101, 128, 64, kWrite);  // WR at 101 + 16 + 4 + 2 - 12 = 111, data until 127
  CHECK(read_first.finish() == Times{37, 121, 127});
}

TEST_CASE("The direction changes when its batch is done or nothing is left of it") {
  BankedDramConfig config = one_channel("ddr4-2400", DramMapping::robaracoch);
  config.controller.direction_batch = 2;
  Memory memory(config);
  memory.ask(0, 0);                     // RD at 17, the first of the batch
  memory.ask(100, 64, 3 * 64);          // RD at 101, the last of the batch
  memory.ask(100, 4 * 64, 64, kWrite);  // WR at 101 + 10 = 111, data until 127
  // The other reads at 111 + 25 = 136 and 142.
  CHECK(memory.finish() == Times{37, 162, 127});
}

TEST_CASE("A refresh blocks the rank for tRFC, after closing what is open") {
  Memory closed;
  closed.ask(9363, 0);  // would enter at 9364, when REF is issued: ACT at 9797, RD at 9813
  CHECK(closed.finish() == Times{9833});
  CHECK(closed.statistics().refreshes == 1);

  Memory open;
  open.ask(9300, 0);   // ACT at 9301, RD at 9317
  open.ask(9363, 64);  // all closed at 9364, REF at 9380, ACT at 9813, RD at 9829
  CHECK(open.finish() == Times{9337, 9849});
  CHECK(open.statistics().precharges == 1);
  CHECK(open.statistics().row_misses == 2);

  Memory before;
  before.ask(9362, 0);  // ACT at 9363, all closed at 9402 (tRAS), REF at 9418, ACT at 9851, RD at 9867
  CHECK(before.finish() == Times{9887});
}

TEST_CASE("An idle memory refreshes at every interval, however long it idles") {
  for (const std::int64_t intervals : {1, 2, 3, 1000, 1000000}) {
    const BankedDramConfig config = one_channel("hbm2", DramMapping::mop4clxor);
    BankedDram dram(config, config.clock_ps);
    dram.enqueue(Cycles(0), kRead, {{0, Bytes(32)}});
    // The first commands of an interval: close all, refresh one pseudo channel, then the other.
    dram.advance(Cycles(intervals * config.timing.trefi + 200));
    CHECK(dram.statistics().refreshes == 2 * intervals);
    CHECK(dram.statistics().precharges == 1);
  }
}

TEST_CASE("Two channels work side by side") {
  BankedDramConfig config = one_channel("ddr4-2400", DramMapping::robaracoch);
  const std::int64_t one = cost(config, {{0, Bytes(1 << 20)}});
  config.organization.channels = 2;
  const std::int64_t two = cost(config, {{0, Bytes(2 << 20)}});
  CHECK(two == one);
}

TEST_CASE("The array's clock decides in which of its cycles data are there") {
  const BankedDramConfig config = one_channel("ddr4-2400", DramMapping::robaracoch);
  BankedDram dram(config, 1000);
  dram.enqueue(Cycles(0), kRead, {{0, Bytes(64)}});
  dram.enqueue(Cycles(10), kRead, {{kRow, Bytes(64)}});
  // 37 ticks of 833 ps are 30.8 cycles. Cycle 10 is tick 12.004, so 13: ACT at 14, data until 50, 41.65 cycles.
  const auto done = dram.advance(Cycles(1000));
  REQUIRE(done.size() == 2);
  CHECK(done[0].time == Cycles(31));
  CHECK(done[1].time == Cycles(42));
}

TEST_CASE("A request outside the memory is refused, an empty one is done at once") {
  const BankedDramConfig config = one_channel("ddr4-2400", DramMapping::mop4clxor);
  BankedDram dram(config, config.clock_ps);
  const std::int64_t capacity = config.capacity_bytes();
  CHECK(capacity == std::int64_t{8} << 30);
  CHECK_THROWS_AS(dram.enqueue(Cycles(0), kRead, {{capacity - 64, Bytes(65)}}), std::out_of_range);
  CHECK_THROWS_AS(dram.enqueue(Cycles(0), kRead, {{-1, Bytes(1)}}), std::out_of_range);
  CHECK_THROWS_AS(dram.enqueue(Cycles(0), kRead, {{0, Bytes(-1)}}), std::out_of_range);
  CHECK_FALSE(dram.next_event().has_value());
  const std::int64_t id = dram.enqueue(Cycles(7), kRead, {});
  const auto done = dram.advance(Cycles(7));
  REQUIRE(done.size() == 1);
  CHECK(done[0].id == id);
  CHECK(done[0].time == Cycles(7));
}

TEST_CASE("The same bytes cost more the more rows they open") {
  // 4,096 bursts, `per_row` from each row of one bank: the rows opened grow from 32 to 4,096.
  for (const DramMapping mapping : {DramMapping::robaracoch, DramMapping::mop4clxor}) {
    const BankedDramConfig config = one_channel("ddr4-2400", mapping);
    std::int64_t cheaper = 0;
    for (std::int64_t per_row = 128; per_row >= 1; per_row /= 2) {
      std::vector<DramSegment> segments;
      for (std::int64_t row = 0; row < 4096 / per_row; ++row)
        segments.push_back({row * kSameBank, Bytes(per_row * 64)});
      const std::int64_t cycles = cost(config, segments);
      CAPTURE(per_row, cycles, cheaper);
      CHECK(cycles >= cheaper);
      cheaper = cycles;
    }
  }
}

TEST_CASE("What is served is what was asked for, and two runs are the same run") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    Generator generator(seed);
    const BankedDramConfig config = random_banked_config(generator);
    const auto requests = random_requests(generator, config, 60);
    const auto run = [&] {
      BankedDram dram(config, config.clock_ps);
      std::vector<std::pair<std::int64_t, std::int64_t>> completions;
      const auto take = [&](Cycles now) {
        for (const DramCompletion& done : dram.advance(now)) completions.emplace_back(done.id, done.time.count());
      };
      for (const TimedRequest& request : requests) {
        take(request.time);
        dram.enqueue(request.time, request.direction, request.segments);
      }
      take(Cycles(std::int64_t{1} << 40));
      return std::make_pair(completions, dram.statistics());
    };
    const auto [completions, counted] = run();
    REQUIRE(completions.size() == requests.size());
    // By time, then by id.
    CHECK(std::is_sorted(completions.begin(), completions.end(), [](const auto& a, const auto& b) {
      return std::tie(a.second, a.first) < std::tie(b.second, b.first);
    }));

    std::int64_t bursts = 0;
    Bytes bytes;
    const std::int64_t burst_bytes = config.organization.burst_bytes;
    for (const TimedRequest& request : requests) {
      for (const auto& [address, length] : request.segments) {
        bytes += length;
        bursts += (address + length.count() + burst_bytes - 1) / burst_bytes - address / burst_bytes;
      }
    }
    CHECK(counted.read_requests + counted.write_requests == static_cast<std::int64_t>(requests.size()));
    CHECK(counted.read_bytes + counted.write_bytes == bytes);
    CHECK(counted.read_bursts + counted.write_bursts == bursts);
    CHECK(counted.row_hits + counted.row_misses + counted.row_conflicts == bursts);
    // A row that is open was opened, and is closed at most once. All are closed by the refreshes of a long idle time.
    CHECK(counted.activates == counted.precharges);
    CHECK(counted.activates >= counted.row_misses);
    CHECK(counted.precharges >= counted.row_conflicts);
    // A channel issues one column command a cycle at most, and only while a burst waits.
    CHECK(counted.busy_cycles.count() >= bursts);

    const auto [again, counted_again] = run();
    CHECK(again == completions);
    CHECK(counted_again == counted);
  }
}

}  // namespace skipgrid::sim
