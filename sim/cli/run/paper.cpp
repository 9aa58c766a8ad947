// skipgrid paper: the paper's tasks on one or several machines, phase by phase, against every baseline.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>

#include "sim/cli/commands.h"
#include "sim/cli/jobs_option.h"
#include "sim/cli/run/run_display.h"
#include "sim/experiment/parallel/run_all.h"
#include "sim/experiment/run_config.h"
#include "sim/report/output_directory.h"
#include "sim/report/paper_table.h"

namespace skipgrid::cli {
namespace {

Options paper_options() {
  Options options(
      {"paper", "CONFIG... [options]",
       "Runs one configuration a task and prints the speedups of all, beside the range the paper measured.\n"
       "--set /seeds=n: under n draws of masks, with 95 % intervals.",
       "skipgrid paper configs/paper/*.json --hardware configs/hardware/edge_32x32.json"});
  options.arguments("CONFIG");
  options.repeated("hardware", "FILE", "run every task on this machine (its own); may be repeated");
  options.repeated("set", "/pointer=value", "change one member of every configuration; may be repeated");
  add_jobs_option(options);
  options.value("out", "DIR", "also write paper.json and paper.csv there");
  options.value("format", "table|json|csv", "of what is printed (table)");
  return options;
}

/// Every task on every machine: configurations that are known to be good before the first one runs.
std::vector<sim::RunConfig> load_all(const Options& options) {
  std::vector<sim::RunConfig> configs;
  std::vector<std::string> machines = options.texts("hardware");
  for (std::string& machine : machines) machine = "/hardware=" + std::filesystem::absolute(machine).string();
  if (machines.empty()) machines.emplace_back();
  for (const std::string& machine : machines) {
    for (const std::string& path : options.one_or_more("CONFIG")) {
      std::vector<std::string> overrides = options.texts("set");
      if (!machine.empty()) overrides.insert(overrides.begin(), machine);
      configs.push_back(sim::load_run_config(path, overrides));
    }
  }
  return configs;
}

}  // namespace

int paper_command(const Arguments& arguments, std::ostream& out) {
  Options options = paper_options();
  if (!options.parse(arguments, out)) return 0;
  const Format format = options.format();
  const int jobs = jobs_of(options);
  const std::vector<sim::RunConfig> configs = load_all(options);
  std::optional<sim::OutputDirectory> directory;
  if (options.has("out")) directory.emplace(options.text("out"), std::vector<std::string>{"paper.json", "paper.csv"});

  std::vector<sim::PaperRow> rows;
  {
    RunDisplay display("paper", configs, jobs, format == Format::json);
    const auto take = [&](std::size_t run, sim::Results results) {
      rows.push_back({configs[run].hardware.name, std::move(results)});
    };
    run_all(configs, jobs, take, nullptr, display.board());
  }
  const std::string json = paper_json(rows).dump(2) + "\n", csv = paper_csv(rows);
  if (directory) {
    directory->write("paper.json", json);
    directory->write("paper.csv", csv);
  }
  out << (format == Format::json ? json : format == Format::csv ? csv : paper_table(rows));
  return 0;
}

}  // namespace skipgrid::cli
