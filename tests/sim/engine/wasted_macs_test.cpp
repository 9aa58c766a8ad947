#include "sim/engine/array_unit/wasted_macs.h"

#include <catch2/catch.hpp>
#include <memory>

#include "tests/sim/array/random_cases.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using skipgrid::sim::testing::RandomCases;

namespace {

/// As a schedule has a product computed as C^T = B^T A^T.
void turn_round(traces::GemmOp& op) {
  op.transposed = true;
  std::swap(op.m, op.n);
  std::swap(op.skip_m, op.skip_n);
}

/// A mask of `rows` rows, each of its bits dropped one time in two.
traces::MaskPtr random_mask(RandomCases& random, int neurons, int rows) {
  traces::Mask mask(static_cast<std::size_t>(neurons), static_cast<std::size_t>(rows));
  for (int row = 0; row < rows; ++row) {
    for (int i = 0; i < neurons; ++i) {
      if (random.one_in(2)) mask.drop(static_cast<std::size_t>(row), static_cast<std::size_t>(i));
    }
  }
  return std::make_shared<const traces::TraceMask>(traces::TraceMask{0, mask});
}

}  // namespace

TEST_CASE("Gated multiply-accumulates are those with a dropped left operand, counted one by one") {
  const auto seed = GENERATE(range(1, 60));
  CAPTURE(seed);
  RandomCases random(static_cast<std::uint64_t>(seed));
  const int batch = random.between(1, 5), neurons = random.between(1, 9), results = random.between(1, 4);
  const int rows = random.one_in(2) ? 1 : batch;
  const traces::MaskPtr mask = random_mask(random, neurons, rows);
  const Skipping skipping = random.one_in(2) ? Skipping::on : Skipping::off;
  std::int64_t zeros = 0;
  for (int neuron = 0; neuron < neurons; ++neuron) {
    const auto at = static_cast<std::size_t>(neuron);
    bool by_any = false;
    for (int row = 0; row < rows; ++row) by_any = by_any || mask->mask.kept(static_cast<std::size_t>(row), at);
    if (skipping == Skipping::on && !by_any) continue;
    for (int sample = 0; sample < batch; ++sample) {
      zeros += mask->mask.kept(rows == 1 ? 0 : static_cast<std::size_t>(sample), at) ? 0 : 1;
    }
  }
  traces::GemmOp op;
  op.n = results;
  SECTION("forward: the mask is over K") {
    op.m = batch, op.k = neurons;
    op.skip_k = mask;
    CHECK(gated_macs(op, skipping) == zeros * results);
    turn_round(op);
    CHECK(gated_macs(op, skipping) == zeros * results);
  }
  SECTION("weight gradient: the mask is over M") {
    op.m = neurons, op.k = batch;
    op.skip_m = mask;
    CHECK(gated_macs(op, skipping) == zeros * results);
    turn_round(op);
    CHECK(gated_macs(op, skipping) == zeros * results);
  }
  SECTION("data gradient: no operand is dropped, only results") {
    op.m = batch, op.k = results, op.n = neurons;
    op.skip_n = mask;
    CHECK(gated_macs(op, skipping) == 0);
    turn_round(op);
    CHECK(gated_macs(op, skipping) == 0);
  }
}

TEST_CASE("Of the multiply-accumulates left, those in rows of samples that are over are padding, counted one by one") {
  const auto seed = GENERATE(range(1, 60));
  CAPTURE(seed);
  RandomCases random(static_cast<std::uint64_t>(seed));
  const int batch = random.between(1, 5), over = random.between(0, batch);
  const int neurons = random.between(1, 9), results = random.between(1, 4);
  traces::GemmOp op;
  op.m = batch, op.k = neurons, op.n = results;
  op.padding = std::int64_t{over} * neurons * results;
  op.skip_k = random_mask(random, neurons, 1);
  std::int64_t kept = 0;
  for (int neuron = 0; neuron < neurons; ++neuron) kept += op.skip_k->mask.kept(0, static_cast<std::size_t>(neuron));
  CHECK(padding_macs(op, op.dense_macs()) == op.padding);
  CHECK(padding_macs(op, op.kept_macs()) == over * kept * results);
}

TEST_CASE("Padding of the largest product is exact, and a part of one is rounded down") {
  traces::GemmOp op;
  op.m = op.k = std::int64_t{1} << 20;
  op.n = traces::kMaxMacs / op.m / op.k;
  op.padding = op.dense_macs() - 1;
  CHECK(padding_macs(op, op.dense_macs()) == op.padding);
  CHECK(padding_macs(op, 1) == 0);
  CHECK(padding_macs(op, 0) == 0);
}
