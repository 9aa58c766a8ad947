// Lays an imported network out as a trace: its forward products, or a training step.
#pragma once

#include <string_view>

#include "traces/import/scale_sim_topology.h"
#include "traces/trace_sink.h"

namespace skipgrid::traces {

/// What of a network is traced: a topology file itself says inference.
enum class TopologyPhases { fp, training };
/// Throws std::invalid_argument for anything but "fp" and "training".
TopologyPhases topology_phases_from_string(std::string_view text);

/// Pushes one iteration into the sink, begin() and end() included. Layer after layer: every product waits for those of
/// the layer before, and in training, back from the last layer, the data gradient dx = dy W^T and the weight gradient
/// dW = x^T dy wait for the data gradient of the layer behind. Sparse rows of W are a mask on k of y = x W, on n of dx
/// and on m of dW. Throws InputError with the layer's place for what no trace may hold, such as a name that is not
/// UTF-8.
void trace_topology(const Topology& topology, TopologyPhases phases, TraceSink& sink);

}  // namespace skipgrid::traces
