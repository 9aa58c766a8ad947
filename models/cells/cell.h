// The recurrent cells that there are. A new one is a file of its own and a line in each list here; workload files,
// layers and decoders take it by its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "models/cells/gru_layer.h"
#include "models/cells/lstm_layer.h"

namespace skipgrid::models {

enum class Cell : std::uint8_t { lstm, gru };
/// In the order of Cell, as workload files say them.
inline constexpr std::string_view kCellNames[] = {"lstm", "gru"};

inline std::string_view to_string(Cell cell) { return kCellNames[static_cast<std::size_t>(cell)]; }

template <class Scalar>
std::unique_ptr<RecurrentLayer<Scalar>> make_cell(Cell cell, Device<Scalar>& device, const std::string& name,
                                                  const RecurrentShape& shape) {
  switch (cell) {
    case Cell::lstm: return std::make_unique<LstmLayer<Scalar>>(device, name, shape);
    case Cell::gru: return std::make_unique<GruLayer<Scalar>>(device, name, shape);
  }
  throw std::logic_error("no such cell");
}

}  // namespace skipgrid::models
