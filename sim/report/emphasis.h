// Lines that stand out on a terminal, by ANSI's codes (ECMA-48, "select graphic rendition").
#pragma once

#include <string>

namespace skipgrid::sim {

struct Emphasis {
  bool shown = false;  ///< false: every line is as it was

  /// Of lines without their ends.
  std::string strong(const std::string& line) const { return coded("1", line); }
  std::string good(const std::string& line) const { return coded("32", line); }
  std::string faint(const std::string& line) const { return coded("2", line); }

 private:
  std::string coded(const char* code, const std::string& line) const {
    return shown && !line.empty() ? "\x1b[" + std::string(code) + "m" + line + "\x1b[0m" : line;
  }
};

}  // namespace skipgrid::sim
