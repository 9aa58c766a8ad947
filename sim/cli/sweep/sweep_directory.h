// The directory of a sweep: manifest.json and points.jsonl say what is to be done, points/ID.json hold what is done,
// failed/ID.json what went wrong. Files appear under their names only when they are complete, so that a sweep can be
// killed at any moment; processes of several hosts may write different points at the same time.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/cli/sweep/points.h"
#include "sim/cli/sweep/sweep_config.h"

namespace skipgrid::cli::sweep {

/// What the points of a directory are, and the program that computes them.
struct Manifest {
  SweepConfig sweep;
  std::vector<Point> points;  ///< in the order of results.csv
  sim::Json provenance;       ///< as in results
};

/// The manifest of a sweep that this program would start now. Throws InputError as PointSpace does.
Manifest manifest_of(SweepConfig sweep);

/// The disk does not take a file: nothing is wrong with the point, and the sweep can go on later.
class StorageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Failure {
  std::string kind;   ///< "crashed", "timeout", "memory" or "error"
  std::string error;  ///< one line
};

enum class PointState { missing, done, failed };

class SweepDirectory {
 public:
  /// An existing one. Throws InputError when there is no manifest.
  explicit SweepDirectory(std::string path);

  /// Makes the directory for a manifest, or finds one that was made for the same points by the same program; its limits
  /// may be others and are then replaced. Throws InputError that says what differs, or why it cannot be made, and
  /// StorageError.
  static SweepDirectory make(const std::string& path, const Manifest& manifest);

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  Manifest manifest() const;

  PointState state(std::uint64_t id) const;
  /// The results document of a point that is done. Throws std::runtime_error when it is not what was written.
  std::string result(std::uint64_t id) const;
  /// Of a point that has failed.
  Failure failure(std::uint64_t id) const;
  /// Indices into the manifest's points of those that are not done, in order.
  std::vector<std::uint32_t> left(const Manifest& manifest) const;

  // Each throws StorageError.
  void write_result(std::uint64_t id, const std::string& document) const;
  void write_failure(std::uint64_t id, const Failure& failure) const;
  void forget_failure(std::uint64_t id) const;
  /// Any other file below the directory, whole or not at all.
  void write(const std::string& name, const std::string& content) const;
  /// Appends a line.
  void append(const std::string& name, const std::string& line) const;

  /// Removes what processes that were killed have begun to write. Requires that none is at work.
  void remove_leftovers() const;

 private:
  std::string path_;
};

}  // namespace skipgrid::cli::sweep
