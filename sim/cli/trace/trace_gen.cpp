// skipgrid trace gen: a run's workload as a trace file.
#include "sim/cli/commands.h"
#include "sim/experiment/run_config.h"
#include "sim/experiment/trace_source.h"
#include "traces/jsonl/jsonl_writer.h"

namespace skipgrid::cli {

int trace_gen_command(const Arguments& arguments, std::ostream& out) {
  Options options({"trace gen", "CONFIG --out FILE [options]",
                   "Writes the matrix products, element-wise operations and masks of a run's workload to a file.",
                   "skipgrid trace gen configs/quickstart.json --out medium.jsonl.gz"});
  options.argument("CONFIG");
  options.value("out", "FILE", "a .jsonl, .jsonl.gz or .jsonl.zst file");
  options.repeated("set", "/pointer=value", "change one member of the configuration; may be repeated");
  if (!options.parse(arguments, out)) return 0;
  const std::string file = options.text("out");
  const sim::RunConfig config = sim::load_run_config(options.text("CONFIG"), options.texts("set"));
  const sim::TraceSource source = trace_source(config);
  traces::TraceWriter writer(file);
  source(sim::Variant::structured, writer);
  return 0;
}

}  // namespace skipgrid::cli
