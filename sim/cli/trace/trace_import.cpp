// skipgrid trace import: a network described by a SCALE-Sim topology file as a trace.
#include <iostream>

#include "sim/cli/commands.h"
#include "sim/cli/progress/task_display.h"
#include "sim/experiment/progress/counted_sink.h"
#include "traces/import/topology_trace.h"
#include "traces/jsonl/jsonl_writer.h"
#include "traces/shown_text.h"

namespace skipgrid::cli {

int trace_import_command(const Arguments& arguments, std::ostream& out) {
  constexpr std::int64_t kMaxBatch = 65536;  // as in workloads
  Options options({"trace import", "TOPOLOGY --out FILE [options]",
                   "Writes the matrix products of a network, given by a SCALE-Sim topology file, to a trace.",
                   "skipgrid trace import resnet18.csv --batch 8 --out resnet18.jsonl.gz"});
  options.argument("TOPOLOGY");
  options.value("out", "FILE", "a .jsonl, .jsonl.gz or .jsonl.zst file");
  options.value("batch", "n", "samples: multiplies the rows of every product (1)");
  options.value("phases", "fp|training", "inference, or with data and weight gradients (fp)");
  if (!options.parse(arguments, out)) return 0;
  const std::string file = options.text("out");
  const auto batch = static_cast<int>(options.integer_or("batch", 1, kMaxBatch, 1));
  const auto phases = options.word_or("phases", traces::topology_phases_from_string, traces::TopologyPhases::fp);
  const traces::Topology topology = traces::read_scale_sim_topology(options.text("TOPOLOGY"), batch);
  for (const std::string& note : topology.notes) std::cerr << shown(note) << "\n";
  traces::TraceWriter writer(file);
  const auto push = [&](traces::TraceSink& sink) { trace_topology(topology, phases, sink); };
  sim::ProgressBoard board(1);
  const TaskDisplay display("trace import", {{0}, [&](std::size_t, int) { return file; }, "writing"}, board, 1);
  const sim::TaskProgress progress(board[0]);
  progress.at(sim::Stage::simulation);
  sim::CountedSink counted(
      writer, progress, [](const auto&) { return 1.0; }, push);
  push(counted);
  return 0;
}

}  // namespace skipgrid::cli
