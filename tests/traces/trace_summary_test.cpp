#include <catch2/catch.hpp>
#include <random>

#include "tests/traces/random_trace.h"
#include "traces/trace_summary.h"

using namespace skipgrid::traces;
using namespace skipgrid::traces::test;

TEST_CASE("A small trace is counted as by hand") {
  TraceSummary summary;
  small_trace().play(summary);
  CHECK(summary.header().name == "small");
  CHECK(summary.iterations() == 2);

  REQUIRE(summary.layers().size() == 1);
  const LayerTotals& layer = summary.layers()[0];
  CHECK(layer.name == "lstm0");
  // FP: two products of 4 x 12 x 48. The first keeps 11 of 12 in k; the second has a mask per sample, each sample
  // dropping another neuron, so structurally it keeps all 12.
  const OpTotals forward = summary.phase(Phase::FP);
  CHECK(forward.gemms == 2);
  CHECK(forward.vectors == 1);
  CHECK(forward.vector_elements == 48);
  CHECK(forward.dense_macs == 2 * 4 * 12 * 48);
  CHECK(forward.kept_macs == 4 * 11 * 48 + 4 * 12 * 48);
  CHECK(summary.phase(Phase::BP).kept_macs == 4 * 48 * 11);
  CHECK(summary.phase(Phase::WG).kept_macs == 12 * 4 * 48);
  CHECK(summary.total().gemms == 4);
  CHECK(summary.total().dense_macs == 4 * 4 * 12 * 48);

  // Masks: 0 and 7 in iteration 0, another 0 in iteration 1.
  CHECK(summary.masks().masks == 3);
  CHECK(summary.masks().structured == 1);
  CHECK(summary.masks().neurons == 36);
  CHECK(summary.masks().structurally_kept == 11 + 12 + 12);
  CHECK(summary.masks().bits == 12 + 48 + 48);
  CHECK(summary.masks().kept_bits == 11 + 44 + 44);
}

TEST_CASE("Layers, phases and the total of a random trace agree with its operations") {
  const auto seed = GENERATE(range(1u, 31u));
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  const HeldTrace trace = random_trace(random, 100);
  TraceSummary summary;
  trace.play(summary);

  std::int64_t dense = 0, padding = 0, kept = 0, gemms = 0, elements = 0;
  for (const auto& op : trace.ops) {
    if (const auto* gemm = std::get_if<GemmOp>(&op)) {
      ++gemms;
      dense += gemm->dense_macs();
      padding += gemm->padding;
      kept += gemm->kept_macs();
    } else {
      elements += std::get<VectorOp>(op).elements;
    }
  }
  CHECK(summary.total().gemms == gemms);
  CHECK(summary.total().vectors == 100 - gemms);
  CHECK(summary.total().dense_macs == dense);
  CHECK(summary.total().padding_macs == padding);
  CHECK(summary.total().kept_macs == kept);
  CHECK(summary.total().vector_elements == elements);

  OpTotals by_phase, by_layer;
  for (const Phase phase : kPhases) by_phase += summary.phase(phase);
  for (const LayerTotals& layer : summary.layers()) by_layer += layer.total();
  CHECK(by_phase.padding_macs == padding);
  CHECK(by_phase.kept_macs == kept);
  CHECK(by_layer.kept_macs == kept);
  CHECK(by_phase.gemms == gemms);
  CHECK(by_layer.vectors == 100 - gemms);
}
