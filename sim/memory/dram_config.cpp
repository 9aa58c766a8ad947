#include "sim/memory/dram_config.h"

namespace skipgrid::sim {

std::int64_t BankedDramConfig::capacity_bytes() const {
  return organization.channels * std::int64_t{banks_per_channel()} * organization.rows * organization.row_bytes;
}

double BankedDramConfig::peak_bytes_per_second() const {
  const double buses = static_cast<double>(organization.channels) * organization.pseudo_channels;
  return buses * static_cast<double>(organization.burst_bytes) / (timing.tbl * (clock_ps * 1e-12));
}

std::string_view to_string(DramKind kind) {
  switch (kind) {
    case DramKind::ideal: return "ideal";
    case DramKind::bandwidth: return "bandwidth";
    case DramKind::banked: break;
  }
  return "banked";
}

std::string_view to_string(DramDetail detail) {
  return detail == DramDetail::every_burst ? "every_burst" : "calibrated";
}

std::string_view to_string(DramMapping mapping) {
  return mapping == DramMapping::robaracoch ? "robaracoch" : "mop4clxor";
}

}  // namespace skipgrid::sim
