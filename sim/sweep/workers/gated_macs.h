// What a run that skips nothing does for nothing under a trace's masks, which is all that it has of them.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "traces/trace_sink.h"

namespace skipgrid::sim {
struct VariantResult;
}

namespace skipgrid::sweep {

/// Counts the multiply-accumulates on zeros that dropout made in the products of a trace.
class GatedMacs : public traces::TraceSink {
 public:
  void begin(const traces::TraceHeader&) override {}
  void gemm(const traces::GemmOp& op) override;
  void vector(const traces::VectorOp&) override {}
  void end() override {}

  /// Replaces what a run of a trace has counted that has the same operations under other masks.
  void put_into(sim::VariantResult& result) const;

 private:
  using ByPhase = std::array<std::int64_t, traces::kPhases.size()>;
  std::map<std::pair<std::string, std::string>, ByPhase> counted_;  // of a layer's operation
};

}  // namespace skipgrid::sweep
