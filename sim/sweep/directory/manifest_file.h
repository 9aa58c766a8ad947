// How a manifest lies in a sweep's directory: manifest.json says what the points are made of, points.jsonl lists them,
// a line each.
#pragma once

#include <string>

#include "sim/sweep/directory/sweep_directory.h"

namespace skipgrid::sweep {

inline constexpr const char* kManifestFile = "manifest.json";
inline constexpr const char* kPointsFile = "points.jsonl";

/// Everything of a manifest but the list of points.
Json manifest_json(const Manifest& manifest);
/// Where two of them are about other points or other programs: "/sweep/base/hardware/rows is 8 there and 16 here";
/// empty when they are not.
std::string difference(const Json& there, const Json& here);

/// Both files, the list first: where there is a manifest.json, there is all of it. Throws StorageError.
void write_manifest(const SweepDirectory& directory, const Manifest& manifest);
/// Throws InputError when the files are not what was written.
Manifest read_manifest(const SweepDirectory& directory);

}  // namespace skipgrid::sweep
