// skipgrid run: the variants of a run side by side.
#include <fmt/format.h>

#include <optional>
#include <ostream>

#include "sim/cli/commands.h"
#include "sim/cli/trace_source.h"
#include "sim/config/run_config.h"
#include "sim/engine/run_variants.h"
#include "sim/report/output_directory.h"
#include "sim/report/results_table.h"
#include "sim/report/results_writer.h"
#include "sim/report/timeline.h"
#include "traces/file_stream.h"

namespace skipgrid::cli {
namespace {

Options run_options() {
  Options options(
      {"run", "CONFIG [options]",
       "Runs a workload's matrix products on an array, with structured dropout and without, and compares.",
       "skipgrid run configs/quickstart.json --set /hardware/rows=64 --set /dropout/nr=0.65 --out results"});
  options.argument("CONFIG");
  options.repeated("set", "/pointer=value", "change one member of the configuration; may be repeated");
  options.value("engine", "pe|tile", "every PE a module, or a tile an event (what the configuration says)");
  options.value("out", "DIR", "also write results.json and results.csv there");
  options.value("timeline", "FILE", "also write what happened when in the first variant, for ui.perfetto.dev");
  options.value("format", "table|json|csv", "of what is printed (table)");
  return options;
}

/// What is around the array, in a few words.
std::string surroundings(const sim::MachineConfig& machine) {
  std::string text = fmt::format("DRAM {}", machine.dram.kind == sim::DramKind::ideal ? "ideal" : machine.dram.name);
  if (machine.buffers) {
    const auto kib = [](const sim::BufferConfig& buffer) { return buffer.capacity.count() / 1024; };
    text += fmt::format(", buffers {} + {} + {} KiB", kib(machine.buffers->a), kib(machine.buffers->b),
                        kib(machine.buffers->c));
  }
  text += machine.vector_unit ? fmt::format(", {} vector lanes", machine.vector_unit->lanes)
                              : ", element-wise operations free";
  return text + (machine.skip_unit ? ", skip unit" : ", kept indices known");
}

std::string title(const sim::RunConfig& config) {
  const sim::ArrayConfig& array = config.hardware.array;
  return fmt::format("{}: {}\non {}: {} x {} PEs, {}, {}, {}; engine {}\n{}\n", config.name, describe_workload(config),
                     config.hardware.name, array.rows, array.cols, to_string(array.dataflow), to_string(array.schedule),
                     to_string(array.precision), to_string(config.engine), surroundings(config.hardware));
}

}  // namespace

int run_command(const Arguments& arguments, std::ostream& out) {
  Options options = run_options();
  if (!options.parse(arguments, out)) return 0;
  std::vector<std::string> overrides = options.texts("set");
  if (options.has("engine"))
    overrides.push_back("/engine=" + std::string(to_string(options.word("engine", sim::engine_from_string))));
  const Format format = options.format();
  const sim::RunConfig config = sim::load_run_config(options.text("CONFIG"), overrides);
  const sim::TraceSource source = trace_source(config);
  std::optional<sim::OutputDirectory> directory;
  if (options.has("out"))
    directory.emplace(options.text("out"), std::vector<std::string>{"results.json", "results.csv"});

  std::optional<traces::FileSink> timeline_file;
  if (options.has("timeline")) timeline_file.emplace(options.text("timeline"));
  sim::Timeline timeline;

  sim::Results results;
  results.name = config.name;
  results.title = title(config);
  results.config = config.document;
  results.pes = config.hardware.array.pes();
  results.dram_bytes_per_cycle = config.hardware.dram_bytes_per_cycle();
  results.energy = config.hardware.energy;
  results.variants =
      run_variants(config.engine, config.hardware, config.variants, source, timeline_file ? &timeline : nullptr);

  if (timeline_file) {
    const std::string text = timeline.text();
    timeline_file->write(text.data(), text.size());
    timeline_file->finish();
  }
  const std::string json = results_json(results).dump(2) + "\n", csv = results_csv(results);
  if (directory) {
    directory->write("results.json", json);
    directory->write("results.csv", csv);
  }
  out << (format == Format::json ? json : format == Format::csv ? csv : results_table(results));
  return 0;
}

}  // namespace skipgrid::cli
