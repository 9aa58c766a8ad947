// Schedules that were written out and edited.
#include <nlohmann/json.hpp>

#include "sim/experiment/schedule_json.h"
#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {
namespace {

void read_schedule(const Input& input) { to_json(sim::read_schedules(input.path)); }

}  // namespace

Target schedule_target() { return {"schedule", "input.json", read_schedule}; }

}  // namespace skipgrid::fuzz
