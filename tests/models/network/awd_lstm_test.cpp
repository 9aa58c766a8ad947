// AWD-LSTM as shipped: parameters as published, products and MACs by their equations, masks where locked dropout is.
#include <catch2/catch.hpp>
#include <set>

#include "tests/models/network/shipped_workload.h"
#include "tests/models/recorded_trace.h"

namespace skipgrid::models {

namespace {

using traces::GemmOp;
using traces::Phase;

constexpr int kAwdSteps = 70, kAwdBatch = 20, kAwdWords = 10000;
constexpr struct {
  const char* name;
  std::int64_t inputs, hidden;
} kLayers[] = {{"lstm0", 400, 1150}, {"lstm1", 1150, 1150}, {"lstm2", 1150, 400}};

RecordedTrace awd_trace(DropoutCase dropout_case, double rh = 0.0, int iterations = 1) {
  const WorkloadConfig workload = shipped_workload("awd_lstm");
  DropoutConfig dropout = workload.dropout;
  dropout.dropout_case = dropout_case;
  dropout.rh = rh;
  RecordedTrace trace;
  trace_workload(workload, dropout, iterations, trace);
  return trace;
}

}  // namespace

TEST_CASE("AWD-LSTM has the parameters that its authors' program prints") {
  // Words 10000 x 400, shared with the output; 4H (inputs + H) + 8H a layer; biases of the output.
  CHECK(parameter_count(shipped_workload("awd_lstm")) ==
        10000 * 400 + 4 * 1150 * (400 + 1150 + 2) + 4 * 1150 * (1150 + 1150 + 2) + 4 * 400 * (1150 + 400 + 2) + 10000);
  CHECK(parameter_count(shipped_workload("awd_lstm")) == 24221600);
}

TEST_CASE("Zaremba's models have the parameters of their equations") {
  // E + L (8H^2 + 8H) + H V + V with E = H V: 66 million for the large one, as the authors say.
  CHECK(parameter_count(shipped_workload("zaremba_large")) ==
        10000LL * 1500 * 2 + 2 * (8LL * 1500 * 1500 + 8 * 1500) + 10000);
  CHECK(parameter_count(shipped_workload("zaremba_large")) == 66034000);
  CHECK(parameter_count(shipped_workload("zaremba_medium")) == 19780400);
  CHECK(parameter_count(shipped_workload("zaremba_small")) == 4653200);
}

TEST_CASE("An iteration of AWD-LSTM has the products and MACs of its equations") {
  const RecordedTrace trace = awd_trace(DropoutCase::III);
  for (const auto& layer : kLayers) {
    const std::int64_t gates = 4 * layer.hidden;
    for (const Phase phase : traces::kPhases) {
      const auto macs = [&](const std::string& op) {
        std::int64_t sum = 0;
        for (const GemmOp& gemm : trace.gemms(layer.name, op, phase)) sum += gemm.dense_macs();
        return sum;
      };
      CAPTURE(layer.name, to_string(phase));
      CHECK(macs("x2h") == kAwdSteps * kAwdBatch * layer.inputs * gates);
      // The state before the first step is the last iteration's: no gradient goes back to it.
      CHECK(macs("h2h") == (phase == Phase::BP ? kAwdSteps - 1 : kAwdSteps) * kAwdBatch * layer.hidden * gates);
    }
  }
  for (const Phase phase : traces::kPhases) {
    const auto projection = trace.gemms("projection", "projection", phase);
    REQUIRE(projection.size() == kAwdSteps);
    for (const GemmOp& gemm : projection) CHECK(gemm.dense_macs() == std::int64_t{kAwdBatch} * 400 * kAwdWords);
  }
  // Three layers of 2 x 70 products in three phases, less one recurrent one each going back, and the projection.
  CHECK(trace.all_gemms().size() == 3 * (6 * kAwdSteps - 1) + 3 * kAwdSteps);
}

TEST_CASE("Locked dropout has one mask an iteration, and only the structured case skips") {
  const DropoutCase dropout_case = GENERATE(DropoutCase::II, DropoutCase::III, DropoutCase::IV);
  const RecordedTrace trace = awd_trace(dropout_case, 0.3);
  // Rates: 0.4 on the input of the first layer and on the output, 0.25 between layers, 0.3 on the state.
  const std::pair<const char*, double> kRates[] = {{"lstm0", 0.4}, {"lstm1", 0.25}, {"lstm2", 0.25}};
  for (const auto& [layer, rate] : kRates) {
    std::set<std::uint64_t> masks;
    double kept = 0.0;
    for (const GemmOp& gemm : trace.gemms(layer, "x2h", Phase::FP)) {
      masks.insert(gemm.skip_k->id);
      CHECK((gemm.skip_m == nullptr && gemm.skip_n == nullptr));
      kept += static_cast<double>(gemm.kept_k()) / static_cast<double>(gemm.k) / kAwdSteps;
    }
    CAPTURE(layer);
    CHECK(masks.size() == (dropout_case == DropoutCase::III ? kAwdSteps : 1));
    if (structured(dropout_case)) {
      CHECK(kept == Approx(1.0 - rate).margin(dropout_case == DropoutCase::III ? 0.01 : 0.08));
    } else {
      CHECK(kept > 0.999);
    }
    for (const GemmOp& gemm : trace.gemms(layer, "h2h", Phase::WG)) CHECK(gemm.skip_m != nullptr);
  }
}

TEST_CASE("What AWD-LSTM drops without structure is said") {
  const WorkloadConfig workload = shipped_workload("awd_lstm");
  const std::vector<std::string> sentences = unskippable(workload, workload.dropout);
  REQUIRE(sentences.size() == 4);
  CHECK_THAT(sentences[0], Catch::StartsWith("words: dropped words (0.1)"));
  CHECK_THAT(sentences[1], Catch::StartsWith("lstm0: DropConnect 0.5"));
  CHECK(unskippable(shipped_workload("zaremba_medium"), {}).empty());
}

}  // namespace skipgrid::models
