#include "models/training/train_config.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "models/training/lm_trainer.h"
#include "models/training/tagger_trainer.h"
#include "models/training/translation/translation_layers.h"
#include "models/workload.h"
#include "traces/input_error.h"
#include "traces/json/json_object.h"

namespace skipgrid::models {

double TrainConfig::learning_rate_in(int epoch) const {
  return learning_rate * std::pow(decay, std::max(0, epoch - decay_after));
}

namespace {

enum class Task : std::uint8_t { language_model, tagger, translation };

/// Throws InputError at `place` for a network of no task.
Task task_of(const NetworkConfig& network, const std::string& place) {
  if (tags_words(network)) {
    tagger_layers(network, place);
    return Task::tagger;
  }
  if (translates(network)) {
    translation_layers(network, place);
    return Task::translation;
  }
  language_model_layers(network, place);
  return Task::language_model;
}

/// The member "data", whose paths are relative to a directory.
class DataReader {
 public:
  DataReader(const nlohmann::json& json, const std::string& place, std::string directory)
      : fields_(json, place), directory_(std::move(directory)) {}

  void read(Task task, TrainConfig& config) {
    switch (task) {
      case Task::language_model: read_texts(config); break;
      case Task::tagger: read_tagged(config); break;
      case Task::translation: read_pairs(config); break;
    }
    fields_.no_others();
  }

 private:
  std::string path(const std::string& given) const {
    return (std::filesystem::path(directory_) / given).lexically_normal().string();
  }

  void read_texts(TrainConfig& config) {
    config.train_file = path(fields_.text("train"));
    config.valid_file = path(fields_.text("valid"));
  }

  void read_tagged(TrainConfig& config) {
    config.train_file = path(fields_.text("train"));
    if (fields_.has("valid") == fields_.has("hold_out_every")) {
      throw InputError(fields_.place_of("valid"),
                       "expected either valid, a file, or hold_out_every, a number of sentences");
    }
    if (fields_.has("hold_out_every")) {
      config.hold_out_every = static_cast<int>(fields_.integer("hold_out_every", 2, 1000000));
    } else {
      config.valid_file = path(fields_.text("valid"));
    }
    if (fields_.has("scheme")) {
      config.scheme = static_cast<TagScheme>(fields_.word("scheme", {kTagSchemes.begin(), kTagSchemes.end()}));
    }
  }

  void read_pairs(TrainConfig& config) {
    config.train_pairs = parallel("train");
    config.valid_pairs = parallel("valid");
    if (fields_.has("test")) config.test_pairs = parallel("test");
    config.train_file = config.train_pairs.source;
    config.valid_file = config.valid_pairs.source;
  }

  ParallelFiles parallel(const char* key) {
    if (!fields_.at(key).is_object()) return {path(fields_.text(key)), ""};
    JsonObject files(fields_.at(key), fields_.place_of(key));
    ParallelFiles parallel{path(files.text("source")), path(files.text("target"))};
    files.no_others();
    return parallel;
  }

