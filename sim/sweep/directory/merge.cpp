#include "sim/sweep/directory/merge.h"

#include <fmt/format.h>

#include <filesystem>

#include "sim/report/csv.h"
#include "sim/report/results_writer.h"
#include "sim/sweep/directory/directory_lock.h"
#include "sim/sweep/directory/results_database.h"
#include "sim/sweep/directory/totals.h"

namespace skipgrid::sweep {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCsv = "results.csv";
constexpr const char* kDatabase = "results.sqlite";
/// Of a database that is being made: there is one merge at a time, so its name need not be its own.
constexpr const char* kNewDatabase = "results.sqlite.partial-merge";

std::string csv_cell(const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *integer);
  return sim::csv_number(number_in(cell));
}

std::string csv_header(const std::vector<std::string>& pointers) {
  std::string line = "point";
  for (const std::string& pointer : pointers) line += "," + sim::csv_text(pointer);
  line += ",variant";
  for (const std::string& column : total_columns()) line += "," + column;
  return line + "\n";
}

std::string csv_row(const std::string& id, const std::vector<const AxisValue*>& values, const VariantTotal& total) {
  std::string line = id;
  for (const AxisValue* value : values) line += "," + sim::csv_text(shown_text(value->shown));
  line += fmt::format(",{}", to_string(total.variant));
  for (const Cell& cell : total.cells) line += "," + csv_cell(cell);
  return line + "\n";
}

}  // namespace

MergeSummary merge(const SweepDirectory& directory, const Manifest& manifest) {
  const DirectoryLock lock(directory.file(kMergeLock), DirectoryLock::Kind::waiting);
  const std::vector<std::string> names = pointers(manifest.sweep);
  const PointSpace space(manifest.sweep);
  std::error_code error;
  fs::remove(directory.file(kNewDatabase), error);  // of a merge that was killed
  StoredFile csv(directory.file(kCsv));
  ResultsDatabase database(directory.file(kNewDatabase), names);
  TotalsReader reader;
  MergeSummary summary;

  csv.write(csv_header(names));
  for (const Point& point : manifest.points) {
    const std::string id = id_text(point.id);
    const PointRecord record = directory.point(manifest, point.id, summary.damages);
    if (record.state == PointState::done) {
      const std::vector<const AxisValue*> values = space.values(point.choice);
      for (const VariantTotal& total : reader.read(directory.result_file(point.id), record.document)) {
        csv.write(csv_row(id, values, total));
        database.add_row(id, values, total);
        ++summary.rows;
      }
    }
    database.add_point(id, std::string(to_string(record.state)), record.failure.error);
    summary.points.add(record.state);
  }
  database.finish();
  csv.finish(traces::Durability::system);  // made anew from the points at any time
  fs::rename(directory.file(kNewDatabase), directory.file(kDatabase), error);
  if (error) throw StorageError(directory.file(kDatabase) + ": cannot be written: " + error.message());
  return summary;
}

}  // namespace skipgrid::sweep
