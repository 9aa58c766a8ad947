#include "sim/cli/training/train_job.h"

#include <filesystem>
#include <utility>

#include "sim/config/overrides.h"
#include "sim/config/schema.h"

namespace skipgrid::cli {

namespace {

namespace fs = std::filesystem;

/// Puts the content of the file in the place of a path at `key`, once that content is valid by itself.
void inline_file(sim::Json& document, const std::string& key, const std::string& config_path) {
  if (!document.is_object() || !document.contains(key) || !document[key].is_string()) return;
  const fs::path path = fs::path(config_path).parent_path() / document[key].get<std::string>();
  const std::string file = path.lexically_normal().string();
  sim::Json content = sim::read_json_file(file);
  sim::check(content, key + ".schema.json", sim::in_file(file));
  content.erase("$schema");
  document[key] = std::move(content);
}

}  // namespace

TrainJob load_train_job(const std::string& path, const std::vector<std::string>& overrides) {
  sim::Json document = sim::read_json_file(path);
  inline_file(document, "workload", path);
  inline_file(document, "hardware", path);
  for (const std::string& text : overrides) sim::apply(sim::parse_override(text), document);
  // A --set may have brought in a path again.
  inline_file(document, "workload", path);
  inline_file(document, "hardware", path);
  sim::check(document, "train.schema.json", sim::in_file(path));

  TrainJob job;
  job.document = document;
  if (document.contains("hardware")) {
    job.hardware = sim::hardware_from_json(document["hardware"]);
    document.erase("hardware");
  }
  job.config = models::train_config_from_json(document, path + ": ", fs::path(path).parent_path().string());
  return job;
}

}  // namespace skipgrid::cli
