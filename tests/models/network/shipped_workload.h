// The workloads of configs/workloads, as a run reads them.
#pragma once

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "models/workload.h"

namespace skipgrid::models {

inline WorkloadConfig shipped_workload(const std::string& name) {
  const std::filesystem::path path = std::filesystem::path(SKIPGRID_CONFIGS) / "workloads" / (name + ".json");
  nlohmann::json json = nlohmann::json::parse(std::ifstream(path));
  const nlohmann::json::json_pointer table("/lengths/table");
  if (json.contains(table)) json[table] = (path.parent_path() / json[table].get<std::string>()).string();
  return workload_from_json(json, path.string());
}

}  // namespace skipgrid::models
