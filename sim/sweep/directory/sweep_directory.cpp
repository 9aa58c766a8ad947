#include "sim/sweep/directory/sweep_directory.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>

#include "sim/report/results_writer.h"
#include "sim/sweep/directory/directory_lock.h"
#include "sim/sweep/directory/manifest_file.h"
#include "traces/input_error.h"

namespace skipgrid::sweep {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPoints = "points";
constexpr const char* kFailed = "failed";

/// What a directory may hold before it has a manifest: what a sweep that was killed at once had made.
bool is_beginning(const std::string& name) {
  static const std::set<std::string> names{kLock, kPoints, kFailed, kPointsFile, "jobs"};
  return names.count(name) > 0 || is_leftover(name);
}

std::string point_file(const char* folder, std::uint64_t id) { return fmt::format("{}/{}.json", folder, id_text(id)); }

/// Whether all of a document is there: a machine that lost power may have kept the name of a file and not its content.
bool is_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file || file.tellg() < 2) return false;
  file.seekg(-2, std::ios::end);
  char end[2] = {};
  file.read(end, 2);
  return end[0] == '}' && end[1] == '\n';
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

Manifest manifest_of(SweepConfig sweep) {
  Manifest manifest;
  manifest.points = PointSpace(sweep).points();
  manifest.sweep = std::move(sweep);
  manifest.provenance = Json::parse(sim::provenance_json().dump());
  return manifest;
}

SweepDirectory SweepDirectory::open(const std::string& path) {
  SweepDirectory directory(path);
  if (!fs::exists(directory.file(kManifestFile)))
    throw InputError(path, fmt::format("expected the directory of a sweep, found no {} in it", kManifestFile));
  return directory;
}

SweepDirectory SweepDirectory::make(const std::string& path) {
  SweepDirectory directory(path);
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw InputError(path, "cannot be made a directory for the sweep: " + error.message());
  if (!fs::is_directory(path)) throw InputError(path, "expected a directory for the sweep, got a file");
  if (!fs::exists(directory.file(kManifestFile)))
    for (const fs::directory_entry& entry : fs::directory_iterator(path))
      if (!is_beginning(entry.path().filename().string()))
        throw InputError(path, fmt::format("expected a new or empty directory, or that of a sweep: it holds {}",
                                           entry.path().filename().string()));
  return directory;
}

void SweepDirectory::start(const Manifest& manifest) const {
  if (fs::exists(file(kManifestFile))) {
    const Json there = read_json_file(file(kManifestFile)), here = manifest_json(manifest);
    const std::string other = difference(there, here);
    if (!other.empty())
      throw InputError(file(kManifestFile), fmt::format("is of another sweep: {}: use another --out", other));
    if (there != here) write(kManifestFile, here.dump(2) + "\n");
    return;
  }
  std::error_code error;
  for (const char* folder : {kPoints, kFailed}) {
    fs::create_directories(file(folder), error);
    if (error) throw StorageError(file(folder) + ": cannot be made: " + error.message());
  }
  write_manifest(*this, manifest);
}

Manifest SweepDirectory::manifest() const { return read_manifest(*this); }

PointState SweepDirectory::state(std::uint64_t id) const {
  if (is_whole(file(point_file(kPoints, id)))) return PointState::done;
  return is_whole(file(point_file(kFailed, id))) ? PointState::failed : PointState::missing;
}

std::string SweepDirectory::result_file(std::uint64_t id) const { return file(point_file(kPoints, id)); }

Failure SweepDirectory::failure(std::uint64_t id) const {
  const Json json = read_json_file(file(point_file(kFailed, id)));
  return {json.value("kind", "error"), json.value("error", "")};
}

std::vector<std::uint32_t> SweepDirectory::left(const Manifest& manifest) const {
  std::vector<std::uint32_t> left;
  for (std::uint32_t i = 0; i < manifest.points.size(); ++i)
    if (state(manifest.points[i].id) != PointState::done) left.push_back(i);
  return left;
}

void SweepDirectory::write_result(std::uint64_t id, const std::string& document) const {
  write(point_file(kPoints, id), document);
}

void SweepDirectory::write_failure(std::uint64_t id, const Failure& failure) const {
  const OrderedJson json{{"kind", failure.kind}, {"error", failure.error}};
  write(point_file(kFailed, id), json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
}

void SweepDirectory::forget_failure(std::uint64_t id) const {
  std::error_code error;
  fs::remove(file(point_file(kFailed, id)), error);
  if (error) throw StorageError(file(point_file(kFailed, id)) + ": cannot be removed: " + error.message());
}

void SweepDirectory::write(const std::string& name, const std::string& content) const {
  StoredFile stored(file(name));
  stored.write(content);
  stored.finish();
}

void SweepDirectory::append(const std::string& name, const std::string& line) const { append_line(file(name), line); }

void SweepDirectory::remove_leftovers() const {
  const DirectoryLock no_merge(file(kMergeLock), DirectoryLock::Kind::waiting);
  for (const std::string& folder : {path_, file(kPoints), file(kFailed)}) {
    if (!fs::is_directory(folder)) continue;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      std::error_code ignored;
      if (is_leftover(entry.path().filename().string())) fs::remove(entry.path(), ignored);
    }
  }
  // Of points that were done just before the sweep was killed.
  for (const fs::directory_entry& entry : fs::directory_iterator(file(kFailed)))
    if (is_whole(file(kPoints) + "/" + entry.path().filename().string())) fs::remove(entry.path());
}

}  // namespace skipgrid::sweep
