// Cells of CSV files.
#pragma once

#include <optional>
#include <string>

namespace skipgrid::sim {

/// Quoted when a comma, a quote or a line break is inside (RFC 4180).
std::string csv_text(const std::string& text);
/// The shortest text that reads as the same number; empty for nothing.
std::string csv_number(std::optional<double> value);

}  // namespace skipgrid::sim
