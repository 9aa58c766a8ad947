// What repeats is gone through once: no figure may tell.
#include <catch2/catch.hpp>
#include <string>
#include <tuple>

#include "sim/engine/array_unit/gemm_plan.h"
#include "sim/engine/machine.h"
#include "tests/sim/engine/random_machine.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using namespace skipgrid::sim::testing;

namespace {

struct Counted {
  Cycles cycles;
  std::vector<Account> accounts;
  ArrayCounters counters;
  DramStatistics dram;
  std::int64_t looks = 0;
};

Counted counted(FastForward fast_forward, MachineConfig config, Skipping skipping, const std::vector<AnyOp>& ops) {
  config.fast_forward = fast_forward;
  Machine machine(Engine::tile, config, skipping, planned(config, skipping, ops));
  play(ops, machine);
  return {machine.cycles(), machine.accounts(), machine.array_counters(), machine.dram_statistics(), machine.looks()};
}

void check_equal(const Counted& x, const Counted& y) {
  CHECK(x.cycles == y.cycles);
  REQUIRE(x.accounts.size() == y.accounts.size());
  for (std::size_t i = 0; i < x.accounts.size(); ++i) {
    CAPTURE(i);
    for_each_field([&](const auto& field) {
      CAPTURE(field.name);
      CHECK(number(x.accounts[i].stats.*(field.member)) == number(y.accounts[i].stats.*(field.member)));
    });
  }
  CHECK(x.counters.tiles == y.counters.tiles);
  CHECK(x.counters.macs == y.counters.macs);
  CHECK(x.counters.used_pes == y.counters.used_pes);
  CHECK(x.counters.register_moves == y.counters.register_moves);
  CHECK(x.dram == y.dram);
}

/// One after the other so many times, each operation after the last of the time before.
std::vector<AnyOp> repeated(const std::vector<AnyOp>& ops, int times) {
  std::vector<AnyOp> all;
  for (int time = 0; time < times; ++time) {
    const std::uint64_t first = all.size();
    for (AnyOp any : ops) {
      std::visit(
          [&](auto& op) {
            op.id += first;
            for (std::uint64_t& before : op.deps) before += first;
            if (first > 0) op.deps.push_back(first - 1);
          },
          any);
      all.push_back(std::move(any));
    }
  }
  return all;
}

/// Machines where waves may come late, and products of so many waves that they come into a steady state.
MachineConfig random_busy_machine(RandomCases& random) {
  MachineConfig config = random_machine(random, 5);
  if (config.dram.kind == DramKind::banked) config.dram.banked.detail = DramDetail::calibrated;
  if (random.one_in(2) && config.dram.kind == DramKind::banked) {
    config.dram.kind = DramKind::bandwidth;
    config.dram.bandwidth.millibytes_per_cycle = random.between(1, 64) * 500;
    config.dram.bandwidth.latency = Cycles(random.between(0, 100));
  }
  return config;
}

}  // namespace

TEST_CASE("With fast-forward and without, every figure is the same") {
  const auto seed = GENERATE(range(1, 301));
  CAPTURE(seed);
  RandomCases random(static_cast<std::uint64_t>(seed) * 15485863);
  const MachineConfig config = random_busy_machine(random);
  const std::vector<AnyOp> ops = random_trace(random, random.between(1, 8), 60, 250);
  const Skipping skipping = random.one_in(4) ? Skipping::off : Skipping::on;
  check_equal(counted(FastForward::on, config, skipping, ops), counted(FastForward::off, config, skipping, ops));
}

