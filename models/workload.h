// What is trained, as a workload file says it, and the dropout applied to it: from JSON to structs and to a trace.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "models/dropout.h"
#include "models/network/network_config.h"
#include "traces/trace_sink.h"

namespace skipgrid::models {

struct WorkloadConfig {
  std::string name;
  NetworkConfig network;
  DropoutConfig dropout;  ///< what the workload's authors used; a run may set any part of it anew
};

/// Reads {"model", the model's sizes, optional "name" and "dropout"}; "lstm_lm" becomes the network that it is short
/// for. `place` names the file in errors. Throws InputError.
WorkloadConfig workload_from_json(const nlohmann::json& json, const std::string& place);
/// As a network, whatever it was read from.
nlohmann::json to_json(const WorkloadConfig& workload);

/// A mask of a repeated case lives as long as the iteration: a shorter life would be ignored. Throws InputError.
void check_redraw(const DropoutConfig& dropout, const std::string& place);
/// Reads {"case", "nr", "rh", "output", "seed", "redraw_every", "block", "draw"}, each optional: what is not given is
/// as in `defaults`. Throws InputError.
DropoutConfig dropout_from_json(const nlohmann::json& json, const std::string& place,
                                const DropoutConfig& defaults = {});
nlohmann::json to_json(const DropoutConfig& dropout);

/// Elements of all weights and biases.
std::int64_t parameter_count(const WorkloadConfig& workload);

/// What of the workload is dropped in a way that no hardware can skip, a sentence each: DropConnect, words.
std::vector<std::string> unskippable(const WorkloadConfig& workload, const DropoutConfig& dropout);

/// Traces training iterations 0 .. iterations - 1 into the sink, begin() and end() included: shapes and masks only.
void trace_workload(const WorkloadConfig& workload, const DropoutConfig& dropout, int iterations,
                    traces::TraceSink& sink);

}  // namespace skipgrid::models
