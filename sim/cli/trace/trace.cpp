// skipgrid trace: which of its commands.
#include <fmt/format.h>

#include <ostream>

#include "sim/cli/commands.h"
#include "traces/input_error.h"
#include "traces/json/nearest.h"

namespace skipgrid::cli {

int trace_command(const Arguments& arguments, std::ostream& out) {
  const std::string name = arguments.empty() ? "" : arguments.front();
  const Arguments rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
  if (name == "gen") return trace_gen_command(rest, out);
  if (name == "import") return trace_import_command(rest, out);
  if (name == "info") return trace_info_command(rest, out);
  if (name == "convert") return trace_convert_command(rest, out);
  if (name == "--help") {
    out << "skipgrid trace gen|import|info|convert ...\n\n"
           "  gen      Write the trace of a run's workload to a file.\n"
           "           skipgrid trace gen configs/quickstart.json --out medium.jsonl.gz\n"
           "  import   Write the products of a network described by a SCALE-Sim topology file.\n"
           "           skipgrid trace import resnet18.csv --out resnet18.jsonl.gz\n"
           "  info     Say what is in a trace.\n"
           "           skipgrid trace info medium.jsonl.gz\n"
           "  convert  Read a trace, check it, and write it anew: .jsonl, .jsonl.gz or .jsonl.zst.\n"
           "           skipgrid trace convert medium.jsonl.gz medium.jsonl.zst\n";
    return 0;
  }
  if (name.empty())
    throw InputError("skipgrid trace", "expected gen, import, info or convert (see skipgrid trace --help)");
  throw InputError("skipgrid trace", fmt::format("unknown command \"{}\", the nearest known one is {}", name,
                                                 nearest(name, {"gen", "import", "info", "convert"})));
}

}  // namespace skipgrid::cli
