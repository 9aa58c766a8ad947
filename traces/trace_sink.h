// A trace is a stream: whoever produces one pushes operations into a sink, and nobody holds all of them.
#pragma once

#include <string>

#include "traces/ops.h"

namespace skipgrid::traces {

/// What a trace says about itself before its first operation.
struct TraceHeader {
  std::string name;      ///< of the workload
  std::string workload;  ///< the JSON text of the workload and dropout it was generated from; may be empty
  int batch = 0;         ///< samples in a batch; 0 when not known
};

/// Takes a trace in order: begin() once, then operations with ids 0, 1, 2, ..., then end() once.
/// Deps refer to earlier ids only. A mask is shared by the operations of one iteration and never across iterations.
class TraceSink {
 public:
  virtual ~TraceSink() = default;
  virtual void begin(const TraceHeader& header) = 0;
  virtual void gemm(const GemmOp& op) = 0;
  virtual void vector(const VectorOp& op) = 0;
  virtual void end() = 0;
};

}  // namespace skipgrid::traces
