// The directory of a sweep: manifest.json and points.jsonl say what is to be done, points/ID.json hold what is done,
// failed/ID.json what went wrong. Files appear under their names only when they are complete, so that a sweep can be
// killed at any moment; processes of several hosts may write different points at the same time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/sweep/directory/storage.h"
#include "sim/sweep/points/points.h"
#include "sim/sweep/points/sweep_config.h"

namespace skipgrid::sweep {

/// Of a sweep's directory: who computes points, and who merges them.
inline constexpr const char* kLock = "lock";
inline constexpr const char* kMergeLock = "merge.lock";

/// What the points of a directory are, and the program that computes them.
struct Manifest {
  SweepConfig sweep;
  std::vector<Point> points;  ///< in the order of results.csv
  Json provenance;            ///< as in results
};

/// The manifest of a sweep that this program would start now. Throws InputError as PointSpace does.
Manifest manifest_of(SweepConfig sweep);

struct Failure {
  std::string kind;   ///< "crashed", "timeout", "memory" or "error"
  std::string error;  ///< one line
};

enum class PointState { missing, done, failed };
std::string_view to_string(PointState state);

struct PointCounts {
  std::size_t done = 0, failed = 0, missing = 0;

  void add(PointState state) { ++(state == PointState::done ? done : state == PointState::failed ? failed : missing); }
};

class SweepDirectory {
 public:
  /// An existing one. Throws InputError when there is no manifest.
  static SweepDirectory open(const std::string& path);

  /// A new and empty one that a manifest will be put into, or an existing one. Throws InputError when it cannot be
  /// made, or holds something else.
  static SweepDirectory make(const std::string& path);

  /// Puts the manifest in, or finds that it is there already; only its limits may be others and are then replaced.
  /// Throws InputError that says what else differs, and StorageError. Requires that nobody else does so at the same
  /// time.
  void start(const Manifest& manifest) const;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  Manifest manifest() const;

  PointState state(std::uint64_t id) const;
  /// Where the results document of a point that is done lies.
  std::string result_file(std::uint64_t id) const;
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

  /// Removes what processes that were killed have begun to write, and failures of points that are done. Requires that
  /// none is at work on points.
  void remove_leftovers() const;

 private:
  explicit SweepDirectory(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace skipgrid::sweep
