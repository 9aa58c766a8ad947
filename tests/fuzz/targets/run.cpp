// A run's configuration, as `skipgrid run` reads it before anything is computed.
#include "sim/experiment/parallel/run_all.h"
#include "sim/experiment/run_config.h"
#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {
namespace {

void read_run_config(const Input& input) { sim::tasks_of({sim::load_run_config(input.path)}); }

}  // namespace

Target run_target() { return {"run", "input.json", read_run_config}; }

}  // namespace skipgrid::fuzz
