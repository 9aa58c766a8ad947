// The grid: R x C PEs and the wires between them.
#pragma once

#include <cstdint>
#include <memory>
#include <systemc>
#include <vector>

#include "sim/array/array_config.h"
#include "sim/array/pe/pe.h"
#include "sim/array/pe/wake_list.h"
#include "sim/array/pe/wire.h"

namespace skipgrid::sim {

class Mesh : public sc_core::sc_module {
 public:
  Mesh(sc_core::sc_module_name name, const ArrayConfig& config);

  /// One clock cycle of every PE that is awake.
  void tick(std::int64_t cycle);

  /// Edge wires: where operands enter row r, where they enter column c, and where results leave column c.
  Wire& west(int row) { return horizontal(row, 0); }
  Wire& north(int col) { return vertical(0, col); }
  Wire& shift_in(int col) { return chain(0, col); }
  Wire& south(int col) { return vertical(rows_, col); }
  Wire& shift_out(int col) { return chain(rows_, col); }

  const Pe& pe(int row, int col) const { return *pes_[index(row, col, cols_)]; }
  /// What the PE at (row, col) receives.
  const Wire& west_of(int row, int col) const { return horizontal_[index(row, col, cols_ + 1)]; }
  const Wire& north_of(int row, int col) const { return vertical_[index(row, col, cols_)]; }
  std::int64_t busy_pe_cycles() const;
  std::int64_t register_moves() const;

 private:
  static std::size_t index(int row, int col, int cols) {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(cols) + static_cast<std::size_t>(col);
  }
  Wire& horizontal(int row, int col) { return horizontal_[index(row, col, cols_ + 1)]; }
  Wire& vertical(int row, int col) { return vertical_[index(row, col, cols_)]; }
  Wire& chain(int row, int col) { return chain_[index(row, col, cols_)]; }

  const int rows_, cols_;
  WakeList wake_list_;
  std::vector<Wire> horizontal_;  // [rows x (cols + 1)]: west edge, between columns, east edge
  std::vector<Wire> vertical_;    // [(rows + 1) x cols]: north edge, between rows, south edge
  std::vector<Wire> chain_;       // [(rows + 1) x cols]: the stationary registers' shift chain
  std::vector<std::unique_ptr<Pe>> pes_;
};

}  // namespace skipgrid::sim
