#include "sim/cli/train/train_job.h"

#include <filesystem>

#include "sim/experiment/run_config.h"
#include "traces/json/overrides.h"
#include "traces/json/schema.h"

namespace skipgrid::cli {

TrainJob load_train_job(const std::string& path, const std::vector<std::string>& overrides) {
  Json document = read_json_file(path);
  sim::inline_files(document, path);
  for (const std::string& text : overrides) apply_override(parse_override(text), document);
  // A --set may have brought in a path again.
  sim::inline_files(document, path);
  check(document, "train.schema.json", in_file(path));

  TrainJob job;
  job.document = document;
  if (document.contains("hardware")) {
    job.hardware = sim::hardware_from_json(document["hardware"]);
    document.erase("hardware");
  }
  document["workload"] = sim::workload_of(document, path);
  const std::string directory = std::filesystem::path(path).parent_path().string();
  job.config = models::train_config_from_json(document, path + ": ", directory);
  return job;
}

}  // namespace skipgrid::cli
