// What a fuzzed reader may do: accept its input, or refuse it as the program promises.
#pragma once

#include <string>
#include <utility>

#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {

class Judge {
 public:
  explicit Judge(Target target) : target_(std::move(target)), file_(target_.file) {}

  /// Hands the bytes to the reader. What it did wrong, in a line; empty when it accepted them or refused them in one
  /// line of its own words.
  std::string finding(const std::string& bytes);

 private:
  Target target_;
  MemoryFile file_;
};

}  // namespace skipgrid::fuzz
