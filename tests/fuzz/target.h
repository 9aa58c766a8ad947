// What is fuzzed: the readers of all that users hand to the program.
#pragma once

#include <string>
#include <vector>

namespace skipgrid::fuzz {

struct Input {
  const std::string& bytes;
  const std::string& path;  ///< of a file that holds them
};

/// A reader, called in the way that the program calls it. It throws what the program would refuse the input with.
struct Target {
  std::string name;  ///< of its folders in corpus and seeds
  std::string file;  ///< what its input is called, beneath configs
  void (*read)(const Input& input);
};

Target run_target();
Target hardware_target();
Target workload_target();
Target sweep_target();
Target where_target();
Target train_target();
Target schedule_target();
Target trace_target();
Target trace_gzip_target();
Target trace_zstd_target();
Target topology_target();
Target lengths_target();
Target text_target();
Target conll_target();
Target parallel_target();
Target checkpoint_target();
Target results_target();

/// All of them.
std::vector<Target> targets();

}  // namespace skipgrid::fuzz
