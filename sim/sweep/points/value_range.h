// The values that a sweep file gives by their ends.
#pragma once

#include <string>
#include <vector>

#include "traces/json/json_reader.h"

namespace skipgrid::sweep {

/// From {"from", "to", "step"} the values from, from + step, ... up to `to`; from {"from", "to", "factor"} from, from *
/// factor, ... Integers when all three are, otherwise numbers rounded to 12 digits, so that 0.1 + 2 * 0.1 is 0.3.
/// Throws InputError at `place` when there is no end to them or `to` is less than `from`.
std::vector<Json> expand_range(const OrderedJson& range, const std::string& place);

}  // namespace skipgrid::sweep
