// A waveform file in the VCD format (IEEE 1364, clause 18). SystemC's own writer never looks whether the disk takes
// what it writes, and puts the time of day in front.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "traces/files/file_stream.h"

namespace skipgrid::sim {

/// First scopes and signals, then values in the order of time. The file is there under its name when it is finished.
class VcdFile {
 public:
  /// `unit`: of times, "100 ps". Throws InputError when `path` cannot be written to.
  VcdFile(const std::string& path, const std::string& unit);

  void open_scope(const std::string& name);
  void close_scope();
  /// Return the signal's number. All begin at 0.
  std::size_t add_real(const std::string& name) { return add("real", 1, name); }
  std::size_t add_bit(const std::string& name) { return add("wire", 1, name); }
  std::size_t add_count(const std::string& name) { return add("wire", 64, name); }

  /// What is set from here on comes at this time. Times increase; requires that all signals have been added.
  void at(std::int64_t time);
  void set_real(std::size_t signal, double value);
  void set_bit(std::size_t signal, bool value);
  void set_count(std::size_t signal, std::int64_t value);

  /// Throws std::runtime_error when the disk does not take the file, as at() and the others may before.
  void finish();

 private:
  struct Signal {
    std::string code;
    std::string value = "0";
    double number = 0;             // of a real one, to see at once that it has not changed
    const char* before_code = "";  // between a value and the code
  };
  std::size_t add(const char* type, int bits, const std::string& name);
  void set(std::size_t signal, std::string value);
  void write(const std::string& text);
  void flush();

  traces::FileSink sink_;
  std::string pending_;
  std::vector<Signal> signals_;
  bool defined_ = false;  // all signals are
  std::int64_t time_ = 0, written_time_ = -1;
};

}  // namespace skipgrid::sim
