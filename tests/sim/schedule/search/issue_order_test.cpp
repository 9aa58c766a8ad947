// The order of issue that a schedule gives: taken as it is when it is legal, refused by name when it is not.
#include "sim/schedule/search/issue_order.h"

#include <catch2/catch.hpp>

#include "tests/fixtures/error_text.h"
#include "tests/sim/schedule/hand_made_trace.h"

namespace skipgrid::sim::testing {

namespace {

/// Group 0 is y = x W of two steps, group 1 is z[1] = y[1] V.
Iteration two_and_one() {
  HandMadeTrace trace;
  trace.gemm("a", "x[0]", "W", "y[0]");
  trace.gemm("a", "x[1]", "W", "y[1]");
  trace.gemm("b", "y[1]", "V", "z[1]", {1});
  return iteration_of(trace.trace());
}

std::string said_of(const std::vector<IssueRun>& runs) {
  const Iteration iteration = two_and_one();
  const MachineConfig config;
  SpanDemands demands(iteration, config, Skipping::off);
  const Lowered lowered(demands, step_by_step(iteration).groups);
  return skipgrid::testing::error_text([&] {
    const std::vector<IssueRun> same = runs_of(lowered, order_of(lowered, iteration, runs));
    CHECK(same == runs);
  });
}

}  // namespace

TEST_CASE("A legal order of issue is taken as it is") { CHECK(said_of({{0, 2}, {1, 1}}) == "no error"); }

TEST_CASE("An operation issued before what it waits for is refused, be it the first or a later one") {
  for (const std::vector<IssueRun>& runs : {std::vector<IssueRun>{{1, 1}, {0, 2}}, {{0, 1}, {1, 1}, {0, 1}}}) {
    CHECK_THAT(said_of(runs),
               Catch::Contains("issue: l.b FP: expected what it waits for before it, got its number 0 before l.a FP"));
  }
}

TEST_CASE("An order with more or fewer operations than there are is refused") {
  CHECK_THAT(said_of({{0, 3}}), Catch::Contains("issue: l.a FP: expected its 2 operations, got more"));
  CHECK_THAT(said_of({{0, 2}}), Catch::Contains("issue: l.b FP: expected its 1 operations, got 0"));
}

}  // namespace skipgrid::sim::testing
