#include "sim/cli/run_results.h"

#include <fmt/format.h>

#include <utility>

#include "sim/cli/trace_source.h"

namespace skipgrid::cli {
namespace {

/// What is around the array, in a few words.
std::string surroundings(const sim::MachineConfig& machine) {
  std::string text = fmt::format("DRAM {}", machine.dram.kind == sim::DramKind::ideal ? "ideal" : machine.dram.name);
  if (machine.buffers) {
    const auto kib = [](const sim::BufferConfig& buffer) { return buffer.capacity.count() / 1024; };
    text += fmt::format(", buffers {} + {} + {} KiB", kib(machine.buffers->a), kib(machine.buffers->b),
                        kib(machine.buffers->c));
  }
  text += machine.vector_unit ? fmt::format(", {} vector lanes", machine.vector_unit->lanes)
                              : ", element-wise operations free";
  return text + (machine.skip_unit ? ", skip unit" : ", kept indices known");
}

std::string title(const sim::RunConfig& config) {
  const sim::ArrayConfig& array = config.hardware.array;
  return fmt::format("{}: {}\non {}: {} x {} PEs, {}, {}, {}; engine {}\n{}\n", config.name, describe_workload(config),
                     config.hardware.name, array.rows, array.cols, to_string(array.dataflow), to_string(array.schedule),
                     to_string(array.precision), to_string(config.engine), surroundings(config.hardware));
}

}  // namespace

sim::Results run_results(const sim::RunConfig& config, std::vector<sim::VariantResult> variants) {
  sim::Results results;
  results.name = config.name;
  results.title = title(config);
  results.config = config.document;
  results.pes = config.hardware.array.pes();
  results.dram_bytes_per_cycle = config.hardware.dram_bytes_per_cycle();
  results.energy = config.hardware.energy;
  results.variants = std::move(variants);
  return results;
}

}  // namespace skipgrid::cli