TEST_CASE("What is the same over and over is not gone through wave by wave") {
  const auto dataflow = GENERATE(Dataflow::ws, Dataflow::is, Dataflow::os);
  const bool bounded = GENERATE(true, false);
  MachineConfig config;
  config.array = ArrayConfig{8, 8, dataflow};
  config.dram.kind = DramKind::bandwidth;
  config.dram.bandwidth.millibytes_per_cycle = 7500;
  config.dram.bandwidth.latency = Cycles(30);
  if (bounded) config.buffers = BuffersConfig{{Bytes(16384)}, {Bytes(16384)}, {Bytes(16384)}};
  traces::GemmOp op;
  op.layer = "fc";
  op.op = "product";
  op.m = 200, op.k = 3000, op.n = 2000;
  op.a = {"x"}, op.b = {"w"}, op.c = {"y"};
  const Counted on = counted(FastForward::on, config, Skipping::on, {op});
  const Counted off = counted(FastForward::off, config, Skipping::on, {op});
  check_equal(on, off);
  CHECK(on.looks * 10 < off.looks);
}

TEST_CASE("A trace that comes again, with fast-forward and without, has the same figures") {
  const auto seed = GENERATE(range(1, 201));
  CAPTURE(seed);
  RandomCases random(static_cast<std::uint64_t>(seed) * 49979687);
  const MachineConfig config = random_busy_machine(random);
  const std::vector<AnyOp> ops = repeated(random_trace(random, random.between(1, 4), 60, 200), random.between(2, 5));
  check_equal(counted(FastForward::on, config, Skipping::on, ops),
              counted(FastForward::off, config, Skipping::on, ops));
}

TEST_CASE("A product that has been gone through before is not gone through again") {
  MachineConfig config;
  config.array = ArrayConfig{8, 8, Dataflow::ws};
  config.dram = small_banked_dram();
  config.buffers = BuffersConfig{{Bytes(16384)}, {Bytes(16384)}, {Bytes(16384)}};
  // 63 x 13 tiles: few of these waves repeat within the product, for lack of time until addresses come round.
  traces::GemmOp product;
  product.layer = "fc";
  product.op = "product";
  product.m = 20, product.k = 500, product.n = 100;
  product.a = {"x"}, product.b = {"w"}, product.c = {"y"};
  const std::vector<AnyOp> two = repeated({product}, 2), many = repeated({product}, 40);
  const Counted on = counted(FastForward::on, config, Skipping::on, many);
  check_equal(on, counted(FastForward::off, config, Skipping::on, many));
  CHECK(on.looks < 5 * counted(FastForward::on, config, Skipping::on, two).looks);
}

TEST_CASE("What comes at a time of its own comes in the middle of what repeats") {
  MachineConfig config;
  config.array = ArrayConfig{8, 8, Dataflow::ws};
  config.dram.kind = DramKind::bandwidth;
  config.dram.bandwidth.millibytes_per_cycle = 8000;
  config.buffers = BuffersConfig{{Bytes(16384)}, {Bytes(16384)}, {Bytes(16384)}};
  config.vector_unit = VectorUnitConfig{1};
  traces::GemmOp product;
  product.layer = "fc";
  product.op = "product";
  product.m = 20, product.k = 800, product.n = 800;
  product.a = {"x"}, product.b = {"w"}, product.c = {"y"};
  std::vector<AnyOp> ops = {product};
  for (std::uint64_t id = 1; id <= 5; ++id) {
    // Long, then with traffic that gets between the product's.
    traces::VectorOp op;
    op.id = id;
    op.layer = "other";
    op.elements = 30000;
    op.reads = {{{"p" + std::to_string(id)}}};
    op.writes = {{{"q" + std::to_string(id)}}};
    ops.emplace_back(op);
  }
  const Counted on = counted(FastForward::on, config, Skipping::on, ops);
  const Counted off = counted(FastForward::off, config, Skipping::on, ops);
  check_equal(on, off);
  CHECK(on.looks < off.looks);
}

