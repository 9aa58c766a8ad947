// The LSTM's trace, fused: exactly which products, and with which masks.
#include <catch2/catch.hpp>
#include <map>

#include "tests/sim/schedule/hand_made_trace.h"
#include "traces/jsonl/trace_rules.h"

namespace skipgrid::sim::testing {

namespace {

constexpr int kSteps = 10;
const models::LanguageModel kModel{2, 24, 24, kSteps, 20, 50};

models::DropoutConfig dropout(models::DropoutCase which, double nr, double rh = 0.0) {
  models::DropoutConfig config;
  config.dropout_case = which;
  config.nr = nr, config.rh = rh;
  return config;
}

ArrayGroupCost square_array(int side) {
  GroupCostConfig config;
  config.array.rows = config.array.cols = side;
  return ArrayGroupCost(config);
}

std::size_t products(const RecordedTrace& trace, const std::string& layer, const std::string& op, Phase phase) {
  return trace.gemms(layer, op, phase).size();
}

}  // namespace

TEST_CASE("All that is not on the recurrence is fused: only h2h forward and backward stay a product a step") {
  const double rh = GENERATE(0.0, 0.3);
  const RecordedTrace trace = models::record(kModel, dropout(models::DropoutCase::III, rh, rh));
  const Fused fused = fuse_densely(trace);
  for (const char* layer : {"lstm0", "lstm1"}) {
    for (const Phase phase : traces::kPhases) CHECK(products(fused.trace, layer, "x2h", phase) == 1);
    CHECK(products(fused.trace, layer, "h2h", Phase::FP) == kSteps);
    CHECK(products(fused.trace, layer, "h2h", Phase::BP) == kSteps - 1);
    CHECK(products(fused.trace, layer, "h2h", Phase::WG) == 1);
  }
  for (const Phase phase : traces::kPhases) CHECK(products(fused.trace, "projection", "projection", phase) == 1);
  CHECK(fused.trace.all_gemms().size() == 2 * (4 + kSteps + kSteps - 1) + 3);
  CHECK(fused.trace.ops.size() - fused.trace.all_gemms().size() == trace.ops.size() - trace.all_gemms().size());
  CHECK(dense_macs(fused.trace) == dense_macs(trace));
  CHECK(kept_macs(fused.trace) == dense_macs(trace));  // no mask is left

  const GemmOp forward = fused.trace.gemms("lstm0", "x2h", Phase::FP).front();
  CHECK(forward.m == kSteps * 20);
  CHECK(to_string(forward.b) == "lstm0.W");
  CHECK(to_string(forward.c) == "lstm0.gates[0..9]");
  const GemmOp weights = fused.trace.gemms("lstm1", "h2h", Phase::WG).front();
  CHECK(weights.k == kSteps * 20);
  CHECK(to_string(weights.a) == (rh == 0.0 ? "lstm1.h[-1..8]" : "lstm1.h_kept[0..9]"));
  CHECK(to_string(weights.c) == "lstm1.dU");
  CHECK_FALSE(weights.accumulate);

  for (const FusionRow& row : fused.report.rows()) {
    INFO(row.layer << " " << row.op << " " << traces::to_string(row.phase));
    const bool recurrent = row.op == "h2h" && row.phase != Phase::WG;
    CHECK(row.decision() == (recurrent ? FusionDecision::not_fusable : FusionDecision::fused_dense));
    if (recurrent) CHECK(row.reason() == "each step waits for the one before");
  }
  REQUIRE(fused.report.rows().size() == 2 * 6 + 3);
  CHECK(fused.report.rows().front().layer == "lstm0");  // in the order of the trace
  CHECK(fused.report.rows().front().phase == Phase::FP);
  CHECK(fused.report.rows().back().layer == "lstm0");
  CHECK(fused.report.rows().back().phase == Phase::WG);
}

TEST_CASE("Case IV is fused with its masks: as many MACs as apart, in one product") {
  const RecordedTrace trace = models::record(kModel, dropout(models::DropoutCase::IV, 0.5, 0.5), 2);
  const Fused fused = fuse_trace(trace, FusionPolicy::structured_auto, square_array(8));
  CHECK(fused.trace.header.name == trace.header.name);
  CHECK(fused.trace.ended);
  CHECK(kept_macs(fused.trace) == kept_macs(trace));
  CHECK(kept_macs(fused.trace) < dense_macs(trace));
  CHECK(dense_macs(fused.trace) == dense_macs(trace));
  for (const FusionRow& row : fused.report.rows()) {
    INFO(row.layer << " " << row.op << " " << traces::to_string(row.phase));
    if (row.op == "h2h" && row.phase != Phase::WG) continue;
    CHECK(row.decision() == FusionDecision::fused_skip);
    CHECK(row.groups == 2);
    CHECK(row.products == 2);
    CHECK(row.members == 2 * kSteps);
    CHECK(row.fused_skip < row.fused_dense);
    CHECK(row.fused_skip <= row.per_step_skip);  // equal where a step already streams more than a load takes
    CHECK(row.breakeven_redraw_every().has_value());
  }
}

TEST_CASE("Masks that live s of T steps leave ceil(T / s) products") {
  const int every = GENERATE(1, 2, 3, 4, 9, 10, 11);
  models::DropoutConfig config = dropout(models::DropoutCase::III, 0.75);
  config.redraw_every = every;
  const RecordedTrace trace = models::record(kModel, config);
  const Fused fused = fuse_trace(trace, FusionPolicy::structured_auto, square_array(1));
  const auto expected = static_cast<std::size_t>((kSteps + every - 1) / every);
  CAPTURE(every);
  for (const Phase phase : traces::kPhases) {
    CHECK(products(fused.trace, "lstm0", "x2h", phase) == expected);
    CHECK(products(fused.trace, "projection", "projection", phase) == expected);
  }
  CHECK(kept_macs(fused.trace) < dense_macs(trace));
}

TEST_CASE("On a large array batch 20 is too small to skip step by step, and the report says so") {
  const models::LanguageModel model{2, 256, 256, kSteps, 20, 300};
  const RecordedTrace trace = models::record(model, dropout(models::DropoutCase::III, 0.5));
  const Fused fused = fuse_trace(trace, FusionPolicy::structured_auto, square_array(128));
  std::map<std::string, FusionRow> rows;
  for (const FusionRow& row : fused.report.rows()) {
    rows[row.layer + " " + row.op + " " + std::string(traces::to_string(row.phase))] = row;
  }
  const FusionRow& forward = rows.at("lstm0 x2h FP");
  CHECK(forward.decision() == FusionDecision::fused_dense);
  CHECK(forward.reason() == "a product streams 20 operands past each tile, which takes 128 cycles to load");
  CHECK(forward.breakeven_redraw_every().value_or(0) > 1);
  const FusionRow& weights = rows.at("lstm0 x2h WG");
  CHECK(weights.decision() == FusionDecision::fused_dense);
  CHECK(weights.reason() == "a product fills 20 of 128 rows");
  CHECK(rows.at("lstm0 h2h WG").reason() == "nothing to skip");
  CHECK(fused.trace.gemms("lstm0", "x2h", Phase::FP).front().skip_k == nullptr);

  SECTION("while on a small one it is not") {
    const Fused small = fuse_trace(trace, FusionPolicy::structured_auto, square_array(16));
    CHECK(products(small.trace, "lstm0", "x2h", Phase::FP) == kSteps);
    CHECK(small.report.rows().front().decision() == FusionDecision::per_step_skip);
    CHECK(small.report.rows().front().reason().empty());
    CHECK(kept_macs(small.trace) == kept_macs(trace));
  }
}

TEST_CASE("A report does not grow with the trace") {
  const RecordedTrace one = models::record(kModel, dropout(models::DropoutCase::III, 0.5), 1);
  const RecordedTrace many = models::record(kModel, dropout(models::DropoutCase::III, 0.5), 5);
  const auto report_one = fuse_trace(one, FusionPolicy::dense_fused, square_array(8)).report;
  const auto report_many = fuse_trace(many, FusionPolicy::dense_fused, square_array(8)).report;
  REQUIRE(report_one.rows().size() == report_many.rows().size());
  for (std::size_t i = 0; i < report_one.rows().size(); ++i) {
    const FusionRow &once = report_one.rows()[i], &often = report_many.rows()[i];
    CHECK(often.groups == 5 * once.groups);
    CHECK(often.apart == 5 * once.apart);
    CHECK(often.fused_dense == 5 * once.fused_dense);
  }
}

}  // namespace skipgrid::sim::testing
