// What a run is about, in a few lines for people.
#pragma once

#include <cstddef>
#include <string>

namespace skipgrid::sim {

struct RunConfig;

/// Name, workload and dropout; hardware, engine, and what is around the array; in lines of at most `width` characters.
std::string run_title(const RunConfig& config, std::size_t width);

}  // namespace skipgrid::sim
