#include "sim/experiment/judging/scheduled_run.h"

#include <string>
#include <unordered_map>
#include <utility>

#include "sim/engine/machine.h"
#include "sim/experiment/progress/counted_sink.h"
#include "sim/experiment/progress/work_estimate.h"
#include "sim/schedule/least_cycles.h"
#include "sim/schedule/scheduling_sink.h"

namespace skipgrid::sim {

namespace {

MachineConfig with_share_of_buffers(MachineConfig config, double share) {
  if (!config.buffers) return config;
  for (BufferConfig* buffer : {&config.buffers->a, &config.buffers->b, &config.buffers->c})
    buffer->capacity = Bytes(static_cast<std::int64_t>(static_cast<double>(buffer->capacity.count()) * share));
  return config;
}

class Keeping : public traces::TraceSink {
 public:
  Keeping(traces::TraceHeader& header, IterationOps& ops) : header_(header), ops_(ops) {}
  void begin(const traces::TraceHeader& header) override { header_ = header; }
  void gemm(const traces::GemmOp& op) override { ops_.emplace_back(op); }
  void vector(const traces::VectorOp& op) override { ops_.emplace_back(op); }
  void end() override {}

 private:
  traces::TraceHeader& header_;
  IterationOps& ops_;
};

/// The part of that name, made when it is named first. `index`: where parts are.
template <class Part>
Part& part_of(std::vector<Part>& parts, std::unordered_map<std::string, std::size_t>& index, const std::string& name) {
  const auto [known, is_new] = index.try_emplace(name, parts.size());
  if (is_new) parts.push_back({name, {}});
  return parts[known->second];
}

/// Accounts as layers with their operations and phases, in the order in which the trace first names them.
std::vector<LayerResult> layers_of(const Machine& machine) {
  std::vector<LayerResult> layers;
  std::unordered_map<std::string, std::size_t> index;
  std::unordered_map<std::string, std::unordered_map<std::string, std::size_t>> operations;  // by layer
  for (const Account& account : machine.accounts()) {
    LayerResult& layer = part_of(layers, index, account.layer);
    layer.stats[account.phase] += account.stats;
    part_of(layer.operations, operations[layer.name], account.op).stats[account.phase] += account.stats;
  }
  return layers;
}

}  // namespace

void run_scheduled(const MachineConfig& config, Skipping skipping, const RunSchedule& schedule, const CutTrace& trace,
                   traces::TraceSink& sink) {
  if (schedule.empty()) return trace.produce(sink);
  SchedulingSink scheduling(sink, config, skipping, [&](const Iteration& iteration, std::size_t number) {
    return schedule_for(schedule, iteration, number);
  });
  trace.for_each(scheduling, [&](const Iteration& iteration) { scheduling.iteration(iteration); });
}

RunSchedule schedule_each(const CutTrace& trace, const RunScheduleBuilder::Choose& choose) {
  RunScheduleBuilder builder;
  trace.for_each([&](const Iteration& iteration) { builder.add(iteration, choose); });
  return std::move(builder).schedule();
}

ScheduledTrace::ScheduledTrace(const MachineConfig& config, Skipping skipping, const RunSchedule& schedule,
                               const CutTrace& trace)
    : config_(with_share_of_buffers(config, schedule.share_of_buffers)),
      skipping_(skipping),
      schedule_(schedule),
      trace_(trace) {
  if (schedule.cut_for_bytes_per_cycle) config_.cut_for_bytes_per_cycle = schedule.cut_for_bytes_per_cycle;
  if (schedule.empty() || !trace.kept()) return;
  Keeping keeping(header_, kept_);
  run_scheduled(config, skipping, schedule, trace, keeping);
}

void ScheduledTrace::push(traces::TraceSink& sink) const {
  if (kept_.empty()) return run_scheduled(config_, skipping_, schedule_, trace_, sink);
  sink.begin(header_);
  for (const auto& any : kept_) {
    if (const auto* product = std::get_if<traces::GemmOp>(&any)) {
      sink.gemm(*product);
    } else {
      sink.vector(std::get<traces::VectorOp>(any));
    }
  }
  sink.end();
}

Residency ScheduledTrace::residency() const {
  if (config_.dram.kind == DramKind::ideal) return {};
  ResidencyPlanner planner(config_, skipping_);
  push(planner);
  return schedule_.pinned ? planner.plan(*schedule_.pinned) : planner.plan();
}

Cycles ScheduledTrace::at_least(const Residency& residency) const {
  LeastCycles least(config_, skipping_, residency);
  push(least);
  return least.cycles();
}

MeasuredRun measure(Engine engine, const ScheduledTrace& trace, Residency residency, TaskProgress progress,
                    MachineObserver* observer) {
  Machine machine(engine, trace.config(), trace.skipping(), std::move(residency), observer);
  if (progress.watched()) {
    CountedSink counted(machine, progress, product_cost(engine, trace.config(), trace.skipping()),
                        [&](traces::TraceSink& sink) { trace.push(sink); });
    trace.push(counted);
  } else {
    trace.push(machine);
  }
  return {layers_of(machine), machine.residency(), machine.cycles()};
}

}  // namespace skipgrid::sim
