#include "sim/report/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "sim/report/headline.h"
#include "sim/report/spread_text.h"

namespace skipgrid::sim {
namespace {

/// Variants that took the same cycles for the same work.
using Alike = std::vector<const VariantResult*>;

std::vector<Alike> alike(const Results& results) {
  std::vector<Alike> rows;
  for (const VariantResult& variant : results.variants) {
    const Stats total = variant.stats().total();
    const auto same = std::find_if(rows.begin(), rows.end(), [&](const Alike& row) {
      const Stats other = row.front()->stats().total();
      return other.cycles == total.cycles && other.macs == total.macs;
    });
    if (same == rows.end()) {
      rows.push_back({&variant});
    } else {
      same->push_back(&variant);
    }
  }
  return rows;
}

std::string names(const Alike& variants) {
  std::string text;
  for (const VariantResult* variant : variants)
    text += (text.empty() ? "" : ", ") + std::string(to_string(variant->variant));
  return text;
}

struct Column {
  const char* heading;
  int importance;  ///< the least important one is left out first
  std::function<std::string(const VariantResult& variant)> cell;
};

std::string milliseconds(Cycles cycles, int clock_mhz) {
  const std::int64_t per_millisecond = std::int64_t{1000} * clock_mhz;
  if (cycles.count() >= 100 * per_millisecond) return with_thousands(cycles.count() / per_millisecond);
  return fmt::format("{:.3g}", static_cast<double>(cycles.count()) / static_cast<double>(per_millisecond));
}

std::vector<Column> columns_of(const Results& results) {
  const auto total = [](const VariantResult& variant) { return variant.stats().total(); };
  const auto over = [&results](Variant baseline) {
    return [from = results.find(baseline)](const VariantResult& variant) { return times(speedup(*from, variant)); };
  };
  const auto skipped = [=](const VariantResult& variant) {
    const Stats stats = total(variant);
    if (stats.macs == stats.dense_macs) return std::string("-");
    return percent(1 - static_cast<double>(stats.macs) / static_cast<double>(stats.dense_macs));
  };
  std::vector<Column> columns{
      {"cycles", 9, [=](const VariantResult& variant) { return with_thousands(total(variant).cycles.count()); }},
      {"ms", 3, [=, clock_mhz = results.clock_mhz](const VariantResult& variant) {
         return milliseconds(total(variant).cycles, clock_mhz);
       }}};
  const auto several = [&](Variant baseline) {
    return results.find(baseline) != nullptr && results.variants.size() > 1;
  };
  if (several(Variant::dense)) columns.push_back({"vs dense", 7, over(Variant::dense)});
  if (several(Variant::dense_best)) columns.push_back({"vs dense-best", 8, over(Variant::dense_best)});
  columns.push_back({"utilization", 5, [=, pes = results.pes](const VariantResult& variant) {
                       return percent(utilization(total(variant), pes));
                     }});
  const bool skips = std::any_of(results.variants.begin(), results.variants.end(), [&](const VariantResult& variant) {
    return total(variant).macs < total(variant).dense_macs;
  });
  if (skips) columns.push_back({"MACs skipped", 4, skipped});
  return columns;
}

TextTable table_of(const std::vector<Alike>& rows, const std::vector<Column>& columns) {
  std::vector<std::string> header{"variant"};
  for (const Column& column : columns) header.emplace_back(column.heading);
  TextTable table(header, "l" + std::string(columns.size(), 'r'));
  table.rule();
  for (const Alike& variants : rows) {
    std::vector<std::string> cells{names(variants)};
    for (const Column& column : columns) cells.push_back(column.cell(*variants.front()));
    table.row(std::move(cells));
  }
  return table;
}

constexpr std::ptrdiff_t kRowsFrom = 2;  // below the heading and its rule

/// Each line as change(its number, the line) makes it.
template <class Change>
std::string by_line(const std::string& text, Change change) {
  std::string changed;
  std::ptrdiff_t number = 0;
  for (std::size_t from = 0; from < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    changed += change(number, text.substr(from, end - from)) + "\n";
    from = end + 1;
  }
  return changed;
}

constexpr double kWorthAWord = 0.0005;

/// "Where the cycles of structured-best go: the array computes 99.9%, it is filled or drained 0.1%."
std::string where_cycles_go(const VariantResult& variant) {
  const Stats total = variant.stats().total();
  if (total.cycles == Cycles(0)) return "";
  const std::pair<Cycles, const char*> parts[] = {
      {total.compute_cycles, "the array computes"},
      {total.fill_cycles, "it is filled or drained"},
      {total.dram_stall_cycles, "it waits for DRAM"},
      {total.buffer_stall_cycles, "for a buffer's port or room"},
      {total.skip_stall_cycles, "for the indices of what is kept"},
      {total.vector_wait_cycles, "only the vector unit works"},
  };
  std::string text = fmt::format("Where the cycles of {} go:", to_string(variant.variant));
  const char* separator = " ";
  for (const auto& [cycles, what] : parts) {
    const double share = static_cast<double>(cycles.count()) / static_cast<double>(total.cycles.count());
    if (share < kWorthAWord) continue;
    text += fmt::format("{}{} {}", std::exchange(separator, ", "), what, percent(share));
  }
  return text + ".";
}

/// Those that have room.
std::vector<Column> columns_within(std::size_t width, const std::vector<Alike>& rows, std::vector<Column> columns) {
  while (columns.size() > 1 && table_of(rows, columns).width() > width)
    columns.erase(std::min_element(columns.begin(), columns.end(), [](const Column& one, const Column& other) {
      return one.importance < other.importance;
    }));
  return columns;
}

/// What the columns' headings mean, of those that need it.
std::string meanings(const std::vector<Column>& columns) {
  const auto shown = [&](const std::string& heading) {
    return std::any_of(columns.begin(), columns.end(),
                       [&](const Column& column) { return std::string(column.heading).rfind(heading, 0) == 0; });
  };
  std::string text;
  if (shown("utilization")) text += "utilization: MACs done / (PEs x cycles). ";
  if (shown("MACs skipped")) text += "MACs skipped: of all that dense does. ";
  if (shown("vs ")) text += "vs: times as fast. ";
  return text;
}

/// The table, its heading and its fastest row standing out.
std::string emphasised(const std::string& table, const std::vector<Alike>& rows, Emphasis emphasis) {
  const auto cycles = [](const Alike& row) { return row.front()->stats().total().cycles; };
  const auto fastest = std::min_element(
      rows.begin(), rows.end(), [&](const Alike& one, const Alike& other) { return cycles(one) < cycles(other); });
  const std::ptrdiff_t best = rows.size() > 1 ? kRowsFrom + (fastest - rows.begin()) : -1;
  return by_line(table, [&](std::ptrdiff_t number, const std::string& line) {
    return number == 0 ? emphasis.strong(line) : number == best ? emphasis.good(line) : line;
  });
}

}  // namespace

TextTable variants_table(const Results& results, std::size_t width) {
  const std::vector<Alike> rows = alike(results);
  return table_of(rows, columns_within(width, rows, columns_of(results)));
}

std::string summary(const Results& results, const std::string& title, std::size_t width, Emphasis emphasis) {
  const auto all = [](const auto& style) {
    return [=](std::ptrdiff_t, const std::string& line) { return style(line); };
  };
  const auto strong = all([=](const std::string& line) { return emphasis.strong(line); });
  const auto faint = all([=](const std::string& line) { return emphasis.faint(line); });
  const std::vector<Alike> rows = alike(results);
  const std::vector<Column> columns = columns_within(width, rows, columns_of(results));
  std::string text = title + "\n" + emphasised(table_of(rows, columns).text(), rows, emphasis) + "\n" +
                     by_line(headline(results, width), strong);
  if (!results.variants.empty()) text += wrapped(where_cycles_go(results.variants.front()), 0, width);
  text += wrapped(draws_sentence(results), 0, width);
  const std::string words = meanings(columns) + "--help says what all words mean, --details everything else.";
  return text + by_line(wrapped(words, 0, width), faint);
}

}  // namespace skipgrid::sim