  JsonObject fields_;
  std::string directory_;
};

/// Of a language model: whether that is what its softmax reads.
bool reads_recurrent_layer(const NetworkConfig& network) {
  const LayerConfig& scores = network.layers[language_model_layers(network, "").scores];
  return std::any_of(network.layers.begin(), network.layers.end(), [&](const LayerConfig& layer) {
    return layer.name == scores.inputs.front() && std::holds_alternative<RecurrentConfig>(layer.kind);
  });
}

Decoding decoding_from_json(const nlohmann::json& json, const std::string& place, int samples) {
  JsonObject fields(json, place);
  Decoding decoding;
  if (fields.has("beam")) decoding.beam = static_cast<int>(fields.integer("beam", 1, samples));
  if (fields.has("length_penalty")) {
    decoding.length_penalty =
        static_cast<LengthPenalty>(fields.word("length_penalty", {kLengthPenalties.begin(), kLengthPenalties.end()}));
  }
  if (fields.has("alpha")) decoding.alpha = fields.number("alpha", 0.0);
  fields.no_others();
  return decoding;
}

}  // namespace

TrainConfig train_config_from_json(const nlohmann::json& json, const PlaceOf& place_of, const std::string& directory) {
  JsonObject fields(json, place_of(""));
  const auto integer = [&](const char* key, std::int64_t least, std::int64_t most, int otherwise) {
    return fields.has(key) ? static_cast<int>(fields.integer(key, least, most)) : otherwise;
  };
  const auto number = [&](const char* key, double least, double otherwise) {
    return fields.has(key) ? fields.number(key, least) : otherwise;
  };

  TrainConfig config;
  const WorkloadConfig workload = workload_from_json(fields.at("workload"), place_of("/workload"));
  config.network = workload.network;
  const Task task = task_of(config.network, place_of("/workload"));
  config.name = fields.has("name") ? fields.text("name") : workload.name;
  config.dropout = workload.dropout;
  if (fields.has("dropout")) {
    config.dropout = dropout_from_json(fields.at("dropout"), place_of("/dropout"), workload.dropout);
  }
  check_redraw(config.dropout, place_of(fields.has("dropout") ? "/dropout" : "/workload/dropout"));
  DataReader(fields.at("data"), place_of("/data"), directory).read(task, config);
  if (task == Task::translation && fields.has("decoding")) {
    config.decoding = decoding_from_json(fields.at("decoding"), place_of("/decoding"), config.network.batch);
  }

  if (task == Task::language_model && fields.has("activation_penalty")) {
    JsonObject penalty(fields.at("activation_penalty"), place_of("/activation_penalty"));
    if (penalty.has("size")) config.penalty.size = penalty.number("size", 0.0);
    if (penalty.has("change")) config.penalty.change = penalty.number("change", 0.0);
    penalty.no_others();
    if (!reads_recurrent_layer(config.network)) {
      throw InputError(place_of("/activation_penalty"), "expected a softmax that reads a recurrent layer");
    }
  }
  if (fields.has("averaging")) {
    JsonObject averaging(fields.at("averaging"), place_of("/averaging"));
    config.average_patience = static_cast<int>(averaging.integer("patience", 1, 100000));
    averaging.no_others();
  }
  if (fields.has("seed")) config.seed = fields.natural("seed");
  config.init_scale = number("init_scale", 0.0, config.init_scale);
  config.epochs = integer("epochs", 1, 100000, config.epochs);
  config.learning_rate = number("learning_rate", 0.0, config.learning_rate);
  config.decay = number("decay", 0.0, config.decay);
  config.decay_after = integer("decay_after", 0, 100000, config.decay_after);
  config.clip = number("clip", 0.0, config.clip);
  config.weight_decay = number("weight_decay", 0.0, config.weight_decay);
  config.threads = integer("threads", 1, 1024, config.threads);
  config.checkpoint_every = integer("checkpoint_every", 1, 1000000000, config.checkpoint_every);
  if (fields.has("time_fusion")) {
    config.time_fusion = static_cast<TimeFusion>(fields.word("time_fusion", {"fused", "stepped"}));
  }
  fields.no_others();
  return config;
}

nlohmann::json identity_of(const TrainConfig& config) {
  nlohmann::json json{{"workload", to_json(WorkloadConfig{"", config.network, config.dropout})},
                      {"seed", config.seed},
                      {"init_scale", config.init_scale},
                      {"learning_rate", config.learning_rate},
                      {"decay", config.decay},
                      {"decay_after", config.decay_after},
                      {"clip", config.clip},
                      {"time_fusion", config.time_fusion == TimeFusion::fused ? "fused" : "stepped"}};
  // What most trainings are without: their checkpoints go on without a word of it.
  if (config.weight_decay > 0.0) json["weight_decay"] = config.weight_decay;
  if (config.average_patience > 0) json["average_patience"] = config.average_patience;
  if (config.penalty.any()) json["activation_penalty"] = {config.penalty.size, config.penalty.change};
  return json;
}

}  // namespace skipgrid::models
