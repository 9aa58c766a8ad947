// A run under several draws of masks: what has to be run for it, and what comes of that together.
#pragma once

#include <vector>

#include "sim/experiment/progress/task_progress.h"
#include "sim/experiment/results.h"
#include "sim/experiment/variant.h"

namespace skipgrid::sim {

class MachineObserver;
struct RunConfig;

struct DrawnVariant {
  Variant variant = Variant::structured;
  int draw = 0;  ///< from 0
};

/// Whether a variant's cycles may differ from draw to draw. Products of which nothing is skipped take the same
/// whichever neurons drop. Element-wise work, its time and its traffic, may not; nor may sentences, whose lengths a
/// workload draws under the same seed.
bool depends_on_draw(const RunConfig& config, Variant variant);

/// Variant by variant under the first draw, and under the others where it depends on them.
std::vector<DrawnVariant> drawn_variants(const RunConfig& config);

/// The run with `draw` added to its seed. Requires a model as workload for any but the first.
RunConfig under_draw(RunConfig config, int draw);

VariantResult run_drawn(const RunConfig& config, const DrawnVariant& what, MachineObserver* observer = nullptr,
                        TaskProgress progress = {});

/// A result for each variant of the run from one for each of drawn_variants(config), in that order: all counts of the
/// first draw, and the cycles of the others.
std::vector<VariantResult> gathered(const RunConfig& config, std::vector<VariantResult> results);

}  // namespace skipgrid::sim
