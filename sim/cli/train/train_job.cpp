#include "sim/cli/train/train_job.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "sim/experiment/document.h"

namespace skipgrid::cli {

TrainJob load_train_job(const std::string& path, const std::vector<std::string>& sets) {
  const sim::Document document = sim::load_document(path, "train.schema.json", sets);
  TrainJob job;
  job.document = document.json.dump();
  Json training = document.json;
  if (training.contains("hardware")) {
    job.hardware = sim::hardware_from_json(training["hardware"], document.places_in("/hardware"));
    training.erase("hardware");
  }
  training["workload"] = document.workload();
  const std::string directory = std::filesystem::path(path).parent_path().string();
  job.config = models::train_config_from_json(training, document.places_in(""), directory);
  return job;
}

}  // namespace skipgrid::cli
