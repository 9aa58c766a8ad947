#include "models/training/training_json.h"

#include <nlohmann/json.hpp>

namespace skipgrid::models {

namespace {

EpochResult epoch_from_json(const nlohmann::json& json) {
  EpochResult result;
  json.at("epoch").get_to(result.epoch);
  json.at("learning_rate").get_to(result.learning_rate);
  json.at("train_perplexity").get_to(result.train_perplexity);
  json.at("valid_perplexity").get_to(result.valid_perplexity);
  json.at("tokens").get_to(result.tokens);
  json.at("seconds").get_to(result.seconds);
  for (const traces::Phase phase : traces::kPhases) {
    json.at("phase_seconds")
        .at(std::string(to_string(phase)))
        .get_to(result.phase_seconds[static_cast<std::size_t>(phase)]);
  }
  if (json.contains("valid_entities")) {
    EntityScores& scores = result.valid_entities.emplace();
    json.at("valid_entities").at("expected").get_to(scores.expected);
    json.at("valid_entities").at("found").get_to(scores.found);
    json.at("valid_entities").at("right").get_to(scores.right);
  }
  return result;
}

nlohmann::json to_json(const EntityScores& scores) {
  return {{"expected", scores.expected},     {"found", scores.found},     {"right", scores.right},
          {"precision", scores.precision()}, {"recall", scores.recall()}, {"f1", scores.f1()}};
}

}  // namespace

nlohmann::json to_json(const EpochResult& result) {
  nlohmann::json seconds;
  for (const traces::Phase phase : traces::kPhases) {
    seconds[std::string(to_string(phase))] = result.phase_seconds[static_cast<std::size_t>(phase)];
  }
  nlohmann::json json{{"epoch", result.epoch},
                      {"learning_rate", result.learning_rate},
                      {"train_perplexity", result.train_perplexity},
                      {"valid_perplexity", result.valid_perplexity},
                      {"tokens", result.tokens},
                      {"seconds", result.seconds},
                      {"phase_seconds", seconds}};
  if (result.valid_entities) json["valid_entities"] = to_json(*result.valid_entities);
  return json;
}

nlohmann::json to_json(const TrainingPosition& position) {
  nlohmann::json curve = nlohmann::json::array();
  for (const EpochResult& result : position.curve) curve.push_back(to_json(result));
  return {{"epoch", position.epoch},
          {"iteration", position.iteration},
          {"total_iterations", position.total_iterations},
          {"running", to_json(position.running)},
          {"running_log_loss", position.running_log_loss},
          {"curve", curve}};
}

TrainingPosition position_from_json(const nlohmann::json& json) {
  TrainingPosition position;
  json.at("epoch").get_to(position.epoch);
  json.at("iteration").get_to(position.iteration);
  json.at("total_iterations").get_to(position.total_iterations);
  position.running = epoch_from_json(json.at("running"));
  json.at("running_log_loss").get_to(position.running_log_loss);
  for (const nlohmann::json& result : json.at("curve")) position.curve.push_back(epoch_from_json(result));
  return position;
}

}  // namespace skipgrid::models
