// Traces of a few operations, written by hand, and what comes out of scheduling them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/schedule/fixed_schedules.h"
#include "sim/schedule/scheduling_sink.h"
#include "tests/models/recorded_trace.h"

namespace skipgrid::sim::testing {

using models::RecordedTrace;
using traces::GemmOp;
using traces::Phase;
using traces::VectorOp;

inline traces::MaskPtr mask_keeping(std::uint64_t id, std::size_t kept, std::size_t neurons) {
  traces::Mask mask(neurons);
  for (std::size_t i = kept; i < neurons; ++i) mask.drop(0, i);
  return std::make_shared<const traces::TraceMask>(traces::TraceMask{id, std::move(mask)});
}

class HandMadeTrace {
 public:
  using Deps = std::vector<std::uint64_t>;

  /// One product C[2 x 4] (+)= A[2 x 3] B[3 x 4] of layer "l"; returns it to be changed, valid until the next call.
  GemmOp& gemm(const std::string& op, const std::string& a, const std::string& b, const std::string& c,
               Deps deps = {}) {
    GemmOp gemm;
    gemm.id = trace_.ops.size();
    gemm.iter = iteration;
    gemm.layer = "l";
    gemm.op = op;
    gemm.m = 2, gemm.k = 3, gemm.n = 4;
    gemm.a = traces::tensor_from_string(a), gemm.b = traces::tensor_from_string(b);
    gemm.c = traces::tensor_from_string(c);
    gemm.deps = std::move(deps);
    trace_.ops.emplace_back(std::move(gemm));
    return std::get<GemmOp>(trace_.ops.back());
  }

  VectorOp& vector(const std::vector<std::string>& reads, const std::vector<std::string>& writes, Deps deps = {}) {
    VectorOp vector;
    vector.id = trace_.ops.size();
    vector.iter = iteration;
    vector.layer = "l";
    vector.kind = traces::ElementWise::dropout;
    vector.elements = 1;
    for (const std::string& tensor : reads) vector.reads.push_back({traces::tensor_from_string(tensor)});
    for (const std::string& tensor : writes) vector.writes.push_back({traces::tensor_from_string(tensor)});
    vector.deps = std::move(deps);
    trace_.ops.emplace_back(std::move(vector));
    return std::get<VectorOp>(trace_.ops.back());
  }

  const RecordedTrace& trace() const { return trace_; }

  int iteration = 0;

 private:
  RecordedTrace trace_;
};

inline void replay(const RecordedTrace& trace, traces::TraceSink& sink) {
  sink.begin(trace.header);
  for (const RecordedTrace::Op& op : trace.ops) {
    if (const auto* gemm = std::get_if<GemmOp>(&op)) {
      sink.gemm(*gemm);
    } else {
      sink.vector(std::get<VectorOp>(op));
    }
  }
  sink.end();
}

inline RecordedTrace scheduled(const RecordedTrace& trace, const MachineConfig& config, Skipping skipping,
                               const SchedulingSink::Choose& choose) {
  RecordedTrace result;
  SchedulingSink sink(result, config, skipping, choose);
  replay(trace, sink);
  return result;
}

/// Fused over time wherever that is legal.
inline RecordedTrace fused(const RecordedTrace& trace) {
  return scheduled(trace, MachineConfig(), Skipping::off,
                   [](const Iteration& iteration, std::size_t) { return fused_wherever_legal(iteration); });
}

/// Of a trace of one iteration.
inline Iteration iteration_of(const RecordedTrace& trace) { return Iteration(IterationOps(trace.ops)); }

inline std::int64_t dense_macs(const RecordedTrace& trace) {
  std::int64_t sum = 0;
  for (const GemmOp& op : trace.all_gemms()) sum += op.dense_macs();
  return sum;
}
inline std::int64_t padding(const RecordedTrace& trace) {
  std::int64_t sum = 0;
  for (const GemmOp& op : trace.all_gemms()) sum += op.padding;
  return sum;
}
inline std::int64_t kept_macs(const RecordedTrace& trace) {
  std::int64_t sum = 0;
  for (const GemmOp& op : trace.all_gemms()) sum += op.kept_macs();
  return sum;
}

}  // namespace skipgrid::sim::testing
