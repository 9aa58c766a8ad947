#include "sim/array/pe/waveform.h"

#include <fmt/format.h>

#include "sim/array/process.h"
#include "traces/input_error.h"

namespace skipgrid::sim {

namespace {

constexpr std::string_view kExtension = ".vcd";
constexpr const char* kTimeUnit = "100 ps";
constexpr int kTimeUnitsACycle = 10;

const std::string& checked(const std::string& path) {
  if (path.size() <= kExtension.size() || path.substr(path.size() - kExtension.size()) != kExtension) {
    throw InputError(path, "expected a waveform file name that ends in .vcd");
  }
  return path;
}

}  // namespace

Waveform::Waveform(sc_core::sc_module_name name, PeArray& array, const std::string& path)
    : sc_module(name), array_(array), file_(checked(path), kTimeUnit) {
  file_.open_scope("array");
  cycle_ = file_.add_count("cycle");
  for (int row = 0; row < array.config().rows; ++row) {
    for (int col = 0; col < array.config().cols; ++col) {
      file_.open_scope(fmt::format("pe_r{}_c{}", row, col));
      Probe probe{};
      probe.west = file_.add_real("west");
      probe.west_valid = file_.add_bit("west_valid");
      probe.north = file_.add_real("north");
      probe.north_valid = file_.add_bit("north_valid");
      probe.stationary_0 = file_.add_real("stationary_0");
      probe.stationary_1 = file_.add_real("stationary_1");
      probe.flip = file_.add_bit("flip");
      probe.busy = file_.add_bit("busy");
      probes_.push_back(probe);
      file_.close_scope();
    }
  }
  file_.close_scope();
  array.watch();
  SC_METHOD(sample);
  dont_initialize();
  sensitive << array.ticked_event();
}

void Waveform::sample() {
  in_process([this] { take_values(); });
}

void Waveform::take_values() {
  // The clock ticks in the middle of a cycle.
  file_.at(current_cycle().count() * kTimeUnitsACycle + kTimeUnitsACycle / 2);
  file_.set_count(cycle_, current_cycle().count());
  for (int row = 0, i = 0; row < array_.config().rows; ++row) {
    for (int col = 0; col < array_.config().cols; ++col, ++i) {
      const Probe& probe = probes_[static_cast<std::size_t>(i)];
      const Pe& pe = array_.mesh().pe(row, col);
      const Grid::Lane west = pe.west(), north = pe.north();
      file_.set_real(probe.west, west.value);
      file_.set_bit(probe.west_valid, west.valid);
      file_.set_real(probe.north, north.value);
      file_.set_bit(probe.north_valid, north.valid);
      file_.set_real(probe.stationary_0, pe.stationary(false).value);
      file_.set_real(probe.stationary_1, pe.stationary(true).value);
      if (west.valid) file_.set_bit(probe.flip, pe.flip());
      file_.set_bit(probe.busy, pe.busy());
    }
  }
}

}  // namespace skipgrid::sim
