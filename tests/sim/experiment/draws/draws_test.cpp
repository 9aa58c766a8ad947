#include "sim/experiment/draws/draws.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sim/experiment/draws/spread.h"
#include "sim/experiment/run_config.h"
#include "tests/fixtures/temporary_folder.h"
#include "traces/json/json_reader.h"

using namespace skipgrid;
using namespace skipgrid::sim;

namespace {

const char* const kDrawnModel = R"({"name": "m", "model": "lstm_lm", "layers": 2, "hidden": 20, "steps": 4, "batch": 3,
                              "vocabulary": 30})";
/// Sentences of 1 to 9 words, two of which are a batch.
const char* const kDrawnSentences = R"({"name": "s", "model": "network", "batch": 2,
  "lengths": {"table": "lengths.csv", "longest": 9, "pool": 2}, "layers": [
  {"name": "words", "type": "embedding", "vocabulary": 12, "width": 8},
  {"name": "lstm", "type": "lstm", "hidden": 8}, {"name": "out", "type": "softmax", "classes": 12}]})";

/// A machine with everything around its array, so that whatever depends on masks can show, or one where
/// nothing but products takes time.
std::string hardware(bool products_only) {
  Json machine = read_json_file(SKIPGRID_CONFIGS "/hardware/edge_32x32.json");
  machine["rows"] = 4;
  machine["cols"] = 8;
  machine["dram"] = SKIPGRID_CONFIGS "/dram/ddr4-2400.json";
  machine.erase("energy");
  for (auto& buffer : machine["buffers"]) buffer["kib"] = 4;
  if (products_only) machine.erase("vector_unit"), machine.erase("dram");
  return machine.dump();
}

RunConfig loaded(const std::string& workload, int seeds, bool products_only = false,
                 const std::string& rates = R"("nr": 0.5, "rh": 0.25)") {
  const traces::test::TemporaryFolder folder;
  traces::test::write_file(folder / "lengths.csv", "tokens,sentences\n1,5\n3,5\n5,5\n9,5\n");
  traces::test::write_file(folder / "run.json", R"({"hardware": )" + hardware(products_only) + R"(, "workload": )" +
                                                    workload + R"(, "dropout": {"case": "III", "seed": 7, )" + rates +
                                                    R"(}, "seeds": )" + std::to_string(seeds) + "}");
  return load_run_config(folder / "run.json");
}

std::vector<VariantResult> run(const RunConfig& config) {
  std::vector<VariantResult> results;
  for (const DrawnVariant& what : drawn_variants(config)) results.push_back(run_drawn(config, what));
  return gathered(config, std::move(results));
}

/// Cycles of every phase.
std::vector<Cycles> cycles_of(const VariantResult& result) {
  std::vector<Cycles> cycles;
  for (const LayerResult& layer : result.layers)
    for (const Stats& stats : layer.stats.by_phase) cycles.push_back(stats.cycles);
  return cycles;
}

}  // namespace

TEST_CASE("What does not depend on the draw takes the same cycles under every one, phase by phase and layer by layer") {
  const RunConfig config = loaded(kDrawnModel, 4, true);
  int independent = 0;
  for (const Variant variant : all_variants()) {
    CAPTURE(to_string(variant));
    if (depends_on_draw(config, variant)) continue;
    ++independent;
    for (int draw = 1; draw < config.seeds; ++draw)
      CHECK(cycles_of(run_drawn(config, {variant, draw})) == cycles_of(run_drawn(config, {variant, 0})));
  }
  CHECK(independent >= 2);
}

TEST_CASE("Everything depends on the draw where sentences' lengths are drawn under the same seed") {
  const RunConfig config = loaded(kDrawnSentences, 3, true);
  for (const Variant variant : all_variants()) CHECK(depends_on_draw(config, variant));
  CHECK(drawn_variants(config).size() == 3 * config.variants.size());
  const VariantResult dense = run_drawn(config, {Variant::dense, 0});
  CHECK(cycles_of(dense) != cycles_of(run_drawn(config, {Variant::dense, 2})));
}

TEST_CASE("Several seeds give what runs with these seeds give, counts those of the first") {
  const RunConfig config = loaded(kDrawnModel, 3, GENERATE(true, false));
  const std::vector<VariantResult> together = run(config);
  REQUIRE(together.size() == config.variants.size());
  for (int draw = 0; draw < 3; ++draw) {
    RunConfig one = under_draw(config, draw);
    one.seeds = 1;
    CHECK(std::get<TracedModel>(one.work).dropout.seed == static_cast<std::uint64_t>(7 + draw));
    const std::vector<VariantResult> alone = run(one);
    for (std::size_t i = 0; i < alone.size(); ++i) {
      CAPTURE(draw, to_string(alone[i].variant));
      CHECK(together[i].variant == alone[i].variant);
      if (draw == 0) CHECK(together[i].stats().total() == alone[i].stats().total());
      for (const SomePhase& phase : {SomePhase(), SomePhase(traces::Phase::FP), SomePhase(traces::Phase::WG)}) {
        REQUIRE(drawn_cycles(together[i], phase).size() == 3);
        CHECK(drawn_cycles(together[i], phase)[static_cast<std::size_t>(draw)] ==
              drawn_cycles(alone[i], phase).front());
      }
    }
  }
}

TEST_CASE("Structured dropout has a spread, and none where nothing drops") {
  const auto margin = [](const std::vector<VariantResult>& results) {
    return *speedup(results.at(1), results.at(0))->margin;
  };
  CHECK(margin(run(loaded(kDrawnModel, 4))) > 0);
  CHECK(margin(run(loaded(kDrawnModel, 4, false, R"("nr": 0.0, "rh": 0.0)"))) == 0);
}

TEST_CASE("One seed is run once") {
  const RunConfig config = loaded(kDrawnModel, 1);
  CHECK(drawn_variants(config).size() == config.variants.size());
  for (const VariantResult& result : run(config)) CHECK(drawn_cycles(result, std::nullopt).size() == 1);
}
