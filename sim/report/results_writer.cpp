#include "sim/report/results_writer.h"

#include <fmt/format.h>

#include "sim/report/provenance.h"

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

/// A name, a total and its phases.
OrderedJson breakdown(const std::string& name, const PhaseStats& stats, std::int64_t pes) {
  OrderedJson json{{"name", name}, {"total", stats_json(stats.total(), pes)}, {"phases", OrderedJson::object()}};
  for (const traces::Phase phase : traces::kPhases)
    json["phases"][std::string(to_string(phase))] = stats_json(stats[phase], pes);
  return json;
}

OrderedJson variant_json(const VariantResult& variant, std::int64_t pes) {
  OrderedJson json = breakdown(variant.name, variant.stats(), pes);
  json["layers"] = OrderedJson::array();
  for (const LayerResult& layer : variant.layers) json["layers"].push_back(breakdown(layer.name, layer.stats, pes));
  return json;
}

/// Quoted when a comma, a quote or a line break is inside (RFC 4180).
std::string csv_text(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string csv_number(std::optional<double> value) { return value ? fmt::format("{}", *value) : ""; }

/// One line for the sum over the phases and one for each phase. `structured` is what the speedup column is about.
std::string csv_lines(const std::string& variant, const std::string& layer, const PhaseStats& stats,
                      const PhaseStats* structured, std::int64_t pes) {
  const auto line = [&](std::string_view phase, const Stats& counted, const std::optional<double>& faster) {
    return fmt::format("{},{},{},{},{}\n", csv_text(variant), csv_text(layer), phase, stats_csv(counted, pes),
                       csv_number(faster));
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

OrderedJson stats_json(const Stats& stats, std::int64_t pes) {
  OrderedJson json;
  for_each_field([&](const auto& field) { json[std::string(field.name)] = number(stats.*(field.member)); });
  json["utilization"] = json_of(utilization(stats, pes));
  json["mapping_efficiency"] = json_of(mapping_efficiency(stats, pes));
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
  json["config"] = OrderedJson(results.config);
  json["provenance"] = provenance_json();
  json["variants"] = OrderedJson::array();
  for (const VariantResult& variant : results.variants) json["variants"].push_back(variant_json(variant, results.pes));
  json["speedup"] = OrderedJson::object();
  if (const VariantResult* structured = results.find("structured"))
    for (const VariantResult& variant : results.variants)
      if (&variant != structured) json["speedup"][variant.name] = speedups(variant.stats(), structured->stats());
  return json;
}

std::string stats_csv_header() {
  std::string header;
  for_each_field([&](const auto& field) { header += std::string(field.name) + ","; });
  return header + "utilization,mapping_efficiency";
}

std::string stats_csv(const Stats& stats, std::int64_t pes) {
  std::string line;
  for_each_field([&](const auto& field) { line += fmt::format("{},", number(stats.*(field.member))); });
  return line + csv_number(utilization(stats, pes)) + "," + csv_number(mapping_efficiency(stats, pes));
}

std::string results_csv(const Results& results) {
  const VariantResult* structured = results.find("structured");
  const PhaseStats sum = structured != nullptr ? structured->stats() : PhaseStats{};
  std::string csv = "variant,layer,phase," + stats_csv_header() + ",speedup_of_structured\n";
  for (const VariantResult& variant : results.variants) {
    csv += csv_lines(variant.name, "all", variant.stats(), structured != nullptr ? &sum : nullptr, results.pes);
    for (const LayerResult& layer : variant.layers)
      csv += csv_lines(variant.name, layer.name, layer.stats, layer_of(structured, layer.name), results.pes);
  }
  return csv;
}

}  // namespace skipgrid::sim
