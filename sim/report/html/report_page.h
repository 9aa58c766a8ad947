// A report as one HTML file that needs nothing else: the page of this folder, the charting library, and what it shows.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace skipgrid::sim {

/// `data`: {"kind": "run", "results": as results.schema.json says, "small_products": ...} or {"kind": "sweep", ...};
/// the page's scripts say what they read. Whatever names are in it stay text.
std::string report_page(const std::string& title, const nlohmann::ordered_json& data);

}  // namespace skipgrid::sim
