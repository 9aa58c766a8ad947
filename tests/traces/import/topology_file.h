// A topology file of a test: written, read, and what is wrong with it.
#pragma once

#include <string>

#include "tests/fixtures/temporary_folder.h"
#include "traces/import/scale_sim_topology.h"
#include "traces/input_error.h"

namespace skipgrid::traces::test {

inline const std::string kConvolutionHeader =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n";
inline const std::string kGemmHeader = "Layer, M, N, K,\n";

inline Topology topology_of(const std::string& text, int batch = 1) {
  const TemporaryFolder folder;
  write_file(folder / "net.csv", text);
  return read_scale_sim_topology(folder / "net.csv", batch);
}

/// What the error says from the file's name on; "accepted" when there is none.
inline std::string topology_error(const std::string& text, int batch = 1) {
  try {
    topology_of(text, batch);
  } catch (const InputError& error) {
    const std::string message = error.what();
    return message.substr(message.find("net.csv"));
  }
  return "accepted";
}

}  // namespace skipgrid::traces::test
