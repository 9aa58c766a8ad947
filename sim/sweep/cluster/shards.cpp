#include "sim/sweep/cluster/shards.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>
#include <tuple>

#include "traces/input_error.h"
#include "traces/json/json_reader.h"

namespace skipgrid::sweep {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFile = "shards.jsonl";  // a header, then a line a shard: a task reads no more than its own
constexpr const char* kShardsFormat = "skipgrid-shards/1";
constexpr std::size_t kPointsPerShard = 32;
constexpr std::size_t kMaxArraySize = 1001;  // Slurm's, unless an administrator has raised it

/// The number that a folder of jobs/ has for its name; 0 for any other.
int number_of(const fs::path& folder) {
  const std::string name = folder.filename().string();
  int number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() && number > 0 ? number : 0;
}

int highest(const SweepDirectory& directory, bool complete) {
  int most = 0;
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory.file("jobs"), none))
    if (!complete || fs::exists(entry.path() / kFile)) most = std::max(most, number_of(entry.path()));
  return most;
}

}  // namespace

int default_shards(std::size_t points) {
  const std::size_t shards = (points + kPointsPerShard - 1) / kPointsPerShard;
  return static_cast<int>(std::clamp<std::size_t>(shards, 1, kMaxArraySize));
}

std::vector<std::vector<std::uint32_t>> deal(const Manifest& manifest, std::vector<std::uint32_t> points, int shards) {
  std::sort(points.begin(), points.end(), [&](std::uint32_t a, std::uint32_t b) {
    const Point &x = manifest.points[a], &y = manifest.points[b];
    return std::tuple(x.group, -x.cost, a) < std::tuple(y.group, -y.cost, b);
  });
  std::vector<std::vector<std::uint32_t>> dealt(std::min(points.size(), static_cast<std::size_t>(shards)));
  for (std::size_t i = 0; i < points.size(); ++i) dealt[i % dealt.size()].push_back(points[i]);
  return dealt;
}

Submission::Submission(const SweepDirectory& directory, const std::vector<std::vector<std::uint32_t>>& shards)
    : directory_(directory), number_(highest(directory, false)), shards_(static_cast<int>(shards.size())) {
  std::error_code error;
  fs::create_directories(directory.file("jobs"), error);
  // Making the folder takes the number, against others that submit now.
  while (!error && !fs::create_directory(directory.file(fmt::format("jobs/{}", ++number_)), error)) continue;
  if (error) throw StorageError(fmt::format("{}: cannot be made: {}", directory.file("jobs"), error.message()));
  std::string text = Json{{"format", kShardsFormat}, {"shards", shards_}}.dump() + "\n";
  for (const std::vector<std::uint32_t>& points : shards) text += Json(points).dump() + "\n";
  directory.write(file(kFile), text);
}

Submission::Submission(const SweepDirectory& directory, int number) : directory_(directory), number_(number) {
  const std::string path = directory.file(file(kFile));
  std::ifstream stream(path);
  if (!stream) throw InputError(path, "cannot be read (skipgrid sweep submit writes it)");
  std::string line;
  std::getline(stream, line);
  const Json header = parse_json(line, path);
  const Json shards = header.is_object() ? header.value("shards", Json()) : Json();
  if (!header.is_object() || header.value("format", Json()) != kShardsFormat || !shards.is_number_unsigned() ||
      shards.get<std::uint64_t>() > static_cast<std::uint64_t>(kMostShards))
    throw InputError(path, fmt::format("expected \"format\": \"{}\" and the number of shards", kShardsFormat));
  shards_ = shards.get<int>();
}

int Submission::last(const SweepDirectory& directory) { return highest(directory, true); }

std::string Submission::file(const std::string& name) const { return fmt::format("jobs/{}/{}", number_, name); }

std::vector<std::uint32_t> Submission::points(int shard, const Manifest& manifest) const {
  const std::string path = directory_.file(file(kFile));
  if (shard < 0 || shard >= shards_)
    throw InputError(path, fmt::format("has the shards 0 to {}, not {}", shards_ - 1, shard));
  std::ifstream stream(path);
  std::string line;
  for (int i = 0; i <= shard + 1 && std::getline(stream, line); ++i) continue;
  const std::string place = fmt::format("{}:{}", path, shard + 2);
  if (!stream) throw InputError(place, "the line is missing");
  const Json points = parse_json(line, place);
  for (const Json& point : points.is_array() ? points : Json{nullptr})
    if (!point.is_number_unsigned() || point.get<std::uint64_t>() >= manifest.points.size())
      throw InputError(
          place, fmt::format("expected a list of points below {}, got {}", manifest.points.size(), brief(points)));
  return points.get<std::vector<std::uint32_t>>();
}

}  // namespace skipgrid::sweep
