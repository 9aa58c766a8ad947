// The network of the documentation's example: a GRU's products are those of an LSTM with three gates instead of four.
#include <catch2/catch.hpp>

#include "tests/models/network/shipped_workload.h"
#include "tests/models/recorded_trace.h"

namespace skipgrid::models {

using traces::GemmOp;
using traces::Phase;

TEST_CASE("A GRU language model has the parameters, products and MACs of its equations, masks where they belong") {
  constexpr std::int64_t kSteps = 35, kBatch = 20, kHidden = 650, kGates = 3 * kHidden, kWords = 10000;
  const WorkloadConfig workload = shipped_workload("gru_lm");
  // Words, two layers of W and U (H x 3H) with two biases of 3H, the projection with its bias.
  CHECK(parameter_count(workload) ==
        kWords * kHidden + 2 * (2 * kHidden * kGates + 2 * kGates) + kHidden * kWords + kWords);

  DropoutConfig dropout = workload.dropout;
  dropout.rh = 0.5;
  RecordedTrace trace;
  trace_workload(workload, dropout, 1, trace);
  for (const std::string layer : {"gru0", "gru1"}) {
    for (const Phase phase : traces::kPhases) {
      const auto x2h = trace.gemms(layer, "x2h", phase), h2h = trace.gemms(layer, "h2h", phase);
      CAPTURE(layer, to_string(phase));
      CHECK(x2h.size() == kSteps);
      // The state before the first step is the last iteration's: no gradient goes back to it.
      CHECK(h2h.size() == (phase == Phase::BP ? kSteps - 1 : kSteps));
      for (const auto* products : {&x2h, &h2h}) {
        for (const GemmOp& gemm : *products) {
          CHECK(gemm.dense_macs() == kBatch * kHidden * kGates);
          CHECK((gemm.skip_k != nullptr) == (phase == Phase::FP));
          CHECK((gemm.skip_n != nullptr) == (phase == Phase::BP));
          CHECK((gemm.skip_m != nullptr) == (phase == Phase::WG));
          CHECK(10 * gemm.kept_macs() < 6 * gemm.dense_macs());
        }
      }
    }
  }
  CHECK(trace.all_gemms().size() == 2 * (6 * kSteps - 1) + 3 * kSteps);
}

}  // namespace skipgrid::models
