#include "sim/experiment/run_config.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "sim/experiment/document.h"
#include "sim/experiment/schedule_json.h"
#include "traces/input_error.h"

namespace skipgrid::sim {
namespace {

constexpr std::uint64_t kMostSeed = (std::uint64_t{1} << 53) - 1;

TracedModel traced_model(const Document& document) {
  const Json& json = document.json;
  TracedModel traced;
  traced.workload = models::workload_from_json(document.workload(), document.places_in("/workload")(""));
  traced.dropout = models::dropout_from_json(json.value("dropout", Json::object()), document.places_in("/dropout")(""),
                                             traced.workload.dropout);
  models::check_redraw(traced.dropout,
                       document.places_in(json.contains("dropout") ? "/dropout" : "/workload/dropout")(""));
  traced.iterations = json.value("iterations", traced.iterations);
  return traced;
}

/// A recorded trace brings its masks and its length with it: a key that claims to change them would be ignored.
ReplayedTrace replayed_trace(const Document& document) {
  const std::string path = document.json["workload"]["trace"].get<std::string>();
  refuse_topology(path, document.place_of("/workload/trace"));
  for (const std::string key : {"dropout", "iterations"})
    if (document.json.contains(key))
      throw InputError(document.place_of("/" + key), "has no effect on a replayed trace: remove it");
  return {relative_to(document.file, path)};
}

/// Draws of masks. A recorded trace holds one, and seeds beyond what JSON's numbers hold exactly are none.
int seeds_of(const Document& document, const RunConfig& config) {
  const int seeds = document.json.value("seeds", 1);
  if (seeds == 1) return seeds;
  const std::string place = document.place_of("/seeds");
  const auto* model = std::get_if<TracedModel>(&config.work);
  if (model == nullptr)
    throw InputError(place, fmt::format("expected 1, since a recorded trace holds one draw of masks, got {}", seeds));
  if (model->dropout.seed + static_cast<std::uint64_t>(seeds - 1) > kMostSeed)
    throw InputError(
        place, fmt::format("expected seeds of at most {}, got {} from {} on", kMostSeed, seeds, model->dropout.seed));
  return seeds;
}

std::vector<Variant> variants_of(const Document& document, bool replay) {
  std::vector<Variant> variants;
  if (!document.json.contains("variants")) {
    for (const Variant variant : all_variants())
      if (!replay || !needs_model(variant)) variants.push_back(variant);
    return variants;
  }
  for (const Json& name : document.json["variants"]) {
    const Variant variant = variant_from_string(name.get<std::string>());
    if (replay && needs_model(variant))
      throw InputError(
          document.place_of(fmt::format("/variants/{}", variants.size())),
          fmt::format("a replayed trace holds the masks of one dropout case only: {} needs a model as workload",
                      to_string(variant)));
    variants.push_back(variant);
  }
  return variants;
}

Scheduling scheduling_of(const Document& document) {
  Scheduling scheduling;
  const Json search = document.json.value("search", Json::object());
  scheduling.effort = effort_from_string(search.value("effort", std::string(to_string(scheduling.effort))));
  if (document.json.contains("schedule")) {
    scheduling.given = read_schedules(relative_to(document.file, document.json["schedule"].get<std::string>()));
  }
  return scheduling;
}

}  // namespace

RunConfig run_config_from(const Document& document) {
  const Json& json = document.json;
  RunConfig config;
  config.name = json.value("name", std::filesystem::path(document.file).stem().string());
  const bool replay = json["workload"].contains("trace");
  if (replay)
    config.work = replayed_trace(document);
  else
    config.work = traced_model(document);
  config.hardware = hardware_from_json(json["hardware"], document.places_in("/hardware"));
  if (!json.value("fast_forward", true)) config.hardware.machine.fast_forward = FastForward::off;
  config.engine = engine_from_string(json.value("engine", std::string(to_string(config.engine))));
  config.variants = variants_of(document, replay);
  config.scheduling = scheduling_of(document);
  config.seeds = seeds_of(document, config);
  config.document = json.dump();
  return config;
}

RunConfig load_run_config(const std::string& path, const std::vector<std::string>& sets) {
  return run_config_from(load_document(path, "run.schema.json", sets));
}

}  // namespace skipgrid::sim
