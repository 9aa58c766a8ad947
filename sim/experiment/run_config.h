// A run as a user asks for it: read, put together from its files, changed by --set, checked, and only then believed.
#pragma once

#include <string>
#include <vector>

#include "sim/array/array_model.h"
#include "sim/experiment/hardware.h"
#include "sim/experiment/variant.h"
#include "traces/json/json_reader.h"
#include "traces/json/overrides.h"

namespace skipgrid::sim {

struct RunConfig {
  std::string place;  ///< where it comes from, for errors: the file, and what of a sweep
  std::string name;
  Hardware hardware;
  std::string trace;  ///< path of the trace to replay; empty when the workload is a model
  Json workload;      ///< valid against workload.schema.json; null when a trace is replayed
  Json dropout;       ///< valid against dropout.schema.json: the workload's, overridden by the run's member by member
  Engine engine = Engine::tile;
  int iterations = 1;
  std::vector<Variant> variants;
  Json document;  ///< the whole configuration with nothing left to look up
};

/// Reads the file, replaces `hardware` and `workload` paths by what they name, applies `--set` texts in order, checks.
/// Throws InputError that names the file or the --set at fault.
RunConfig load_run_config(const std::string& path, const std::vector<std::string>& overrides = {});

// The steps of load_run_config, for who makes many runs of one file.

/// The file, valid by itself, with what it names by paths put in their place; a trace to replay stays a path.
Json read_run_document(const std::string& path);
/// Puts what `hardware`, `workload` and parts of the hardware name by a path, relative to the file `path`, in its
/// place.
void inline_files(Json& document, const std::string& path);
/// Makes the paths that stay in a document, of a trace to replay and of a table of lengths, right in every folder; they
/// were relative to the file `path`.
void make_paths_absolute(Json& document, const std::string& path);
/// The workload with the path of its table of lengths, if it has one, no longer relative to the file `path`.
Json workload_of(const Json& document, const std::string& path);
/// Checks and believes a document to which `changes` have been applied; an error in what one of them has set is named
/// by its place, others by `path`, which the path of a trace is relative to.
RunConfig checked_run_config(const Json& document, const std::vector<Override>& changes, const std::string& path);

}  // namespace skipgrid::sim
