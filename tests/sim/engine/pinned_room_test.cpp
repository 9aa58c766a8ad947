#include "sim/engine/pinning/pinned_room.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/sim/array/random_cases.h"

using namespace skipgrid;
using namespace skipgrid::sim;

TEST_CASE("Lives that do not meet share room, those that meet in one operation do not") {
  PinnedRoom room(Bytes(100));
  CHECK(room.pin(0, 4, Bytes(60)));
  CHECK_FALSE(room.pin(4, 8, Bytes(60)));
  CHECK(room.pin(5, 8, Bytes(60)));
  CHECK(room.peak() == Bytes(60));
  CHECK(room.pin(0, 8, Bytes(40)));
  CHECK(room.peak() == Bytes(100));
  CHECK_FALSE(room.pin(2, 2, Bytes(1)));
  // The second has the room of the first when operations 0 to 4 are done; the others have theirs from the beginning.
  const auto free = room.free_after();
  REQUIRE(free.size() == 3);
  CHECK_FALSE(free[0]);
  CHECK(free[1] == 4);
  CHECK_FALSE(free[2]);
}

TEST_CASE("Nobody waits for room that is there anyway") {
  PinnedRoom room(Bytes(100));
  CHECK(room.pin(0, 1, Bytes(50)));
  CHECK(room.pin(2, 3, Bytes(50)));
  CHECK(room.pin(3, 9, Bytes(50)));
  CHECK(room.pin(4, 9, Bytes(50)));
  const auto free = room.free_after();
  CHECK_FALSE(free[1]);  // 100 at most, of which the first has 50
  CHECK(free[2] == 1);   // with the second
  CHECK(free[3] == 3);
}

TEST_CASE("Whoever waits for its room never has more taken than the peak, in whatever order operations end") {
  const auto seed = GENERATE(range(1, 101));
  CAPTURE(seed);
  sim::testing::RandomCases random(static_cast<std::uint64_t>(seed));
  struct Stay {
    int first, last, bytes;
  };
  std::vector<Stay> stays;
  PinnedRoom room(Bytes(random.between(10, 60)));
  constexpr int kOps = 30;
  for (int i = 0; i < 25; ++i) {
    const int first = random.between(0, kOps - 1);
    const Stay stay{first, std::min(kOps - 1, first + random.between(0, 8)), random.between(1, 20)};
    const bool fits =
        room.pin(static_cast<std::uint64_t>(stay.first), static_cast<std::uint64_t>(stay.last), Bytes(stay.bytes));
    if (fits) stays.push_back(stay);
  }
  int most = 0;
  for (int op = 0; op < kOps; ++op) {
    int taken = 0;
    for (const Stay& stay : stays) taken += stay.first <= op && op <= stay.last ? stay.bytes : 0;
    most = std::max(most, taken);
  }
  CHECK(room.peak() == Bytes(most));

  // Take room as early as it may be taken, and let operations end at random: one may end when its tensors have room.
  const auto free = room.free_after();
  std::vector<bool> done(kOps, false);
  for (int left = kOps; left > 0; --left) {
    const auto oldest = static_cast<int>(std::find(done.begin(), done.end(), false) - done.begin());
    const auto has_room = [&](std::size_t i) { return !free[i] || oldest > static_cast<int>(*free[i]); };
    int taken = 0;
    for (std::size_t i = 0; i < stays.size(); ++i) {
      bool over = true;
      for (int op = stays[i].first; op <= stays[i].last; ++op) over = over && done[static_cast<std::size_t>(op)];
      if (has_room(i) && !over) taken += stays[i].bytes;
    }
    CHECK(taken <= most);
    std::vector<int> may_end;
    for (int op = 0; op < kOps; ++op) {
      bool may = !done[static_cast<std::size_t>(op)];
      for (std::size_t i = 0; i < stays.size(); ++i) {
        if (stays[i].first <= op && op <= stays[i].last) may = may && has_room(i);
      }
      if (may) may_end.push_back(op);
    }
    REQUIRE_FALSE(may_end.empty());
    done[static_cast<std::size_t>(
        may_end[static_cast<std::size_t>(random.between(0, static_cast<int>(may_end.size()) - 1))])] = true;
  }
}
