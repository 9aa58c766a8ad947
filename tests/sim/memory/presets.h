// The memories of configs/dram, read as the program reads them.
#pragma once

#include <string>

#include "sim/memory/dram_config.h"

namespace skipgrid::sim {

/// "ddr4-2400" or "hbm2".
DramConfig dram_preset(const std::string& name);
/// One channel of it, with another mapping.
BankedDramConfig one_channel(const std::string& name, DramMapping mapping);

}  // namespace skipgrid::sim
