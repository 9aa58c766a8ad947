#include "sim/sweep/directory/sweep_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <stdexcept>

#include "sim/report/results_writer.h"
#include "sim/sweep/directory/directory_lock.h"
#include "sim/sweep/directory/manifest_file.h"
#include "traces/files/checksum.h"
#include "traces/files/sealed_json.h"
#include "traces/input_error.h"

namespace skipgrid::sweep {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPoints = "points";
constexpr const char* kFailed = "failed";

/// What a directory may hold before it has a manifest: what a sweep that was killed at once had made, and, where there
/// are points, what a sweep had made whose manifest is lost.
bool may_lack_manifest(const std::string& name, bool has_points) {
  static const std::set<std::string> first{kLock, kPoints, kFailed, kPointsFile, "jobs"};
  static const std::set<std::string> later{kMergeLock, "results.csv", "results.sqlite", "timing.jsonl"};
  return first.count(name) > 0 || is_leftover(name) || (has_points && later.count(name) > 0);
}

std::string point_file(const char* folder, std::uint64_t id) { return fmt::format("{}/{}.json", folder, id_text(id)); }

/// The names in a folder; none when it cannot be read.
std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    names.push_back(entry->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// The text of a sealed file; nothing when there is none, or when it is not whole, which is noted.
std::optional<std::string> sealed_text(const std::string& path, const std::string& seal, Damages& damages) {
  const std::optional<std::string> text = stored_text(path);
  if (!text) return std::nullopt;
  try {
    return traces::unsealed(seal, *text);
  } catch (const traces::CorruptData& error) {
    damages.push_back(fmt::format("{}: is damaged: {}; it counts as missing", path, error.what()));
    return std::nullopt;
  }
}

std::optional<Failure> failure_in(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  const auto is_text = [&](const char* key) { return json.is_object() && json.contains(key) && json[key].is_string(); };
  if (!is_text("kind") || !is_text("error")) return std::nullopt;
  return Failure{json["kind"], json["error"]};
}

std::optional<std::uint64_t> id_of_file(const std::string& name) {
  if (name.size() != 21 || name.substr(16) != ".json") return std::nullopt;
  try {
    return id_from_text(name.substr(0, 16));
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

}  // namespace

std::string_view to_string(PointState state) {
  switch (state) {
    case PointState::missing: return "missing";
    case PointState::done: return "done";
    case PointState::failed: return "failed";
  }
  throw std::invalid_argument("not a state");
}

std::string Manifest::seal_of(std::uint64_t id) const {
  return id_text(id) + "-" + traces::checksum_text(traces::checksum_of(provenance.dump()));
}

Manifest manifest_of(SweepConfig sweep) {
  Manifest manifest;
  manifest.points = PointSpace(sweep).points(manifest.files);
  manifest.sweep = std::move(sweep);
  manifest.provenance = Json::parse(sim::provenance_json().dump());
  return manifest;
}

SweepDirectory SweepDirectory::open(const std::string& path) {
  SweepDirectory directory(path);
  std::error_code error;
  if (!fs::exists(directory.file(kManifestFile), error))
    throw InputError(path, fmt::format("expected the directory of a sweep, found no {} in it", kManifestFile));
  return directory;
}

SweepDirectory SweepDirectory::make(const std::string& path) {
  SweepDirectory directory(path);
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw InputError(path, "cannot be made a directory for the sweep: " + error.message());
  if (!fs::is_directory(path, error)) throw InputError(path, "expected a directory for the sweep, got a file");
  if (fs::exists(directory.file(kManifestFile), error)) return directory;
  const bool has_points = fs::is_directory(directory.file(kPoints), error);
  for (const std::string& name : names_in(path))
    if (!may_lack_manifest(name, has_points))
      throw InputError(path, fmt::format("expected a new or empty directory, or that of a sweep: it holds {}", name));
  return directory;
}

void SweepDirectory::make_folders() const {
  std::error_code error;
  for (const char* folder : {kPoints, kFailed}) {
    fs::create_directories(file(folder), error);
    if (error) throw StorageError(file(folder) + ": cannot be made: " + error.message());
  }
}

/// A directory whose manifest is lost belongs to whoever has the points in it.
void SweepDirectory::refuse_points_of_others(const Manifest& manifest) const {
  std::set<std::uint64_t> ours;
  for (const Point& point : manifest.points) ours.insert(point.id);
  for (const std::string& name : names_in(file(kPoints))) {
    const std::optional<std::uint64_t> id = id_of_file(name);
    if (id && ours.count(*id) == 0)
      throw InputError(path_, fmt::format("is of another sweep: it holds {}/{}, which is no point of this one, and its "
                                          "{} is lost: use another --out",
                                          kPoints, name, kManifestFile));
  }
}

void SweepDirectory::start(const Manifest& manifest, Damages& damages) const {
  const bool had_points = !names_in(file(kPoints)).empty();
  make_folders();
  Damages found;
  if (is_manifest_of(*this, manifest, found)) return;
  refuse_points_of_others(manifest);
  write_manifest(*this, manifest);
  if (found.empty() && had_points) found.push_back(fmt::format("{}: was lost", file(kManifestFile)));
  for (const std::string& damage : found) damages.push_back(damage + "; it is made anew from the sweep");
}

Manifest SweepDirectory::manifest() const { return read_manifest(*this); }

PointRecord SweepDirectory::point(const Manifest& manifest, std::uint64_t id, Damages& damages) const {
  PointRecord record;
  const std::string seal = manifest.seal_of(id);
  if (auto document = sealed_text(file(point_file(kPoints, id)), seal, damages)) {
    record.state = PointState::done;
    record.document = std::move(*document);
    return record;
  }
  const std::string path = file(point_file(kFailed, id));
  const std::optional<std::string> text = sealed_text(path, seal, damages);
  if (!text) return record;
  if (const std::optional<Failure> failure = failure_in(*text)) {
    record.state = PointState::failed;
    record.failure = *failure;
  }
  return record;
}

std::string SweepDirectory::result_file(std::uint64_t id) const { return file(point_file(kPoints, id)); }

std::vector<std::uint32_t> SweepDirectory::left(const Manifest& manifest, Damages& damages) const {
  std::vector<std::uint32_t> left;
  for (std::uint32_t i = 0; i < manifest.points.size(); ++i)
    if (point(manifest, manifest.points[i].id, damages).state != PointState::done) left.push_back(i);
  return left;
}

void SweepDirectory::write_result(const Manifest& manifest, std::uint64_t id, const std::string& document,
                                  traces::Durability durability) const {
  write(point_file(kPoints, id), traces::sealed(manifest.seal_of(id), document), durability);
}

void SweepDirectory::write_failure(const Manifest& manifest, std::uint64_t id, const Failure& failure) const {
  const OrderedJson json{{"kind", failure.kind}, {"error", failure.error}};
  write(point_file(kFailed, id),
        traces::sealed(manifest.seal_of(id), json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n"),
        traces::Durability::system);
}

void SweepDirectory::forget_failure(std::uint64_t id) const {
  std::error_code error;
  fs::remove(file(point_file(kFailed, id)), error);
  if (error) throw StorageError(file(point_file(kFailed, id)) + ": cannot be removed: " + error.message());
}

void SweepDirectory::write(const std::string& name, const std::string& content, traces::Durability durability) const {
  StoredFile stored(file(name));
  stored.write(content);
  stored.finish(durability);
}

void SweepDirectory::append(const std::string& name, const std::string& line) const { append_line(file(name), line); }

void SweepDirectory::remove_leftovers(const Manifest& manifest) const {
  const DirectoryLock no_merge(file(kMergeLock), DirectoryLock::Kind::waiting);
  std::error_code ignored;
  for (const std::string& folder : {path_, file(kPoints), file(kFailed)})
    for (const std::string& name : names_in(folder))
      if (is_leftover(name)) fs::remove(folder + "/" + name, ignored);
  // Of points that were done just before the sweep was killed.
  for (const std::string& name : names_in(file(kFailed))) {
    const std::optional<std::uint64_t> id = id_of_file(name);
    Damages damages;
    if (id && point(manifest, *id, damages).state == PointState::done) fs::remove(file(kFailed) + "/" + name, ignored);
  }
}

}  // namespace skipgrid::sweep
