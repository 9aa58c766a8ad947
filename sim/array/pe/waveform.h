// A VCD waveform of the PE grid: what every PE receives, holds and computes, cycle by cycle. Opens in GTKWave.
#pragma once

#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "sim/array/pe/pe_array.h"

namespace skipgrid::sim {

/// Records a PeArray from construction to destruction. Build it during elaboration, right after the array.
class Waveform : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Waveform);
  /// Throws InputError when `path` (which has to end in .vcd) cannot be written.
  Waveform(sc_core::sc_module_name name, PeArray& array, const std::string& path);
  ~Waveform() override;

 private:
  /// One PE as plain variables, which is what a trace file can follow.
  struct Probe {
    float west = 0, north = 0, stationary_0 = 0, stationary_1 = 0;
    bool west_valid = false, north_valid = false, flip = false, busy = false;
  };
  void sample();
  void take_values();

  const PeArray& array_;
  sc_core::sc_trace_file* file_;
  std::int64_t cycle_ = 0;
  std::vector<Probe> probes_;
};

}  // namespace skipgrid::sim
