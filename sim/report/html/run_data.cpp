#include "sim/report/html/run_data.h"

#include <nlohmann/json.hpp>

#include "sim/engine/stats.h"
#include "sim/experiment/hardware.h"
#include "sim/report/html/small_product.h"
#include "traces/json/json_reader.h"
#include "traces/json/schema.h"

namespace skipgrid::sim {
namespace {

struct Figure {
  const char *name, *unit, *description;
};
constexpr Figure kWorkedOut[] = {
    {"utilization", "", "MACs done / (PEs x cycles)"},
    {"mapping_efficiency", "", "PEs that hold a kept index / all PEs, mean over the tiles"},
    {"speedup_vs_dense", "x", "times as fast as dense"},
    {"speedup_vs_dense_best", "x", "times as fast as dense-best"},
    {"PEs", "PEs", "processing elements of the array"},
    {"energy_pj", "pJ", "of all that is counted"},
    {"energy_mac_pj", "pJ", "of multiply-accumulates"},
    {"energy_registers_pj", "pJ", "of values taken into the PEs' registers"},
    {"energy_sram_pj", "pJ", "of bytes in and out of the buffers"},
    {"energy_dram_pj", "pJ", "of bytes in and out of DRAM"},
    {"energy_vector_pj", "pJ", "of the vector unit's lane-cycles"},
};

}  // namespace

OrderedJson figures_json() {
  OrderedJson list = OrderedJson::array();
  const auto add = [&](std::string_view name, std::string_view unit, std::string_view description) {
    list.push_back({{"name", name}, {"unit", unit}, {"description", description}});
  };
  for_each_field([&](const auto& field) { add(field.name, field.unit, field.description); });
  for (const Figure& figure : kWorkedOut) add(figure.name, figure.unit, figure.description);
  return list;
}

OrderedJson run_data(const std::string& path) {
  OrderedJson results = read_ordered_json_file(path);
  const Json checked = Json::parse(results.dump());
  check(checked, "results.schema.json", in_file(path));
  const Json& config = checked["config"];
  const Json hardware = config.contains("hardware") ? config["hardware"] : Json();
  const PlaceOf in_hardware = [&](const std::string& pointer) { return path + ": /config/hardware" + pointer; };
  check(hardware, "hardware.schema.json", in_hardware);
  return {{"kind", "run"},
          {"figures", figures_json()},
          {"results", std::move(results)},
          {"small_products", small_products(hardware_from_json(hardware, in_hardware).machine.array)}};
}

}  // namespace skipgrid::sim
