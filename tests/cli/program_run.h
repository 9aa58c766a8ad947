// One run of the program and what came of it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace skipgrid::cli::test {

struct ProgramRun {
  int code;  ///< exit code; -1 when a signal ended it
  std::string out, err;

  nlohmann::json json() const { return nlohmann::json::parse(out); }
  /// Lines on stderr.
  std::size_t complaints() const;
};

/// Runs the program with its standard output in a file of its own, or in `out_file` when one is given.
ProgramRun run_skipgrid(const std::vector<std::string>& arguments, const std::string& out_file = "");

/// The same from a line of words without quotes.
ProgramRun run_line(const std::string& line);

/// A small run that takes milliseconds: one layer of 24 neurons, three steps, batch 4, on an 8 x 8 array.
std::string small_run();

}  // namespace skipgrid::cli::test
