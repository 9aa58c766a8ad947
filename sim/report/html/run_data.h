// What a report shows of a run: its results as they were written, and what goes with them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace skipgrid::sim {

/// Name, unit and description of every count, and of what is worked out from counts.
nlohmann::ordered_json figures_json();

/// The data of report_page(). `path`: of a results.json. Throws InputError that names the place when it is none that
/// results.schema.json allows, or cannot be read.
nlohmann::ordered_json run_data(const std::string& path);

}  // namespace skipgrid::sim
