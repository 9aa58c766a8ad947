// skipgrid run: the variants of a run side by side; several runs one after the other.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <set>
#include <sstream>

#include "sim/cli/commands.h"
#include "sim/experiment/run_config.h"
#include "sim/experiment/run_results.h"
#include "sim/experiment/run_variants.h"
#include "sim/experiment/trace_source.h"
#include "sim/report/output_directory.h"
#include "sim/report/results_table.h"
#include "sim/report/results_writer.h"
#include "sim/report/run_title.h"
#include "sim/report/timeline.h"
#include "traces/files/file_stream.h"

namespace skipgrid::cli {
namespace {

Options run_options() {
  Options options(
      {"run", "CONFIG... [options]",
       "Runs a workload's matrix products on an array, with structured dropout and without, and compares.",
       "skipgrid run configs/quickstart.json --set /hardware/rows=64 --set /dropout/nr=0.65 --out results"});
  options.arguments("CONFIG");
  options.repeated("set", "/pointer=value", "change one member of the configuration; may be repeated");
  options.value("engine", "pe|tile", "every PE a module, or a tile an event (what the configuration says)");
  options.value("out", "DIR",
                "also write results.json and results.csv there; with several configurations, to DIR/NAME of each");
  options.value("timeline", "FILE", "also write what happened when in the first variant, for ui.perfetto.dev");
  options.value("format", "table|json|csv", "of what is printed (table); several runs are one list, or one table");
  return options;
}

/// One run, its place for files found before anything is computed.
struct Run {
  sim::RunConfig config;
  sim::TraceSource source;
  std::optional<sim::OutputDirectory> directory;
};

std::vector<Run> load_runs(const Options& options) {
  std::vector<std::string> overrides = options.texts("set");
  if (options.has("engine"))
    overrides.push_back("/engine=" + std::string(to_string(options.word("engine", sim::engine_from_string))));
  const std::vector<std::string> paths = options.one_or_more("CONFIG");
  if (paths.size() > 1 && options.has("timeline")) options.fail("--timeline", "shows one run, not several");
  std::vector<Run> runs;
  std::set<std::string> names;
  for (const std::string& path : paths) {
    sim::RunConfig config = sim::load_run_config(path, overrides);
    if (paths.size() > 1 && config.name.find('/') != std::string::npos)
      options.fail(path, fmt::format("expected a name that a folder may have, got \"{}\"", config.name));
    if (!names.insert(config.name).second)
      options.fail(path,
                   fmt::format("expected a name of its own, got \"{}\", which another run has, too", config.name));
    sim::TraceSource source = trace_source(config);
    runs.push_back({std::move(config), std::move(source), std::nullopt});
  }
  if (!options.has("out")) return runs;
  for (Run& run : runs) {
    const std::string directory = options.text("out") + (runs.size() == 1 ? "" : "/" + run.config.name);
    run.directory.emplace(directory, std::vector<std::string>{"results.json", "results.csv"});
  }
  return runs;
}

/// Lines of several runs in one table: the run's name is one more column.
std::string with_name(const std::string& csv, const std::string& name, bool header) {
  std::istringstream lines(csv);
  std::string result, line;
  std::getline(lines, line);
  if (header) result = "run," + line + "\n";
  while (std::getline(lines, line)) result += name + "," + line + "\n";
  return result;
}

}  // namespace

int run_command(const Arguments& arguments, std::ostream& out) {
  Options options = run_options();
  if (!options.parse(arguments, out)) return 0;
  const Format format = options.format();
  const std::vector<Run> runs = load_runs(options);
  std::optional<traces::FileSink> timeline_file;
  if (options.has("timeline")) timeline_file.emplace(options.text("timeline"));
  sim::Timeline timeline;

  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Run& run : runs) {
    const bool first = &run == &runs.front(), several = runs.size() > 1;
    const sim::Results results =
        run_results(run.config, run_variants(run.config.engine, run.config.hardware.machine, run.config.variants,
                                             run.source, timeline_file ? &timeline : nullptr));
    nlohmann::ordered_json json = results_json(results);
    const std::string csv = results_csv(results);
    if (run.directory) {
      run.directory->write("results.json", json.dump(2) + "\n");
      run.directory->write("results.csv", csv);
    }
    switch (format) {
      case Format::table: out << (first ? "" : "\n") << results_table(results, run_title(run.config)); break;
      case Format::csv: out << (several ? with_name(csv, run.config.name, first) : csv); break;
      case Format::json: list.push_back(std::move(json)); break;
    }
  }
  if (timeline_file) {
    const std::string text = timeline.text();
    timeline_file->write(text.data(), text.size());
    timeline_file->finish();
  }
  if (format == Format::json) out << (list.size() == 1 ? list.front() : list).dump(2) << "\n";
  return 0;
}

}  // namespace skipgrid::cli
