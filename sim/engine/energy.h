// Energy: counts times what each action costs.
#pragma once

#include <array>
#include <string_view>

#include "sim/engine/machine_config.h"
#include "sim/engine/stats.h"

namespace skipgrid::sim {

/// Energy by component; the total is the sum.
struct Energy {
  PicoJoules mac, registers, sram, dram, vector;
  PicoJoules total() const;
};

struct EnergyComponent {
  std::string_view name;  ///< as a key of results: "energy_mac_pj"
  PicoJoules Energy::*member;
};
/// All components in order: writers and tests go over this list.
inline constexpr std::array<EnergyComponent, 5> kEnergyComponents{{
    {"energy_mac_pj", &Energy::mac},
    {"energy_registers_pj", &Energy::registers},
    {"energy_sram_pj", &Energy::sram},
    {"energy_dram_pj", &Energy::dram},
    {"energy_vector_pj", &Energy::vector},
}};
static_assert(sizeof(Energy) == kEnergyComponents.size() * sizeof(PicoJoules), "a component is missing");

Energy energy_of(const Stats& stats, const EnergyConfig& config);

}  // namespace skipgrid::sim
