// Which points each task of a job array computes. It is written down once, when the jobs are submitted: a task that
// starts hours later, or a second time, has the same points, whatever is done by then.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/sweep/directory/sweep_directory.h"

namespace skipgrid::sweep {

/// Of a cluster that its administrator has prepared for it.
inline constexpr int kMostShards = 1'000'000;

/// How many shards without a wish: so many points in each that starting its task (about 0.3 s) is little beside them,
/// and no more shards than Slurm takes in an array unless its administrator says otherwise.
int default_shards(std::size_t points);

/// Deals points (indices into the manifest's) round, those of one trace and of equal cost side by side, so that every
/// shard gets its share of the long ones. No more shards than points. Requires points, and shards >= 1.
std::vector<std::vector<std::uint32_t>> deal(const Manifest& manifest, std::vector<std::uint32_t> points, int shards);

/// One `skipgrid sweep submit`: the folder jobs/NUMBER of the sweep's directory, numbered from 1, with the shards, the
/// scripts of the jobs and their logs.
class Submission {
 public:
  /// A new one, the next in number; tasks may read it at once. Throws StorageError.
  Submission(const SweepDirectory& directory, const std::vector<std::vector<std::uint32_t>>& shards);
  /// One that is there. Throws InputError when it is not.
  Submission(const SweepDirectory& directory, int number);
  /// The number of the last one, 0 when there is none.
  static int last(const SweepDirectory& directory);

  int number() const { return number_; }
  int shards() const { return shards_; }
  /// "jobs/1/array.sh", below the directory.
  std::string file(const std::string& name) const;
  /// The points of one. Throws InputError for a shard that is none, or a file that is damaged.
  std::vector<std::uint32_t> points(int shard, const Manifest& manifest) const;

 private:
  const SweepDirectory& directory_;
  int number_ = 0, shards_ = 0;
};

}  // namespace skipgrid::sweep
