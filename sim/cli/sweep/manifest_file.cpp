#include "sim/cli/sweep/manifest_file.h"

#include <fmt/format.h>

#include <fstream>
#include <utility>

#include "sim/cli/sweep/storage.h"
#include "sim/report/results_writer.h"
#include "traces/input_error.h"

namespace skipgrid::cli::sweep {
namespace {

constexpr const char* kFormat = "skipgrid-sweep/1";

sim::OrderedJson line_of(const Point& point, const PointSpace& space, const std::vector<std::string>& names) {
  sim::OrderedJson values = sim::OrderedJson::object();
  const std::vector<const AxisValue*> chosen = space.values(point.choice);
  for (std::size_t i = 0; i < names.size(); ++i) values[names[i]] = chosen[i]->shown;
  return {{"id", id_text(point.id)},
          {"choice", point.choice},
          {"group", point.group},
          {"cost", point.cost},
          {"values", std::move(values)}};
}

Point point_of(const sim::Json& line) {
  return {id_from_text(line.at("id")), line.at("choice"), line.at("group"), line.at("cost")};
}

std::vector<Point> read_points(const std::string& path, std::size_t count) {
  std::vector<Point> points;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) points.push_back(point_of(sim::Json::parse(line)));
  if (points.size() != count)
    throw InputError(
        path, fmt::format("expected {} points, as many as {} says, found {}", count, kManifestFile, points.size()));
  return points;
}

}  // namespace

sim::Json manifest_json(const Manifest& manifest) {
  return {{"schema", kFormat},
          {"name", manifest.sweep.name},
          {"limits", to_json(manifest.sweep.limits)},
          {"provenance", manifest.provenance},
          {"sweep", points_json(manifest.sweep)},
          {"points", manifest.points.size()}};
}

std::string difference(const sim::Json& there, const sim::Json& here) {
  const auto value = [](const sim::Json& json, const sim::Json::json_pointer& at) {
    return json.contains(at) ? sim::brief(json[at]) : "nothing";
  };
  for (const char* part : {"provenance", "sweep"}) {
    const sim::Json changes = sim::Json::diff(there.value(part, sim::Json()), here.value(part, sim::Json()));
    if (changes.empty()) continue;
    const sim::Json::json_pointer at("/" + std::string(part) + changes[0]["path"].get<std::string>());
    return fmt::format("{} is {} there and {} here", at.to_string(), value(there, at), value(here, at));
  }
  return "";
}

void write_manifest(const SweepDirectory& directory, const Manifest& manifest) {
  const PointSpace space(manifest.sweep);
  const std::vector<std::string> names = pointers(manifest.sweep);
  StoredFile list(directory.file(kPointsFile));
  for (const Point& point : manifest.points) list.write(line_of(point, space, names).dump() + "\n");
  list.finish();
  directory.write(kManifestFile, manifest_json(manifest).dump(2) + "\n");
}

Manifest read_manifest(const SweepDirectory& directory) {
  const std::string path = directory.file(kManifestFile);
  const sim::Json json = sim::read_json_file(path);
  try {
    if (json.value("schema", "") != kFormat)
      throw InputError(path, fmt::format("expected \"schema\": \"{}\"", kFormat));
    Manifest manifest;
    manifest.sweep =
        sweep_from_json(json.at("sweep"), directory.path(), json.at("name"), limits_from_json(json.at("limits")));
    manifest.provenance = json.at("provenance");
    manifest.points = read_points(directory.file(kPointsFile), json.at("points"));
    return manifest;
  } catch (const sim::Json::exception& error) {
    throw InputError(path, fmt::format("is not as it was written, or {} is not: {}", kPointsFile, error.what()));
  } catch (const std::invalid_argument& error) {
    throw InputError(directory.file(kPointsFile), error.what());
  }
}

}  // namespace skipgrid::cli::sweep
