#include "sim/sweep/directory/manifest_file.h"

#include <fmt/format.h>

#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include "sim/sweep/directory/storage.h"
#include "traces/files/byte_stream.h"
#include "traces/files/checksum.h"
#include "traces/files/sealed_json.h"
#include "traces/input_error.h"

namespace skipgrid::sweep {
namespace {

constexpr const char* kManifestFormat = "skipgrid-sweep/2";
constexpr std::string_view kAnyFormat = "skipgrid-sweep/";
constexpr const char* kManifestSeal = "manifest";
constexpr const char* kRemedy = "skipgrid sweep SWEEP.json --out DIR makes it anew";

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

/// Hands each line of the list to `take`.
template <class Take>
void for_each_line(const Manifest& manifest, const Take& take) {
  const PointSpace space(manifest.sweep);
  const std::vector<std::string> names = pointers(manifest.sweep);
  for (const Point& point : manifest.points) take(line_of(point, space, names).dump() + "\n");
}

std::string list_checksum(const Manifest& manifest) {
  traces::Checksum checksum;
  for_each_line(manifest, [&](const std::string& line) { checksum.add(line); });
  return traces::checksum_text(checksum.value());
}

/// Everything of a manifest but the list of points.
Json manifest_json(const Manifest& manifest) {
  Json files = Json::object();
  for (const auto& [path, checksum] : manifest.files.checksums()) files[path] = traces::checksum_text(checksum);
  return {{"schema", kManifestFormat},
          {"name", manifest.sweep.name},
          {"limits", to_json(manifest.sweep.limits)},
          {"provenance", manifest.provenance},
          {"sweep", points_json(manifest.sweep)},
          {"files", std::move(files)},
          {"points", manifest.points.size()},
          {"list", list_checksum(manifest)}};
}

void store_manifest(const SweepDirectory& directory, const Json& manifest) {
  directory.write(kManifestFile, traces::sealed(kManifestSeal, manifest.dump(2) + "\n"));
}

/// Where two of them are about other points or other programs: "/sweep/base/hardware/rows is 8 there and 16 here";
/// empty when they are not.
std::string difference(const Json& there, const Json& here) {
  const auto value = [](const Json& json, const Json::json_pointer& at) {
    return json.contains(at) ? brief(json[at]) : "nothing";
  };
  for (const char* part : {"provenance", "sweep", "files", "points", "list"}) {
    const Json changes = Json::diff(there.value(part, Json()), here.value(part, Json()));
    if (changes.empty()) continue;
    const Json::json_pointer at("/" + std::string(part) + changes[0]["path"].get<std::string>());
    if (at.parent_pointer().to_string() == "/files")
      return fmt::format("the content of {} is {} there and {} here", at.back(), value(there, at), value(here, at));
    return fmt::format("{} is {} there and {} here", at.to_string(), value(there, at), value(here, at));
  }
  return "";
}

bool is_of_another_version(const Json& manifest) {
  if (!manifest.is_object() || !manifest.contains("schema") || !manifest["schema"].is_string()) return false;
  const std::string schema = manifest["schema"];
  return schema.compare(0, kAnyFormat.size(), kAnyFormat) == 0 && schema != kManifestFormat;
}

/// What stands in manifest.json; null when it is lost. Throws CorruptData when it is not what was written, InputError
/// when it is of another program.
Json stored_manifest(const SweepDirectory& directory) {
  const std::optional<std::string> text = stored_text(directory.file(kManifestFile));
  if (!text) return nullptr;
  const Json outer = Json::parse(*text, nullptr, false);
  if (is_of_another_version(outer))
    throw InputError(directory.file(kManifestFile), fmt::format("expected \"schema\": \"{}\", got {}: it is of another "
                                                                "version of the program",
                                                                kManifestFormat, brief(outer["schema"])));
  return Json::parse(traces::unsealed(kManifestSeal, *text));
}

bool has_type(const Json& line, const char* key, bool (Json::*is)() const noexcept) {
  return line.is_object() && line.contains(key) && (line[key].*is)();
}

/// One line of the list; nothing when it is none, or names a combination that there is not.
std::optional<Point> point_of(const std::string& text, std::uint64_t combinations, std::size_t points) {
  const Json line = Json::parse(text, nullptr, false);
  const bool readable = has_type(line, "id", &Json::is_string) && has_type(line, "choice", &Json::is_number_unsigned) &&
                        has_type(line, "group", &Json::is_number_unsigned) && has_type(line, "cost", &Json::is_number);
  if (!readable || line["choice"].get<std::uint64_t>() >= combinations || line["group"].get<std::uint64_t>() >= points)
    return std::nullopt;
  try {
    return Point{id_from_text(line["id"]), line["choice"], line["group"], line["cost"]};
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

std::vector<Point> read_points(const std::string& path, const Json& manifest, std::uint64_t combinations) {
  const std::optional<std::string> text = stored_text(path);
  if (!text) throw InputError(path, fmt::format("is lost: {}", kRemedy));
  const std::size_t count = manifest.at("points");
  std::vector<Point> points;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    const std::optional<Point> point = point_of(line, combinations, count);
    if (!point)
      throw InputError(fmt::format("{}:{}", path, points.size() + 1),
                       fmt::format("expected a point of the sweep, got {}: {}", brief(Json(line)), kRemedy));
    points.push_back(*point);
  }
  if (points.size() != count)
    throw InputError(path, fmt::format("expected {} points, as many as {} says, found {}: {}", count, kManifestFile,
                                       points.size(), kRemedy));
  if (traces::checksum_text(traces::checksum_of(*text)) != manifest.at("list"))
    throw InputError(path, fmt::format("is damaged: its checksum is wrong: {}", kRemedy));
  return points;
}

ReadFiles files_of(const Json& files) {
  std::map<std::string, std::uint64_t> checksums;
  for (const auto& [path, checksum] : files.items()) checksums[path] = traces::checksum_from_text(checksum);
  return ReadFiles(std::move(checksums));
}

}  // namespace

bool is_manifest_of(const SweepDirectory& directory, const Manifest& manifest, Damages& damages) {
  Json there;
  try {
    there = stored_manifest(directory);
  } catch (const traces::CorruptData& error) {
    damages.push_back(fmt::format("{}: is damaged: {}", directory.file(kManifestFile), error.what()));
  }
  if (there.is_null()) return false;
  const Json here = manifest_json(manifest);
  const std::string other = difference(there, here);
  if (!other.empty())
    throw InputError(directory.file(kManifestFile), fmt::format("is of another sweep: {}: use another --out", other));
  const std::optional<std::string> list = stored_text(directory.file(kPointsFile));
  if (!list || traces::checksum_text(traces::checksum_of(*list)) != here["list"]) {
    damages.push_back(fmt::format("{}: is {}", directory.file(kPointsFile), list ? "damaged" : "lost"));
    return false;
  }
  if (there != here) store_manifest(directory, here);
  return true;
}

void write_manifest(const SweepDirectory& directory, const Manifest& manifest) {
  StoredFile list(directory.file(kPointsFile));
  for_each_line(manifest, [&](const std::string& line) { list.write(line); });
  list.finish(traces::Durability::disk);
  store_manifest(directory, manifest_json(manifest));
}

Manifest read_manifest(const SweepDirectory& directory) {
  const std::string path = directory.file(kManifestFile);
  try {
    const Json json = stored_manifest(directory);
    if (json.is_null()) throw InputError(path, "cannot be read");
    Manifest manifest;
    manifest.sweep =
        sweep_from_json(json.at("sweep"), directory.path(), json.at("name"), limits_from_json(json.at("limits")));
    manifest.provenance = json.at("provenance");
    manifest.files = files_of(json.at("files"));
    manifest.points = read_points(directory.file(kPointsFile), json, PointSpace(manifest.sweep).size());
    manifest.files.check_unchanged();
    return manifest;
  } catch (const traces::CorruptData& error) {
    throw InputError(path, fmt::format("is damaged: {}: {}", error.what(), kRemedy));
  } catch (const Json::exception&) {
    // Whole, and yet not what this program writes.
    throw InputError(path, fmt::format("expected what a sweep writes: {}", kRemedy));
  }
}

}  // namespace skipgrid::sweep
