// The directory of a sweep: manifest.json and points.jsonl say what is to be done, points/ID.json hold what is done,
// failed/ID.json what went wrong. Files appear under their names only when they are complete, so that a sweep can be
// killed at any moment; processes of several hosts may write different points at the same time. What is read is
// believed only when it is what was written, for this point and by this program.
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
  ReadFiles files = {};       ///< what points read, as it was when they were planned

  /// What a document of a point is sealed with: the point's id and what stands for the program.
  std::string seal_of(std::uint64_t id) const;
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

/// Sentences about files that are there and are not believed; what they were about counts as missing.
using Damages = std::vector<std::string>;

/// What a directory holds of a point.
struct PointRecord {
  PointState state = PointState::missing;
  std::string document;  ///< the results, of a point that is done
  Failure failure;       ///< of a point that has failed
};

class SweepDirectory {
 public:
  /// An existing one. Throws InputError when there is no manifest.
  static SweepDirectory open(const std::string& path);

  /// A new and empty one that a manifest will be put into, or an existing one. Throws InputError when it cannot be
  /// made, or holds something else.
  static SweepDirectory make(const std::string& path);

  /// Puts the manifest in, or finds that it is there already; only its name and limits may be others and are then
  /// replaced. One that is lost or damaged is made anew, which `damages` tells. Throws InputError that says what else
  /// differs, and StorageError. Requires that nobody else does so at the same time.
  void start(const Manifest& manifest, Damages& damages) const;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  /// Throws InputError when it is not what was written, or a file that points read is not what it was.
  Manifest manifest() const;

  /// Looks at all that is there of a point.
  PointRecord point(const Manifest& manifest, std::uint64_t id, Damages& damages) const;
  /// Where the results document of a point that is done lies.
  std::string result_file(std::uint64_t id) const;
  /// Indices into the manifest's points of those that are not done, in order.
  std::vector<std::uint32_t> left(const Manifest& manifest, Damages& damages) const;

  // Each throws StorageError. What is written is on the disk, whatever becomes of the machine, unless it is little work
  // to have it again.
  void write_result(const Manifest& manifest, std::uint64_t id, const std::string& document,
                    traces::Durability durability) const;
  void write_failure(const Manifest& manifest, std::uint64_t id, const Failure& failure) const;
  void forget_failure(std::uint64_t id) const;
  /// Any other file below the directory, whole or not at all.
  void write(const std::string& name, const std::string& content,
             traces::Durability durability = traces::Durability::disk) const;
  /// Appends a line.
  void append(const std::string& name, const std::string& line) const;

  /// Removes what processes that were killed have begun to write, and failures of points that are done. Requires that
  /// none is at work on points.
  void remove_leftovers(const Manifest& manifest) const;

 private:
  explicit SweepDirectory(std::string path) : path_(std::move(path)) {}

  void make_folders() const;
  void refuse_points_of_others(const Manifest& manifest) const;

  std::string path_;
};

}  // namespace skipgrid::sweep
