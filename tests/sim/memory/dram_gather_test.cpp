#include "sim/memory/dram_gather.h"

#include <catch2/catch.hpp>

#include "sim/memory/dram_model.h"
#include "tests/sim/memory/banked/random_dram.h"
#include "tests/sim/memory/presets.h"

namespace skipgrid::sim {
namespace {

/// Rows of any length with gaps between them.
DramGatherPtr random_gather(Generator& generator) {
  std::vector<DramSegment> segments;
  const int most = draw(generator, 0, 1) == 0 ? 100 : 3000;
  std::int64_t address = draw(generator, 0, most);
  for (int left = draw(generator, 1, 40); left > 0; --left) {
    segments.push_back({address, Bytes(draw(generator, 1, most))});
    address += segments.back().bytes.count() + draw(generator, 0, most);
  }
  return std::make_shared<DramGather>(std::move(segments));
}

DramConfig any_memory(const std::string& name) {
  if (name == "every burst") {
    DramConfig config = dram_preset("hbm2");
    config.banked.detail = DramDetail::every_burst;
    return config;
  }
  if (name != "pipe") return dram_preset(name);
  DramConfig config;
  config.kind = DramKind::bandwidth;
  config.bandwidth = {7300, Cycles(20)};
  return config;
}

}  // namespace

TEST_CASE("A gather costs what its segments do, whatever it is moved by and however often it comes") {
  const std::string memory = GENERATE("pipe", "ddr4-2400", "hbm2", "every burst");
  const auto seed = GENERATE(range<std::uint64_t>(1, 5));
  CAPTURE(memory, seed);
  Generator generator(seed);
  std::vector<DramGatherPtr> gathers;
  for (int i = 0; i < 6; ++i) gathers.push_back(random_gather(generator));
  const auto gathered = make_dram_model(any_memory(memory), ClockPeriod::of_mhz(940));
  const auto one_by_one = make_dram_model(any_memory(memory), ClockPeriod::of_mhz(940));
  Cycles now;
  bool equal = true;
  for (int i = 0; i < 400; ++i) {
    const DramGatherPtr& gather = gathers[static_cast<std::size_t>(draw(generator, 0, 5))];
    // A few phases of each, so that all come again.
    const DramPlace place{{}, gather, std::int64_t{512} * draw(generator, 0, 1000) + 96 * draw(generator, 0, 2)};
    const auto direction = draw(generator, 0, 3) == 0 ? DramDirection::write : DramDirection::read;
    gathered->enqueue_place(now, direction, place);
    one_by_one->enqueue(now, direction, place.all_segments());
    now += Cycles(draw(generator, 0, 1) == 0 ? 0 : draw(generator, 1, 4000));
    const std::vector<DramCompletion> one = gathered->advance(now), other = one_by_one->advance(now);
    equal = equal && one.size() == other.size();
    for (std::size_t j = 0; equal && j < one.size(); ++j)
      equal = one[j].id == other[j].id && one[j].time == other[j].time;
  }
  CHECK(equal);
  const Cycles end = now + Cycles(std::int64_t{1} << 30);
  CHECK(gathered->advance(end).size() == one_by_one->advance(end).size());
  CHECK(gathered->statistics() == one_by_one->statistics());
}

TEST_CASE("A place that is gathered has its segments moved, one that is not has them as they are") {
  DramPlace place;
  place.segments = {{7, Bytes(5)}};
  CHECK(place.first_address() == 7);
  CHECK(place.all_segments().size() == 1);
  place.clear();
  place.gather = std::make_shared<DramGather>(std::vector<DramSegment>{{10, Bytes(4)}, {20, Bytes(6)}});
  place.address = 100;
  CHECK(place.gather->bytes == Bytes(10));
  CHECK(place.first_address() == 110);
  const std::vector<DramSegment> all = place.all_segments();
  REQUIRE(all.size() == 2);
  CHECK(all[1].address == 120);
  CHECK(all[1].bytes == Bytes(6));
}

}  // namespace skipgrid::sim
