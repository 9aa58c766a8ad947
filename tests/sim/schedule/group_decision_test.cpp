// What is decided for a group, with the numbers on both sides of each edge derived by hand.
#include "sim/schedule/group_decision.h"

#include <catch2/catch.hpp>

#include "sim/schedule/fusion_report.h"
#include "tests/sim/schedule/hand_made_trace.h"

namespace skipgrid::sim::testing {

namespace {

constexpr std::size_t kSteps = 35;

/// FP of 35 steps, batch 20, K = 1280, N = 128; the mask of step t is masks[t].
std::vector<GemmOp> forward(const std::vector<traces::MaskPtr>& masks) {
  std::vector<GemmOp> ops;
  for (std::size_t t = 0; t < masks.size(); ++t) {
    GemmOp op;
    op.layer = "lstm0", op.op = "x2h";
    op.m = 20, op.k = 1280, op.n = 128;
    const int step = static_cast<int>(t);
    op.a = {"x", step, 1}, op.b = {"W"}, op.c = {"y", step, 1};
    op.skip_k = masks[t];
    ops.push_back(op);
  }
  return ops;
}

std::vector<traces::MaskPtr> redrawn(std::size_t kept, std::size_t every = 1) {
  std::vector<traces::MaskPtr> masks;
  for (std::size_t t = 0; t < kSteps; ++t) {
    // As many are kept in every draw, but others: neuron `draw` is dropped instead of the last kept one.
    const std::size_t draw = t / every;
    traces::Mask mask = mask_keeping(0, kept + 1, 1280)->mask;
    mask.drop(0, draw);
    masks.push_back(std::make_shared<const traces::TraceMask>(traces::TraceMask{t, std::move(mask)}));
  }
  return masks;
}

FusionGroup group_of(const std::vector<GemmOp>& ops, FusedAxis axis = FusedAxis::m) {
  FusionGroup group{axis, {}};
  for (const GemmOp& op : ops) group.members.push_back(&op);
  return group;
}

ArrayGroupCost tall_array() {
  GroupCostConfig config;
  config.array.rows = config.array.cols = 128;
  return ArrayGroupCost(config);
}

FusionReport report_of(const std::vector<GemmOp>& ops, const GroupDecision& decision) {
  FusionReport report;
  report.add(ops.front(), ops.size(), decision);
  return report;
}

}  // namespace

TEST_CASE("At batch 20 on 128 rows fused dense wins at 129 kept neurons of 1280, skipping wins at 128") {
  // Fused dense: ten tiles of 700 operands. A tile of a step costs its load of 128 cycles: 35 tiles are less, 70 more.
  const Cycles dense(128 + 10 * 700 + 254);
  SECTION("129 kept: two tiles a step") {
    const auto ops = forward(redrawn(129));
    const GroupDecision decision = decide_auto(group_of(ops), tall_array());
    CHECK(decision.fused_dense == dense);
    CHECK(decision.per_step_skip == Cycles(128 + 69 * 128 + 20 + 254));
    CHECK(decision.fused_skip == decision.per_step_skip);
    CHECK(decision.decision == FusionDecision::fused_dense);
    CHECK(decision.runs == std::vector<std::size_t>{kSteps});
    CHECK(decision.reason == "a product streams 20 operands past each tile, which takes 128 cycles to load");
  }
  SECTION("128 kept: one tile a step") {
    const auto ops = forward(redrawn(128));
    const GroupDecision decision = decide_auto(group_of(ops), tall_array());
    CHECK(decision.fused_dense == dense);
    CHECK(decision.per_step_skip == Cycles(128 + 34 * 128 + 20 + 254));
    CHECK(decision.decision == FusionDecision::per_step_skip);
    CHECK(decision.runs == std::vector<std::size_t>(kSteps, 1));
    CHECK(decision.reason.empty());
    CHECK(report_of(ops, decision).rows().front().breakeven_redraw_every() == 1);
  }
}

TEST_CASE("With half of the neurons dropped, masks have to live 4 steps to beat fused dense") {
  // Five tiles a run. s = 3: 12 runs, 60 tiles, the last of 2 steps: 128 + 59 * 128 + 40 + 254 = 7974 > 7382.
  //                   s = 4:  9 runs, 45 tiles, the last of 3 steps: 128 + 44 * 128 + 60 + 254 = 6074 < 7382.
  const auto ops = forward(redrawn(640));
  const GroupDecision decision = decide_auto(group_of(ops), tall_array());
  CHECK(decision.decision == FusionDecision::fused_dense);
  CHECK(decision.fused_dense == Cycles(7382));
  REQUIRE(decision.redrawn.size() == kSteps);
  CHECK(decision.redrawn[0] == decision.per_step_skip);
  CHECK(decision.redrawn[2] == Cycles(7974));
  CHECK(decision.redrawn[3] == Cycles(6074));
  CHECK(decision.redrawn[34] == Cycles(128 + 5 * 700 + 254));
  CHECK(report_of(ops, decision).rows().front().breakeven_redraw_every() == 4);

  SECTION("and with masks that do, that is what comes out") {
    const auto repeated = forward(redrawn(640, 4));
    const GroupDecision every_4 = decide_auto(group_of(repeated), tall_array());
    CHECK(every_4.decision == FusionDecision::fused_skip);
    CHECK(every_4.fused_skip == Cycles(6074));
    CHECK(every_4.runs == std::vector<std::size_t>{4, 4, 4, 4, 4, 4, 4, 4, 3});
  }
  SECTION("with masks that live 3 steps it is not enough") {
    const auto repeated = forward(redrawn(640, 3));
    const GroupDecision every_3 = decide_auto(group_of(repeated), tall_array());
    CHECK(every_3.decision == FusionDecision::fused_dense);
    CHECK(every_3.fused_skip == Cycles(7974));
  }
}

TEST_CASE("A weight that is read again for every step makes fusing worth while, one that stays on chip does not") {
  // 16 x 16, half of the neurons kept. Array: 35 x 320 tiles of 20 operands are half of 640 tiles of 700.
  // DRAM at 16 bytes a cycle: 35 x (51,200 + 327,680 + 10,240) bytes against 3,584,000 + 655,360 + 358,400.
  GroupCostConfig config;
  config.array.rows = config.array.cols = 16;
  config.dram_bytes_per_cycle = 16;
  const auto ops = forward(redrawn(640));
  SECTION("streamed") {
    const GroupDecision decision = decide_auto(group_of(ops), ArrayGroupCost(config));
    CHECK(decision.per_step_skip == Cycles(35 * 389120 / 16));
    CHECK(decision.fused_dense == Cycles(16 + 640 * 700 + 30));
    CHECK(decision.decision == FusionDecision::fused_dense);
    CHECK(decision.reason == "35 products move 13300 KiB to and from DRAM, one fused 4490 KiB");
  }
  SECTION("pinned") {
    config.pinned = {"W"};
    const GroupDecision decision = decide_auto(group_of(ops), ArrayGroupCost(config));
    CHECK(decision.per_step_skip == Cycles(16 + 35 * 320 * 20 + 30));
    CHECK(decision.decision == FusionDecision::per_step_skip);
  }
}

TEST_CASE("The break-even of a report is that of all its groups together, long and short ones") {
  const auto long_ops = forward(redrawn(640));
  const std::vector<GemmOp> short_ops(long_ops.begin(), long_ops.begin() + 2);
  const GroupDecision of_long = decide_auto(group_of(long_ops), tall_array());
  const GroupDecision of_short = decide_auto(group_of(short_ops), tall_array());
  for (const bool long_first : {false, true}) {
    FusionReport report;
    if (long_first) report.add(long_ops.front(), kSteps, of_long);
    report.add(short_ops.front(), 2, of_short);
    if (!long_first) report.add(long_ops.front(), kSteps, of_long);
    REQUIRE(report.rows().size() == 1);
    const FusionRow& row = report.rows().front();
    CHECK(row.groups == 2);
    CHECK(row.members == 37);
    CHECK(row.per_step_skip == of_long.per_step_skip + of_short.per_step_skip);
    REQUIRE(row.redrawn.size() == kSteps);
    CHECK(row.redrawn[0] == of_long.redrawn[0] + of_short.redrawn[0]);
    CHECK(row.redrawn[1] == of_long.redrawn[1] + of_short.redrawn[1]);
    CHECK(row.redrawn[34] == of_long.redrawn[34] + of_short.redrawn[1]);
  }
}

TEST_CASE("Without masks a group is fused unless that is slower, and there is nothing to break even with") {
  const auto ops = forward(std::vector<traces::MaskPtr>(kSteps));
  const GroupDecision decision = decide_auto(group_of(ops), tall_array());
  CHECK(decision.decision == FusionDecision::fused_dense);
  CHECK(decision.reason == "nothing to skip");
  CHECK_FALSE(report_of(ops, decision).rows().front().breakeven_redraw_every().has_value());
}

TEST_CASE("Masks that differ from sample to sample have no break-even: living longer is no use to hardware") {
  std::vector<traces::MaskPtr> masks;
  for (std::uint64_t t = 0; t < kSteps; ++t) {
    traces::Mask mask(1280, 20);
    for (std::size_t neuron = 0; neuron < 1280; ++neuron) mask.drop(neuron % 20, neuron);
    for (std::size_t row = 0; row < 20; ++row) mask.drop(row, t);  // the one that no sample keeps
    masks.push_back(std::make_shared<const traces::TraceMask>(traces::TraceMask{t, std::move(mask)}));
  }
  const auto ops = forward(masks);
  const GroupDecision decision = decide_auto(group_of(ops), tall_array());
  CHECK(ops.front().kept_k() == 1279);
  CHECK(decision.decision == FusionDecision::fused_dense);
  CHECK(decision.redrawn.empty());
  CHECK_FALSE(report_of(ops, decision).rows().front().breakeven_redraw_every().has_value());
}

TEST_CASE("Masks on the fused dimension keep products apart, unless they are fused without skipping") {
  auto ops = forward(std::vector<traces::MaskPtr>(3));
  const auto mask = mask_keeping(0, 1, 20);
  for (GemmOp& op : ops) op.skip_m = mask;
  CHECK(same_mask_runs(group_of(ops)) == std::vector<std::size_t>{1, 1, 1});
  GemmOp fused = fuse(group_of(ops));
  CHECK(fused.m == 60);
  CHECK(fused.skip_m == nullptr);

  ops[2].skip_m = nullptr;
  ops[1].skip_m = nullptr;
  CHECK(same_mask_runs(group_of(ops)) == std::vector<std::size_t>{1, 2});
}

TEST_CASE("Masks are the same when their bits are, whatever their ids") {
  auto ops = forward({mask_keeping(1, 640, 1280), mask_keeping(2, 640, 1280), mask_keeping(3, 641, 1280), nullptr});
  CHECK(same_mask_runs(group_of(ops)) == std::vector<std::size_t>{2, 1, 1});
}

TEST_CASE("Along k, sums of all steps are one product under the mask on m") {
  std::vector<GemmOp> ops(3);
  for (int t = 0; t < 3; ++t) {
    GemmOp& op = ops[static_cast<std::size_t>(t)];
    op.phase = Phase::WG;
    op.m = 1280, op.k = 20, op.n = 128;
    op.a = {"x", t, 1}, op.b = {"dy", t, 1}, op.c = {"dW"};
    op.accumulate = t > 0;
    op.skip_m = mask_keeping(0, 640, 1280);
  }
  const FusionGroup group = group_of(ops, FusedAxis::k);
  const GroupDecision decision = decide_auto(group, tall_array());
  CHECK(decision.decision == FusionDecision::fused_skip);
  // 60 of 128 rows in use: one tile of 640 streamed operands.
  CHECK(decision.fused_skip == Cycles(128 + 640 + 254));
  CHECK(decision.per_step_skip == Cycles(128 + 3 * 640 + 254));
  CHECK(decision.fused_dense == Cycles(128 + 1280 + 254));
  const GemmOp fused = fuse(group);
  CHECK(fused.k == 60);
  CHECK(to_string(fused.a) == "x[0..2]");
  CHECK(to_string(fused.b) == "dy[0..2]");
  CHECK(to_string(fused.c) == "dW");
  CHECK_FALSE(fused.accumulate);
  CHECK(fused.skip_m == ops[0].skip_m);
}

}  // namespace skipgrid::sim::testing
