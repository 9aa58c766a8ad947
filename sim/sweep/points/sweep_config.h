// A sweep as a user asks for it: a run, what varies, which combinations are wanted, and what a point may cost.
#pragma once

#include <string>
#include <vector>

#include "sim/sweep/points/axis.h"
#include "sim/sweep/points/limits.h"
#include "traces/json/json_reader.h"

namespace skipgrid::sweep {

struct SweepConfig {
  std::string path;  ///< of the file, for messages
  std::string name;
  Json base;  ///< the run that the points change, with nothing left to look up; its variants are the sweep's
  std::vector<Axis> axes;
  std::vector<std::string> where;
  Limits limits;
};

/// Reads and checks the file and all that it names. Throws InputError that names the place.
SweepConfig load_sweep(const std::string& path);

/// What decides the points, in the way manifests write it: everything but path, name and limits.
Json points_json(const SweepConfig& config);
/// Reads it back, together with the rest. Requires JSON that points_json wrote.
SweepConfig sweep_from_json(const Json& points, std::string path, std::string name, Limits limits);
Json to_json(const Limits& limits);
Limits limits_from_json(const Json& json);

/// All pointers in the order of their columns in results.csv.
std::vector<std::string> pointers(const SweepConfig& config);

}  // namespace skipgrid::sweep
