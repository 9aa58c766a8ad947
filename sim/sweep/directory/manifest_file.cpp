#include "sim/sweep/directory/manifest_file.h"

#include <fmt/format.h>

#include <fstream>
#include <utility>

#include "sim/report/results_writer.h"
#include "sim/sweep/directory/storage.h"
#include "traces/input_error.h"

namespace skipgrid::sweep {
namespace {

constexpr const char* kManifestFormat = "skipgrid-sweep/1";

OrderedJson line_of(const Point& point, const PointSpace& space, const std::vector<std::string>& names) {
  OrderedJson values = OrderedJson::object();
  const std::vector<const AxisValue*> chosen = space.values(point.choice);
  for (std::size_t i = 0; i < names.size(); ++i) values[names[i]] = chosen[i]->shown;
  return {{"id", id_text(point.id)},
          {"choice", point.choice},
          {"group", point.group},
          {"cost", point.cost},
          {"values", std::move(values)}};
}

Point point_of(const Json& line) {
  return {id_from_text(line.at("id")), line.at("choice"), line.at("group"), line.at("cost")};
}

std::vector<Point> read_points(const std::string& path, std::size_t count) {
  std::vector<Point> points;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) points.push_back(point_of(Json::parse(line)));
  if (points.size() != count)
    throw InputError(
        path, fmt::format("expected {} points, as many as {} says, found {}", count, kManifestFile, points.size()));
  return points;
}

}  // namespace

Json manifest_json(const Manifest& manifest) {
  return {{"schema", kManifestFormat},
          {"name", manifest.sweep.name},
          {"limits", to_json(manifest.sweep.limits)},
          {"provenance", manifest.provenance},
          {"sweep", points_json(manifest.sweep)},
          {"points", manifest.points.size()}};
}

std::string difference(const Json& there, const Json& here) {
  const auto value = [](const Json& json, const Json::json_pointer& at) {
    return json.contains(at) ? brief(json[at]) : "nothing";
  };
  for (const char* part : {"provenance", "sweep"}) {
    const Json changes = Json::diff(there.value(part, Json()), here.value(part, Json()));
    if (changes.empty()) continue;
    const Json::json_pointer at("/" + std::string(part) + changes[0]["path"].get<std::string>());
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
  const Json json = read_json_file(path);
  try {
    if (json.value("schema", "") != kManifestFormat)
      throw InputError(path, fmt::format("expected \"schema\": \"{}\"", kManifestFormat));
    Manifest manifest;
    manifest.sweep =
        sweep_from_json(json.at("sweep"), directory.path(), json.at("name"), limits_from_json(json.at("limits")));
    manifest.provenance = json.at("provenance");
    manifest.points = read_points(directory.file(kPointsFile), json.at("points"));
    return manifest;
  } catch (const Json::exception& error) {
    throw InputError(path, fmt::format("is not as it was written, or {} is not: {}", kPointsFile, error.what()));
  } catch (const std::invalid_argument& error) {
    throw InputError(directory.file(kPointsFile), error.what());
  }
}

}  // namespace skipgrid::sweep
