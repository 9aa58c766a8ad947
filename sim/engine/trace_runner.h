// Runs a trace on an array, product by product: each is alone on the array and drains before the next begins, memory is
// ideal, and element-wise operations cost nothing.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/array/array_model.h"
#include "sim/array/simulation.h"
#include "sim/engine/skipping.h"
#include "sim/report/results.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim {


/// Takes a trace and counts. Each one is a SystemC simulation of its own, so one exists at a time.
class TraceRunner : public traces::TraceSink {
 public:
  TraceRunner(Engine engine, const ArrayConfig& config, Skipping skipping);

  void begin(const traces::TraceHeader& header) override;
  void gemm(const traces::GemmOp& op) override;
  void vector(const traces::VectorOp& op) override;
  void end() override;

  const std::vector<LayerResult>& layers() const { return layers_; }

 private:
  PhaseStats& stats_of(const std::string& layer);

  Simulation simulation_;
  std::unique_ptr<ArrayModel> array_;
  Skipping skipping_;
  std::vector<LayerResult> layers_;
  std::unordered_map<std::string, std::size_t> layer_index_;
};

}  // namespace skipgrid::sim
