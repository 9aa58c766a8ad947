#include <catch2/catch.hpp>

#include "traces/ops.h"

using namespace skipgrid::traces;

namespace {

MaskPtr dropping(std::size_t neurons, std::size_t dropped) {
  Mask mask(neurons);
  for (std::size_t neuron = 0; neuron < dropped; ++neuron) mask.drop(0, neuron);
  return std::make_shared<const TraceMask>(TraceMask{0, mask});
}

}  // namespace

TEST_CASE("A phase is named as in the paper, and nothing else is a phase") {
  for (const Phase phase : kPhases) CHECK(phase_from_string(to_string(phase)) == phase);
  const auto text = GENERATE("", "fp", "FP ", "XX", "WGG");
  CHECK_THROWS_AS(phase_from_string(text), std::invalid_argument);
}

TEST_CASE("A shape is valid up to the largest dimension and the largest product, and not beyond") {
  CHECK(valid_shape(1, 1, 1));
  CHECK(valid_shape(kMaxDimension, 1, 1));
  CHECK_FALSE(valid_shape(kMaxDimension + 1, 1, 1));
  CHECK_FALSE(valid_shape(1, kMaxDimension + 1, 1));
  CHECK_FALSE(valid_shape(1, 1, kMaxDimension + 1));
  CHECK_FALSE(valid_shape(0, 1, 1));
  CHECK_FALSE(valid_shape(1, 0, 1));
  CHECK_FALSE(valid_shape(1, 1, -1));
  // kMaxMacs is a power of two: side * side * rest reaches it exactly, one more in any dimension is too much.
  const std::int64_t side = std::int64_t{1} << 20;
  const std::int64_t rest = kMaxMacs / side / side;
  REQUIRE(side * side * rest == kMaxMacs);
  CHECK(valid_shape(side, side, rest));
  CHECK(valid_shape(rest, side, side));
  CHECK_FALSE(valid_shape(side + 1, side, rest));
  CHECK_FALSE(valid_shape(side, side + 1, rest));
  CHECK_FALSE(valid_shape(side, side, rest + 1));
  CHECK_FALSE(valid_shape(kMaxDimension, kMaxDimension, kMaxDimension));
}

TEST_CASE("Each mask shortens its own dimension") {
  GemmOp op;
  op.m = 10;
  op.k = 100;
  op.n = 1000;
  CHECK(op.dense_macs() == 1000000);
  CHECK(op.kept_macs() == 1000000);
  op.skip_m = dropping(10, 1);
  CHECK(op.kept_m() == 9);
  CHECK(op.kept_macs() == 900000);
  op.skip_k = dropping(100, 50);
  CHECK(op.kept_k() == 50);
  CHECK(op.kept_macs() == 450000);
  op.skip_n = dropping(1000, 1000);
  CHECK(op.kept_n() == 0);
  CHECK(op.kept_macs() == 0);
  CHECK(op.dense_macs() == 1000000);
}

TEST_CASE("Products are equal when every field and the bits of their masks are") {
  GemmOp op;
  op.k = 8;
  op.skip_k = dropping(8, 2);
  GemmOp other = op;
  CHECK(op == other);
  other.skip_k = dropping(8, 2);
  CHECK(op == other);
  other.skip_k = dropping(8, 3);
  CHECK_FALSE(op == other);
  other.skip_k = nullptr;
  CHECK_FALSE(op == other);
  other = op;
  other.padding = 1;
  CHECK_FALSE(op == other);
  other = op;
  other.accumulate = true;
  CHECK_FALSE(op == other);
}
