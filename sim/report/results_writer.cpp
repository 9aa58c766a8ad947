#include "sim/report/results_writer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/engine/energy.h"
#include "sim/report/csv.h"
#include "sim/report/provenance.h"
#include "sim/report/roofline.h"

namespace skipgrid::sim {
namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson json_of(std::optional<double> value) { return value ? OrderedJson(*value) : OrderedJson(nullptr); }

/// {"total": ..., "FP": ..., "BP": ..., "WG": ...}
OrderedJson speedups(const PhaseStats& baseline, const PhaseStats& stats) {
  OrderedJson json{{"total", json_of(speedup(baseline.total(), stats.total()))}};
  for (const traces::Phase phase : traces::kPhases)
    json[std::string(to_string(phase))] = json_of(speedup(baseline[phase], stats[phase]));
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

/// A name, a total and its phases.
OrderedJson breakdown(const std::string& name, const PhaseStats& stats, const Results& results) {
  const auto counts = [&](const Stats& counted) { return stats_json(counted, results.pes, results.energy); };
  OrderedJson json{{"name", name}, {"total", counts(stats.total())}, {"phases", OrderedJson::object()}};
  for (const traces::Phase phase : traces::kPhases)
    json["phases"][std::string(to_string(phase))] = counts(stats[phase]);
  return json;
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

OrderedJson fusion_json(const FusionRow& row) {
  const std::optional<int> breakeven = row.breakeven_redraw_every();
  return {{"layer", row.layer},
          {"op", row.op},
          {"phase", to_string(row.phase)},
          {"decision", to_string(row.decision())},
          {"reason", row.reason()},
          {"members", row.members},
          {"products", row.products},
          {"apart", row.apart},
          {"estimated_cycles",
           {{"per_step_skip", row.per_step_skip.count()},
            {"fused_dense", row.fused_dense.count()},
            {"fused_skip", row.fused_skip.count()}}},
          {"breakeven_redraw_every", breakeven ? OrderedJson(*breakeven) : OrderedJson(nullptr)}};
}

OrderedJson home_json(const TensorHome& home) {
  constexpr const char* kBuffers[] = {"a", "b", "c"};
  return {{"tensor", home.name},
          {"buffer", kBuffers[static_cast<std::size_t>(home.buffer)]},
          {"bytes", home.bytes().count()},
          {"uses", home.uses},
          {"home", home.pinned ? "pinned" : "streamed"}};
}

OrderedJson variant_json(const VariantResult& variant, const Results& results) {
  OrderedJson json = breakdown(std::string(to_string(variant.variant)), variant.stats(), results);
  json["roofline"] = roofline_json(variant.stats().total(), results);
  json["layers"] = OrderedJson::array();
  for (const LayerResult& layer : variant.layers) json["layers"].push_back(breakdown(layer.name, layer.stats, results));
  json["fusion"] = OrderedJson::array();
  for (const FusionRow& row : variant.fusion) json["fusion"].push_back(fusion_json(row));
  json["residency"] = OrderedJson::array();
  for (const TensorHome& home : variant.residency) json["residency"].push_back(home_json(home));
  return json;
}

/// One line for the sum over the phases and one for each phase. `structured` is what the speedup column is about.
std::string csv_lines(Variant variant, const std::string& layer, const PhaseStats& stats, const PhaseStats* structured,
                      const Results& results) {
  const auto line = [&](std::string_view phase, const Stats& counted, const std::optional<double>& faster) {
    return fmt::format("{},{},{},{},{}\n", to_string(variant), csv_text(layer), phase,
                       stats_csv(counted, results.pes, results.energy), csv_number(faster));
  };
  const auto faster = [&](const Stats& baseline, const Stats& own) {
    return structured ? speedup(baseline, own) : std::nullopt;
  };
  std::string lines = line("all", stats.total(), faster(stats.total(), structured ? structured->total() : Stats{}));
  for (const traces::Phase phase : traces::kPhases)
    lines += line(to_string(phase), stats[phase], faster(stats[phase], structured ? (*structured)[phase] : Stats{}));
  return lines;
}

const PhaseStats* layer_of(const VariantResult* variant, const std::string& name) {
  if (variant != nullptr)
    for (const LayerResult& layer : variant->layers)
      if (layer.name == name) return &layer.stats;
  return nullptr;
}

}  // namespace

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
  OrderedJson json{{"schema", "skipgrid-results/1"}, {"name", results.name}};
  json["config"] = OrderedJson::parse(results.config);
  json["provenance"] = provenance_json();
  json["variants"] = OrderedJson::array();
  for (const VariantResult& variant : results.variants) json["variants"].push_back(variant_json(variant, results));
  json["speedup"] = OrderedJson::object();
  if (const VariantResult* structured = results.find(Variant::structured))
    for (const VariantResult& variant : results.variants)
      if (&variant != structured)
        json["speedup"][std::string(to_string(variant.variant))] = speedups(variant.stats(), structured->stats());
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
  const VariantResult* structured = results.find(Variant::structured);
  const PhaseStats sum = structured != nullptr ? structured->stats() : PhaseStats{};
  std::string csv = "variant,layer,phase," + stats_csv_header() + ",speedup_of_structured\n";
  for (const VariantResult& variant : results.variants) {
    csv += csv_lines(variant.variant, "all", variant.stats(), structured != nullptr ? &sum : nullptr, results);
    for (const LayerResult& layer : variant.layers)
      csv += csv_lines(variant.variant, layer.name, layer.stats, layer_of(structured, layer.name), results);
  }
  return csv;
}

}  // namespace skipgrid::sim
