// The speedups of the paper's tasks side by side, each against every baseline, beside what the paper measured.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sim/experiment/results.h"

namespace skipgrid::sim {

/// Sarma et al. (NeurIPS 2021): training is this much shorter over all their tasks, measured on a GPU.
inline constexpr double kPaperLeastSpeedup = 1.23;
inline constexpr double kPaperMostSpeedup = 1.64;

/// One task on one machine.
struct PaperRow {
  std::string hardware;
  Results results;  ///< with the variants structured, dense, dense-fused, random and structured-auto
};

/// For each row and phase: structured over dense, over dense-fused and over random, and structured-auto over
/// dense-fused; what is missing is "-".
std::string paper_table(const std::vector<PaperRow>& rows);
nlohmann::ordered_json paper_json(const std::vector<PaperRow>& rows);
/// "task,hardware,phase,over_dense,over_dense_fused,over_random,auto_over_dense_fused" and a line for each row and
/// phase.
std::string paper_csv(const std::vector<PaperRow>& rows);

}  // namespace skipgrid::sim
