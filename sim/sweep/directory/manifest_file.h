// How a manifest lies in a sweep's directory: manifest.json says what the points are made of, points.jsonl lists them,
// a line each. The manifest is sealed and has the list's checksum.
#pragma once

#include <string>

#include "sim/sweep/directory/sweep_directory.h"

namespace skipgrid::sweep {

inline constexpr const char* kManifestFile = "manifest.json";
inline constexpr const char* kPointsFile = "points.jsonl";

/// Whether both files are there, whole, and about this manifest's points; where only name or limits differ, the
/// manifest is replaced. False when one is lost or damaged, which is noted without a full stop. Throws InputError,
/// which says what differs first, when they are about other points or another program, and StorageError.
bool is_manifest_of(const SweepDirectory& directory, const Manifest& manifest, Damages& damages);

/// Both files, the list first: where there is a manifest.json, there is all of it. Throws StorageError.
void write_manifest(const SweepDirectory& directory, const Manifest& manifest);
/// Throws InputError when the files are not what was written, or a file that points read is not what it was.
Manifest read_manifest(const SweepDirectory& directory);

}  // namespace skipgrid::sweep
