#include "models/training/train_config.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "models/training/lm_trainer.h"
#include "models/training/tagger_trainer.h"
#include "models/workload.h"
#include "traces/input_error.h"
#include "traces/json/json_object.h"

namespace skipgrid::models {

double TrainConfig::learning_rate_in(int epoch) const {
  return learning_rate * std::pow(decay, std::max(0, epoch - decay_after));
}

TrainConfig train_config_from_json(const nlohmann::json& json, const PlaceOf& place_of, const std::string& directory) {
  JsonObject fields(json, place_of(""));
  const auto in_directory = [&](const std::string& path) {
    return (std::filesystem::path(directory) / path).lexically_normal().string();
  };
  const auto integer = [&](const char* key, std::int64_t least, std::int64_t most, int otherwise) {
    return fields.has(key) ? static_cast<int>(fields.integer(key, least, most)) : otherwise;
  };
  const auto number = [&](const char* key, double least, double otherwise) {
    return fields.has(key) ? fields.number(key, least) : otherwise;
  };

  TrainConfig config;
  const WorkloadConfig workload = workload_from_json(fields.at("workload"), place_of("/workload"));
  config.network = workload.network;
  const bool tagger = tags_words(config.network);
  if (tagger) {
    tagger_layers(config.network, place_of("/workload"));
  } else {
    language_model_layers(config.network, place_of("/workload"));
  }
  config.name = fields.has("name") ? fields.text("name") : workload.name;
  config.dropout = workload.dropout;
  if (fields.has("dropout")) {
    config.dropout = dropout_from_json(fields.at("dropout"), place_of("/dropout"), workload.dropout);
  }
  check_redraw(config.dropout, place_of(fields.has("dropout") ? "/dropout" : "/workload/dropout"));
  JsonObject data(fields.at("data"), place_of("/data"));
  config.train_file = in_directory(data.text("train"));
  if (tagger && data.has("valid") == data.has("hold_out_every")) {
    throw InputError(data.place_of("valid"), "expected either valid, a file, or hold_out_every, a number of sentences");
  }
  if (tagger && data.has("hold_out_every")) {
    config.hold_out_every = static_cast<int>(data.integer("hold_out_every", 2, 1000000));
  } else {
    config.valid_file = in_directory(data.text("valid"));
  }
  if (tagger && data.has("scheme")) {
    config.scheme = static_cast<TagScheme>(data.word("scheme", {kTagSchemes.begin(), kTagSchemes.end()}));
  }
  data.no_others();

  if (fields.has("seed")) config.seed = fields.natural("seed");
  config.init_scale = number("init_scale", 0.0, config.init_scale);
  config.epochs = integer("epochs", 1, 100000, config.epochs);
  config.learning_rate = number("learning_rate", 0.0, config.learning_rate);
  config.decay = number("decay", 0.0, config.decay);
  config.decay_after = integer("decay_after", 0, 100000, config.decay_after);
  config.clip = number("clip", 0.0, config.clip);
  config.threads = integer("threads", 1, 1024, config.threads);
  config.checkpoint_every = integer("checkpoint_every", 1, 1000000000, config.checkpoint_every);
  if (fields.has("time_fusion")) {
    config.time_fusion = static_cast<TimeFusion>(fields.word("time_fusion", {"fused", "stepped"}));
  }
  fields.no_others();
  return config;
}

nlohmann::json identity_of(const TrainConfig& config) {
  return {{"workload", to_json(WorkloadConfig{"", config.network, config.dropout})},
          {"seed", config.seed},
          {"init_scale", config.init_scale},
          {"learning_rate", config.learning_rate},
          {"decay", config.decay},
          {"decay_after", config.decay_after},
          {"clip", config.clip},
          {"time_fusion", config.time_fusion == TimeFusion::fused ? "fused" : "stepped"}};
}

}  // namespace skipgrid::models
