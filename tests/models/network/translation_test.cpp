// Translation as traced: parameters as published, products, MACs and padding by the equations, masks where they belong,
// and the lengths of real pairs.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

#include "tests/fixtures/temporary_folder.h"
#include "tests/models/network/shipped_workload.h"
#include "tests/models/network/translation.h"
#include "tests/models/recorded_trace.h"

namespace skipgrid::models {

namespace {

using Json = nlohmann::json;
using traces::ElementWise;
using traces::GemmOp;
using traces::Phase;

/// Over everything that is not recurrent, and over what is.
DropoutConfig structured(double rate) {
  DropoutConfig dropout;
  dropout.nr = dropout.rh = rate;
  dropout.draw = Draw::fixed_count;
  return dropout;
}

RecordedTrace trace_of(const Json& json, const DropoutConfig& dropout = {}) {
  RecordedTrace trace;
  trace_workload(workload_from_json(json, "w.json"), dropout, 1, trace);
  return trace;
}

/// Products of an operation and the MACs of each.
struct Expected {
  std::string layer, op;
  Phase phase;
  std::int64_t products, macs;
};

std::string pairs(const traces::test::TemporaryFolder& scratch, const std::string& rows) {
  const std::string path = scratch / "pairs.csv";
  std::ofstream(path) << "source,target,pairs\n" << rows;
  return path;
}

}  // namespace

TEST_CASE("OpenNMT-py's quickstart model has the parameters that the program prints") {
  // 24,997 and 35,820 words, 500 wide: "encoder: 16506500, decoder: 41613820, number of parameters: 58120320".
  TranslationSizes sizes;
  sizes.source_words = 24997;
  sizes.target_words = 35820;
  sizes.width = sizes.hidden = 500;
  const Json json = translation(sizes, 50, {});
  CHECK(parameter_count(workload_from_json(json, "w.json")) == 16506500 + 41613820);

  // The dot score has no W_a, and without input feeding the first layer is narrower.
  const Json bare = translation(sizes, 50, {{"attention", "dot"}, {"input_feeding", false}});
  CHECK(parameter_count(workload_from_json(bare, "w.json")) == 58120320 - 500 * 500 - 500 * 2000);
}

TEST_CASE("The translation workloads have the parameters of their equations") {
  // Words 512 wide; four layers 8H^2 + 8H, of which one is fed, 4H^2; three of H^2; the generator with biases.
  const auto expected = [](std::int64_t source, std::int64_t target) {
    constexpr std::int64_t kH = 512;
    return (source + target) * kH + 4 * (8 * kH * kH + 8 * kH) + 4 * kH * kH + 3 * kH * kH + target * (kH + 1);
  };
  CHECK(parameter_count(shipped_workload("luong_en_vi")) == expected(17191, 7709));
  CHECK(parameter_count(shipped_workload("luong_en_vi")) == 26943517);
  CHECK(parameter_count(shipped_workload("luong_de_en")) == expected(32009, 22822));
  CHECK(parameter_count(shipped_workload("luong_de_en")) == 50021158);
}

TEST_CASE("An iteration of translation has the products and MACs of its equations") {
  const traces::test::TemporaryFolder scratch;
  const bool feeding = GENERATE(true, false), general = GENERATE(true, false);
  // One length of pair: S = 5 source steps and T = 3 target steps, B = 3, E = 3 wide, H = 4 hidden, V = 6 words.
  constexpr std::int64_t kS = 5, kT = 3, kB = 3, kE = 3, kH = 4, kG = 4 * kH, kV = 6;
  const Json json =
      with_pairs(translation({}, 1, {{"attention", general ? "general" : "dot"}, {"input_feeding", feeding}}),
                 pairs(scratch, "5,3,1\n"), 9, 2);
  const RecordedTrace trace = trace_of(json);
  const std::int64_t fed = feeding ? kT : 0, weighted = general ? kT : 0;
  std::vector<Expected> all;
  for (const Phase phase : traces::kPhases) {
    const bool bp = phase == Phase::BP;
    // Nothing goes back to the zeros before the encoder's first step, but to the encoder's last states it does; nor to
    // the zeros that are fed at the first step.
    all.push_back({"encoder0", "x2h", phase, kS, kB * kE * kG});
    all.push_back({"encoder1", "x2h", phase, kS, kB * kH * kG});
    for (const char* layer : {"encoder0", "encoder1"}) all.push_back({layer, "h2h", phase, kS - bp, kB * kH * kG});
    for (const char* layer : {"decoder0", "decoder1"}) all.push_back({layer, "h2h", phase, kT, kB * kH * kG});
    all.push_back({"decoder1", "x2h", phase, kT, kB * kH * kG});
    all.push_back({"decoder.attention", "query", phase, weighted, kB * kH * kH});
    all.push_back({"decoder.attention", "combine", phase, 2 * kT, kB * kH * kH});
    all.push_back({"generator", "projection", phase, kT, kB * kH * kV});
    // One a sentence and step, H by S; going back, one to the query or the weights, and one to the memory.
    for (const char* op : {"score", "context"}) {
      all.push_back({"decoder.attention", op, phase, phase == Phase::WG ? 0 : kT * kB, kH * kS});
    }
    for (const char* op : {"score_memory", "context_memory"}) {
      all.push_back({"decoder.attention", op, phase, bp ? kT * kB : 0, kH * kS});
    }
  }
  std::size_t products = 0;
  for (const Expected& expected : all) {
    CAPTURE(expected.layer, expected.op, to_string(expected.phase));
    const std::vector<GemmOp> found = trace.gemms(expected.layer, expected.op, expected.phase);
    CHECK(found.size() == static_cast<std::size_t>(expected.products));
    for (const GemmOp& gemm : found) CHECK(gemm.dense_macs() == expected.macs);
    products += found.size();
  }
  // The first layer of the decoder reads words, E wide, and what is fed, H wide.
  for (const Phase phase : traces::kPhases) {
    const std::vector<GemmOp> found = trace.gemms("decoder0", "x2h", phase);
    const std::int64_t fed_back = phase == Phase::BP && feeding ? fed - 1 : fed;
    CHECK(found.size() == static_cast<std::size_t>(kT + fed_back));
    std::int64_t macs = 0;
    for (const GemmOp& gemm : found) macs += gemm.dense_macs();
    CHECK(macs == kB * kG * (kT * kE + fed_back * kH));
    products += found.size();
  }
  CHECK(products == trace.all_gemms().size());
}

TEST_CASE("Every mask of a decoder is on the right dimension in all three phases") {
  TranslationSizes sizes;
  sizes.width = 6;
  sizes.hidden = 10;
  const Json json = translation(sizes, 4, {{"dropout", {{"attention", 0.5}}}});
  const RecordedTrace trace = trace_of(json, structured(0.5));
  const auto check = [&](const std::string& layer, const std::string& op, const std::string& weight, int neurons) {
    const auto of_weight = [&](Phase phase) {
      return trace.select<GemmOp>([&](const GemmOp& g) {
        return g.layer == layer && g.op == op && g.phase == phase && to_string(g.b) == weight;
      });
    };
    CAPTURE(layer, op, weight);
    const std::string gradient = layer + ".d" + weight.substr(layer.size() + 1);
    const std::vector<GemmOp> fp = of_weight(Phase::FP), bp = of_weight(Phase::BP);
    const std::vector<GemmOp> wg = trace.select<GemmOp>([&](const GemmOp& g) { return to_string(g.c) == gradient; });
    REQUIRE(fp.size() == 4);
    REQUIRE(wg.size() == 4);
    CHECK(bp.size() >= 3);
    for (const GemmOp& gemm : fp) {
      REQUIRE(gemm.skip_k != nullptr);
      CHECK(gemm.skip_k->mask.neurons() == static_cast<std::size_t>(neurons));
      CHECK(gemm.kept_k() == neurons / 2);
      CHECK((gemm.skip_m == nullptr && gemm.skip_n == nullptr));
      const auto same_step = [&](const GemmOp& other) { return other.step == gemm.step; };
      const auto back = std::find_if(bp.begin(), bp.end(), same_step),
                 sum = std::find_if(wg.begin(), wg.end(), same_step);
      if (back != bp.end()) CHECK(back->skip_n == gemm.skip_k);
      REQUIRE(sum != wg.end());
      CHECK(sum->skip_m == gemm.skip_k);
    }
  };
  check("decoder0", "x2h", "decoder0.W", 6);
  check("decoder0", "x2h", "decoder0.W1", 10);
  check("decoder0", "h2h", "decoder0.U", 10);
  check("decoder1", "x2h", "decoder1.W", 10);
  check("decoder1", "h2h", "decoder1.U", 10);
  check("decoder.attention", "query", "decoder.attention.W_query", 10);
  check("decoder.attention", "combine", "decoder.attention.W_state", 10);
  check("generator", "projection", "generator.W", 10);
  // The context is dropped by nobody, and attention's products are of activations alone.
  for (const GemmOp& gemm : trace.all_gemms()) {
    const bool dense = gemm.b.name == "decoder.attention.W_context" || gemm.op == "score" || gemm.op == "context" ||
                       gemm.op == "score_memory" || gemm.op == "context_memory";
    if (dense) CHECK(gemm.kept_macs() == gemm.dense_macs());
  }
}

TEST_CASE("A step waits for the attention of the step before only where that is fed") {
  const bool feeding = GENERATE(true, false);
  const RecordedTrace trace = trace_of(translation({}, 4, {{"input_feeding", feeding}}));
  // All operations that one waits for, directly or through others.
  const auto waits_for = [&](std::uint64_t op, std::uint64_t other) -> bool {
    std::vector<bool> reached(op + 1, false);
    reached[op] = true;
    for (std::uint64_t id = op + 1; id-- > 0;) {
      if (!reached[id]) continue;
      for (const std::uint64_t dep : std::visit([](const auto& o) { return o.deps; }, trace.ops[id]))
        reached[dep] = true;
    }
    return reached[other];
  };
  const std::vector<GemmOp> scores = trace.gemms("decoder.attention", "score", Phase::FP);
  const std::vector<traces::VectorOp> tanh = trace.vectors("decoder.attention", ElementWise::tanh);
  REQUIRE(tanh.size() == 4);
  for (const GemmOp& score : scores) {
    if (score.step > 0) CHECK(waits_for(score.id, tanh[static_cast<std::size_t>(score.step) - 1].id) == feeding);
  }
  // Going back it is the other way round.
  const std::vector<GemmOp> back = trace.gemms("decoder.attention", "context", Phase::BP);
  const std::vector<GemmOp> queries = trace.gemms("decoder.attention", "score", Phase::BP);
  CHECK(waits_for(back.back().id, queries.front().id) == feeding);
}

TEST_CASE("The padding of a trace is that of its lengths, by hand") {
  const traces::test::TemporaryFolder scratch;
  const Json json = with_pairs(translation({}, 1, {}), pairs(scratch, "1,3,2\n2,1,2\n3,2,3\n5,4,3\n4,5,1\n"), 5, 1);
  const WorkloadConfig workload = workload_from_json(json, "w.json");
  const Batch batch = draw_lengths(workload.network.lengths, 3, 1, 0);
  const SequenceLengths &source = batch.streams[0].lengths, &target = batch.streams[1].lengths;
  std::int64_t source_rows = 0, target_rows = 0, positions = 0;
  for (std::size_t b = 0; b < 3; ++b) {
    source_rows += source.steps - source.of_sample[b];
    target_rows += target.steps - target.of_sample[b];
    // The pairs of positions that exist are of use.
    positions += source.steps * target.steps - source.of_sample[b] * target.of_sample[b];
  }
  REQUIRE(source_rows > 0);
  REQUIRE(target_rows > 0);
  const RecordedTrace trace = trace_of(json);
  const auto padding = [&](const std::string& layer, const std::string& op, Phase phase) {
    std::int64_t sum = 0;
    for (const GemmOp& gemm : trace.gemms(layer, op, phase)) sum += gemm.padding;
    return sum;
  };
  CHECK(padding("encoder0", "x2h", Phase::FP) == source_rows * 3 * 16);
  CHECK(padding("encoder1", "h2h", Phase::WG) == source_rows * 4 * 16);
  CHECK(padding("decoder1", "x2h", Phase::BP) == target_rows * 4 * 16);
  CHECK(padding("decoder0", "x2h", Phase::FP) == target_rows * (3 + 4) * 16);
  CHECK(padding("decoder.attention", "combine", Phase::FP) == target_rows * 2 * 4 * 4);
  CHECK(padding("decoder.attention", "query", Phase::WG) == target_rows * 4 * 4);
  CHECK(padding("generator", "projection", Phase::BP) == target_rows * 4 * 6);
  for (const char* op : {"score", "context"}) CHECK(padding("decoder.attention", op, Phase::FP) == positions * 4);
  for (const char* op : {"score", "context", "score_memory", "context_memory"}) {
    CHECK(padding("decoder.attention", op, Phase::BP) == positions * 4);
  }
}

TEST_CASE("Bucketing real pairs wastes less than half the padding of random batches, in both texts") {
  const std::uint64_t seed = GENERATE(take(5, random(1, 1000000)));
  const int samples = GENERATE(16, 64);
  CAPTURE(seed, samples);
  LengthsConfig lengths = shipped_workload("luong_en_vi").network.lengths;
  const auto wasted = [&](int pool, std::size_t stream) {
    lengths.pool = pool;
    std::int64_t padding = 0, all = 0;
    for (int iteration = 0; iteration < 100; ++iteration) {
      const SequenceLengths drawn = draw_lengths(lengths, samples, seed, iteration).streams[stream].lengths;
      for (const int length : drawn.of_sample) padding += drawn.steps - length;
      all += std::int64_t{drawn.steps} * samples;
    }
    return static_cast<double>(padding) / static_cast<double>(all);
  };
  for (const std::size_t stream : {0u, 1u}) CHECK(wasted(100, stream) < 0.5 * wasted(1, stream));
}

}  // namespace skipgrid::models
