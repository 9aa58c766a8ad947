#include "sim/sweep/points/sweep_config.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "sim/experiment/document.h"
#include "traces/input_error.h"
#include "traces/json/schema.h"

namespace skipgrid::sweep {
namespace {

namespace fs = std::filesystem;

/// The run that the points change, from a file or from the sweep itself.
Json base_of(const Json& given, const std::string& path) {
  std::string file = path;
  Json base;
  if (given.is_string()) {
    file = sim::relative_to(path, given.get<std::string>());
    base = sim::load_document(file, "run.schema.json").json;
  } else {
    base = given;
    base.erase("$schema");
    sim::inline_files(base, path);
  }
  base.erase("comment");
  if (!base.contains("name")) base["name"] = fs::path(file).stem().string();
  // Points are made in another folder than the one that paths are relative to.
  sim::make_paths_absolute(base, file);
  return base;
}

}  // namespace

SweepConfig load_sweep(const std::string& path) {
  const OrderedJson ordered = read_ordered_json_file(path);
  const Json document = Json::parse(ordered.dump());
  check(document, "sweep.schema.json", in_file(path));

  SweepConfig config;
  config.path = path;
  config.name = document.value("name", fs::path(path).stem().string());
  config.base = base_of(document["base"], path);
  if (document.contains("variants")) config.base["variants"] = document["variants"];
  config.axes = read_axes(ordered, path);
  if (config.axes.empty()) throw InputError(path, "expected at least one axis in \"axes\" or \"zip\"");
  config.where = document.value("where", std::vector<std::string>());
  config.limits = limits_from_json(document.value("limits", Json::object()));
  return config;
}

Json points_json(const SweepConfig& config) {
  Json json{{"base", config.base}, {"axes", Json::array()}, {"where", config.where}};
  for (const Axis& axis : config.axes) json["axes"].push_back(to_json(axis));
  return json;
}

SweepConfig sweep_from_json(const Json& points, std::string path, std::string name, Limits limits) {
  SweepConfig config{std::move(path), std::move(name), points.at("base"), {}, points.at("where"), limits};
  for (const Json& axis : points.at("axes")) config.axes.push_back(axis_from_json(axis));
  return config;
}

Json to_json(const Limits& limits) {
  Json json = Json::object();
  if (limits.seconds) json["seconds"] = *limits.seconds;
  if (limits.memory_mib) json["memory_mib"] = *limits.memory_mib;
  return json;
}

Limits limits_from_json(const Json& json) {
  Limits limits;
  if (json.contains("seconds")) limits.seconds = json["seconds"].get<double>();
  if (json.contains("memory_mib")) limits.memory_mib = json["memory_mib"].get<std::int64_t>();
  return limits;
}

std::vector<std::string> pointers(const SweepConfig& config) {
  std::vector<std::string> all;
  for (const Axis& axis : config.axes) all.insert(all.end(), axis.pointers.begin(), axis.pointers.end());
  return all;
}

}  // namespace skipgrid::sweep
