#include "sim/engine/machine_config.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "sim/array/array_model.h"

namespace skipgrid::sim {

Cycles VectorUnitConfig::cycles(traces::ElementWise kind, std::int64_t elements) const {
  const double cost = costs[traces::index_of(kind)];
  const double exact = std::ceil(static_cast<double>(elements) * cost / lanes);
  static const auto most = static_cast<double>(last_cycle().count());
  if (exact > most)
    throw std::overflow_error(fmt::format("{} over {} elements takes {:.4g} cycles, and the clock ends after {}",
                                          traces::to_string(kind), elements, exact, last_cycle().count()));
  return Cycles(static_cast<std::int64_t>(exact));
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
