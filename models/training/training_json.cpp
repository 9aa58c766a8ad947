#include "models/training/training_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

#include "traces/input_error.h"
#include "traces/json/json_object.h"

namespace skipgrid::models {

namespace {

constexpr std::int64_t kMostIterations = std::numeric_limits<int>::max();
constexpr std::int64_t kMostTokens = std::numeric_limits<std::int64_t>::max();

int small(JsonObject& fields, const char* key, std::int64_t least, std::int64_t most) {
  return static_cast<int>(fields.integer(key, least, most));
}

EntityScores scores_from_json(const nlohmann::json& json, const std::string& place) {
  JsonObject fields(json, place);
  EntityScores scores;
  scores.expected = fields.integer("expected", 0, kMostTokens);
  scores.found = fields.integer("found", 0, kMostTokens);
  scores.right = fields.integer("right", 0, std::min(scores.expected, scores.found));
  return scores;
}

BleuScore bleu_from_json(const nlohmann::json& json, const std::string& place) {
  JsonObject fields(json, place);
  BleuScore bleu;
  bleu.words = fields.integer("words", 0, kMostTokens);
  bleu.expected_words = fields.integer("expected_words", 0, kMostTokens);
  JsonObject right(fields.at("right"), fields.place_of("right")), found(fields.at("found"), fields.place_of("found"));
  for (int n = 0; n < BleuScore::kOrders; ++n) {
    const auto order = static_cast<std::size_t>(n);
    bleu.found[order] = found.integer(std::to_string(n + 1), 0, kMostTokens);
    bleu.right[order] = right.integer(std::to_string(n + 1), 0, bleu.found[order]);
  }
  return bleu;
}

EpochResult epoch_from_json(const nlohmann::json& json, const std::string& place, int epoch) {
  JsonObject fields(json, place);
  EpochResult result;
  result.epoch = small(fields, "epoch", epoch, epoch);
  result.learning_rate = fields.number("learning_rate", 0.0);
  result.train_perplexity = fields.number("train_perplexity", 0.0);
  result.valid_perplexity = fields.number("valid_perplexity", 0.0);
  result.tokens = fields.integer("tokens", 0, kMostTokens);
  result.seconds = fields.number("seconds", 0.0);
  JsonObject phases(fields.at("phase_seconds"), fields.place_of("phase_seconds"));
  for (const traces::Phase phase : traces::kPhases) {
    result.phase_seconds[static_cast<std::size_t>(phase)] = phases.number(std::string(to_string(phase)), 0.0);
  }
  if (fields.has("valid_entities")) {
    result.valid_entities = scores_from_json(fields.at("valid_entities"), fields.place_of("valid_entities"));
  }
  if (fields.has("valid_bleu")) {
    result.valid_bleu = bleu_from_json(fields.at("valid_bleu"), fields.place_of("valid_bleu"));
  }
  return result;
}

nlohmann::json to_json(const EntityScores& scores) {
  return {{"expected", scores.expected},     {"found", scores.found},     {"right", scores.right},
          {"precision", scores.precision()}, {"recall", scores.recall()}, {"f1", scores.f1()}};
}

}  // namespace

nlohmann::json to_json(const BleuScore& bleu) {
  nlohmann::json right, found;
  for (int n = 0; n < BleuScore::kOrders; ++n) {
    right[std::to_string(n + 1)] = bleu.right[static_cast<std::size_t>(n)];
    found[std::to_string(n + 1)] = bleu.found[static_cast<std::size_t>(n)];
  }
  return {{"score", bleu.score()}, {"signature", bleu_signature()}, {"right", right},
          {"found", found},        {"words", bleu.words},           {"expected_words", bleu.expected_words}};
}

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
  if (result.valid_bleu) json["valid_bleu"] = to_json(*result.valid_bleu);
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

TrainingPosition position_from_json(const nlohmann::json& json, const std::string& place, int iterations_per_epoch) {
  JsonObject fields(json, place);
  TrainingPosition position;
  position.epoch = small(fields, "epoch", 1, 1 + kMostIterations / iterations_per_epoch);
  position.iteration = small(fields, "iteration", 0, iterations_per_epoch - 1);
  const std::int64_t total = std::int64_t{position.epoch - 1} * iterations_per_epoch + position.iteration;
  position.total_iterations = small(fields, "total_iterations", total, total);
  position.running = epoch_from_json(fields.at("running"), fields.place_of("running"), 0);
  position.running_log_loss = fields.number("running_log_loss", 0.0);
  const nlohmann::json& curve = fields.at("curve");
  const auto epochs = static_cast<std::size_t>(position.epoch - 1);
  if (!curve.is_array() || curve.size() != epochs) {
    throw InputError(fields.place_of("curve"), fmt::format("expected an array of {}, the epochs that are over, got {}",
                                                           epochs, curve.is_array() ? curve.size() : 0));
  }
  for (const nlohmann::json& result : curve) {
    const int epoch = static_cast<int>(position.curve.size()) + 1;
    position.curve.push_back(epoch_from_json(result, fmt::format("{}/{}", fields.place_of("curve"), epoch - 1), epoch));
  }
  return position;
}

}  // namespace skipgrid::models
