// Counts of operations and MACs against closed forms, and masks on the right dimension in every phase.
#include "models/trace_device.h"

#include <catch2/catch.hpp>
#include <random>

#include "tests/models/lm_masks.h"
#include "tests/models/recorded_trace.h"

namespace skipgrid::models {

using traces::ElementWise;
using traces::GemmOp;
using traces::MaskPtr;
using traces::Phase;

namespace {

constexpr int kLayers = 3, kHidden = 24, kEmbedding = 16, kSteps = 5, kBatch = 4, kVocabulary = 30;
const LanguageModel kModel{kLayers, kHidden, kEmbedding, kSteps, kBatch, kVocabulary};

DropoutConfig dropout(DropoutCase dropout_case, double nr, double rh, double output) {
  DropoutConfig config;
  config.dropout_case = dropout_case;
  config.nr = nr;
  config.rh = rh;
  config.output = output;
  return config;
}

std::int64_t dense_macs(const std::vector<GemmOp>& ops) {
  std::int64_t macs = 0;
  for (const GemmOp& op : ops) macs += op.dense_macs();
  return macs;
}

// The dimension a phase shortens, and the two it must leave alone.
struct Skips {
  MaskPtr shortened, other_1, other_2;
  std::int64_t dense, kept;
};
Skips skips_of(const GemmOp& op) {
  switch (op.phase) {
    case Phase::FP: return {op.skip_k, op.skip_m, op.skip_n, op.k, op.kept_k()};
    case Phase::BP: return {op.skip_n, op.skip_m, op.skip_k, op.n, op.kept_n()};
    case Phase::WG: return {op.skip_m, op.skip_k, op.skip_n, op.m, op.kept_m()};
  }
  throw std::logic_error("no such phase");
}

}  // namespace

TEST_CASE("An iteration has T products of each kind and phase, and T - 1 recurrent ones back") {
  const RecordedTrace trace = record(kModel, dropout(DropoutCase::III, 0.5, 0.5, 0.5));
  REQUIRE(trace.ended);
  for (int k = 0; k < kLayers; ++k) {
    const std::string layer = "lstm" + std::to_string(k);
    const int inputs = k == 0 ? kEmbedding : kHidden;
    for (const Phase phase : traces::kPhases) {
      const auto x2h = trace.gemms(layer, "x2h", phase);
      const auto h2h = trace.gemms(layer, "h2h", phase);
      CHECK(x2h.size() == kSteps);
      CHECK(h2h.size() == (phase == Phase::BP ? kSteps - 1 : kSteps));
      CHECK(dense_macs(x2h) == std::int64_t{kSteps} * kBatch * inputs * 4 * kHidden);
      CHECK(dense_macs(h2h) == static_cast<std::int64_t>(h2h.size()) * kBatch * kHidden * 4 * kHidden);
    }
  }
  for (const Phase phase : traces::kPhases) {
    const auto projection = trace.gemms("projection", "projection", phase);
    CHECK(projection.size() == kSteps);
    CHECK(dense_macs(projection) == std::int64_t{kSteps} * kBatch * kHidden * kVocabulary);
  }
  // (2 kinds x T x 3 phases - 1) a layer, and the projection.
  CHECK(trace.all_gemms().size() == kLayers * (6 * kSteps - 1) + 3 * kSteps);
}

TEST_CASE("A whole zaremba_medium iteration has the MACs of its equations") {
  // One pass: 2 layers x (x2h + h2h) x 35 steps x 20 x 650 x 2600, and the projection 35 x 20 x 650 x 10000; three
  // phases, less one recurrent product a layer in BP.
  const std::int64_t product = std::int64_t{20} * 650 * 2600;
  const std::int64_t expected = 3 * (2 * 2 * 35 * product + std::int64_t{35} * 20 * 650 * 10000) - 2 * product;
  CHECK(dense_macs(record({2, 650, 650, 35, 20, 10000}, {}).all_gemms()) == expected);
}

TEST_CASE("Products have the shapes of their phase") {
  const RecordedTrace trace = record(kModel, {});
  const auto shape = [&](const char* layer, const char* op, Phase phase) {
    const GemmOp gemm = trace.gemms(layer, op, phase).front();
    return std::vector<std::int64_t>{gemm.m, gemm.k, gemm.n};
  };
  constexpr std::int64_t kGates = 4 * kHidden;
  CHECK(shape("lstm0", "x2h", Phase::FP) == std::vector<std::int64_t>{kBatch, kEmbedding, kGates});
  CHECK(shape("lstm0", "x2h", Phase::BP) == std::vector<std::int64_t>{kBatch, kGates, kEmbedding});
  CHECK(shape("lstm0", "x2h", Phase::WG) == std::vector<std::int64_t>{kEmbedding, kBatch, kGates});
  CHECK(shape("lstm1", "h2h", Phase::WG) == std::vector<std::int64_t>{kHidden, kBatch, kGates});
  CHECK(shape("projection", "projection", Phase::FP) == std::vector<std::int64_t>{kBatch, kHidden, kVocabulary});
  CHECK(shape("projection", "projection", Phase::BP) == std::vector<std::int64_t>{kBatch, kVocabulary, kHidden});
  CHECK(shape("projection", "projection", Phase::WG) == std::vector<std::int64_t>{kHidden, kBatch, kVocabulary});
}

TEST_CASE("The mask drawn for a connection shortens K in FP, N in BP and M in WG, and nothing else") {
  const DropoutCase dropout_case = GENERATE(DropoutCase::I, DropoutCase::II, DropoutCase::III, DropoutCase::IV);
  const DropoutConfig config = dropout(dropout_case, 0.3, 0.5, 0.7);
  constexpr int kIteration = 1;
  const RecordedTrace trace = record(kModel, config, 2);
  const LmMasks masks(config, kModel, kIteration);
  const auto check = [&](const std::string& layer, const std::string& op, const StepMasks& expected) {
    for (const Phase phase : traces::kPhases) {
      for (const GemmOp& gemm : trace.gemms(layer, op, phase, kIteration)) {
        CAPTURE(layer, op, traces::to_string(phase), gemm.step);
        const Skips skips = skips_of(gemm);
        REQUIRE(skips.shortened != nullptr);
        CHECK(skips.shortened->id == expected.at(gemm.step)->id);
        CHECK(skips.shortened->mask == expected.at(gemm.step)->mask);
        CHECK(skips.shortened->mask.neurons() == static_cast<std::size_t>(skips.dense));
        CHECK(skips.kept == static_cast<std::int64_t>(expected.at(gemm.step)->mask.kept_count()));
        CHECK(skips.other_1 == nullptr);
        CHECK(skips.other_2 == nullptr);
      }
    }
  };
  for (int k = 0; k < kLayers; ++k) {
    check("lstm" + std::to_string(k), "x2h", masks.nr[static_cast<std::size_t>(k)]);
    check("lstm" + std::to_string(k), "h2h", masks.rh[static_cast<std::size_t>(k)]);
  }
  check("projection", "projection", masks.nr[kLayers]);
}

TEST_CASE("A connection without dropout has no mask in any phase") {
  const RecordedTrace trace = record(kModel, dropout(DropoutCase::III, 0.0, 0.5, 0.0));
  for (const GemmOp& op : trace.all_gemms()) {
    const bool masked = op.skip_m != nullptr || op.skip_k != nullptr || op.skip_n != nullptr;
    CHECK(masked == (op.op == "h2h"));
  }
  CHECK(trace.vectors("lstm0", ElementWise::dropout).size() == kSteps);  // of h[t-1] only
  CHECK(trace.vectors("projection", ElementWise::dropout).empty());
}

TEST_CASE("Element-wise operations have as many elements as they touch") {
  const DropoutConfig config = dropout(DropoutCase::III, 0.5, 0.0, 0.5);
  const RecordedTrace trace = record(kModel, config);
  const LmMasks masks(config, kModel, 0);
  for (const auto& op : trace.vectors("lstm1", ElementWise::dropout)) {
    CHECK(op.elements == kBatch * masks.nr[1].columns(op.step, kHidden));
    CHECK(op.elements < kBatch * kHidden);
  }
  const auto elements = [&](const char* layer, ElementWise kind, std::size_t count) {
    const auto ops = trace.vectors(layer, kind);
    CHECK(ops.size() == count);
    return ops.empty() ? 0 : ops.front().elements;
  };
  CHECK(elements("embedding", ElementWise::embedding_gather, kSteps) == kBatch * kEmbedding);
  CHECK(elements("lstm2", ElementWise::lstm_forward, kSteps) == kBatch * kHidden);
  CHECK(elements("lstm2", ElementWise::lstm_backward, kSteps) == kBatch * kHidden);
  CHECK(elements("projection", ElementWise::softmax_loss, kSteps) == kBatch * kVocabulary);
  CHECK(elements("lstm0", ElementWise::bias_gradient, 1) == kSteps * kBatch * 4 * kHidden);
  CHECK(elements("lstm0", ElementWise::sgd, 4) == kEmbedding * 4 * kHidden);
  CHECK(elements("projection", ElementWise::sgd, 2) == kHidden * kVocabulary);
  CHECK(elements("embedding", ElementWise::sgd, 1) == kSteps * kBatch * kEmbedding);
  CHECK(elements("embedding", ElementWise::embedding_gradient, kSteps) == kBatch * kEmbedding);
}

TEST_CASE("An element-wise operation says what it moves of each tensor, and of how much") {
  const RecordedTrace trace = record(kModel, dropout(DropoutCase::III, 0.5, 0.0, 0.0));
  const auto access = [&](const char* layer, ElementWise kind, const char* tensor, bool written = false) {
    const traces::VectorOp op = trace.vectors(layer, kind).at(1);
    for (const traces::TensorAccess& each : written ? op.writes : op.reads)
      if (each.name == tensor) return each;
    throw std::logic_error(std::string("no access to ") + tensor);
  };
  const std::int64_t cell = kBatch * kHidden;
  CHECK(access("lstm0", ElementWise::lstm_forward, "lstm0.gates").elements == 4 * cell);
  CHECK(access("lstm0", ElementWise::lstm_forward, "lstm0.h", true).elements == cell);
  CHECK(access("lstm0", ElementWise::lstm_backward, "lstm0.dgates", true).elements == 4 * cell);
  CHECK(access("embedding", ElementWise::embedding_gather, "embedding.W").elements == kBatch * kEmbedding);
  CHECK(access("embedding", ElementWise::embedding_gather, "embedding.W").of == kVocabulary * kEmbedding);
  CHECK(access("embedding", ElementWise::embedding_gradient, "embedding.dW", true).of == kVocabulary * kEmbedding);
  // What dropout keeps is stored compacted.
  const traces::TensorAccess kept = access("lstm1", ElementWise::dropout, "lstm1.x_kept", true);
  CHECK(kept.elements < cell);
  CHECK(kept.of == cell);
  CHECK(access("lstm1", ElementWise::dropout_backward, "lstm1.dx_kept").of == cell);
}

}  // namespace skipgrid::models
