#include "tests/sim/memory/presets.h"

#include <nlohmann/json.hpp>

#include "sim/experiment/dram_json.h"
#include "traces/json/schema.h"

namespace skipgrid::sim {

DramConfig dram_preset(const std::string& name) {
  const std::string path = SKIPGRID_CONFIGS "/dram/" + name + ".json";
  const Json document = read_json_file(path);
  check(document, "dram.schema.json", in_file(path));
  return dram_config_from_json(document, path);
}

BankedDramConfig one_channel(const std::string& name, DramMapping mapping) {
  BankedDramConfig config = dram_preset(name).banked;
  config.organization.channels = 1;
  config.controller.mapping = mapping;
  return config;
}

}  // namespace skipgrid::sim
