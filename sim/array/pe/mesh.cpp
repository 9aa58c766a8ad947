#include "sim/array/pe/mesh.h"

#include <fmt/format.h>

#include <string>

namespace skipgrid::sim {

Mesh::Mesh(sc_core::sc_module_name name, const ArrayConfig& config)
    : sc_module(name),
      rows_(config.rows),
      cols_(config.cols),
      horizontal_(index(rows_, 0, cols_ + 1)),
      vertical_(index(rows_ + 1, 0, cols_)),
      chain_(index(rows_ + 1, 0, cols_)) {
  pes_.reserve(index(rows_, 0, cols_));
  for (int row = 0; row < rows_; ++row) {
    for (int col = 0; col < cols_; ++col) {
      const std::string pe_name = fmt::format("pe_r{}_c{}", row, col);
      Pe& pe = *pes_.emplace_back(std::make_unique<Pe>(pe_name.c_str(), config, wake_list_));
      pe.west(horizontal(row, col));
      pe.east(horizontal(row, col + 1));
      pe.north(vertical(row, col));
      pe.south(vertical(row + 1, col));
      pe.shift_in(chain(row, col));
      pe.shift_out(chain(row + 1, col));
      for (Wire* in : {&horizontal(row, col), &vertical(row, col), &chain(row, col)}) in->set_reader(pe.alarm());
    }
  }
}

void Mesh::tick(std::int64_t cycle) {
  std::vector<Pe*>& awake = wake_list_.due(cycle);
  for (Pe* pe : awake) pe->tick(cycle);
  awake.clear();
}

std::int64_t Mesh::busy_pe_cycles() const {
  std::int64_t busy = 0;
  for (const auto& pe : pes_) busy += pe->busy_cycles();
  return busy;
}

std::int64_t Mesh::register_moves() const {
  std::int64_t moves = 0;
  for (const auto& pe : pes_) moves += pe->register_moves();
  return moves;
}

}  // namespace skipgrid::sim
