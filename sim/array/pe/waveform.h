// A VCD waveform of the PE grid: what every PE receives, holds and computes, cycle by cycle. Opens in GTKWave.
#pragma once

#include <cstddef>
#include <string>
#include <systemc>
#include <vector>

#include "sim/array/pe/pe_array.h"
#include "sim/array/pe/vcd_file.h"

namespace skipgrid::sim {

/// Records a PeArray from construction on. Build it during elaboration, right after the array.
class Waveform : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Waveform);
  /// Throws InputError when `path` (which has to end in .vcd) cannot be written.
  Waveform(sc_core::sc_module_name name, PeArray& array, const std::string& path);

  /// To be called when the simulation is over: the file is there from then on. Throws std::runtime_error when the disk
  /// does not take it.
  void finish() { file_.finish(); }

 private:
  /// The signals of a PE, by their numbers in the file.
  struct Probe {
    std::size_t west, west_valid, north, north_valid, stationary_0, stationary_1, flip, busy;
  };
  void sample();
  void take_values();

  const PeArray& array_;
  VcdFile file_;
  std::size_t cycle_;
  std::vector<Probe> probes_;
};

}  // namespace skipgrid::sim
