#include "sim/array/pe/waveform.h"

#include <fmt/format.h>

#include <fstream>

#include "sim/array/process.h"
#include "traces/input_error.h"

namespace skipgrid::sim {

namespace {

constexpr std::string_view kExtension = ".vcd";

/// SystemC appends the extension itself, and ends the program's run when it cannot open the file: look first.
std::string checked_stem(const std::string& path) {
  if (path.size() <= kExtension.size() || path.substr(path.size() - kExtension.size()) != kExtension) {
    throw InputError(path, "expected a waveform file name that ends in .vcd");
  }
  if (!std::ofstream(path)) throw InputError(path, "cannot be written");
  return path.substr(0, path.size() - kExtension.size());
}

}  // namespace

Waveform::Waveform(sc_core::sc_module_name name, PeArray& array, const std::string& path)
    : sc_module(name),
      array_(array),
      file_(sc_core::sc_create_vcd_trace_file(checked_stem(path).c_str())),
      probes_(static_cast<std::size_t>(array.config().pes())) {
  file_->set_time_unit(100, sc_core::SC_PS);
  sc_core::sc_trace(file_, cycle_, "cycle");
  for (int row = 0, i = 0; row < array.config().rows; ++row) {
    for (int col = 0; col < array.config().cols; ++col, ++i) {
      Probe& probe = probes_[static_cast<std::size_t>(i)];
      const std::string pe = fmt::format("pe_r{}_c{}.", row, col);
      sc_core::sc_trace(file_, probe.west, pe + "west");
      sc_core::sc_trace(file_, probe.west_valid, pe + "west_valid");
      sc_core::sc_trace(file_, probe.north, pe + "north");
      sc_core::sc_trace(file_, probe.north_valid, pe + "north_valid");
      sc_core::sc_trace(file_, probe.stationary_0, pe + "stationary_0");
      sc_core::sc_trace(file_, probe.stationary_1, pe + "stationary_1");
      sc_core::sc_trace(file_, probe.flip, pe + "flip");
      sc_core::sc_trace(file_, probe.busy, pe + "busy");
    }
  }
  array.watch();
  SC_METHOD(sample);
  dont_initialize();
  sensitive << array.ticked_event();
}

Waveform::~Waveform() { sc_core::sc_close_vcd_trace_file(file_); }

void Waveform::sample() {
  in_process([this] { take_values(); });
}

void Waveform::take_values() {
  cycle_ = current_cycle().count();
  for (int row = 0, i = 0; row < array_.config().rows; ++row) {
    for (int col = 0; col < array_.config().cols; ++col, ++i) {
      Probe& probe = probes_[static_cast<std::size_t>(i)];
      const Pe& pe = array_.mesh().pe(row, col);
      const Grid::Lane west = pe.west(), north = pe.north();
      probe.west = west.value;
      probe.west_valid = west.valid;
      probe.north = north.value;
      probe.north_valid = north.valid;
      probe.stationary_0 = pe.stationary(false).value;
      probe.stationary_1 = pe.stationary(true).value;
      probe.flip = west.valid ? pe.flip() : probe.flip;
      probe.busy = pe.busy();
    }
  }
}

}  // namespace skipgrid::sim
