// skipgrid run: the variants of a run side by side, of several runs one after the other.
#include <fmt/format.h>

#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <set>
#include <stdexcept>

#include "sim/cli/commands.h"
#include "sim/cli/jobs_option.h"
#include "sim/cli/run/run_display.h"
#include "sim/cli/terminal.h"
#include "sim/experiment/parallel/run_all.h"
#include "sim/experiment/results.h"
#include "sim/experiment/run_config.h"
#include "sim/experiment/schedule_json.h"
#include "sim/report/csv.h"
#include "sim/report/output_directory.h"
#include "sim/report/results_table.h"
#include "sim/report/results_writer.h"
#include "sim/report/run_title.h"
#include "sim/report/summary.h"
#include "sim/report/timeline/timeline.h"
#include "traces/files/file_stream.h"

namespace skipgrid::cli {
namespace {

Options run_options() {
  Options options(
      {"run", "CONFIG... [options]",
       "Runs a workload's matrix products on an array, with structured dropout and without, and compares.\n"
       "\"seeds\": n in the configuration, or --set /seeds=n: under n draws of masks, speedups with 95 % intervals.\n\n"
       "Variants (\"variants\" of the configuration):\n"
       "  dense            ordinary dropout: a product a time step, nothing is skipped\n"
       "  random           the same, skipping what ordinary dropout happens to drop for a whole batch\n"
       "  structured       structured dropout: a product a time step, dropped rows and columns are skipped\n"
       "  dense-fused      nothing is skipped, steps become one product wherever that is legal\n"
       "  dense-best       the fastest schedule found that skips nothing\n"
       "  structured-best  the fastest schedule found that may skip\n\n"
       "Words of what is printed:\n"
       "  PE, MAC          a processing element of the array does one multiply-accumulate a cycle\n"
       "  dropout I to IV  per sample (I, II) or structured, the same neurons for a whole batch (III, IV);\n"
       "                   redrawn every time step (I, III) or not (II, IV)\n"
       "  NR, RH, output   rates of what is not recurrent, of h[t-1], and of the last layer's output\n"
       "  ws, is, os       what stays in the array: weights, inputs or outputs\n"
       "  overlapped       loads and drains hide behind neighbouring tiles; serial: they do not\n"
       "  ideal, free, known   what the hardware does not model, and so costs nothing\n"
       "  skipping         dropped rows and columns of a product are left out\n"
       "  spans            how many time steps become one product\n"
       "  orientation      whether the array computes C = A B or C^T = B^T A^T\n"
       "  order of issue   of products and element-wise work: what does not wait goes first\n"
       "  filled, drained  operands or results move, and no products are made\n"
       "  draw of masks    which neurons happen to be dropped",
       "skipgrid run configs/quickstart.json --set /hardware/rows=64 --set /dropout/nr=0.65 --out results"});
  options.arguments("CONFIG");
  options.repeated("set", "/pointer=value", "change one member of the configuration; may be repeated");
  options.value("engine", "pe|tile", "every PE a module, or a tile an event (what the configuration says)");
  add_jobs_option(options);
  options.value("out", "DIR",
                "also write results.json and results.csv there; with several configurations, to DIR/NAME of each");
  options.value("schedule-out", "FILE",
                "also write the schedules of the -best variants there, to be run again or edited");
  options.value("timeline", "FILE", "also write what happened when in the first variant, for ui.perfetto.dev");
  options.value("timeline-window", "FROM:TO", "only what overlaps these cycles of it");
  options.flag("details", "also every phase, where all cycles go, bounds, traffic and the schedules found");
  options.value("by", "phase|layer|op", "also a row for each");
  options.value("format", "table|markdown|latex|json|csv",
                "of what is printed (table); json: a list of several runs, csv: one table of them");
  return options;
}

/// Places for files are found before anything is computed.
struct Runs {
  std::vector<sim::RunConfig> configs;
  std::vector<sim::OutputDirectory> directories;  ///< one each, or none at all
};

Runs load_runs(const Options& options) {
  std::vector<std::string> overrides = options.texts("set");
  if (options.has("engine"))
    overrides.push_back("/engine=" + std::string(to_string(options.word("engine", sim::engine_from_string))));
  const std::vector<std::string> paths = options.one_or_more("CONFIG");
  for (const char* const one : {"timeline", "schedule-out"})
    if (paths.size() > 1 && options.has(one)) options.fail(fmt::format("--{}", one), "is of one run, not of several");
  Runs runs;
  std::set<std::string> names;
  for (const std::string& path : paths) {
    sim::RunConfig config = sim::load_run_config(path, overrides);
    if (paths.size() > 1 && !sim::is_folder_name(config.name))
      options.fail(path, fmt::format("expected a name that a folder may have, got \"{}\"", config.name));
    if (!names.insert(config.name).second)
      options.fail(path,
                   fmt::format("expected a name of its own, got \"{}\", which another run has, too", config.name));
    runs.configs.push_back(std::move(config));
  }
  if (!options.has("out")) return runs;
  const std::vector<std::string> files{"results.json", "results.csv"};
  const bool one = runs.configs.size() == 1;
  const sim::OutputDirectory directory(options.text("out"), one ? files : std::vector<std::string>());
  for (const sim::RunConfig& config : runs.configs)
    runs.directories.push_back(one ? directory : directory.inside(config.name, files));
  return runs;
}

enum class RunFormat { table, markdown, latex, json, csv };

RunFormat run_format_from_string(std::string_view text) {
  if (text == "table") return RunFormat::table;
  if (text == "markdown") return RunFormat::markdown;
  if (text == "latex") return RunFormat::latex;
  if (text == "json") return RunFormat::json;
  if (text == "csv") return RunFormat::csv;
  throw std::invalid_argument(fmt::format("expected table, markdown, latex, json or csv, got \"{}\"", text));
}

enum class By { phase, layer, op };

By by_from_string(std::string_view text) {
  if (text == "phase") return By::phase;
  if (text == "layer") return By::layer;
  if (text == "op") return By::op;
  throw std::invalid_argument(fmt::format("expected phase, layer or op, got \"{}\"", text));
}

void say_left_out(const std::string& slices) {
  if (slices == "0") return;
  std::cerr << fmt::format(
      "skipgrid run: the timeline has no room for {} more slices, its counters show all: --timeline-window FROM:TO "
      "shows "
      "every slice of a part\n",
      slices);
}

constexpr std::size_t kUnbounded = std::numeric_limits<std::size_t>::max();

std::string for_people(const sim::RunConfig& config, const sim::Results& results, bool details, std::optional<By> by,
                       std::size_t width) {
  std::string text = summary(results, run_title(config, width), width, {stdout_shows_colours()});
  if (by == By::phase) text += "\n" + phase_table(results);
  if (by == By::layer) text += "\n" + layer_table(results);
  if (by == By::op) text += "\n" + operation_table(results);
  if (details) text += "\n" + details_table(results);
  return text;
}

/// Rows of several runs in one table: the run's name is one more column.
std::string with_name(const std::string& csv, const std::string& name, bool header) {
  const std::string first = sim::csv_text(name) + ",";
  std::string result;
  bool quoted = false, skipped = !header;
  std::string row = header ? "run," : "";
  for (const char c : csv) {
    row += c;
    if (c == '"') quoted = !quoted;
    if (c != '\n' || quoted) continue;  // a line break in quotes ends no row
    if (!skipped) result += row;
    skipped = false;
    row = first;
  }
  return result;
}

}  // namespace

int run_command(const Arguments& arguments, std::ostream& out) {
  Options options = run_options();
  if (!options.parse(arguments, out)) return 0;
  const RunFormat format = options.word_or("format", run_format_from_string, RunFormat::table);
  const std::optional<By> by = options.has("by") ? std::optional(options.word("by", by_from_string)) : std::nullopt;
  const std::size_t width = columns_of_stdout();
  const int jobs = jobs_of(options);
  const Runs runs = load_runs(options);
  std::optional<traces::FileSink> timeline_file;
  if (options.has("timeline")) timeline_file.emplace(options.text("timeline"));
  const sim::Window window =
      options.has("timeline-window") ? options.word("timeline-window", sim::window_from_string) : sim::Window{};
  sim::Timeline timeline(runs.configs.front().hardware.machine.array.pes(), window);
  // The variant may run in another process: how much was left out comes in a line of its own before the document.
  const sim::Watch watch{timeline, [&] { return fmt::format("{}\n", timeline.left_out()) + timeline.text(); },
                         [&](const std::string& text) {
                           const std::size_t line = text.find('\n') + 1;
                           timeline_file->write(text.data() + line, text.size() - line);
                           timeline_file->finish();
                           say_left_out(text.substr(0, line - 1));
                         }};
  std::optional<traces::FileSink> schedule_file;
  if (options.has("schedule-out")) schedule_file.emplace(options.text("schedule-out"));

  std::map<sim::Variant, sim::RunSchedule> schedules;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  RunDisplay display("run", runs.configs, jobs, format == RunFormat::json);
  const auto report = [&](std::size_t run, const sim::Results& results) {
    const sim::RunConfig& config = runs.configs[run];
    for (const sim::VariantResult& variant : results.variants) schedules[variant.variant] = variant.schedule;
    nlohmann::ordered_json json = results_json(results);
    const std::string csv = results_csv(results);
    if (!runs.directories.empty()) {
      runs.directories[run].write("results.json", json.dump(2) + "\n");
      runs.directories[run].write("results.csv", csv);
    }
    if (schedule_file) {
      const std::string text = to_json(schedules).dump(1) + "\n";
      schedule_file->write(text.data(), text.size());
      schedule_file->finish();
    }
    display.quietly([&] {
      switch (format) {
        case RunFormat::table:
          out << (run == 0 ? "" : "\n") << for_people(config, results, options.has("details"), by, width);
          break;
        case RunFormat::markdown: out << variants_table(results, kUnbounded).markdown(); break;
        case RunFormat::latex: out << variants_table(results, kUnbounded).latex(); break;
        case RunFormat::csv: out << (runs.configs.size() > 1 ? with_name(csv, config.name, run == 0) : csv); break;
        case RunFormat::json: list.push_back(std::move(json)); break;
      }
      out.flush();
    });
  };
  run_all(runs.configs, jobs, report, timeline_file ? &watch : nullptr, display.board());
  if (format == RunFormat::json) out << (list.size() == 1 ? list.front() : list).dump(2) << "\n";
  return 0;
}

}  // namespace skipgrid::cli
