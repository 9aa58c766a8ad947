#include "sim/report/timeline/sampled_counter.h"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace skipgrid::sim;

TEST_CASE("Samples are the means of what was added, whatever their length became") {
  const auto seed = GENERATE(take(20, random(0u, 1u << 30)));
  CAPTURE(seed);
  std::mt19937 random(seed);
  const std::int64_t from = static_cast<std::int64_t>(random() % 50),
                     to = from + 1 + static_cast<std::int64_t>(random() % 300);
  const std::size_t most = 1 + random() % 40;
  SampledCounter counter({Cycles(from), Cycles(to)}, most);
  std::vector<double> amounts(500);
  std::int64_t last = from;
  for (int i = 0; i < 30; ++i) {
    const std::int64_t begin = static_cast<std::int64_t>(random() % 400),
                       end = begin + static_cast<std::int64_t>(random() % 60);
    const auto amount = static_cast<double>(random() % 9);
    counter.add(Cycles(begin), Cycles(end), amount);
    for (std::int64_t cycle = begin; cycle < end; ++cycle) amounts[static_cast<std::size_t>(cycle)] += amount;
    if (std::max(begin, from) < std::min(end, to)) last = std::max(last, std::min(end, to));
  }
  const std::vector<SampledCounter::Sample> samples = counter.samples();
  CHECK(samples.size() <= most);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::int64_t begin = samples[i].from.count(),
                       end = i + 1 < samples.size() ? samples[i + 1].from.count() : last;
    CAPTURE(i, begin, end);
    double sum = 0;
    for (std::int64_t cycle = begin; cycle < end; ++cycle) sum += amounts[static_cast<std::size_t>(cycle)];
    CHECK(samples[i].mean == Approx(sum / static_cast<double>(end - begin)));
  }
  CHECK((samples.empty() ? last == from : samples.front().from == Cycles(from)));
}
