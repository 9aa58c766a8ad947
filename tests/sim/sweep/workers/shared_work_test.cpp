#include "sim/sweep/workers/shared_work.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "sim/experiment/run_config.h"
#include "sim/experiment/run_results.h"
#include "sim/experiment/trace_source.h"
#include "sim/report/results_writer.h"
#include "sim/sweep/points/points.h"
#include "tests/fixtures/small_sweep.h"

using namespace skipgrid;
using namespace skipgrid::sweep;
using cli::test::SmallSweep;

namespace {

std::string results(SharedWork& work, const sim::RunConfig& run) {
  return results_json(sim::run_results(run, work.run(run))).dump();
}

sim::Stats sum_of(const std::vector<sim::OperationResult>& operations) {
  sim::Stats sum;
  for (const sim::OperationResult& operation : operations) sum += operation.stats.total();
  return sum;
}

/// Counts what it takes.
struct Counting : traces::TraceSink {
  int begins = 0, ends = 0;
  std::vector<traces::GemmOp> products;
  std::vector<traces::VectorOp> element_wise;
  void begin(const traces::TraceHeader&) override { ++begins; }
  void gemm(const traces::GemmOp& op) override { products.push_back(op); }
  void vector(const traces::VectorOp& op) override { element_wise.push_back(op); }
  void end() override { ++ends; }
};

}  // namespace

TEST_CASE("Sharing changes no result, in whatever order the points come") {
  const auto seed = GENERATE(take(5, random(0u, 1u << 30)));
  CAPTURE(seed);
  std::mt19937 random(seed);
  SmallSweep small;
  small.json["axes"]["/dropout/case"] = {"III", "IV", "I"};
  small.json["axes"]["/seeds"] = {1, 3};
  small.json["axes"]["/hardware/dataflow"] = {"ws", "os"};
  small.json["axes"]["/variants"] = {
      {"structured", "dense"}, {"dense-fused", "random", "structured"}, {"structured-best", "dense-best"}};
  small.save();
  const SweepConfig config = load_sweep(small.file);
  const PointSpace space(config);
  SharedWork shared(true);
  for (int i = 0; i < 12; ++i) {
    const std::uint64_t choice = random() % space.size();
    CAPTURE(space.describe(choice));
    SharedWork alone(false);
    CHECK(results(shared, space.run(choice)) == results(alone, space.run(choice)));
  }
}

TEST_CASE("What skips nothing runs once, whatever the rate, and counts zeros under each rate's masks") {
  SmallSweep small;
  small.json["axes"] = {{"/dropout/nr", {0.2, 0.5, 0.8}}};
  small.json["variants"] = {"structured", "dense"};
  small.save();
  const SweepConfig config = load_sweep(small.file);
  const PointSpace space(config);
  SharedWork shared(true);
  std::set<std::string> seen;
  for (std::uint64_t choice = 0; choice < space.size(); ++choice) {
    SharedWork alone(false);
    const std::vector<sim::VariantResult> of_each = shared.run(space.run(choice));
    for (const sim::VariantResult& variant : of_each)
      for (const sim::LayerResult& layer : variant.layers) CHECK(sum_of(layer.operations) == layer.stats.total());
    const std::string of_shared = results_json(sim::run_results(space.run(choice), of_each)).dump();
    CHECK(of_shared == results(alone, space.run(choice)));
    seen.insert(of_shared);
  }
  CHECK(seen.size() == 3);
  CHECK(shared.variants_run() == 3 + 1);

  // Under a rate of 0 there are other operations: nothing is scaled.
  sim::RunConfig without = space.run(0);
  std::get<sim::TracedModel>(without.work).dropout.nr = 0;
  SharedWork alone(false);
  CHECK(results(shared, without) == results(alone, without));
  CHECK(shared.variants_run() == 4 + 2);
}

TEST_CASE("A recorded trace is replayed as it was, and one that is too long is not kept") {
  const SmallSweep small;
  const SweepConfig config = load_sweep(small.file);
  const sim::RunConfig run = PointSpace(config).run(0);
  Counting live;
  const sim::TraceSource source = sim::trace_source(run);
  source(sim::Variant::structured, live);
  REQUIRE(live.products.size() > 5);

  RecordedTrace recorded(std::size_t{1} << 20);
  source(sim::Variant::structured, recorded);
  REQUIRE(recorded.complete());
  Counting replayed;
  recorded.replay(replayed);
  CHECK(replayed.begins == 1);
  CHECK(replayed.ends == 1);
  CHECK(replayed.products == live.products);
  CHECK(replayed.element_wise == live.element_wise);

  RecordedTrace small_one(1000);
  source(sim::Variant::structured, small_one);
  CHECK_FALSE(small_one.complete());
}

TEST_CASE("What was wanted least recently is forgotten") {
  Recent<int> recent(2);
  recent.add("a", 1);
  recent.add("b", 2);
  CHECK(*recent.find("a") == 1);
  recent.add("c", 3);
  CHECK(recent.find("b") == nullptr);
  CHECK(*recent.find("a") == 1);
  CHECK(*recent.find("c") == 3);
}
