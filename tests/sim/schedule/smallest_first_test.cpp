#include "sim/schedule/smallest_first.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/sim/array/random_cases.h"

namespace skipgrid::sim::testing {

TEST_CASE("What is added is taken again in increasing order, whatever is added in between") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(20, random(1, 1'000'000'000))));
  CAPTURE(seed);
  RandomCases random(seed);
  SmallestFirst ready;
  for (const int limit : {1, 64, 65, random.between(1, 300'000), random.between(1, 5000)}) {
    CAPTURE(limit);
    ready.reset(static_cast<std::size_t>(limit));
    std::set<std::size_t> expected;
    for (int i = 0; i < 500; ++i) {
      const auto number = static_cast<std::size_t>(random.between(0, limit - 1));
      if (random.one_in(2) && expected.insert(number).second) ready.add(number);
      REQUIRE(ready.empty() == expected.empty());
      if (expected.empty() || !random.one_in(3)) continue;
      REQUIRE(ready.take() == *expected.begin());
      expected.erase(expected.begin());
    }
  }
}

TEST_CASE("Nothing is ready below a limit of 0") {
  SmallestFirst ready;
  ready.reset(0);
  CHECK(ready.empty());
}

}  // namespace skipgrid::sim::testing
