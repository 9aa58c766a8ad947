#include "sim/cli/sweep/dry_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "sim/cli/progress/progress_line.h"
#include "sim/report/csv.h"
#include "sim/report/text_table.h"
#include "sim/sweep/directory/sweep_directory.h"

namespace skipgrid::cli {
namespace {

using namespace sweep;

constexpr std::size_t kSample = 8;

struct Estimate {
  std::size_t tried = 0, failed = 0;
  double seconds = 0;  ///< for all points
};

Estimate estimate(const Manifest& manifest, const RunPlan& plan) {
  const std::size_t all = manifest.points.size(), count = std::min(all, kSample);
  std::vector<std::uint32_t> sample;
  // The middle of each of `count` equal parts.
  for (std::size_t i = 0; i < count; ++i) sample.push_back(static_cast<std::uint32_t>((2 * i + 1) * all / (2 * count)));
  const RunState state = try_points(manifest, sample, plan);
  const std::size_t tried = state.done + state.failed;
  if (tried == 0) return {};
  const double each = state.cpu_seconds / static_cast<double>(tried);
  return {tried, state.failed, each * static_cast<double>(all) / plan.jobs};
}

std::string words(const Manifest& manifest, const Estimate& estimate, const RunPlan& plan) {
  std::string text = fmt::format("{} points, about {} with {} worker{} (from {} of them)\n",
                                 sim::with_thousands(static_cast<std::int64_t>(manifest.points.size())),
                                 clock_text(estimate.seconds), plan.jobs, plan.jobs == 1 ? "" : "s", estimate.tried);
  if (estimate.failed > 0) text += fmt::format("{} of these failed\n", estimate.failed);
  return text;
}

}  // namespace

void print_dry_run(const Manifest& manifest, const RunPlan& plan, Format format, std::ostream& out) {
  const PointSpace space(manifest.sweep);
  const std::vector<std::string> names = pointers(manifest.sweep);
  const Estimate time = estimate(manifest, plan);
  if (format == Format::json) {
    OrderedJson points = OrderedJson::array();
    for (const Point& point : manifest.points) {
      OrderedJson values = OrderedJson::object();
      const std::vector<const AxisValue*> chosen = space.values(point.choice);
      for (std::size_t i = 0; i < names.size(); ++i) values[names[i]] = chosen[i]->shown;
      points.push_back({{"point", id_text(point.id)}, {"values", std::move(values)}});
    }
    out << OrderedJson{{"estimated_seconds", time.seconds}, {"jobs", plan.jobs}, {"points", points}}.dump(2) << "\n";
    return;
  }
  std::vector<std::string> header{"point"};
  header.insert(header.end(), names.begin(), names.end());
  sim::TextTable table(header, std::string(header.size(), 'l'));
  std::string csv = "point";
  for (const std::string& name : names) csv += "," + sim::csv_text(name);
  csv += "\n";
  for (const Point& point : manifest.points) {
    std::vector<std::string> row{id_text(point.id)};
    for (const AxisValue* value : space.values(point.choice)) row.push_back(shown_text(value->shown));
    for (std::size_t i = 0; i < row.size(); ++i) csv += (i == 0 ? "" : ",") + sim::csv_text(row[i]);
    csv += "\n";
    if (format == Format::table) table.row(std::move(row));
  }
  out << (format == Format::csv ? csv : table.text() + "\n" + words(manifest, time, plan));
}

}  // namespace skipgrid::cli
