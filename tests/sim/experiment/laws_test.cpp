// Laws that hold between the variants of a comparison on every machine, whatever things are called.
#include <catch2/catch.hpp>

#include "sim/experiment/results.h"
#include "sim/experiment/run_variants.h"
#include "tests/models/recorded_trace.h"
#include "tests/sim/engine/random_machine.h"
#include "tests/sim/schedule/tiny_network.h"

namespace skipgrid::sim::testing {

namespace {

/// All dataflows, schedules and ports, with and without buffers, vector unit and skip unit; memory that is ideal or has
/// a bandwidth.
MachineConfig lawful_machine(RandomCases& random) {
  MachineConfig config = random_machine(random, 6);
  if (config.dram.kind == DramKind::banked) config.dram = {};
  return config;
}

std::vector<AnyOp> tiny_trace(std::uint64_t seed) { return trace_of(random_network(seed)).ops; }

std::map<Variant, Cycles> cycles_by_variant(const MachineConfig& config, const std::vector<AnyOp>& trace) {
  const std::vector<Variant> variants{Variant::structured_best, Variant::dense_best, Variant::structured,
                                      Variant::dense, Variant::dense_fused};
  Scheduling quick;
  quick.effort = Effort::quick;
  std::map<Variant, Cycles> cycles;
  for (const VariantResult& result : run_variants(
           Engine::tile, config, variants, [&](Variant, traces::TraceSink& sink) { play(trace, sink); }, quick)) {
    cycles[result.variant] = result.stats().total().cycles;
  }
  return cycles;
}

/// The same trace with names that sort the other way round.
std::vector<AnyOp> renamed_in_reverse(std::vector<AnyOp> ops) {
  std::map<std::string, std::string> names;
  const auto each_name = [&](const auto& action) {
    for (AnyOp& any : ops) {
      std::visit([&](auto& op) { action(op.layer); }, any);
      if (auto* gemm = std::get_if<traces::GemmOp>(&any)) {
        for (std::string* name : {&gemm->op, &gemm->a.name, &gemm->b.name, &gemm->c.name}) action(*name);
      } else {
        auto& vector = std::get<traces::VectorOp>(any);
        for (auto* list : {&vector.reads, &vector.writes})
          for (traces::TensorAccess& tensor : *list) action(tensor.name);
      }
    }
  };
  each_name([&](const std::string& name) { names[name]; });
  std::size_t left = names.size();
  for (auto& [name, other] : names) other = "n" + std::to_string(10'000 + left--);
  each_name([&](std::string& name) { name = names.at(name); });
  return ops;
}

}  // namespace

TEST_CASE("Structured-best is not slower than structured, dense, dense-fused and dense-best on any machine") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(60, random(1, 1'000'000'000))));
  CAPTURE(seed);
  RandomCases random(seed);
  const auto cycles = cycles_by_variant(lawful_machine(random), tiny_trace(seed));
  for (const Variant other : {Variant::structured, Variant::dense, Variant::dense_fused, Variant::dense_best}) {
    CAPTURE(to_string(other));
    CHECK(cycles.at(Variant::structured_best) <= cycles.at(other));
  }
}

TEST_CASE("Dense-best is not slower than dense and dense-fused on any machine") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(60, random(1, 1'000'000'000))));
  CAPTURE(seed);
  RandomCases random(seed);
  const auto cycles = cycles_by_variant(lawful_machine(random), tiny_trace(seed));
  CHECK(cycles.at(Variant::dense_best) <= cycles.at(Variant::dense));
  CHECK(cycles.at(Variant::dense_best) <= cycles.at(Variant::dense_fused));
}

TEST_CASE("Cycles are the same whatever layers, tensors and operations are called, and in whichever order names sort") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(60, random(1, 1'000'000'000))));
  CAPTURE(seed);
  RandomCases random(seed);
  const MachineConfig config = lawful_machine(random);
  const std::vector<AnyOp> trace = tiny_trace(seed);
  const auto cycles = cycles_by_variant(config, trace);
  CHECK(cycles_by_variant(config, renamed(trace, random)) == cycles);
  CHECK(cycles_by_variant(config, renamed_in_reverse(trace)) == cycles);
}

}  // namespace skipgrid::sim::testing
