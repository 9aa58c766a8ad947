#include "sim/config/hardware.h"

#include <fmt/format.h>

namespace skipgrid::sim {
namespace {

ArrayConfig array_from_json(const Json& document) {
  ArrayConfig array;
  array.rows = document.at("rows").get<int>();
  array.cols = document.at("cols").get<int>();
  array.dataflow = dataflow_from_string(document.value("dataflow", std::string(to_string(array.dataflow))));
  array.schedule = schedule_from_string(document.value("schedule", std::string(to_string(array.schedule))));
  array.precision = precision_from_string(document.value("precision", std::string(to_string(array.precision))));
  array.multiplier_stages = document.value("multiplier_stages", array.multiplier_stages);
  return array;
}

}  // namespace

Hardware hardware_from_json(const Json& document) {
  Hardware hardware;
  hardware.array = array_from_json(document);
  const ArrayConfig& array = hardware.array;
  hardware.name = document.value("name", fmt::format("{}_{}x{}", to_string(array.dataflow), array.rows, array.cols));
  return hardware;
}

Json to_json(const Hardware& hardware) {
  const ArrayConfig& array = hardware.array;
  return Json{{"name", hardware.name},
              {"rows", array.rows},
              {"cols", array.cols},
              {"dataflow", to_string(array.dataflow)},
              {"schedule", to_string(array.schedule)},
              {"precision", to_string(array.precision)},
              {"multiplier_stages", array.multiplier_stages}};
}

}  // namespace skipgrid::sim
