#include "sim/engine/stats.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <set>
#include <string>

#include "tests/sim/report/sample_results.h"

using namespace skipgrid::sim;
using skipgrid::sim::testing::sample_stats;

TEST_CASE("Every field of the statistics has a name of its own, a unit and a description") {
  std::set<std::string_view> names;
  std::size_t fields = 0;
  for_each_field([&](const auto& field) {
    CHECK_FALSE(field.name.empty());
    CHECK_FALSE(field.unit.empty());
    CHECK_FALSE(field.description.empty());
    names.insert(field.name);
    ++fields;
  });
  CHECK(names.size() == fields);
}

TEST_CASE("A sum adds every field") {
  Stats sum = sample_stats(10);
  sum += sample_stats(5);
  CHECK(sum == sample_stats(15));
}

TEST_CASE("Statistics that differ in one field are not equal") {
  for_each_field([](const auto& field) {
    Stats other = sample_stats(10);
    auto& value = other.*(field.member);
    value = std::decay_t<decltype(value)>(number(value) + 1);
    CAPTURE(std::string(field.name));
    CHECK(other != sample_stats(10));
  });
  CHECK(sample_stats(10) == sample_stats(10));
}

TEST_CASE("A sum that no longer fits says which count it is, on both sides of the edge") {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  for_each_field([&](const auto& field) {
    using Value = std::decay_t<decltype(Stats{}.*(field.member))>;
    Stats sum, more;
    sum.*(field.member) = Value(most - 1);
    more.*(field.member) = Value(1);
    CHECK_NOTHROW(sum += more);
    CHECK(number(sum.*(field.member)) == most);
    CHECK_THROWS_WITH(sum += more, std::string(field.name) + " no longer fits in 64 bits");
  });
}

TEST_CASE("A cycle that is spent counts in its kind and in every sum that its kind belongs to") {
  for (const Spent kind : kSpentKinds) {
    Stats stats;
    spend(stats, kind, Cycles(3));
    const bool stall = std::find(kStalls.begin(), kStalls.end(), kind) != kStalls.end();
    for_each_field([&](const auto& field) {
      const bool counts = field.name == "cycles" || (stall && field.name == "stall_cycles");
      if constexpr (std::is_same_v<decltype(field.member), Spent>) {
        CHECK((stats.*(field.member)).count() == (counts || field.member == kind ? 3 : 0));
      } else {
        CHECK(number(stats.*(field.member)) == 0);
      }
    });
  }
  Stats stats;
  spend(stats, nullptr, Cycles(3));
  CHECK(stats.cycles == Cycles(3));
  CHECK(stats.stall_cycles == Cycles(0));
}

TEST_CASE("Ratios are what their names say") {
  Stats stats;
  stats.cycles = Cycles(100);
  stats.macs = 1600;
  stats.tiles = 4;
  stats.used_pes = 96;
  CHECK(utilization(stats, 64) == 0.25);  // 1600 of 64 * 100
  stats.padding_macs = 400;
  CHECK(padding_share(stats) == 0.25);            // of those 1600
  CHECK(mapping_efficiency(stats, 64) == 0.375);  // 24 of 64 in the mean
  Stats slow;
  slow.cycles = Cycles(150);
  CHECK(speedup(slow, stats) == 1.5);
}

TEST_CASE("A ratio without a denominator is none") {
  CHECK_FALSE(utilization(Stats{}, 64));
  CHECK_FALSE(padding_share(Stats{}));
  CHECK_FALSE(mapping_efficiency(Stats{}, 64));
  CHECK_FALSE(speedup(sample_stats(1), Stats{}));
}
