#include "sim/engine/energy.h"

namespace skipgrid::sim {

PicoJoules Energy::total() const {
  PicoJoules sum;
  for (const EnergyComponent& component : kEnergyComponents) sum += this->*(component.member);
  return sum;
}

Energy energy_of(const Stats& stats, const EnergyConfig& config) {
  const auto cost = [](std::int64_t count, double each) { return PicoJoules(static_cast<double>(count) * each); };
  Energy energy;
  energy.mac = cost(stats.macs - stats.gated_macs, config.mac) + cost(stats.gated_macs, config.gated_mac);
  energy.registers = cost(stats.register_moves, config.register_move);
  energy.sram = cost((stats.sram_read_bytes + stats.sram_write_bytes).count(), config.sram_byte);
  energy.dram = cost((stats.dram_read_bytes + stats.dram_write_bytes).count(), config.dram_byte);
  energy.vector = cost(stats.vector_lane_cycles, config.vector_lane_cycle);
  return energy;
}

}  // namespace skipgrid::sim
