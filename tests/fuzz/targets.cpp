#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {

std::vector<Target> targets() {
  return {run_target(),        hardware_target(), workload_target(), sweep_target(),      where_target(),
          train_target(),      schedule_target(), trace_target(),    trace_gzip_target(), trace_zstd_target(),
          topology_target(),   lengths_target(),  text_target(),     conll_target(),      parallel_target(),
          checkpoint_target(), results_target()};
}

}  // namespace skipgrid::fuzz
