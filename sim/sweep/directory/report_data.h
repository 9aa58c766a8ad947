// What a report shows of a sweep: every figure of every point that is done, and what was varied.
#pragma once

#include "sim/sweep/directory/sweep_directory.h"

namespace skipgrid::sweep {

/// The data of sim::report_page(). Figures but cycles that are 0 or nothing in all points are left out; ratios and
/// energies are rounded to six digits. Throws InputError when no point is done.
OrderedJson report_data(const SweepDirectory& directory, const Manifest& manifest, Damages& damages);

}  // namespace skipgrid::sweep