namespace {

/// In what waves ask DRAM for a matrix, but for where it lies; what tells them apart, or nothing.
std::string difference(const GemmPlan& plan, Matrix matrix, const PlannedWave& wave, const PlannedWave& other_wave,
                       std::int64_t address_period) {
  DramPlace place;
  plan.locate(matrix, wave, place);
  const std::vector<DramSegment> one = place.all_segments();
  plan.locate(matrix, other_wave, place);
  const std::vector<DramSegment> other = place.all_segments();
  Bytes bytes, other_bytes;
  for (const DramSegment& segment : one) bytes += segment.bytes;
  for (const DramSegment& segment : other) other_bytes += segment.bytes;
  if (bytes != wave.bytes[matrix] || bytes != other_bytes) return "bytes";
  if (address_period == 0) return "";
  if (one.size() != other.size()) return "segments";
  const std::int64_t moved = other.front().address - one.front().address;
  if (moved % address_period != 0) return "address";
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (other[i].address - one[i].address != moved) return "gap";
    if (other[i].bytes != one[i].bytes) return "length";
  }
  return "";
}

std::string difference(const MachineConfig& config, const GemmPlan& plan, std::int64_t i, std::int64_t j,
                       std::int64_t address_period) {
  const PlannedWave one = plan.wave(i), other = plan.wave(j);
  const auto size = [](const PlannedWave& wave) { return std::tuple(wave.gemm.m, wave.gemm.k, wave.gemm.n); };
  if (size(one) != size(other)) return "size";
  const Tiling tiling(config.array, one.gemm.m, one.gemm.k, one.gemm.n);
  if (tiling.tile(one.tile).used_rows != tiling.tile(other.tile).used_rows) return "used rows";
  if (tiling.tile(one.tile).used_cols != tiling.tile(other.tile).used_cols) return "used columns";
  if (one.opens_strip != other.opens_strip || one.closes_strip != other.closes_strip) return "strip";
  if (one.fetches_a != other.fetches_a || one.fetches_b != other.fetches_b) return "fetches";
  if (one.frees_a != other.frees_a || one.frees_b != other.frees_b) return "frees";
  for (const Matrix matrix : {Matrix::a, Matrix::b, Matrix::c})
    if (one.carried[matrix] != other.carried[matrix]) return "carried";
  std::string found;
  if (one.fetches_a) found += difference(plan, Matrix::a, one, other, address_period);
  if (one.fetches_b) found += difference(plan, Matrix::b, one, other, address_period);
  if (plan.streams_c() && (one.opens_strip || one.closes_strip))
    found += difference(plan, Matrix::c, one, other, address_period);
  return found;
}

}  // namespace

TEST_CASE("Waves that a plan calls the same are: to the array, to the buffers and, but for where it lies, to DRAM") {
  std::int64_t alike = 0;
  for (int seed = 1; seed <= 80; ++seed) {
    CAPTURE(seed);
    RandomCases random(static_cast<std::uint64_t>(seed) * 32452843);
    const MachineConfig config = random_busy_machine(random);
    const std::vector<AnyOp> ops = random_trace(random, 6, 40, 120);
    const Residency residency = planned(config, Skipping::on, ops);
    const std::int64_t address_period = random.one_in(3) ? 0 : std::int64_t{1} << random.between(0, 6);
    for (const AnyOp& any : ops) {
      const auto* op = std::get_if<traces::GemmOp>(&any);
      if (op == nullptr) continue;
      const GemmPlan plan(config, residency, *op, Skipping::on);
      for (const WaveLoop loop : {WaveLoop::inner, WaveLoop::middle, WaveLoop::outer}) {
        for (std::int64_t at = 0; at < plan.waves();) {
          const WavePeriod period = plan.period(loop, at, address_period);
          REQUIRE(period.until > at);
          at = period.until;
          if (period.waves == 0) continue;
          REQUIRE(period.range.end <= period.until);
          std::string found;
          for (std::int64_t i = period.range.begin; i + period.waves < period.range.end; ++i, ++alike)
            found += difference(config, plan, i, i + period.waves, address_period);
          CHECK(found.empty());
        }
      }
    }
  }
  CHECK(alike > 10000);
}
