#include "sim/report/machine_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/engine/energy.h"
#include "sim/experiment/variant.h"
#include "sim/report/bounds.h"
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

std::string bounds_table(const Results& results) {
  TextTable table({"variant", "cycles", "array bound", "DRAM bound", "reached"}, "lrrrr");
  table.rule();
  for (const VariantResult& variant : results.variants) {
    const Stats total = variant.stats().total();
    const Bounds bounds = bounds_of(variant, results);
    table.row({std::string(to_string(variant.variant)), with_thousands(total.cycles.count()),
               with_thousands(bounds.array.count()), bounds.dram ? with_thousands(bounds.dram->count()) : "-",
               share(std::max(bounds.array, bounds.dram.value_or(Cycles(0))), total.cycles)});
  }
  return "How near the bounds\n\n" + table.text() +
         "\narray: MACs done over PEs. DRAM: what comes from outside or is wanted back, once, over bandwidth.\n";
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

std::string schedule_table(const Results& results) {
  std::string text;
  for (const VariantResult& variant : results.variants) {
    if (traits_of(variant.variant).scheduled_by != ScheduledBy::search || variant.groups.empty()) continue;
    // Long names leave no room for what the next best would be.
    TextTable wide({"products", "schedule", "array cycles", "next best", "more cycles"}, "llrlr");
    TextTable narrow({"products", "schedule", "array cycles", "next best: more cycles"}, "llrr");
    wide.rule();
    narrow.rule();
    for (const GroupSummary& group : variant.groups) {
      const std::string next = group.next_best ? group.next_best->what : "-";
      const std::string more = group.next_best ? with_thousands(group.next_best->cycles) : "-";
      wide.row({group.name, group.what(), with_thousands(group.occupied), next, more});
      narrow.row({group.name, group.what(), with_thousands(group.occupied), more});
    }
    text += fmt::format("{}Schedule of {}\n\n{}", text.empty() ? "" : "\n", to_string(variant.variant),
                        wide.width() <= kTableWidth ? wide.text() : narrow.text());
  }
  if (text.empty()) return text;
  return text +
         "\n35 in 19, 5 T, skip: 35 steps in 19 products, 5 of them computed as C^T = B^T A^T, all skipping.\n"
         "next best: the best other way found to do this group alone; cycles in closed form, memory ideal.\n";
}

}  // namespace skipgrid::sim
