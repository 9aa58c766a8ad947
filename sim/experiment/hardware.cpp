#include "sim/experiment/hardware.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "sim/experiment/dram_json.h"

namespace skipgrid::sim {
namespace {

constexpr std::int64_t kBytesPerKib = 1024;

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

BufferConfig buffer_from_json(const Json& document) {
  BufferConfig buffer;
  buffer.capacity = Bytes(document.at("kib").get<std::int64_t>() * kBytesPerKib);
  buffer.bytes_per_cycle = document.value("bytes_per_cycle", buffer.bytes_per_cycle);
  return buffer;
}

Json to_json(const BufferConfig& buffer) {
  return {{"kib", buffer.capacity.count() / kBytesPerKib}, {"bytes_per_cycle", buffer.bytes_per_cycle}};
}

SkipUnitConfig skip_unit_from_json(const Json& document) {
  return {document.at("mask_bits_per_cycle").get<int>(), document.at("indices_per_cycle").get<int>()};
}

VectorUnitConfig vector_unit_from_json(const Json& document) {
  VectorUnitConfig unit;
  unit.lanes = document.at("lanes").get<int>();
  if (!document.contains("costs")) return unit;
  const Json& costs = document["costs"];
  for (const traces::ElementWiseKind& kind : traces::kElementWiseKinds) {
    unit.costs[traces::index_of(kind.kind)] = costs.at(std::string(kind.word)).get<double>();
  }
  return unit;
}

Json to_json(const VectorUnitConfig& unit) {
  Json costs = Json::object();
  for (const traces::ElementWiseKind& kind : traces::kElementWiseKinds) {
    costs[std::string(kind.word)] = unit.costs[traces::index_of(kind.kind)];
  }
  return {{"lanes", unit.lanes}, {"costs", std::move(costs)}};
}

EnergyConfig energy_from_json(const Json& document) {
  EnergyConfig energy;
  for (const EnergyAction& action : kEnergyActions) {
    energy.*(action.member) = document.at(std::string(action.name)).at("pj").get<double>();
  }
  return energy;
}

}  // namespace

std::string default_name(const ArrayConfig& array) {
  return fmt::format("{}_{}x{}", to_string(array.dataflow), array.rows, array.cols);
}

Hardware hardware_from_json(const Json& document, const PlaceOf& place_of) {
  Hardware hardware;
  MachineConfig& machine = hardware.machine;
  machine.array = array_from_json(document);
  hardware.name = document.value("name", default_name(machine.array));
  machine.clock_mhz = document.value("clock_mhz", machine.clock_mhz);
  if (document.contains("dram")) machine.dram = dram_config_from_json(document["dram"], place_of("/dram"));
  if (document.contains("buffers")) {
    const Json& buffers = document["buffers"];
    machine.buffers = BuffersConfig{buffer_from_json(buffers.at("a")), buffer_from_json(buffers.at("b")),
                                    buffer_from_json(buffers.at("c"))};
  }
  if (document.contains("skip_unit")) machine.skip_unit = skip_unit_from_json(document["skip_unit"]);
  if (document.contains("vector_unit")) machine.vector_unit = vector_unit_from_json(document["vector_unit"]);
  if (document.contains("energy")) machine.energy = energy_from_json(document["energy"]);
  return hardware;
}

Json to_json(const Hardware& hardware) {
  const MachineConfig& machine = hardware.machine;
  const ArrayConfig& array = machine.array;
  Json json{{"name", hardware.name},
            {"rows", array.rows},
            {"cols", array.cols},
            {"dataflow", to_string(array.dataflow)},
            {"schedule", to_string(array.schedule)},
            {"precision", to_string(array.precision)},
            {"multiplier_stages", array.multiplier_stages},
            {"clock_mhz", machine.clock_mhz}};
  if (machine.dram.kind != DramKind::ideal) json["dram"] = to_json(machine.dram);
  if (machine.buffers) {
    json["buffers"] = {
        {"a", to_json(machine.buffers->a)}, {"b", to_json(machine.buffers->b)}, {"c", to_json(machine.buffers->c)}};
  }
  if (machine.skip_unit) {
    json["skip_unit"] = {{"mask_bits_per_cycle", machine.skip_unit->mask_bits_per_cycle},
                         {"indices_per_cycle", machine.skip_unit->indices_per_cycle}};
  }
  if (machine.vector_unit) json["vector_unit"] = to_json(*machine.vector_unit);
  return json;
}

}  // namespace skipgrid::sim
