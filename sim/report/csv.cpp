#include "sim/report/csv.h"

#include <fmt/format.h>

namespace skipgrid::sim {

std::string csv_text(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string csv_number(std::optional<double> value) { return value ? fmt::format("{}", *value) : ""; }

}  // namespace skipgrid::sim
