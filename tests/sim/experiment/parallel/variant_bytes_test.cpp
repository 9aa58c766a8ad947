#include "sim/experiment/parallel/variant_bytes.h"

#include <catch2/catch.hpp>
#include <random>

using namespace skipgrid;
using namespace skipgrid::sim;

namespace {

/// Fills members with values that are all different, or drawn.
class Filler {
 public:
  explicit Filler(unsigned seed) : random_(seed) {}

  std::int64_t number() { return static_cast<std::int64_t>(random_()) << 20 | ++next_; }
  int small() { return static_cast<int>(random_() % 5); }
  std::string text() { return std::string(static_cast<std::size_t>(small()), static_cast<char>('a' + small())); }
  Cycles cycles() { return Cycles(number()); }

  Stats stats() {
    Stats stats;
    for_each_field([&](const auto& field) {
      auto& value = stats.*(field.member);
      value = std::decay_t<decltype(value)>(number());
    });
    return stats;
  }

  WatchedVariant variant() {
    WatchedVariant filled;
    filled.watched = text();
    filled.result.variant = all_variants()[static_cast<std::size_t>(small()) % all_variants().size()];
    for (int i = small(); i > 0; --i) {
      filled.result.layers.push_back({text(), PhaseStats{{stats(), stats(), stats()}}});
      for (int draw = small(); draw > 0; --draw)
        filled.result.layers.back().redrawn.push_back({cycles(), cycles(), cycles()});
      for (int operation = small(); operation > 0; --operation)
        filled.result.layers.back().operations.push_back({text(), PhaseStats{{stats(), stats(), stats()}}});
    }
    for (int i = small(); i > 0; --i) {
      GroupSummary group;
      group.name = text(), group.steps = small(), group.products = small(), group.transposed = small();
      group.skipping = small(), group.occupied = number();
      if (small() > 2) group.next_best = NextBest{text(), number(), text()};
      filled.result.groups.push_back(group);
    }
    for (int i = small(); i > 0; --i) {
      NamedSchedule named{{text(), text()}, {}};
      for (int g = small(); g > 0; --g) named.schedule.groups.push_back({small(), {{small(), true, small() > 2}}});
      for (int run = small(); run > 0; --run)
        named.schedule.issue.push_back({static_cast<std::size_t>(small()), small()});
      auto& iterations = filled.result.schedule.iterations;
      iterations.push_back(std::make_shared<const NamedSchedule>(named));
      if (small() > 2) iterations.push_back(iterations.back());
    }
    if (small() > 2) filled.result.schedule.pinned = {text(), text()};
    if (small() > 2) filled.result.in_trace_order = cycles();
    filled.result.compulsory_bytes = Bytes(number());
    for (int i = small(); i > 0; --i) {
      TensorHome home;
      home.name = text(), home.buffer = Buffer::b, home.slice_bytes = Bytes(number()), home.first_step = small();
      home.steps = number(), home.loaded_slices = number(), home.stored_slices = number();
      home.compulsory_bytes = Bytes(number());
      home.slices.assign(static_cast<std::size_t>(small()),
                         SliceLife{true, false, 3, Bytes(number()), Bytes(number())});
      home.uses = number(), home.pinned = true, home.address = number();
      if (small() > 2) home.room_after = static_cast<std::uint64_t>(small());
      filled.result.residency.push_back(home);
    }
    return filled;
  }

 private:
  std::mt19937 random_;
  std::int64_t next_ = 0;
};

void check_same(const WatchedVariant& one, const WatchedVariant& other) {
  CHECK(one.watched == other.watched);
  CHECK(one.result.variant == other.result.variant);
  REQUIRE(one.result.layers.size() == other.result.layers.size());
  for (std::size_t i = 0; i < one.result.layers.size(); ++i) {
    const LayerResult &x = one.result.layers[i], &y = other.result.layers[i];
    CHECK(x.name == y.name);
    CHECK(x.stats.by_phase == y.stats.by_phase);
    CHECK(x.redrawn == y.redrawn);
  }
  REQUIRE(one.result.groups.size() == other.result.groups.size());
  for (std::size_t i = 0; i < one.result.groups.size(); ++i) {
    const GroupSummary &x = one.result.groups[i], &y = other.result.groups[i];
    CHECK((x.name == y.name && x.what() == y.what() && x.occupied == y.occupied));
    REQUIRE(x.next_best.has_value() == y.next_best.has_value());
    if (x.next_best) CHECK((x.next_best->what == y.next_best->what && x.next_best->cycles == y.next_best->cycles));
  }
  CHECK(one.result.schedule.pinned == other.result.schedule.pinned);
  REQUIRE(one.result.schedule.iterations.size() == other.result.schedule.iterations.size());
  for (std::size_t i = 0; i < one.result.schedule.iterations.size(); ++i) {
    CHECK(one.result.schedule.iterations[i]->names == other.result.schedule.iterations[i]->names);
    CHECK(one.result.schedule.iterations[i]->schedule == other.result.schedule.iterations[i]->schedule);
  }
  CHECK(one.result.in_trace_order == other.result.in_trace_order);
  CHECK(one.result.compulsory_bytes == other.result.compulsory_bytes);
  REQUIRE(one.result.residency.size() == other.result.residency.size());
  for (std::size_t i = 0; i < one.result.residency.size(); ++i) {
    const TensorHome &x = one.result.residency[i], &y = other.result.residency[i];
    CHECK((x.name == y.name && x.buffer == y.buffer && x.slice_bytes == y.slice_bytes && x.uses == y.uses));
    CHECK((x.first_step == y.first_step && x.slice_bytes == y.slice_bytes && x.steps == y.steps &&
           x.room_after == y.room_after && x.pinned == y.pinned && x.address == y.address));
  }
}

}  // namespace

TEST_CASE("A variant's result is the same after it was bytes") {
  const auto seed = GENERATE(take(30, random(0u, 1u << 30)));
  CAPTURE(seed);
  Filler filler(seed);
  const std::vector<WatchedVariant> variants{filler.variant(), filler.variant()};
  const std::string bytes = to_bytes(variants);
  const std::vector<WatchedVariant> read = variants_from_bytes(bytes);
  REQUIRE(read.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) check_same(variants[i], read[i]);
  CHECK(to_bytes(read) == bytes);
}

TEST_CASE("Bytes that are cut short, or too many, are refused") {
  const std::string bytes = to_bytes({Filler(4).variant()});
  for (std::size_t size = 0; size < bytes.size(); size += 7)
    CHECK_THROWS_AS(variants_from_bytes(bytes.substr(0, size)), std::runtime_error);
  CHECK_THROWS_AS(variants_from_bytes(bytes + "x"), std::runtime_error);
}
