// skipgrid sweep best: which points are the best ones.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <ostream>

#include "sim/cli/commands.h"
#include "sim/cli/sweep/sweep_progress.h"
#include "sim/experiment/document.h"
#include "sim/report/csv.h"
#include "sim/report/text_table.h"
#include "sim/sweep/directory/ranking.h"
#include "sim/sweep/points/filter.h"
#include "traces/input_error.h"
#include "traces/shown_text.h"

namespace skipgrid::cli {
namespace {

using namespace sweep;

constexpr int kMostRows = 100'000;

Options best_options() {
  Options options(
      {"sweep best", "DIR [options]",
       "Ranks the points of a sweep that are done, and draws the line that none beats in cycles and energy.",
       "skipgrid sweep best results --by cycles --variant structured-best --top 5"});
  options.argument("DIR");
  options.value("by", "MEASURE", "cycles, energy, edp, speedup_vs_dense or speedup_vs_dense_best (cycles)");
  options.value("variant", "NAME", "of which variant (structured-best)");
  options.value("where", "EXPR",
                "only of points for which it holds, as in a sweep's \"where\": \"{/hardware/rows} > 16\"");
  options.value("group-by", "POINTER", "the best for each value of this axis");
  options.value("top", "N", "how many to name (10; of groups, 1)");
  options.value("format", "table|json|csv", "of what is printed (table)");
  return options;
}

/// What is printed of a candidate, under these names.
struct Listing {
  const Manifest& manifest;
  PointSpace space{manifest.sweep};
  std::vector<std::string> names = pointers(manifest.sweep);

