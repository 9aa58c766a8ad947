// What a run is about, in a few lines for people.
#pragma once

#include <string>

namespace skipgrid::sim {

struct RunConfig;

/// Name, workload and dropout; hardware, engine, and what is around the array.
std::string run_title(const RunConfig& config);

}  // namespace skipgrid::sim
