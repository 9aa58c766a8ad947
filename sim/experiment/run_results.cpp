#include "sim/experiment/run_results.h"

#include <utility>

#include "sim/experiment/results.h"
#include "sim/experiment/run_config.h"

namespace skipgrid::sim {

Results run_results(const RunConfig& config, std::vector<VariantResult> variants) {
  Results results;
  results.name = config.name;
  results.config = config.document;
  results.pes = config.hardware.machine.array.pes();
  results.dram_bytes_per_cycle = config.hardware.machine.dram_bytes_per_cycle();
  results.clock_mhz = config.hardware.machine.clock_mhz;
  results.energy = config.hardware.machine.energy;
  results.draws = config.seeds;
  if (const auto* model = std::get_if<TracedModel>(&config.work)) results.seed = model->dropout.seed;
  results.variants = std::move(variants);
  return results;
}

}  // namespace skipgrid::sim
