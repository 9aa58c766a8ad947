// What may be fused, in traces written by hand: from tensors, shapes and dependencies, never from names of operations.
#include <catch2/catch.hpp>

#include "tests/sim/schedule/hand_made_trace.h"

namespace skipgrid::sim::testing {

namespace {

using Deps = HandMadeTrace::Deps;

std::vector<GemmOp> products(const HandMadeTrace& trace) { return fused(trace.trace()).all_gemms(); }

}  // namespace

TEST_CASE("Products of one weight without a path between them become one, whatever they are called") {
  HandMadeTrace trace;
  trace.gemm("h2h", "h[-1]", "U", "g[0]");
  trace.gemm("h2h", "h[0]", "U", "g[1]");
  trace.gemm("h2h", "h[1]", "U", "g[2]");
  trace.vector({"g[1]"}, {"c"}, {1});
  const RecordedTrace result = fused(trace.trace());
  REQUIRE(result.ops.size() == 2);
  const GemmOp& product = std::get<GemmOp>(result.ops[0]);
  CHECK(product.m == 6);
  CHECK(to_string(product.a) == "h[-1..1]");
  CHECK(to_string(product.b) == "U");
  CHECK(to_string(product.c) == "g[0..2]");
  CHECK(product.step == 0);
  CHECK(std::get<VectorOp>(result.ops[1]).deps == Deps{0});
}

TEST_CASE("A path keeps products apart, direct or through others, whatever they are called") {
  HandMadeTrace trace;
  trace.gemm("x2h", "x[0]", "W", "g[0]");
  trace.vector({"g[0]"}, {"t"}, {0});
  trace.vector({"t"}, {"x[1]"}, {1});
  trace.gemm("x2h", "x[1]", "W", "g[1]", {2});
  const RecordedTrace result = fused(trace.trace());
  CHECK(result.all_gemms() == trace.trace().all_gemms());
}

TEST_CASE("Two passes over one weight are two products when the second waits for the first") {
  HandMadeTrace trace;
  for (int pass = 0; pass < 2; ++pass) {
    for (int t = 0; t < 3; ++t) {
      const std::string step = "[" + std::to_string(3 * pass + t) + "]";
      trace.gemm("x2h", "x" + step, "W", "y" + step, pass == 0 ? Deps{} : Deps{static_cast<std::uint64_t>(t)});
    }
  }
  const auto found = products(trace);
  REQUIRE(found.size() == 2);
  CHECK(to_string(found[0].c) == "y[0..2]");
  CHECK(to_string(found[1].c) == "y[3..5]");
  CHECK(found[1].deps == Deps{0});
}

TEST_CASE("Of a kind, those that can be are fused and the others stay apart") {
  HandMadeTrace trace;
  for (int t = 0; t < 3; ++t) {
    const std::string step = "[" + std::to_string(t) + "]";
    trace.gemm("x2h", "x" + step, "W", "y" + step, t == 2 ? Deps{1} : Deps{});
  }
  const RecordedTrace result = fused(trace.trace());
  CHECK(result.all_gemms().size() == 2);
}

TEST_CASE("Of two groups that are legal alone but not together, the larger is fused and the other is not") {
  // a[0] -> b[0], b[1] -> a[1]
  HandMadeTrace trace;
  trace.gemm("a", "p[0]", "A", "q[0]");
  trace.gemm("b", "r[1]", "B", "s[1]").n = 8;
  trace.gemm("b", "r[0]", "B", "s[0]", {0}).n = 8;
  trace.gemm("a", "p[1]", "A", "q[1]", {1});
  const RecordedTrace result = fused(trace.trace());
  REQUIRE(result.all_gemms().size() == 3);
  for (const GemmOp& op : result.all_gemms()) CHECK(op.m == (op.op == "b" ? 4 : 2));
}

TEST_CASE("Sums into one result become one product along k, and the first decides whether it adds") {
  const bool accumulate = GENERATE(false, true);
  HandMadeTrace trace;
  for (int t = 0; t < 3; ++t) {
    const std::string step = "[" + std::to_string(t) + "]";
    GemmOp& op = trace.gemm("x2h", "x" + step, "dy" + step, "dW");
    op.phase = Phase::WG;
    op.k = t + 1;
    op.accumulate = t > 0 || accumulate;
  }
  const auto found = products(trace);
  REQUIRE(found.size() == 1);
  CHECK(found[0].k == 1 + 2 + 3);
  CHECK(found[0].m == 2);
  CHECK(found[0].accumulate == accumulate);
}

TEST_CASE("What differs in more than its step stays apart") {
  HandMadeTrace trace;
  trace.gemm("x2h", "x[0]", "W", "y[0]");
  SECTION("another weight") { trace.gemm("x2h", "x[1]", "V", "y[1]"); }
  SECTION("another n") { trace.gemm("x2h", "x[1]", "W", "y[1]").n = 5; }
  SECTION("another k") { trace.gemm("x2h", "x[1]", "W", "y[1]").k = 5; }
  SECTION("another layer") { trace.gemm("x2h", "x[1]", "W", "y[1]").layer = "m"; }
  SECTION("another operand") { trace.gemm("x2h", "z[1]", "W", "y[1]"); }
  SECTION("another result") { trace.gemm("x2h", "x[1]", "W", "z[1]"); }
  SECTION("one adds, the other overwrites") { trace.gemm("x2h", "x[1]", "W", "y[1]").accumulate = true; }
  SECTION("a weight that was updated in between") {
    trace.vector({"W"}, {"W"});
    trace.gemm("x2h", "x[1]", "W", "y[1]");
  }
  SECTION("a sum that was read in between") {
    trace.vector({"y[0]"}, {"z"}, {0});
    trace.gemm("x2h", "x[1]", "W", "y[0]").accumulate = true;
  }
  SECTION("another iteration") {
    trace.iteration = 1;
    trace.gemm("x2h", "x[1]", "W", "y[1]");
  }
  CHECK(products(trace).size() == 2);
}

TEST_CASE("A product too large for a trace is not made") {
  HandMadeTrace trace;
  for (int t = 0; t < 2; ++t) {
    const std::string step = "[" + std::to_string(t) + "]";
    trace.gemm("x2h", "x" + step, "W", "y" + step).m = traces::kMaxDimension / 2 + 1;
  }
  const RecordedTrace result = fused(trace.trace());
  CHECK(result.all_gemms().size() == 2);
  HandMadeTrace smaller;
  for (int t = 0; t < 2; ++t) {
    const std::string step = "[" + std::to_string(t) + "]";
    smaller.gemm("x2h", "x" + step, "W", "y" + step).m = traces::kMaxDimension / 2;
  }
  CHECK(products(smaller).size() == 1);
}

TEST_CASE("Whoever adds to a sum comes after the product that begins it, even when that one is fused and late") {
  // x2h[t] begins g[t] and waits for a gather of its own; h2h[0] only adds to g[0], and could run first.
  HandMadeTrace trace;
  trace.vector({"E"}, {"x[0]"});
  trace.gemm("x2h", "x[0]", "W", "g[0]", {0});
  trace.gemm("h2h", "h[-1]", "U", "g[0]").accumulate = true;
  trace.vector({"E"}, {"x[1]"});
  trace.gemm("x2h", "x[1]", "W", "g[1]", {3});
  const auto found = products(trace);
  REQUIRE(found.size() == 2);
  CHECK(found[0].op == "x2h");
  CHECK(found[0].m == 4);
  CHECK(found[0].deps == Deps{0, 1});
  CHECK(found[1].op == "h2h");
  CHECK(found[1].deps.empty());
}

TEST_CASE("Dependencies on earlier iterations follow the new ids, however far back they go") {
  HandMadeTrace trace;
  for (int iteration = 0; iteration < 4; ++iteration) {
    trace.iteration = iteration;
    const std::uint64_t first = trace.trace().ops.size();
    const Deps back = iteration == 0 ? Deps{} : Deps{1, first - 1};  // of the very first iteration, and the last one
    trace.gemm("x2h", "x[0]", "W", "y[0]", back);
    trace.gemm("x2h", "x[1]", "W", "y[1]");
    trace.vector({"y[0]", "y[1]"}, {"W"}, {first, first + 1});
  }
  const RecordedTrace result = fused(trace.trace());
  REQUIRE(result.ops.size() == 8);
  for (std::uint64_t id = 0; id < 8; ++id) {
    const Deps deps = std::visit([](const auto& op) { return op.deps; }, result.ops[id]);
    if (id % 2 == 1) CHECK(deps == Deps{id - 1});
    if (id % 2 == 0) CHECK(deps == (id == 0 ? Deps{} : Deps{0, id - 1}));
  }
}

}  // namespace skipgrid::sim::testing
