#include "sim/report/results_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>
#include <unordered_map>

#include "sim/engine/energy.h"
#include "sim/experiment/draws/spread.h"
#include "sim/report/bounds.h"
#include "sim/report/csv.h"
#include "sim/report/provenance.h"
#include "sim/report/roofline.h"

namespace skipgrid::sim {
namespace {

using OrderedJson = nlohmann::ordered_json;

/// {"total": ..., "FP": ..., "BP": ..., "WG": ...} of what `figure` takes from a speedup.
OrderedJson speedups(const VariantResult& baseline, const VariantResult& variant,
                     std::optional<double> (*figure)(const std::optional<Spread>&)) {
  const auto of = [&](const SomePhase& phase) { return json_of(figure(speedup(baseline, variant, phase))); };
  OrderedJson json{{"total", of(std::nullopt)}};
  for (const traces::Phase phase : traces::kPhases) json[std::string(to_string(phase))] = of(phase);
  return json;
}

/// Calls visit(name, pJ) for the total and every component; without figures, with nothing.
template <class Visit>
void for_each_energy(const Stats& stats, const std::optional<EnergyConfig>& config, Visit&& visit) {
  const Energy energy = energy_of(stats, config.value_or(EnergyConfig{}));
  const auto known = [&](PicoJoules value) { return config ? std::optional<double>(value.count()) : std::nullopt; };
  visit("energy_pj", known(energy.total()));
  for (const EnergyComponent& component : kEnergyComponents) visit(component.name, known(energy.*(component.member)));
}

/// The fields in which an operation counts, but for those that only say more about its cycles and MACs.
constexpr std::string_view kOfOperation[] = {"cycles",
                                             "compute_cycles",
                                             "fill_cycles",
                                             "dram_stall_cycles",
                                             "skip_stall_cycles",
                                             "buffer_stall_cycles",
                                             "vector_wait_cycles",
                                             "gemms",
                                             "macs",
                                             "dense_macs",
                                             "dram_read_bytes",
                                             "dram_write_bytes"};

bool is_of_operation(std::string_view field) {
  return std::find(std::begin(kOfOperation), std::end(kOfOperation), field) != std::end(kOfOperation);
}

/// A name, a total and its phases.
OrderedJson breakdown(const std::string& name, const PhaseStats& stats, const Results& results) {
  const auto counts = [&](const Stats& counted) { return stats_json(counted, results.pes, results.energy); };
  OrderedJson json{{"name", name}, {"total", counts(stats.total())}, {"phases", OrderedJson::object()}};
  for (const traces::Phase phase : traces::kPhases)
    json["phases"][std::string(to_string(phase))] = counts(stats[phase]);
  return json;
}

/// What an operation of a layer counts in a phase: fewer fields than a phase has, since there are many of them; and no
/// utilization, since cycles belong to the oldest operation, and so to another than the MACs that are done in them.
OrderedJson operation_json(const std::string& name, traces::Phase phase, const Stats& stats) {
  OrderedJson json{{"name", name}, {"phase", to_string(phase)}};
  for_each_field([&](const auto& field) {
    if (is_of_operation(field.name)) json[std::string(field.name)] = number(stats.*(field.member));
  });
  return json;
}

OrderedJson layer_json(const LayerResult& layer, const Results& results) {
  OrderedJson json = breakdown(layer.name, layer.stats, results);
  json["operations"] = OrderedJson::array();
  for (const OperationResult& operation : layer.operations)
    for (const traces::Phase phase : traces::kPhases)
      if (operation.stats[phase] != Stats{})
        json["operations"].push_back(operation_json(operation.name, phase, operation.stats[phase]));
  return json;
}

OrderedJson machine_json(const Results& results) {
  const bool ideal = results.dram_bytes_per_cycle == 0;
  return {{"pes", results.pes},
          {"clock_mhz", results.clock_mhz},
          {"dram_bytes_per_cycle", ideal ? OrderedJson(nullptr) : OrderedJson(results.dram_bytes_per_cycle)}};
}

OrderedJson roofline_json(const Stats& stats, const Results& results) {
  const Bytes bytes = stats.dram_read_bytes + stats.dram_write_bytes;
  if (results.dram_bytes_per_cycle == 0 || bytes == Bytes(0) || stats.cycles == Cycles(0)) return nullptr;
  const Roofline line = roofline(stats, results.pes, results.dram_bytes_per_cycle);
  return {{"macs_per_byte", line.intensity},
          {"bound_macs_per_cycle", line.bound},
          {"bound", line.memory_bound ? "dram" : "array"},
          {"reached", line.reached}};
}

OrderedJson schedule_json(const GroupSummary& group) {
  OrderedJson next_best = nullptr;
  if (group.next_best) {
    next_best = {
        {"what", group.next_best->what}, {"more_cycles", group.next_best->cycles}, {"why", group.next_best->why}};
  }
  return {{"group", group.name},
          {"steps", group.steps},
          {"products", group.products},
          {"transposed", group.transposed},
          {"skipping", group.skipping},
          {"array_cycles", group.occupied},
          {"next_best", std::move(next_best)}};
}

OrderedJson home_json(const TensorHome& home) {
  constexpr const char* kBuffers[] = {"a", "b", "c"};
  return {{"tensor", home.name},
          {"buffer", kBuffers[static_cast<std::size_t>(home.buffer)]},
          {"bytes", home.bytes().count()},
          {"uses", home.uses},
          {"home", home.pinned ? "pinned" : "streamed"},
          {"loaded_bytes", home.pinned ? home.loaded_bytes().count() : 0},
          {"stored_bytes", home.pinned ? home.stored_bytes().count() : 0}};
}

/// Under each draw of masks.
OrderedJson drawn_cycles_json(const VariantResult& variant) {
  const auto of = [&](const SomePhase& phase) {
    OrderedJson counts = OrderedJson::array();
    for (const Cycles& cycles : drawn_cycles(variant, phase)) counts.push_back(cycles.count());
    return counts;
  };
  OrderedJson json{{"total", of(std::nullopt)}};
  for (const traces::Phase phase : traces::kPhases) json[std::string(to_string(phase))] = of(phase);
  return json;
}

OrderedJson variant_json(const VariantResult& variant, const Results& results) {
  OrderedJson json = breakdown(std::string(to_string(variant.variant)), variant.stats(), results);
  for (const ComparedWith& compared : kComparedWith) {
    const VariantResult* baseline = results.find(compared.baseline);
    const auto of = [&](auto* figure) {
      return baseline == nullptr ? OrderedJson(nullptr) : speedups(*baseline, variant, figure);
    };
    json[compared.name] = of(mean_of);
    json[std::string(compared.name) + "_margin"] = of(margin_of);
  }
  if (results.draws > 1) json["drawn_cycles"] = drawn_cycles_json(variant);
  json["roofline"] = roofline_json(variant.stats().total(), results);
  const Bounds bounds = bounds_of(variant, results);
  json["bounds"] = {{"array_cycles", bounds.array.count()},
                    {"dram_cycles", bounds.dram ? OrderedJson(bounds.dram->count()) : OrderedJson(nullptr)}};
  json["cycles_in_trace_order"] =
      variant.in_trace_order ? OrderedJson(variant.in_trace_order->count()) : OrderedJson(nullptr);
  json["layers"] = OrderedJson::array();
  for (const LayerResult& layer : variant.layers) json["layers"].push_back(layer_json(layer, results));
  json["schedule"] = OrderedJson::array();
  for (const GroupSummary& group : variant.groups) json["schedule"].push_back(schedule_json(group));
  json["residency"] = OrderedJson::array();
  for (const TensorHome& home : variant.residency) json["residency"].push_back(home_json(home));
  return json;
}

/// One line for the sum over the phases and one for each phase. `part`: a variant, or a layer of it; `baselines`: the
/// same of those that it is compared with, null where there is none.
template <class Part>
std::string csv_lines(Variant variant, const std::string& layer, const Part& part, const PhaseStats& stats,
                      const std::array<const Part*, kComparedWith.size()>& baselines, const Results& results) {
  const auto line = [&](std::string_view name, const Stats& counted, const SomePhase& phase) {
    std::string text = fmt::format("{},{},{},{}", to_string(variant), csv_text(layer), name,
                                   stats_csv(counted, results.pes, results.energy));
    for (const Part* baseline : baselines) {
      std::optional<Spread> faster;
      if (baseline != nullptr) faster = speedup(drawn_cycles(*baseline, phase), drawn_cycles(part, phase));
      text += fmt::format(",{},{}", csv_number(mean_of(faster)), csv_number(margin_of(faster)));
    }
    return text + "\n";
  };
  std::string lines = line("all", stats.total(), std::nullopt);
  for (const traces::Phase phase : traces::kPhases) lines += line(to_string(phase), stats[phase], phase);
  return lines;
}

using LayersByName = std::unordered_map<std::string_view, const LayerResult*>;

/// None of no variant.
LayersByName layers_of(const VariantResult* variant) {
  LayersByName layers;
  if (variant == nullptr) return layers;
  for (const LayerResult& layer : variant->layers) layers.emplace(layer.name, &layer);
  return layers;
}

}  // namespace

OrderedJson json_of(std::optional<double> value) { return value ? OrderedJson(*value) : OrderedJson(nullptr); }

OrderedJson stats_json(const Stats& stats, std::int64_t pes, const std::optional<EnergyConfig>& energy) {
  OrderedJson json;
  for_each_field([&](const auto& field) { json[std::string(field.name)] = number(stats.*(field.member)); });
  json["utilization"] = json_of(utilization(stats, pes));
  json["mapping_efficiency"] = json_of(mapping_efficiency(stats, pes));
  for_each_energy(stats, energy, [&](std::string_view name, std::optional<double> picojoules) {
    json[std::string(name)] = json_of(picojoules);
  });
  return json;
}

OrderedJson provenance_json() {
  const Provenance& built = provenance();
  return {{"program", built.program},
          {"version", built.version},
          {"commit", built.commit},
          {"compiler", built.compiler},
          {"systemc", built.systemc}};
}

OrderedJson results_json(const Results& results) {
  OrderedJson json{{"schema", "skipgrid-results/2"}, {"name", results.name}};
  json["config"] = OrderedJson::parse(results.config);
  json["provenance"] = provenance_json();
  json["machine"] = machine_json(results);
  json["draws"] = results.draws;
  json["variants"] = OrderedJson::array();
  for (const VariantResult& variant : results.variants) json["variants"].push_back(variant_json(variant, results));
  return json;
}

std::string stats_csv_header() {
  std::string header;
  for_each_field([&](const auto& field) { header += std::string(field.name) + ","; });
  header += "utilization,mapping_efficiency,energy_pj";
  for (const EnergyComponent& component : kEnergyComponents) header += "," + std::string(component.name);
  return header;
}

std::string stats_csv(const Stats& stats, std::int64_t pes, const std::optional<EnergyConfig>& energy) {
  std::string line;
  for_each_field([&](const auto& field) { line += fmt::format("{},", number(stats.*(field.member))); });
  line += csv_number(utilization(stats, pes)) + "," + csv_number(mapping_efficiency(stats, pes));
  for_each_energy(stats, energy,
                  [&](std::string_view, std::optional<double> picojoules) { line += "," + csv_number(picojoules); });
  return line;
}

std::string results_csv(const Results& results) {
  std::string csv = "variant,layer,phase," + stats_csv_header();
  std::array<const VariantResult*, kComparedWith.size()> baselines{};
  for (std::size_t i = 0; i < baselines.size(); ++i) {
    csv += fmt::format(",{0},{0}_margin", kComparedWith[i].name);
    baselines[i] = results.find(kComparedWith[i].baseline);
  }
  csv += "\n";
  std::array<LayersByName, kComparedWith.size()> baseline_layers;
  for (std::size_t i = 0; i < baselines.size(); ++i) baseline_layers[i] = layers_of(baselines[i]);
  for (const VariantResult& variant : results.variants) {
    csv += csv_lines(variant.variant, "all", variant, variant.stats(), baselines, results);
    for (const LayerResult& layer : variant.layers) {
      std::array<const LayerResult*, kComparedWith.size()> layers{};
      for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto same = baseline_layers[i].find(layer.name);
        if (same != baseline_layers[i].end()) layers[i] = same->second;
      }
      csv += csv_lines(variant.variant, layer.name, layer, layer.stats, layers, results);
    }
  }
  return csv;
}

}  // namespace skipgrid::sim
