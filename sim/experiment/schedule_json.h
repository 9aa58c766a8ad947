// Schedules as files: written out, read back, edited.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sim/experiment/run_schedule.h"
#include "sim/experiment/variant.h"

namespace skipgrid::sim {

/// As configs/schema/schedule.schema.json describes it; variants without a schedule are left out.
nlohmann::ordered_json to_json(const std::map<Variant, RunSchedule>& schedules);

/// Throws InputError naming file, place and, where there is one, the group at fault. Whether a schedule fits a trace is
/// found out when it meets one.
std::map<Variant, RunSchedule> read_schedules(const std::string& path);

}  // namespace skipgrid::sim
