// A sink that keeps everything, for tests that look at a whole trace.
#pragma once

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "models/network/language_model.h"
#include "models/workload.h"
#include "traces/trace_sink.h"

namespace skipgrid::models {

struct RecordedTrace : traces::TraceSink {
  using Op = std::variant<traces::GemmOp, traces::VectorOp>;

  void begin(const traces::TraceHeader& given) override { header = given; }
  void gemm(const traces::GemmOp& op) override { ops.emplace_back(op); }
  void vector(const traces::VectorOp& op) override { ops.emplace_back(op); }
  void end() override { ended = true; }

  template <class Kind, class Wanted>
  std::vector<Kind> select(const Wanted& wanted) const {
    std::vector<Kind> found;
    for (const Op& op : ops) {
      if (const auto* candidate = std::get_if<Kind>(&op); candidate != nullptr && wanted(*candidate)) {
        found.push_back(*candidate);
      }
    }
    return found;
  }
  std::vector<traces::GemmOp> gemms(const std::string& layer, const std::string& op, traces::Phase phase,
                                    int iter = 0) const {
    return select<traces::GemmOp>(
        [&](const auto& g) { return g.layer == layer && g.op == op && g.phase == phase && g.iter == iter; });
  }
  std::vector<traces::GemmOp> all_gemms() const {
    return select<traces::GemmOp>([](const auto&) { return true; });
  }
  std::vector<traces::VectorOp> vectors(const std::string& layer, traces::ElementWise kind, int iter = 0) const {
    return select<traces::VectorOp>(
        [&](const auto& v) { return v.layer == layer && v.kind == kind && v.iter == iter; });
  }

  traces::TraceHeader header;
  std::vector<Op> ops;
  bool ended = false;
};

inline RecordedTrace record(const LanguageModel& model, const DropoutConfig& dropout, int iterations = 1) {
  RecordedTrace trace;
  trace_workload({"test", network_of(model), {}}, dropout, iterations, trace);
  return trace;
}

}  // namespace skipgrid::models