  std::string id(const Candidate& candidate) const { return id_text(manifest.points[candidate.point].id); }
  std::vector<const AxisValue*> values(const Candidate& candidate) const {
    return space.values(manifest.points[candidate.point].choice);
  }
};

std::string table_of(const Listing& listing, const std::vector<Candidate>& candidates) {
  std::vector<std::string> header{"point"};
  for (const std::string& name : listing.names) header.push_back(name);
  for (const char* name : {"cycles", "vs dense", "vs dense-best", "utilization", "energy pJ", "EDP pJ x cycles"})
    header.push_back(name);
  sim::TextTable table(header, std::string(1 + listing.names.size(), 'l') + "rrrrrr");
  const auto quantity = [](std::optional<double> value) { return value ? fmt::format("{:.4g}", *value) : "-"; };
  for (const Candidate& candidate : candidates) {
    std::vector<std::string> row{listing.id(candidate)};
    for (const AxisValue* value : listing.values(candidate)) row.push_back(shown_text(value->shown));
    row.push_back(sim::with_thousands(static_cast<std::int64_t>(candidate.cycles)));
    row.push_back(sim::times(candidate.speedup_vs_dense));
    row.push_back(sim::times(candidate.speedup_vs_dense_best));
    row.push_back(sim::percent(candidate.utilization));
    row.push_back(quantity(candidate.energy_pj));
    row.push_back(quantity(candidate.value(Measure::edp)));
    table.row(std::move(row));
  }
  return table.text();
}

/// The best of all groups, in their order.
std::vector<Candidate> best_of(const std::vector<RankedGroup>& groups) {
  std::vector<Candidate> best;
  for (const RankedGroup& group : groups)
    best.insert(best.end(), group.ranking.best().begin(), group.ranking.best().end());
  return best;
}

std::vector<Candidate> front_of(const std::vector<RankedGroup>& groups) {
  std::vector<Candidate> front;
  for (const RankedGroup& group : groups)
    front.insert(front.end(), group.ranking.front().begin(), group.ranking.front().end());
  return front;
}

std::string table_text(const Listing& listing, const std::vector<RankedGroup>& groups, sim::Variant variant,
                       Measure measure) {
  std::string text = fmt::format("{} by {}, variant {}; vs: times as fast\n\n", shown(listing.manifest.sweep.name),
                                 to_string(measure), to_string(variant));
  text += table_of(listing, best_of(groups)) + "\n";
  const std::vector<Candidate> front = front_of(groups);
  if (front.empty())
    return text + "No Pareto front of cycles against energy: energy is not modelled (\"energy\" of the hardware).\n";
  return text + fmt::format("Pareto front{}: no point has fewer cycles for less energy\n\n{}",
                            groups.size() > 1 ? " of each group" : "", table_of(listing, front));
}

OrderedJson json_of(const Listing& listing, const std::vector<Candidate>& candidates) {
  const auto number = [](std::optional<double> value) { return value ? OrderedJson(*value) : OrderedJson(nullptr); };
  OrderedJson list = OrderedJson::array();
  for (const Candidate& candidate : candidates) {
    OrderedJson values = OrderedJson::object();
    const std::vector<const AxisValue*> chosen = listing.values(candidate);
    for (std::size_t i = 0; i < chosen.size(); ++i) values[listing.names[i]] = chosen[i]->shown;
    list.push_back({{"point", listing.id(candidate)},
                    {"values", std::move(values)},
                    {"cycles", static_cast<std::int64_t>(candidate.cycles)},
                    {"speedup_vs_dense", number(candidate.speedup_vs_dense)},
                    {"speedup_vs_dense_best", number(candidate.speedup_vs_dense_best)},
                    {"utilization", number(candidate.utilization)},
                    {"energy_pj", number(candidate.energy_pj)},
                    {"edp_pj_cycles", number(candidate.value(Measure::edp))}});
  }
  return list;
}

std::string csv_of(const Listing& listing, const char* list, const std::vector<Candidate>& candidates) {
  std::string text;
  for (const Candidate& candidate : candidates) {
    text += fmt::format("{},{}", list, listing.id(candidate));
    for (const AxisValue* value : listing.values(candidate)) text += "," + sim::csv_text(shown_text(value->shown));
    text += fmt::format(",{},{},{},{},{},{}\n", static_cast<std::int64_t>(candidate.cycles),
                        sim::csv_number(candidate.speedup_vs_dense), sim::csv_number(candidate.speedup_vs_dense_best),
                        sim::csv_number(candidate.utilization), sim::csv_number(candidate.energy_pj),
                        sim::csv_number(candidate.value(Measure::edp)));
  }
  return text;
}

std::string csv_text_of(const Listing& listing, const std::vector<RankedGroup>& groups) {
  std::string text = "list,point";
  for (const std::string& name : listing.names) text += "," + sim::csv_text(name);
  text += ",cycles,speedup_vs_dense,speedup_vs_dense_best,utilization,energy_pj,edp_pj_cycles\n";
  return text + csv_of(listing, "best", best_of(groups)) + csv_of(listing, "pareto", front_of(groups));
}

/// As --where and --group-by say.
Selection selection_of(const Options& options, const Listing& listing) {
  Selection selection;
  if (options.has("where")) {
    const auto filter = std::make_shared<Filter>(options.text("where"), "skipgrid sweep best: --where");
    selection.wants = [&listing, filter](const Point& point) {
      return filter->keeps(listing.space.document(point.choice).json);
    };
  }
  if (options.has("group-by")) {
    const auto axis = std::find(listing.names.begin(), listing.names.end(), options.text("group-by"));
    if (axis == listing.names.end())
      options.fail("--group-by", fmt::format("expected one of {}, got \"{}\"", fmt::join(listing.names, ", "),
                                             options.text("group-by")));
    selection.group = [&listing, at = static_cast<std::size_t>(axis - listing.names.begin())](const Point& point) {
      return shown_text(listing.space.values(point.choice)[at]->shown);
    };
  }
  return selection;
}

}  // namespace

int sweep_best_command(const Arguments& arguments, std::ostream& out) {
  Options options = best_options();
  if (!options.parse(arguments, out)) return 0;
  const Format format = options.format();
  const Measure measure = options.word_or("by", measure_from_string, Measure::cycles);
  const auto top = static_cast<std::size_t>(options.integer_or("top", 1, kMostRows, options.has("group-by") ? 1 : 10));
  std::optional<sim::Variant> variant;
  if (options.has("variant")) variant = options.word("variant", sim::variant_from_string);
  const SweepDirectory directory = SweepDirectory::open(options.text("DIR"));
  const Manifest manifest = directory.manifest();
  const Listing listing{manifest};
  Damages damages;
  const std::vector<RankedGroup> groups =
      rank(directory, manifest, measure, top, selection_of(options, listing), variant, damages);
  say_damages(damages);
  if (!variant)
    throw InputError(directory.path(), options.has("where")
                                           ? "no point that --where keeps is done (skipgrid sweep status)"
                                           : "no point is done yet (skipgrid sweep status)");
  if (best_of(groups).empty())
    options.fail(options.has("variant") ? "--variant" : "--by",
                 measure == Measure::energy || measure == Measure::edp
                     ? fmt::format("no point with the variant {} models energy: give its hardware an \"energy\"",
                                   to_string(*variant))
                     : fmt::format("no point has the variant {}, and what {} asks for", to_string(*variant),
                                   to_string(measure)));
  if (format == Format::json)
    out << OrderedJson{{"by", to_string(measure)},
                       {"variant", to_string(*variant)},
                       {"best", json_of(listing, best_of(groups))},
                       {"pareto", json_of(listing, front_of(groups))}}
               .dump(2)
        << "\n";
  else
    out << (format == Format::csv ? csv_text_of(listing, groups) : table_text(listing, groups, *variant, measure));
  return 0;
}

}  // namespace skipgrid::cli
