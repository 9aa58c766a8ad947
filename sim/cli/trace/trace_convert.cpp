// skipgrid trace convert: a trace from one file to another, checked on the way.
#include "sim/cli/commands.h"
#include "traces/jsonl/jsonl_reader.h"
#include "traces/jsonl/jsonl_writer.h"

namespace skipgrid::cli {

int trace_convert_command(const Arguments& arguments, std::ostream& out) {
  Options options({"trace convert", "FROM TO",
                   "Reads a trace, checks it, and writes it anew, compressed as the name of the new file says.",
                   "skipgrid trace convert medium.jsonl.gz medium.jsonl.zst"});
  options.argument("FROM");
  options.argument("TO");
  if (!options.parse(arguments, out)) return 0;
  const std::string from = options.text("FROM");
  traces::TraceWriter writer(options.text("TO"));
  traces::read_trace(from, writer);
  return 0;
}

}  // namespace skipgrid::cli
