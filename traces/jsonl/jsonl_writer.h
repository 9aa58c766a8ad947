// Writes a trace to a JSON Lines file. docs/trace-format.md describes every line.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "traces/files/byte_stream.h"
#include "traces/jsonl/trace_rules.h"
#include "traces/trace_sink.h"

namespace skipgrid::traces {

/// Compresses when the path ends in .gz or .zst. The file appears under its name in end(), complete; a writer that is
/// destroyed before leaves nothing behind.
class TraceWriter : public TraceSink {
 public:
  /// Throws InputError when `path` cannot be written to.
  explicit TraceWriter(const std::string& path);

  // Each throws std::invalid_argument for what is no valid trace (see TraceRules; also two masks with one id in an
  // iteration, text that is not UTF-8, a workload that is not JSON) and std::runtime_error when the disk is full.
  void begin(const TraceHeader& header) override;
  void gemm(const GemmOp& op) override;
  void vector(const VectorOp& op) override;
  void end() override;

 private:
  void mask(const MaskPtr& mask, int iter);
  void end_line();

  std::unique_ptr<ByteSink> sink_;
  std::string buffer_;  // text not yet handed to the sink
  TraceRules rules_;
  std::unordered_map<std::uint64_t, MaskPtr> masks_;  // written in this iteration, by id
};

}  // namespace skipgrid::traces
