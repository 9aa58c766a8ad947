// A training's configuration, as `skipgrid train` reads it before its texts.
#include <nlohmann/json.hpp>

#include "sim/cli/train/train_job.h"
#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {
namespace {

void read_train_config(const Input& input) { models::identity_of(cli::load_train_job(input.path, {}).config); }

}  // namespace

Target train_target() { return {"train", "train/input.json", read_train_config}; }

}  // namespace skipgrid::fuzz
