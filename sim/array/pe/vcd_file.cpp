#include "sim/array/pe/vcd_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <bitset>
#include <utility>

namespace skipgrid::sim {

namespace {

constexpr std::size_t kFlushedAt = std::size_t{1} << 16;

/// "a", "b", ..., "z", "ba", "bb", ...
std::string code_of(std::size_t signal) {
  constexpr std::size_t kLetters = 26;
  std::string code;
  do {
    code.insert(code.begin(), static_cast<char>('a' + signal % kLetters));
    signal /= kLetters;
  } while (signal > 0);
  return code;
}

std::string binary(std::int64_t value) {
  const std::string bits = std::bitset<64>(static_cast<std::uint64_t>(value)).to_string();
  return bits.substr(std::min(bits.find('1'), bits.size() - 1));
}

}  // namespace

VcdFile::VcdFile(const std::string& path, const std::string& unit) : sink_(path) {
  write("$timescale " + unit + " $end\n");
}

void VcdFile::open_scope(const std::string& name) { write("$scope module " + name + " $end\n"); }
void VcdFile::close_scope() { write("$upscope $end\n"); }

std::size_t VcdFile::add(const char* type, int bits, const std::string& name) {
  Signal signal;
  signal.code = code_of(signals_.size());
  if (std::string(type) == "real") signal.value = "r0";
  if (bits > 1) signal.value = "b0";
  if (signal.value != "0") signal.before_code = " ";
  write(fmt::format("$var {} {} {} {} $end\n", type, bits, signal.code, name));
  signals_.push_back(std::move(signal));
  return signals_.size() - 1;
}

void VcdFile::at(std::int64_t time) {
  if (!std::exchange(defined_, true)) {
    write("$enddefinitions $end\n$dumpvars\n");
    for (const Signal& signal : signals_) write(signal.value + signal.before_code + signal.code + "\n");
    write("$end\n");
  }
  time_ = time;
}

void VcdFile::set_real(std::size_t signal, double value) {
  if (std::exchange(signals_[signal].number, value) != value) set(signal, fmt::format("r{}", value));
}
void VcdFile::set_bit(std::size_t signal, bool value) { set(signal, value ? "1" : "0"); }
void VcdFile::set_count(std::size_t signal, std::int64_t value) { set(signal, "b" + binary(value)); }

void VcdFile::set(std::size_t number, std::string value) {
  Signal& signal = signals_[number];
  if (signal.value == value) return;
  signal.value = std::move(value);
  if (written_time_ != time_) write(fmt::format("#{}\n", time_));
  written_time_ = time_;
  write(signal.value + signal.before_code + signal.code + "\n");
}

void VcdFile::write(const std::string& text) {
  pending_ += text;
  if (pending_.size() >= kFlushedAt) flush();
}

void VcdFile::flush() {
  sink_.write(pending_.data(), pending_.size());
  pending_.clear();
}

void VcdFile::finish() {
  at(time_);
  flush();
  sink_.finish();
}

}  // namespace skipgrid::sim
