// Steps of a group as one product, by hand: shapes, slices, masks; which way it is laid, and where it is cut.
#include "sim/schedule/span_product.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tests/sim/array/random_cases.h"
#include "tests/sim/schedule/hand_made_trace.h"

namespace skipgrid::sim::testing {

namespace {

using Kept = std::vector<std::uint32_t>;

traces::MaskPtr mask_of(std::uint64_t id, std::size_t neurons, const Kept& kept) {
  traces::Mask mask(neurons);
  for (std::uint32_t i = 0; i < neurons; ++i) {
    if (std::find(kept.begin(), kept.end(), i) == kept.end()) mask.drop(0, i);
  }
  return std::make_shared<const traces::TraceMask>(traces::TraceMask{id, std::move(mask)});
}

/// Two steps y[t] = x[t] W, K masked: C[2 x 4] = A[2 x 3] B[3 x 4], with 6 and 12 multiplications of padding.
Iteration two_steps(const traces::MaskPtr& first, const traces::MaskPtr& second) {
  HandMadeTrace trace;
  GemmOp& zero = trace.gemm("x2h", "x[0]", "W", "y[0]");
  zero.skip_k = first, zero.padding = 6;
  GemmOp& one = trace.gemm("x2h", "x[1]", "W", "y[1]");
  one.skip_k = second, one.padding = 12;
  return iteration_of(trace.trace());
}

/// Two steps dW += xT[t] g[t], M masked.
Iteration two_sums(const traces::MaskPtr& first, const traces::MaskPtr& second) {
  HandMadeTrace trace;
  trace.gemm("x2h", "xT[1]", "g[1]", "dW").skip_m = first;
  GemmOp& later = trace.gemm("x2h", "xT[0]", "g[0]", "dW");
  later.skip_m = second, later.accumulate = true;
  return iteration_of(trace.trace());
}

GemmOp both(const Iteration& iteration, bool skips = true) {
  return span_product(iteration, iteration.groups().at(0), 0, {2, skips, false});
}

GemmOp product_of_width(std::int64_t n) {
  GemmOp product;
  product.m = 5, product.k = 3, product.n = n;
  product.padding = 3 * n;
  return product;
}

}  // namespace

TEST_CASE("Steps that share a weight grow along M, with all slices of operand and result and the padding of all") {
  const GemmOp product = both(two_steps(nullptr, nullptr));
  CHECK(std::tuple(product.m, product.k, product.n) == std::tuple(4, 3, 4));
  CHECK(to_string(product.a) == "x[0..1]");
  CHECK(to_string(product.b) == "W");
  CHECK(to_string(product.c) == "y[0..1]");
  CHECK(product.padding == 18);
  CHECK(product.step == 0);
}

TEST_CASE("Steps that add to one gradient grow along K, and the first of them says whether the product adds") {
  const GemmOp product = both(two_sums(nullptr, nullptr));
  CHECK(std::tuple(product.m, product.k, product.n) == std::tuple(2, 6, 4));
  CHECK(to_string(product.a) == "xT[0..1]");
  CHECK(to_string(product.b) == "g[0..1]");
  CHECK(to_string(product.c) == "dW");
  CHECK_FALSE(product.accumulate);
}

TEST_CASE("A product of several steps keeps what any of them keeps, whichever way it grows") {
  const GemmOp along_m = both(two_steps(mask_of(1, 3, {0}), mask_of(2, 3, {2})));
  REQUIRE(along_m.skip_k != nullptr);
  CHECK(along_m.skip_k->mask.kept_indices() == Kept{0, 2});
  CHECK(along_m.skip_m == nullptr);
  const GemmOp along_k = both(two_sums(mask_of(1, 2, {1}), mask_of(2, 2, {})));
  REQUIRE(along_k.skip_m != nullptr);
  CHECK(along_k.skip_m->mask.kept_indices() == Kept{1});
  CHECK(along_k.skip_k == nullptr);
}

TEST_CASE("Where everything is kept by some step there is no mask, nor where one step has none") {
  CHECK(both(two_steps(mask_of(1, 3, {0, 1}), mask_of(2, 3, {2}))).skip_k == nullptr);
  CHECK(both(two_steps(mask_of(1, 3, {0}), nullptr)).skip_k == nullptr);
}

TEST_CASE("Steps with equal masks keep the first one's, be it the same object or not") {
  const traces::MaskPtr mask = mask_of(1, 3, {1});
  CHECK(both(two_steps(mask, mask)).skip_k == mask);
  CHECK(both(two_steps(mask, mask_of(2, 3, {1}))).skip_k == mask);
}

TEST_CASE("A span that does not skip has no masks, of one step or of two") {
  const Iteration iteration = two_steps(mask_of(1, 3, {1}), mask_of(2, 3, {1}));
  CHECK(both(iteration, false).skip_k == nullptr);
  CHECK(span_product(iteration, iteration.groups()[0], 1, {1, false, false}).skip_k == nullptr);
  CHECK(span_product(iteration, iteration.groups()[0], 1, {1, true, false}) ==
        iteration.product(iteration.groups()[0].members[1]));
}

TEST_CASE("Transposed, M and N are exchanged with their masks and operands, and twice is as it was") {
  GemmOp product = product_of_width(7);
  product.a = {"A"}, product.b = {"B"};
  product.skip_m = mask_of(1, 5, {0}), product.skip_k = mask_of(2, 3, {1}), product.skip_n = mask_of(3, 7, {2, 3});
  product.piece_n = {2, 9};
  const GemmOp straight = product;
  transpose(product);
  CHECK(product.transposed);
  CHECK(std::tuple(product.m, product.k, product.n) == std::tuple(7, 3, 5));
  CHECK(std::tuple(product.kept_m(), product.kept_k(), product.kept_n()) == std::tuple(2, 1, 1));
  CHECK(product.skip_m == straight.skip_n);
  CHECK(product.skip_n == straight.skip_m);
  CHECK(to_string(product.a) == "B");
  CHECK(product.piece_m.first == 2);
  transpose(product);
  CHECK(product == straight);
}

TEST_CASE("Pieces cover N without a gap, in whole tiles but for the last, and are never empty") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(200, random(1, 1'000'000'000))));
  CAPTURE(seed);
  RandomCases random(seed);
  const ArrayConfig array = random.array(8);
  const GemmOp product = product_of_width(random.between(1, 40));
  const bool transposed = random.one_in(2);
  const int most = random.between(1, 9);
  const Mapping& mapping = mapping_of(array.dataflow);
  const Dimension n = transposed ? Dimension::m : Dimension::n;
  const std::int64_t tile = mapping.rows == n ? array.rows : mapping.cols == n ? array.cols : 1;
  std::int64_t end = 0, padding = 0;
  const std::vector<IndexRange> pieces = pieces_of(product, array, transposed, most);
  CHECK(static_cast<std::int64_t>(pieces.size()) == std::min<std::int64_t>(most, (product.n + tile - 1) / tile));
  for (const IndexRange& piece : pieces) {
    CHECK(piece.begin == end);
    CHECK(piece.begin % tile == 0);
    CHECK(piece.size() > 0);
    end = piece.end;
    const GemmOp part = piece_of(product, {0, product.m}, piece);
    CHECK(part.n == piece.size());
    padding += part.padding;
    if (pieces.size() > 1) CHECK((part.piece_n.first == piece.begin && part.piece_n.whole == product.n));
  }
  CHECK(end == product.n);
  CHECK(padding == product.padding);
}

TEST_CASE("A product whose N is masked is cut at the same places, and its mask with it") {
  GemmOp product = product_of_width(8);
  product.skip_n = mask_of(1, 8, {0, 5});
  ArrayConfig array;
  array.rows = array.cols = 1;
  const std::vector<IndexRange> pieces = pieces_of(product, array, false, 2);
  REQUIRE(pieces.size() == 2);
  CHECK(piece_of(product, {0, product.m}, pieces[0]).skip_n->mask.kept_indices() == Kept{0});
  CHECK(piece_of(product, {0, product.m}, pieces[1]).skip_n->mask.kept_indices() == Kept{1});
}

TEST_CASE("A strip goes through all steps, each under its own mask, and its sums begin with the first that computes") {
  MachineConfig config;
  config.array.rows = config.array.cols = 2;
  HandMadeTrace trace;
  for (const int step : {2, 1, 0}) {
    GemmOp& op = trace.gemm("x2h", fmt::format("xT[{}]", step), fmt::format("g[{}]", step), "dW");
    // Rows 0 and 1, rows 1 and 2, all rows.
    op.m = 3;
    if (step == 2) op.skip_m = mask_of(1, 3, {0, 1});
    if (step == 1) op.skip_m = mask_of(2, 3, {1, 2});
    op.accumulate = step < 2;
  }
  const Iteration iteration = iteration_of(trace.trace());
  const Span span{3, true, false, {3, 2, 1}};
  const std::vector<ProductChain> strips = issued_products(iteration, iteration.groups().at(0), 0, span, 1, config);
  REQUIRE(strips.size() == 6);
  for (std::size_t i = 0; i < strips.size(); ++i) {
    CAPTURE(i);
    REQUIRE(strips[i].size() == 3);
    for (std::size_t product = 0; product < 3; ++product) {
      const GemmOp& op = strips[i][product];
      CHECK(std::tuple(op.m, op.k, op.n) == std::tuple(1, 3, 2));
      CHECK(op.piece_m == traces::Piece{static_cast<std::int64_t>(i % 3), 3});
      CHECK(op.piece_n == traces::Piece{static_cast<std::int64_t>(i / 3 * 2), 4});
    }
  }
  const auto place = [](const GemmOp& op) { return std::tuple(op.accumulate, op.finds_sums, op.leaves_sums); };
  const auto steps = [](const ProductChain& strip) {
    return to_string(strip[0].a) + to_string(strip[1].a) + to_string(strip[2].a);
  };
  // Row 0: step 1 drops it, and goes first though it adds. Row 1 is in all steps; row 2 is not in step 2.
  CHECK(steps(strips[0]) == "xT[1]xT[2]xT[0]");
  CHECK(place(strips[0][0]) == std::tuple(true, false, false));
  CHECK(place(strips[0][1]) == std::tuple(false, false, true));
  CHECK(place(strips[0][2]) == std::tuple(true, true, false));
  CHECK(steps(strips[1]) == "xT[2]xT[1]xT[0]");
  CHECK(place(strips[1][1]) == std::tuple(true, true, true));
  CHECK(steps(strips[2]) == "xT[2]xT[1]xT[0]");
  CHECK(place(strips[2][1]) == std::tuple(false, false, true));
}

TEST_CASE("Steps of a strip may be one product under the union of their masks") {
  const Iteration iteration = two_sums(mask_of(1, 2, {1}), mask_of(2, 2, {}));
  const std::vector<ProductChain> strips =
      issued_products(iteration, iteration.groups().at(0), 0, {2, true, false, {1, 1, 2}}, 1, MachineConfig());
  REQUIRE(strips.size() == 1);
  REQUIRE(strips[0].size() == 1);
  CHECK(strips[0][0] == both(iteration));
}

}  // namespace skipgrid::sim::testing
