// The speedups of the paper's tasks side by side, each against every baseline, beside what the paper measured.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sim/experiment/results.h"

namespace skipgrid::sim {

/// Sarma et al. (NeurIPS 2021): training is this much shorter over all their tasks.
inline constexpr double kPaperLeastSpeedup = 1.23;
inline constexpr double kPaperMostSpeedup = 1.64;

/// One task on one machine.
struct PaperRow {
  std::string hardware;
  Results results;  ///< with all variants
};

/// For each row and phase: structured-best over dense-best, and structured over dense, over dense-fused and over
/// random, with 95 % intervals when there are several draws of masks; what is missing is "-".
std::string paper_table(const std::vector<PaperRow>& rows);
nlohmann::ordered_json paper_json(const std::vector<PaperRow>& rows);
/// "task,hardware,phase,best_over_best,over_dense,over_dense_fused,over_random,draws,best_over_best_margin,..." and a
/// line for each row and phase; a margin is half the width of the 95 % interval, empty with one draw of masks.
std::string paper_csv(const std::vector<PaperRow>& rows);

}  // namespace skipgrid::sim
