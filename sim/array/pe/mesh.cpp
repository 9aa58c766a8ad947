#include "sim/array/pe/mesh.h"

#include <fmt/format.h>

#include <string>

namespace skipgrid::sim {

Mesh::Mesh(sc_core::sc_module_name name, const ArrayConfig& config, const TickKernel& kernel)
    : sc_module(name), cols_(config.cols), grid_(config, kernel) {
  pes_.reserve(static_cast<std::size_t>(config.pes()));
  for (int row = 0; row < config.rows; ++row) {
    for (int col = 0; col < config.cols; ++col) {
      pes_.push_back(std::make_unique<Pe>(fmt::format("pe_r{}_c{}", row, col).c_str(), grid_, row, col));
    }
  }
}

}  // namespace skipgrid::sim
