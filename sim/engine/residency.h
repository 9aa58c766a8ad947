// Where tensors live: decided once for a whole run, by reuse per byte, and reported.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/array/mapping.h"
#include "sim/engine/machine_config.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim {

/// Each matrix of products has its buffer.
using Buffer = Matrix;

/// One tensor over all its steps.
struct TensorHome {
  std::string name;
  Buffer buffer = Buffer::a;  ///< of the role in which it appears first
  Bytes slice_bytes;          ///< of one step
  int first_step = 0;
  int steps = 1;
  std::int64_t uses = 0;     ///< operations that read or write it, in all steps
  bool pinned = false;       ///< on chip from beginning to end; else streamed from and to DRAM at every use
  std::int64_t address = 0;  ///< of the first step, in DRAM

  Bytes bytes() const { return slice_bytes * steps; }
  /// How often a byte of it is used: what pinning it saves, per byte of buffer.
  double reuse() const { return static_cast<double>(uses) / steps; }
  std::int64_t step_address(int step) const { return address + (step - first_step) * slice_bytes.count(); }
};

/// The homes of all tensors of a trace. At most half of each buffer is pinned: the other half streams.
class Residency {
 public:
  /// Empty: for a machine without DRAM timing, where nothing is ever looked up.
  Residency() = default;

  /// Throws std::out_of_range for a tensor that the planned trace did not have.
  const TensorHome& home(std::string_view tensor) const;
  const TensorHome* find(std::string_view tensor) const;
  /// By name.
  const std::map<std::string, TensorHome, std::less<>>& homes() const { return homes_; }
  /// What is left of a buffer for streaming.
  Bytes streaming_bytes(Buffer buffer) const { return streaming_[static_cast<std::size_t>(buffer)]; }

 private:
  friend class ResidencyPlanner;
  std::map<std::string, TensorHome, std::less<>> homes_;
  Bytes streaming_[3];
};

/// Reads a trace once, before the run.
class ResidencyPlanner : public traces::TraceSink {
 public:
  explicit ResidencyPlanner(const MachineConfig& config) : config_(config) {}

  void begin(const traces::TraceHeader&) override {}
  void gemm(const traces::GemmOp& op) override;
  void vector(const traces::VectorOp& op) override;
  void end() override {}

  /// Throws InputError when the tensors do not fit the DRAM.
  Residency plan() const;

 private:
  void use(const traces::TensorReference& tensor, Buffer buffer, Bytes bytes);

  const MachineConfig& config_;
  std::map<std::string, TensorHome, std::less<>> homes_;
};

}  // namespace skipgrid::sim
