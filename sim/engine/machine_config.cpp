#include "sim/engine/machine_config.h"

#include <cmath>

namespace skipgrid::sim {

Cycles VectorUnitConfig::cycles(traces::ElementWise kind, std::int64_t elements) const {
  const double cost = costs[traces::index_of(kind)];
  return Cycles(static_cast<std::int64_t>(std::ceil(static_cast<double>(elements) * cost / lanes)));
}

double MachineConfig::dram_bytes_per_cycle() const {
  switch (dram.kind) {
    case DramKind::ideal: return 0;
    case DramKind::bandwidth: return static_cast<double>(dram.bandwidth.millibytes_per_cycle) / 1000;
    case DramKind::banked: break;
  }
  return dram.banked.peak_bytes_per_second() / (1e6 * clock_mhz);
}

}  // namespace skipgrid::sim
