// skipgrid train: a language model, a tagger or a translation model trained for real, with the masks that it reports.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "models/training/dump/dump.h"
#include "models/training/training_data.h"
#include "models/training/translation/translation_layers.h"
#include "sim/cli/commands.h"
#include "sim/cli/train/comparison_report.h"
#include "sim/cli/train/single_training.h"
#include "sim/cli/train/train_job.h"
#include "sim/cli/train/train_report.h"
#include "sim/report/output_directory.h"
#include "traces/files/file_stream.h"

namespace skipgrid::cli {
namespace {

constexpr const char* kCheckpoint = "checkpoint";
constexpr const char* kRounds = "rounds.csv";

Options train_options() {
  Options options(
      {"train", "CONFIG [options]",
       "Trains a language model on a text, a tagger on tagged sentences, or a translation model on pairs of sentences; "
       "with structured dropout what is dropped is not computed.",
       "skipgrid train configs/train/quick.json --out trained --compare"});
  options.argument("CONFIG");
  options.repeated("set", "/pointer=value", "change one member of the configuration; may be repeated");
  options.value("iterations", "N", "stop after N iterations in all");
  options.value("out", "DIR", "write train.json, train.csv and checkpoints there");
  options.flag("resume", "go on from the checkpoint in the --out directory");
  options.flag("compare",
               "train in several ways, an iteration of each in turn, and say how many times as fast each is");
  options.value("modes", "LIST", "of --compare, apart by commas: dense,dense-fused,random,structured (all)");
  options.value("seeds", "N", "of --compare: repeat everything with N seeds, and say how the task's metric varies (1)");
  options.value("device", "blas|array", "compute on the processor, or through the configuration's hardware (blas)");
  options.value("engine", "pe|tile", "of the array: every PE a module, or a tile an event (tile)");
  options.value("trace", "FILE", "record operations and masks to a .jsonl, .jsonl.gz or .jsonl.zst file");
  options.value("trace-first", "N", "first iteration to record, from 0 (0)");
  options.value("trace-count", "N", "iterations to record (1)");
  options.value("dump", "FILE.npz", "write everything about the last iteration, for NumPy");
  options.value("translations", "FILE", "of a translation model: write those of its test, else of its validation text");
  options.value("format", "table|json|csv", "of what is printed (table)");
  return options;
}

void refuse_together(const Options& options, const std::string& one, const std::string& other) {
  if (options.has(one) && options.has(other)) options.fail("--" + one, "does not go together with --" + other);
}

/// Throws InputError, before a training, unless a file can be written after it.
void check_writable(const std::filesystem::path& file) {
  sim::OutputDirectory(file.has_parent_path() ? file.parent_path().string() : ".", {});
  traces::FileSink(file.string(), traces::Links::replace);
}

/// What --modes asks for, all of them without it.
std::vector<Mode> wanted_modes(const models::TrainConfig& config, const Options& options) {
  const std::vector<Mode> all = all_modes(config);
  if (!options.has("modes")) return all;
  std::vector<Mode> wanted;
  std::istringstream list(options.text("modes"));
  for (std::string name; std::getline(list, name, ',');) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Mode& mode) { return mode.name == name; });
    const bool twice = std::any_of(wanted.begin(), wanted.end(), [&](const Mode& mode) { return mode.name == name; });
    if (found == all.end() || twice) {
      options.fail("--modes", fmt::format("expected some of dense,dense-fused,random,structured, each once, got \"{}\"",
                                          options.text("modes")));
    }
    wanted.push_back(*found);
  }
  return wanted;
}

/// What can be known to be wrong before anything is read.
void check_options(const Options& options) {
  for (const char* other : {"resume", "trace", "dump", "translations"}) refuse_together(options, "compare", other);
  for (const char* part : {"modes", "seeds"}) {
    if (options.has(part) && !options.has("compare"))
      options.fail(fmt::format("--{}", part), "goes together with --compare");
  }
  if (options.has("compare") && through_array(options)) {
    options.fail("--compare", "takes the time of the processor: skipgrid run compares on the array");
  }
  if (options.has("resume") && !options.has("out")) options.fail("--resume", "needs --out, the directory to go on in");
  if (options.has("engine") && !through_array(options)) options.fail("--engine", "goes together with --device array");
}

/// The same of what the configuration decides.
void check_against(const TrainJob& job, const Options& options) {
  if (through_array(options) && !job.hardware) options.fail("--device array", "needs a hardware in the configuration");
  if (options.has("dump")) {
    if (!models::can_dump(job.config.network)) {
      options.fail("--dump",
                   "is of a language model (an embedding, LSTM layers one way and whole, and a softmax) or a "
                   "translation model of LSTM layers");
    }
    check_writable(options.text("dump"));
  }
  if (options.has("translations")) {
    if (!models::translates(job.config.network)) options.fail("--translations", "is of a translation model");
    check_writable(options.text("translations"));
  }
}

}  // namespace

int train_command(const Arguments& arguments, std::ostream& out) {
  Options options = train_options();
  if (!options.parse(arguments, out)) return 0;
  const Format format = options.format();
  check_options(options);
  const bool compares = options.has("compare");
  const TrainJob job = load_train_job(options.text("CONFIG"), options.texts("set"));
  const std::vector<Mode> modes = compares ? wanted_modes(job.config, options) : std::vector<Mode>{};
  check_against(job, options);

  TrainingTasks tasks;
  tasks.stop_at = static_cast<int>(options.integer_or("iterations", 1, 1000000000, 0));
  tasks.resume = options.has("resume");
  std::optional<sim::OutputDirectory> directory;
  if (options.has("out")) {
    directory.emplace(options.text("out"),
                      std::vector<std::string>{"train.json", "train.csv", compares ? kRounds : kCheckpoint});
    if (!compares) tasks.checkpoint = options.text("out") + "/" + kCheckpoint;
  }
  const models::TrainingData data = models::read_training_data(job.config);

  TrainReport report{job.config.name, job.document, {}, {}};
  if (compares) {
    std::ostream nowhere(nullptr);
    const auto seeds = static_cast<int>(options.integer_or("seeds", 1, 1000, 1));
    report.comparison = compare(modes, data, seeds, tasks.stop_at, format == Format::json ? nowhere : std::cerr,
                                isatty(STDERR_FILENO) != 0);
  } else {
    report.training = train_once(job, data, tasks, options);
  }
  const std::string json = train_json(report).dump(2) + "\n", csv = train_csv(report);
  if (directory) {
    directory->write("train.json", json);
    directory->write("train.csv", csv);
    if (compares) directory->write(kRounds, rounds_csv(*report.comparison));
  }
  out << (format == Format::json ? json : format == Format::csv ? csv : train_table(report));
  return 0;
}

}  // namespace skipgrid::cli
