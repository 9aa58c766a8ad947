// BiLSTM-CRF as shipped: parameters, products and MACs by its equations, the lengths of CoNLL-2003, masks where Ma &
// Hovy drop.
#include <catch2/catch.hpp>

#include "tests/models/network/shipped_workload.h"
#include "tests/models/recorded_trace.h"

namespace skipgrid::models {

namespace {

using traces::ElementWise;
using traces::GemmOp;
using traces::Phase;

constexpr std::int64_t kTaggerBatch = 10, kHidden = 200, kGates = 800, kTags = 17;
constexpr std::int64_t kTaggerWords = 100, kFilters = 30, kLetters = 15, kWindow = 3 * 30;

RecordedTrace tagger_trace(DropoutCase dropout_case, int iterations = 1) {
  const WorkloadConfig workload = shipped_workload("bilstm_crf");
  DropoutConfig dropout = workload.dropout;
  dropout.dropout_case = dropout_case;
  dropout.rh = 0.5;
  RecordedTrace trace;
  trace_workload(workload, dropout, iterations, trace);
  return trace;
}

SequenceLengths lengths_in(int iteration) {
  const WorkloadConfig workload = shipped_workload("bilstm_crf");
  const NetworkConfig& config = workload.network;
  return draw_lengths(config.lengths, config.batch, workload.dropout.seed, iteration).streams.front().lengths;
}

}  // namespace

TEST_CASE("BiLSTM-CRF has the parameters of its parts") {
  // Words; characters, 30 filters over 3 letters of 30 and their biases; two directions that read 130 neurons, with two
  // biases; scores of both directions; transitions with start and end.
  CHECK(parameter_count(shipped_workload("bilstm_crf")) == 23624 * kTaggerWords + 95 * 30 + kWindow * kFilters +
                                                               kFilters +
                                                               2 * kGates * (kTaggerWords + kFilters + kHidden + 2) +
                                                               2 * kHidden * kTags + kTags + kTags * kTags + 2 * kTags);
  CHECK(parameter_count(shipped_workload("bilstm_crf")) == 2906320);
}

// T steps; forward every product at every step. Backward the first step of each direction hands no gradient to a state
// before it. Two operands (words, letters) into each direction, two (the directions) into the scores.
TEST_CASE("An iteration of BiLSTM-CRF has the products and MACs of its equations") {
  const RecordedTrace trace = tagger_trace(DropoutCase::III, 3);
  for (int iteration = 0; iteration < 3; ++iteration) {
    const std::int64_t steps = lengths_in(iteration).steps;
    for (const Phase phase : traces::kPhases) {
      const auto expect = [&](const char* layer, const char* op, std::int64_t products, std::int64_t macs) {
        CAPTURE(layer, op, to_string(phase), iteration);
        const std::vector<GemmOp> gemms = trace.gemms(layer, op, phase, iteration);
        std::int64_t sum = 0;
        for (const GemmOp& gemm : gemms) sum += gemm.dense_macs();
        CHECK(static_cast<std::int64_t>(gemms.size()) == products);
        CHECK(sum == macs);
      };
      expect("characters", "convolution", steps, steps * kTaggerBatch * kLetters * kWindow * kFilters);
      const std::int64_t states = phase == Phase::BP ? steps - 1 : steps;
      for (const char* direction : {"bilstm.forward", "bilstm.backward"}) {
        expect(direction, "x2h", 2 * steps, steps * kTaggerBatch * (kTaggerWords + kFilters) * kGates);
        expect(direction, "h2h", states, states * kTaggerBatch * kHidden * kGates);
      }
      expect("scores", "linear", 2 * steps, steps * kTaggerBatch * 2 * kHidden * kTags);
    }
    CHECK(static_cast<std::int64_t>(trace.vectors("crf", ElementWise::crf_forward, iteration).size()) == steps);
    std::int64_t elements = 0;
    for (const auto& op : trace.vectors("crf", ElementWise::crf_forward, iteration)) elements += op.elements;
    CHECK(elements == kTaggerBatch * kTags + (steps - 1) * kTaggerBatch * kTags * kTags);
  }
}

TEST_CASE("Every product of BiLSTM-CRF is shortened by dropout on its own dimension, and none by random dropout") {
  for (const GemmOp& gemm : tagger_trace(DropoutCase::III).all_gemms()) {
    CAPTURE(gemm.layer, gemm.op, to_string(gemm.phase), gemm.step);
    const bool forward = gemm.phase == Phase::FP, data = gemm.phase == Phase::BP;
    CHECK((gemm.skip_k != nullptr) == forward);
    CHECK((gemm.skip_n != nullptr) == data);
    CHECK((gemm.skip_m != nullptr) == (!forward && !data));
    const double kept = static_cast<double>(gemm.kept_macs()) / static_cast<double>(gemm.dense_macs());
    CHECK(kept < 0.85);
    CHECK(kept > 0.15);
  }
  std::int64_t kept = 0, all = 0;
  for (const GemmOp& gemm : tagger_trace(DropoutCase::I).all_gemms()) {
    kept += gemm.kept_macs();
    all += gemm.dense_macs();
  }
  CHECK(static_cast<double>(kept) > 0.99 * static_cast<double>(all));
}

TEST_CASE("Both directions read the words under the same masks") {
  const RecordedTrace trace = tagger_trace(DropoutCase::III);
  const std::vector<GemmOp> forward = trace.gemms("bilstm.forward", "x2h", Phase::FP);
  const std::vector<GemmOp> backward = trace.gemms("bilstm.backward", "x2h", Phase::FP);
  REQUIRE(forward.size() == backward.size());
  for (std::size_t i = 0; i < forward.size(); ++i) CHECK(forward[i].skip_k->id == backward[i].skip_k->id);
}

}  // namespace skipgrid::models
