// A machine in a file of its own, as a run that names it reads it.
#include "sim/experiment/hardware.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "sim/experiment/document.h"
#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {
namespace {

void read_hardware(const Input& input) {
  Json run{{"hardware", std::filesystem::path(input.path).filename().string()}};
  sim::inline_files(run, input.path);
  to_json(sim::hardware_from_json(run["hardware"]));
}

}  // namespace

Target hardware_target() { return {"hardware", "hardware/input.json", read_hardware}; }

}  // namespace skipgrid::fuzz
