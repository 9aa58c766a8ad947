#include "sim/report/bounds.h"

#include <cmath>

namespace skipgrid::sim {

Bounds bounds_of(const VariantResult& variant, const Results& results) {
  Bounds bounds;
  bounds.array = Cycles(divide_up(variant.stats().total().macs, results.pes));
  if (results.dram_bytes_per_cycle > 0) {
    const auto bytes = static_cast<double>(variant.compulsory_bytes.count());
    bounds.dram = Cycles(checked_whole(std::ceil(bytes / results.dram_bytes_per_cycle), "a count of cycles"));
  }
  return bounds;
}

}  // namespace skipgrid::sim
