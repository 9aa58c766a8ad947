// The grid as modules: R x C PEs by name, over the registers of all of them.
#pragma once

#include <memory>
#include <systemc>
#include <vector>

#include "sim/array/pe/grid.h"
#include "sim/array/pe/pe.h"

namespace skipgrid::sim {

class Mesh : public sc_core::sc_module {
 public:
  Mesh(sc_core::sc_module_name name, const ArrayConfig& config, const TickKernel& kernel = best_tick_kernel());

  Grid& grid() { return grid_; }
  const Grid& grid() const { return grid_; }
  const Pe& pe(int row, int col) const {
    return *pes_[static_cast<std::size_t>(row) * static_cast<std::size_t>(cols_) + static_cast<std::size_t>(col)];
  }

 private:
  const int cols_;
  Grid grid_;
  std::vector<std::unique_ptr<Pe>> pes_;
};

}  // namespace skipgrid::sim
