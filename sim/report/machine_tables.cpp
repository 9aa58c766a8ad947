#include "sim/report/machine_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/engine/energy.h"
#include "sim/experiment/variant.h"
#include "sim/report/roofline.h"
#include "sim/report/text_table.h"

namespace skipgrid::sim {
namespace {

std::string share(Cycles part, Cycles whole) {
  if (whole == Cycles(0)) return "-";
  return part == Cycles(0) ? "0" : percent(static_cast<double>(part.count()) / static_cast<double>(whole.count()));
}

std::vector<std::string> cycle_shares(std::string_view variant, std::string_view phase, const Stats& stats) {
  return {std::string(variant),
          std::string(phase),
          with_thousands(stats.cycles.count()),
          share(stats.compute_cycles, stats.cycles),
          share(stats.fill_cycles, stats.cycles),
          share(stats.dram_stall_cycles, stats.cycles),
          share(stats.skip_stall_cycles, stats.cycles),
          share(stats.buffer_stall_cycles, stats.cycles),
          share(stats.vector_wait_cycles, stats.cycles)};
}

std::string megabytes(Bytes bytes) { return with_thousands((bytes.count() + 500'000) / 1'000'000); }

/// "2.31 mJ": three figures, in the unit that fits.
std::string joules(PicoJoules energy) {
  double value = energy.count();
  const char* const units[] = {"pJ", "nJ", "uJ", "mJ", "J"};
  std::size_t unit = 0;
  for (; value >= 1000 && unit + 1 < std::size(units); ++unit) value /= 1000;
  return fmt::format("{:.3g} {}", value, units[unit]);
}

bool has_traffic(const Results& results) { return results.dram_bytes_per_cycle > 0; }

std::string cell_of(const Roofline& line) {
  return fmt::format("{:.1f}, {} bound, {}", line.intensity, line.memory_bound ? "DRAM" : "array",
                     percent(line.reached));
}

std::string roofline_cell(const Results& results, const Stats& stats) {
  const Bytes bytes = stats.dram_read_bytes + stats.dram_write_bytes;
  if (!has_traffic(results) || bytes == Bytes(0) || stats.cycles == Cycles(0)) return "-";
  return cell_of(roofline(stats, results.pes, results.dram_bytes_per_cycle));
}

/// "120 steps in 3 products", or what else became of a group.
std::string what(const FusionRow& row) {
  switch (row.decision()) {
    case FusionDecision::not_fusable: return fmt::format("{} one after another", row.apart);
    case FusionDecision::per_step_skip: return fmt::format("{} each skipping", row.products);
    case FusionDecision::fused_dense: return fmt::format("{} in {}, skipping nothing", row.members, row.products);
    case FusionDecision::fused_skip: return fmt::format("{} in {}, skipping", row.members, row.products);
  }
  return "";
}

/// "lstm0.x2h FP (3)"
std::string product_name(const FusionRow& row) {
  const std::string name = row.layer == row.op ? row.op : row.layer + "." + row.op;
  const std::optional<int> breakeven = row.breakeven_redraw_every();
  return fmt::format("{} {}{}", name, to_string(row.phase), breakeven ? fmt::format(" ({})", *breakeven) : "");
}

/// Products of which the same became for the same reason, under one heading.
std::string by_reason(const std::vector<FusionRow>& rows) {
  std::vector<std::pair<std::string, std::string>> headings;
  for (const FusionRow& row : rows) {
    const std::string heading = what(row) + (row.reason().empty() ? "" : ": " + row.reason());
    const auto known =
        std::find_if(headings.begin(), headings.end(), [&](const auto& each) { return each.first == heading; });
    if (known == headings.end()) {
      headings.emplace_back(heading, product_name(row));
    } else {
      known->second += ", " + product_name(row);
    }
  }
  std::string text;
  for (const auto& [heading, products] : headings) text += wrapped(heading, 0) + wrapped(products, 4);
  return text;
}

}  // namespace

std::string cycles_table(const Results& results) {
  TextTable table({"variant", "phase", "cycles", "compute", "fill", "DRAM", "skip", "buffer", "vector"}, "llrrrrrrr");
  for (const VariantResult& variant : results.variants) {
    const PhaseStats stats = variant.stats();
    table.rule();
    for (const traces::Phase phase : traces::kPhases)
      table.row(
          cycle_shares(phase == traces::Phase::FP ? to_string(variant.variant) : "", to_string(phase), stats[phase]));
    table.row(cycle_shares("", "total", stats.total()));
  }
  return "Where the cycles go\n\n" + table.text() +
         "\nfill: waves load, cross or drain the array. DRAM, skip, buffer: a tile that could start waits.\n"
         "vector: only the vector unit works.\n";
}

std::string traffic_table(const Results& results) {
  if (!has_traffic(results) && !results.energy) return "";
  TextTable table({"variant", "SRAM MB", "DRAM MB", "MACs/byte, bound, reached", "energy", "MAC", "SRAM", "DRAM"},
                  "lrrlrrrr");
  table.rule();
  for (const VariantResult& variant : results.variants) {
    const Stats total = variant.stats().total();
    std::vector<std::string> cells{
        std::string(to_string(variant.variant)), megabytes(total.sram_read_bytes + total.sram_write_bytes),
        megabytes(total.dram_read_bytes + total.dram_write_bytes), roofline_cell(results, total)};
    if (results.energy) {
      const Energy energy = energy_of(total, *results.energy);
      const auto part = [&](PicoJoules joined) { return percent(joined.count() / energy.total().count()); };
      cells.insert(cells.end(), {joules(energy.total()), part(energy.mac), part(energy.sram), part(energy.dram)});
    } else {
      cells.insert(cells.end(), 4, "-");
    }
    table.row(cells);
  }
  return "Bytes, roofline and energy\n\n" + table.text();
}

std::string fusion_table(const Results& results) {
  std::string text, nothing;
  for (const VariantResult& variant : results.variants) {
    if (!variant.fusion.empty()) {
      text += fmt::format("Fused over time in {}\n\n{}\n", to_string(variant.variant), by_reason(variant.fusion));
    } else if (traits_of(variant.variant).fusion) {
      nothing += fmt::format("{}{}", nothing.empty() ? "" : ", ", to_string(variant.variant));
    }
  }
  if (!text.empty()) text += "(n): redraw_every from which fusing with skipping is estimated to beat fusing without.\n";
  if (!nothing.empty()) text += "Nothing to fuse over time in " + nothing + ": each product has one step only.\n";
  return text;
}

}  // namespace skipgrid::sim
