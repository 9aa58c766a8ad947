// A sweep that takes a moment, and the folder that it lives in.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/cli/program_run.h"
#include "tests/traces/temporary_folder.h"

namespace skipgrid::cli::test {

/// A file sweep.json over small_run(): 2 x 2 array shapes, 3 rates, so 12 points, and three variants. A point's length
/// is that of its `iterations`.
struct SmallSweep {
  traces::test::TemporaryFolder folder;
  nlohmann::ordered_json json;
  std::string file = folder / "sweep.json";

  explicit SmallSweep(int iterations = 1);

  /// Writes the file anew from `json`.
  void save() const;
  /// Runs it into the folder `out` below the folder.
  ProgramRun run(const std::string& out, const std::vector<std::string>& options = {}) const;
  std::string path(const std::string& name) const { return folder / name; }
  /// A file of a result, "a/results.csv".
  std::string text(const std::string& name) const { return traces::test::read_file(folder / name); }
  /// Names below a folder, sorted.
  std::vector<std::string> names(const std::string& name) const;
};

/// What two sweeps of the same points must have in common to the byte.
void check_same_results(const SmallSweep& sweep, const std::string& one, const std::string& other);

}  // namespace skipgrid::cli::test
