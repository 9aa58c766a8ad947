// skipgrid sweep status: what is done, what has failed and why, and what is missing.
#include <fmt/format.h>

#include <ostream>

#include "sim/cli/commands.h"
#include "sim/cli/sweep/sweep_progress.h"
#include "sim/report/csv.h"
#include "sim/report/text_table.h"
#include "sim/sweep/directory/directory_lock.h"
#include "sim/sweep/directory/sweep_directory.h"
#include "traces/shown_text.h"

namespace skipgrid::cli {
namespace {

using namespace sweep;

Options status_options() {
  Options options({"sweep status", "DIR [options]", "Says how far a sweep is, and which points have failed and why.",
                   "skipgrid sweep status results"});
  options.argument("DIR");
  options.value("format", "table|json|csv", "of what is printed; csv has a line for each point (table)");
  return options;
}

/// Calls visit(point, its state, how it failed) for each point in order.
template <class Visit>
PointCounts for_each_point(const SweepDirectory& directory, const Manifest& manifest, const Visit& visit) {
  PointCounts counts;
  Damages damages;
  for (const Point& point : manifest.points) {
    const PointRecord record = directory.point(manifest, point.id, damages);
    counts.add(record.state);
    visit(point, record.state, record.failure);
  }
  say_damages(damages);
  return counts;
}

void print_table(const SweepDirectory& directory, const Manifest& manifest, std::ostream& out) {
  const PointSpace space(manifest.sweep);
  std::string failures;
  const PointCounts counts =
      for_each_point(directory, manifest, [&](const Point& point, PointState state, const Failure& failure) {
        if (state == PointState::failed)
          failures += fmt::format("\n{}  {}\n  {}\n", id_text(point.id), shown(space.describe(point.choice)),
                                  shown(failure.error));
      });
  const auto count = [](std::size_t number) { return sim::with_thousands(static_cast<std::int64_t>(number)); };
  out << fmt::format("{}: {} points, {} done, {} failed, {} missing\n", shown(manifest.sweep.name),
                     count(manifest.points.size()), count(counts.done), count(counts.failed), count(counts.missing));
  const std::string holder = holder_of(directory.file(kLock));
  if (!holder.empty()) out << "at work: " << shown(holder) << "\n";
  out << failures;
}

void print_json(const SweepDirectory& directory, const Manifest& manifest, std::ostream& out) {
  const PointSpace space(manifest.sweep);
  const std::vector<std::string> names = pointers(manifest.sweep);
  OrderedJson failures = OrderedJson::array();
  const PointCounts counts =
      for_each_point(directory, manifest, [&](const Point& point, PointState state, const Failure& failure) {
        if (state != PointState::failed) return;
        OrderedJson values = OrderedJson::object();
        const std::vector<const AxisValue*> chosen = space.values(point.choice);
        for (std::size_t i = 0; i < names.size(); ++i) values[names[i]] = chosen[i]->shown;
        failures.push_back({{"point", id_text(point.id)},
                            {"values", std::move(values)},
                            {"kind", failure.kind},
                            {"error", failure.error}});
      });
  out << OrderedJson{{"name", manifest.sweep.name}, {"points", manifest.points.size()},
                     {"done", counts.done},         {"failed", counts.failed},
                     {"missing", counts.missing},   {"at_work", holder_of(directory.file(kLock))},
                     {"failures", failures}}
             .dump(2)
      << "\n";
}

void print_csv(const SweepDirectory& directory, const Manifest& manifest, std::ostream& out) {
  const PointSpace space(manifest.sweep);
  out << "point";
  for (const std::string& name : pointers(manifest.sweep)) out << "," << sim::csv_text(name);
  out << ",status,kind,error\n";
  for_each_point(directory, manifest, [&](const Point& point, PointState state, const Failure& failure) {
    out << id_text(point.id);
    for (const AxisValue* value : space.values(point.choice)) out << "," << sim::csv_text(shown_text(value->shown));
    out << "," << to_string(state) << "," << failure.kind << "," << sim::csv_text(failure.error) << "\n";
  });
}

}  // namespace

int sweep_status_command(const Arguments& arguments, std::ostream& out) {
  Options options = status_options();
  if (!options.parse(arguments, out)) return 0;
  const Format format = options.format();
  const SweepDirectory directory = SweepDirectory::open(options.text("DIR"));
  const Manifest manifest = directory.manifest();
  (format == Format::json ? print_json : format == Format::csv ? print_csv : print_table)(directory, manifest, out);
  return 0;
}

}  // namespace skipgrid::cli
