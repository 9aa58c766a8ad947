// A workload in a file of its own, as a run that names it reads it.
#include "models/workload.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "sim/experiment/document.h"
#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {
namespace {

void read_workload(const Input& input) {
  sim::Document run{input.path, {{"workload", std::filesystem::path(input.path).filename().string()}}};
  sim::inline_files(run.json, run.file);
  const models::WorkloadConfig workload = models::workload_from_json(run.workload(), "workload: ");
  models::check_redraw(workload.dropout, "workload: ");
  models::unskippable(workload, workload.dropout);
  models::to_json(workload);
}

}  // namespace

Target workload_target() { return {"workload", "workloads/input.json", read_workload}; }

}  // namespace skipgrid::fuzz
