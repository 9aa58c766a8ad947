#include "sim/report/roofline.h"

#include <algorithm>

namespace skipgrid::sim {

Roofline roofline(const Stats& stats, std::int64_t pes, double dram_bytes_per_cycle) {
  const auto macs = static_cast<double>(stats.macs);
  const auto bytes = static_cast<double>((stats.dram_read_bytes + stats.dram_write_bytes).count());
  const auto peak = static_cast<double>(pes);
  Roofline line;
  line.intensity = macs / bytes;
  line.memory_bound = line.intensity * dram_bytes_per_cycle < peak;
  line.bound = std::min(peak, line.intensity * dram_bytes_per_cycle);
  line.reached = macs / static_cast<double>(stats.cycles.count()) / line.bound;
  return line;
}

}  // namespace skipgrid::sim
