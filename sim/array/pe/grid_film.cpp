#include "sim/array/pe/grid_film.h"

#include "sim/array/process.h"

namespace skipgrid::sim {

GridFilm::GridFilm(sc_core::sc_module_name name, PeArray& array) : sc_module(name), array_(array) {
  array.watch();
  SC_METHOD(sample);
  dont_initialize();
  sensitive << array.ticked_event();
}

void GridFilm::sample() {
  in_process([this] {
    Frame& frame = frames_.emplace_back();
    for (int row = 0; row < array_.config().rows; ++row) {
      for (int col = 0; col < array_.config().cols; ++col) {
        const Pe& pe = array_.mesh().pe(row, col);
        frame.push_back({pe.west(), pe.north(), pe.stationary(false), pe.stationary(true), pe.flip(), pe.busy()});
      }
    }
  });
}

}  // namespace skipgrid::sim
