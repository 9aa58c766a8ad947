// skipgrid trace info: what is in a trace.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "sim/cli/commands.h"
#include "sim/report/text_table.h"
#include "traces/jsonl/jsonl_reader.h"
#include "traces/shown_text.h"
#include "traces/trace_summary.h"

namespace skipgrid::cli {
namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson json_of(const traces::OpTotals& totals) {
  return {
      {"gemms", totals.gemms},         {"dense_macs", totals.dense_macs}, {"padding_macs", totals.padding_macs},
      {"kept_macs", totals.kept_macs}, {"vector_ops", totals.vectors},    {"vector_elements", totals.vector_elements}};
}

OrderedJson json_of(const traces::MaskTotals& masks) {
  return {{"masks", masks.masks},     {"structured", masks.structured},
          {"neurons", masks.neurons}, {"structurally_kept", masks.structurally_kept},
          {"bits", masks.bits},       {"kept_bits", masks.kept_bits}};
}

std::string json_text(const traces::TraceSummary& summary) {
  const traces::TraceHeader& header = summary.header();
  OrderedJson json{{"name", header.name}, {"batch", header.batch}, {"iterations", summary.iterations()}};
  json["workload"] = header.workload.empty() ? OrderedJson() : OrderedJson::parse(header.workload);
  json["total"] = json_of(summary.total());
  for (const traces::Phase phase : traces::kPhases)
    json["phases"][std::string(to_string(phase))] = json_of(summary.phase(phase));
  json["layers"] = OrderedJson::array();
  for (const traces::LayerTotals& layer : summary.layers()) {
    OrderedJson entry{{"name", layer.name}, {"total", json_of(layer.total())}};
    for (const traces::Phase phase : traces::kPhases)
      entry["phases"][std::string(to_string(phase))] = json_of(layer.phases[static_cast<std::size_t>(phase)]);
    json["layers"].push_back(std::move(entry));
  }
  json["masks"] = json_of(summary.masks());
  return json.dump(2) + "\n";
}

std::vector<std::string> cells(const std::string& layer, std::string_view phase, const traces::OpTotals& totals) {
  const auto share = [&](std::int64_t macs) -> std::optional<double> {
    if (totals.dense_macs == 0) return std::nullopt;
    return static_cast<double>(macs) / static_cast<double>(totals.dense_macs);
  };
  return {layer,
          std::string(phase),
          sim::with_thousands(totals.gemms),
          sim::with_thousands(totals.dense_macs),
          sim::percent(share(totals.padding_macs)),
          sim::percent(share(totals.kept_macs)),
          sim::with_thousands(totals.vectors),
          sim::with_thousands(totals.vector_elements)};
}

std::string table_text(const traces::TraceSummary& summary) {
  sim::TextTable table({"layer", "phase", "products", "MACs", "padding", "kept", "element-wise", "elements"},
                       "llrrrrrr");
  for (const traces::LayerTotals& layer : summary.layers()) {
    table.rule();
    for (const traces::Phase phase : traces::kPhases)
      table.row(cells(phase == traces::Phase::FP ? layer.name : "", to_string(phase),
                      layer.phases[static_cast<std::size_t>(phase)]));
  }
  table.rule();
  table.row(cells("all", "all", summary.total()));
  const traces::MaskTotals& masks = summary.masks();
  std::string text = fmt::format("{}: batch {}, {} iteration{}\n", shown(summary.header().name), summary.header().batch,
                                 summary.iterations(), summary.iterations() == 1 ? "" : "s");
  text += fmt::format("masks: {}, of them {} the same for the whole batch; {} of {} neurons kept for some sample\n\n",
                      sim::with_thousands(masks.masks), sim::with_thousands(masks.structured),
                      sim::with_thousands(masks.structurally_kept), sim::with_thousands(masks.neurons));
  return text + table.text();
}

}  // namespace

int trace_info_command(const Arguments& arguments, std::ostream& out) {
  Options options({"trace info", "FILE [options]", "Reads a trace, checks it, and says what is in it.",
                   "skipgrid trace info medium.jsonl.gz"});
  options.argument("FILE");
  options.value("format", "table|json", "of the result (table)");
  if (!options.parse(arguments, out)) return 0;
  const Format format = options.format();
  if (format == Format::csv) options.fail("--format", "expected table or json, got \"csv\"");
  traces::TraceSummary summary;
  traces::read_trace(options.text("FILE"), summary);
  out << (format == Format::json ? json_text(summary) : table_text(summary));
  return 0;
}

}  // namespace skipgrid::cli
