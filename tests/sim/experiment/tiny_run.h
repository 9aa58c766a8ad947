// A run of a tiny network with a schedule of its own.
#pragma once

#include <memory>

#include "sim/experiment/judging/scheduled_run.h"
#include "tests/models/recorded_trace.h"
#include "tests/sim/schedule/random_schedule.h"
#include "tests/sim/schedule/tiny_network.h"

namespace skipgrid::sim::testing {

struct TinyRun {
  MachineConfig config;
  models::RecordedTrace trace;
  RunSchedule schedule;  ///< of each iteration, drawn at random

  explicit TinyRun(std::uint64_t seed) : TinyRun(random_network(seed), seed) {}
  TinyRun(const TinyNetwork& network, std::uint64_t seed) : trace(trace_of(network)) {
    RandomCases random(seed);
    config.array.rows = config.array.cols = 4;
    CutTrace(produce()).for_each([&](const Iteration& iteration) {
      schedule.iterations.push_back(std::make_shared<const NamedSchedule>(
          NamedSchedule{group_names(iteration), random_schedule(random, iteration, config, Skipping::on)}));
    });
  }

  TraceProducer produce() const {
    return [this](traces::TraceSink& sink) {
      sink.begin(trace.header);
      for (const models::RecordedTrace::Op& op : trace.ops) {
        if (const auto* gemm = std::get_if<traces::GemmOp>(&op)) {
          sink.gemm(*gemm);
        } else {
          sink.vector(std::get<traces::VectorOp>(op));
        }
      }
      sink.end();
    };
  }
  /// The trace under a schedule.
  models::RecordedTrace run(const RunSchedule& given) const {
    models::RecordedTrace result;
    run_scheduled(config, Skipping::on, given, CutTrace(produce()), result);
    return result;
  }
  /// Under its own, the first iteration's changed.
  template <class Change>
  models::RecordedTrace run_changed(const Change& change) const {
    NamedSchedule changed = *schedule.iterations.front();
    change(changed);
    return run({{std::make_shared<const NamedSchedule>(std::move(changed))}});
  }
};

/// One layer, three steps: "l0.x2h FP", "l0.h2h FP" and so on.
inline TinyNetwork three_steps() {
  TinyNetwork network;
  network.layers = 1, network.steps = 3;
  network.widths = {4, 6};
  return network;
}

}  // namespace skipgrid::sim::testing
