// A run as a user asks for it. One that exists is valid.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/workload.h"
#include "sim/array/engine.h"
#include "sim/experiment/hardware.h"
#include "sim/experiment/run_variants.h"
#include "sim/experiment/variant.h"

namespace skipgrid::sim {

struct Document;

/// A model whose operations are traced.
struct TracedModel {
  models::WorkloadConfig workload;
  models::DropoutConfig dropout;  ///< the workload's, overridden by the run's member by member
  int iterations = 1;
};

/// A trace that was recorded.
struct ReplayedTrace {
  std::string path;
  std::optional<std::uint64_t> checksum = std::nullopt;  ///< that the file must have when it is read; none: any
};

struct RunConfig {
  std::string name;
  Hardware hardware;
  std::variant<TracedModel, ReplayedTrace> work;
  Engine engine = Engine::tile;
  std::vector<Variant> variants;
  Scheduling scheduling;
  int seeds = 1;         ///< draws of masks: seeds dropout.seed, dropout.seed + 1, ...; 1 for a recorded trace
  std::string document;  ///< as JSON, with nothing left to look up: what results say was asked for
};

/// Reads the file, replaces `hardware` and `workload` paths by what they name, applies `--set` texts in order, checks.
/// Throws InputError that names the file or the --set at fault.
RunConfig load_run_config(const std::string& path, const std::vector<std::string>& sets = {});

/// `document` must have passed check() against run.schema.json. Throws InputError for what a schema cannot say.
RunConfig run_config_from(const Document& document);

}  // namespace skipgrid::sim
