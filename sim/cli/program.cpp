#include "sim/cli/program.h"

#include <fmt/format.h>

#include <ostream>
#include <stdexcept>

#include "sim/cli/commands.h"
#include "sim/report/provenance.h"
#include "traces/input_error.h"
#include "traces/json/error_words.h"
#include "traces/json/nearest.h"
#include "traces/shown_text.h"

namespace skipgrid::cli {
namespace {

struct Command {
  const char* name;
  const char* summary;
  const char* example;
  int (*run)(const Arguments&, std::ostream&);
};

const std::vector<Command>& commands() {
  static const std::vector<Command> all{
      {"run", "Compare structured dropout with its baselines on a trace.", "skipgrid run configs/quickstart.json",
       run_command},
      {"paper", "Compare the paper's tasks, phase by phase, with every baseline.",
       "skipgrid paper configs/paper/*.json", paper_command},
      {"gemm", "Run one matrix product on an array.",
       "skipgrid gemm --m 20 --k 650 --n 2600 --keep-k 325 --rows 8 --cols 8 --dataflow ws", gemm_command},
      {"trace", "Write, describe and convert traces: gen, import, info, convert.",
       "skipgrid trace gen configs/quickstart.json --out medium.jsonl.gz", trace_command},
      {"train", "Train a language model or a tagger, for real, with what is dropped left out.",
       "skipgrid train configs/train/quick.json --compare", train_command},
      {"sweep", "Run thousands of points from one file; status, merge, best, submit, work.",
       "skipgrid sweep configs/sweeps/size_and_rate.json --out results", sweep_command},
      {"report", "Write what a run or a sweep found out as one HTML file.", "skipgrid report results --out report.html",
       report_command},
      {"verify", "Hold the engines to each other and to the closed form.", "skipgrid verify --cases 200",
       verify_command}};
  return all;
}

void print_help(std::ostream& out) {
  out << "skipgrid COMMAND ...\n\nHow many cycles does a systolic array save when LSTM training drops whole "
         "neurons?\n\n";
  for (const Command& command : commands())
    out << fmt::format("  {:<8}{}\n          {}\n", command.name, command.summary, command.example);
  out << "\n  skipgrid COMMAND --help   options and an example\n  skipgrid --version\n";
}

void print_version(std::ostream& out) {
  const sim::Provenance& built = sim::provenance();
  out << fmt::format("{} {} (commit {}, {}, SystemC {})\n", built.program, built.version, built.commit, built.compiler,
                     built.systemc);
}

int dispatch(const Arguments& arguments, std::ostream& out) {
  if (arguments.empty()) throw InputError("skipgrid", "expected a command (see skipgrid --help)");
  const std::string& name = arguments.front();
  if (name == "--help" || name == "help") return print_help(out), 0;
  if (name == "--version") return print_version(out), 0;
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    if (name == command.name) return command.run(Arguments(arguments.begin() + 1, arguments.end()), out);
    names.emplace_back(command.name);
  }
  throw InputError("skipgrid", fmt::format("unknown command \"{}\", the nearest known one is {} (see skipgrid --help)",
                                           name, nearest(name, names)));
}

}  // namespace

int run_program(const Arguments& arguments, std::ostream& out, std::ostream& err) {
  const auto complain = [&](const std::string& what, int code) {
    err << shortened(shown(what)) << "\n";
    return code;
  };
  try {
    const int code = dispatch(arguments, out);
    if (!out.flush()) return complain("skipgrid: the output could not be written", 1);
    return code;
  } catch (const InputError& error) {
    return complain(error.what(), 2);
  } catch (const std::overflow_error& error) {
    // More cycles or counts than any clock or counter holds: nothing failed, the input asks for too much.
    return complain(std::string("skipgrid: ") + error.what(), 2);
  } catch (const std::exception& error) {
    return complain("skipgrid: " + error_words(error), 1);
  }
}

}  // namespace skipgrid::cli
