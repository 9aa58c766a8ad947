#include "sim/report/run_title.h"

#include <fmt/format.h>

#include "models/workload.h"
#include "sim/experiment/run_config.h"
#include "sim/report/text_table.h"
#include "traces/shown_text.h"

namespace skipgrid::sim {
namespace {

/// "zaremba_medium (19,780,400 parameters), 1 iteration, dropout III: NR 0.5, RH 0, output 0.5", and what of its
/// dropout cannot be skipped; or "trace x.jsonl.gz".
std::string describe_workload(const RunConfig& config) {
  if (const auto* replayed = std::get_if<ReplayedTrace>(&config.work)) return "trace " + shown(replayed->path);
  const auto& [workload, dropout, iterations] = std::get<TracedModel>(config.work);
  std::string text =
      fmt::format("{} ({} parameters), {} iteration{}, dropout {}: NR {}, RH {}, output {}", shown(workload.name),
                  with_thousands(models::parameter_count(workload)), iterations, iterations == 1 ? "" : "s",
                  to_string(dropout.dropout_case), dropout.nr, dropout.rh, dropout.output_rate());
  if (dropout.redraw_every > 1) text += fmt::format(", redrawn every {} steps", dropout.redraw_every);
  if (dropout.block > 1) text += fmt::format(", in blocks of {}", dropout.block);
  for (const std::string& sentence : models::unskippable(workload, dropout)) text += ". " + shown(sentence);
  return text;
}

/// What is around the array, in a few words.
std::string surroundings(const MachineConfig& machine) {
  std::string text = fmt::format("DRAM {}", machine.dram.kind == DramKind::ideal ? "ideal" : shown(machine.dram.name));
  if (machine.buffers) {
    const auto kib = [](const BufferConfig& buffer) { return buffer.capacity.count() / 1024; };
    text += fmt::format(", buffers {} + {} + {} KiB", kib(machine.buffers->a), kib(machine.buffers->b),
                        kib(machine.buffers->c));
  }
  text += machine.vector_unit ? fmt::format(", {} vector lanes", machine.vector_unit->lanes)
                              : ", element-wise operations free";
  return text + (machine.skip_unit ? ", skip unit" : ", kept indices known");
}

}  // namespace

std::string run_title(const RunConfig& config, std::size_t width) {
  const MachineConfig& machine = config.hardware.machine;
  const ArrayConfig& array = machine.array;
  return wrapped(fmt::format("{}: {}", shown(config.name), describe_workload(config)), 0, width) +
         wrapped(fmt::format("on {}: {} x {} PEs, {}, {}, {}, {} MHz, engine {}; {}", shown(config.hardware.name),
                             array.rows, array.cols, to_string(array.dataflow), to_string(array.schedule),
                             to_string(array.precision), machine.clock_mhz, to_string(config.engine),
                             surroundings(machine)),
                 0, width);
}

}  // namespace skipgrid::sim
