// A topology of SCALE-Sim's, as `skipgrid trace import` reads it and lays it out.
#include "tests/fuzz/target.h"
#include "traces/import/topology_trace.h"
#include "traces/trace_summary.h"

namespace skipgrid::fuzz {
namespace {

void read_topology(const Input& input) {
  const traces::Topology topology = traces::read_scale_sim_topology(input.path, 2);
  traces::TraceSummary summary;
  trace_topology(topology, traces::TopologyPhases::training, summary);
}

}  // namespace

Target topology_target() { return {"topology", "input.csv", read_topology}; }

}  // namespace skipgrid::fuzz
