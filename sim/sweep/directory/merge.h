// The results of all points that are done as one table, in results.csv and results.sqlite.
#pragma once

#include <cstddef>

#include "sim/sweep/directory/sweep_directory.h"

namespace skipgrid::sweep {

struct MergeSummary {
  PointCounts points;
  Damages damages;       ///< what is there and was not believed
  std::size_t rows = 0;  ///< one for each point that is done and each of its variants
};

/// Reads the points one after another and writes both files anew, under temporary names first. The same points give the
/// same bytes, whoever computed them in whatever order. One merge at a time: a second one waits.
/// What is damaged counts as missing. Throws StorageError.
MergeSummary merge(const SweepDirectory& directory, const Manifest& manifest);

}  // namespace skipgrid::sweep
