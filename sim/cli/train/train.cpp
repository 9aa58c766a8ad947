// skipgrid train: a language model, a tagger or a translation model trained for real, with the masks that it reports.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "models/training/blas_device.h"
#include "models/training/dump/dump.h"
#include "models/training/recording_device.h"
#include "models/training/training_data.h"
#include "models/training/translation/translation_trainer.h"
#include "sim/cli/commands.h"
#include "sim/cli/train/run_training.h"
#include "sim/cli/train/train_job.h"
#include "sim/cli/train/train_report.h"
#include "sim/experiment/array_device.h"
#include "sim/experiment/variant.h"
#include "sim/report/output_directory.h"
#include "traces/files/file_stream.h"
#include "traces/input_error.h"
#include "traces/jsonl/jsonl_writer.h"

namespace skipgrid::cli {
namespace {

constexpr const char* kCheckpoint = "checkpoint";

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
  options.flag("compare", "train without dropout step by step, with random dropout and with the configured one");
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

struct Variant {
  std::string name;
  models::TrainConfig config;
};

// The same weights to begin with, the same text, the same rates: what differs is what is dropped and how it is
// computed.
std::vector<Variant> variants(const models::TrainConfig& config, bool compare) {
  if (!compare) return {{"training", config}};
  models::TrainConfig dense = config, random = config;
  dense.dropout = {};
  dense.time_fusion = models::TimeFusion::stepped;
  random.dropout = models::unstructured(config.dropout);
  random.time_fusion = models::TimeFusion::fused;
  const auto name = [](sim::Variant variant) { return std::string(to_string(variant)); };
  return {{name(sim::Variant::dense), dense},
          {name(sim::Variant::random), random},
          {name(sim::Variant::structured), config}};
}

// Records iterations [first, first + count) into a file.
class Recorder {
 public:
  Recorder(const std::string& file, int first, int count, models::Device<float>& computing, const TrainJob& job)
      : first_(first), count_(count), writer_(file), tracing_(writer_), device_(computing, tracing_) {
    writer_.begin({job.config.name, job.document, job.config.network.batch});
  }
  models::Device<float>& device() { return device_; }
  void before(int iteration) { device_.record(iteration >= first_ && iteration < first_ + count_); }
  void end() { writer_.end(); }

 private:
  int first_, count_;
  traces::TraceWriter writer_;
  models::TraceDevice<float> tracing_;
  models::RecordingDevice<float> device_;
};

void refuse_together(const Options& options, const std::string& one, const std::string& other) {
  if (options.has(one) && options.has(other)) options.fail("--" + one, "does not go together with --" + other);
}

/// Throws InputError, before a training, unless a file can be written after it.
void check_writable(const std::filesystem::path& file) {
  sim::OutputDirectory(file.has_parent_path() ? file.parent_path().string() : ".", {});
  traces::FileSink(file.string(), traces::Links::replace);
}

enum class DeviceKind { blas, array };

DeviceKind device_from_string(std::string_view text) {
  if (text == "blas") return DeviceKind::blas;
  if (text == "array") return DeviceKind::array;
  throw std::invalid_argument(fmt::format("expected blas or array, got \"{}\"", text));
}

/// What is left to do when the training of a translation model ends.
void judge_translations(models::TranslationTrainer& trainer, const models::ParallelCorpus& corpus,
                        const Options& options, TrainingResult& result) {
  const bool tests = !corpus.test.empty();
  if (!tests && !options.has("translations")) return;
  const auto judged = trainer.judge_pairs(tests ? corpus.test : corpus.valid);
  if (tests) result.test = TestResult{judged.perplexity, judged.bleu};
  if (!options.has("translations")) return;
  std::string text;
  for (const std::string& line : judged.translations) text += line + '\n';
  traces::replace_file(options.text("translations"), text);
}

TrainingResult train(const Variant& variant, const TrainJob& job, const models::TrainingData& data, TrainingTasks tasks,
                     const Options& options) {
  std::unique_ptr<models::Device<float>> computing;
  const sim::ArrayDevice* array = nullptr;
  if (options.word_or("device", device_from_string, DeviceKind::blas) == DeviceKind::array) {
    auto device = std::make_unique<sim::ArrayDevice>(
        options.word_or("engine", sim::engine_from_string, sim::Engine::tile), job.hardware->machine.array);
    array = device.get();
    computing = std::move(device);
  } else {
    computing = std::make_unique<models::BlasDevice<float>>(variant.config.time_fusion, variant.config.threads);
  }
  std::optional<Recorder> recorder;
  if (options.has("trace")) {
    constexpr std::int64_t kMost = 1000000000;
    recorder.emplace(options.text("trace"), static_cast<int>(options.integer_or("trace-first", 0, kMost, 0)),
                     static_cast<int>(options.integer_or("trace-count", 1, kMost, 1)), *computing, job);
  }
  models::Device<float>& device = recorder ? recorder->device() : *computing;
  const std::unique_ptr<models::Trainer> trainer = make_trainer(variant.config, data, device);
  if (options.has("dump")) {
    tasks.in_last_iteration = [&trainer, file = options.text("dump")] { dump_iteration(file, trainer->gradients()); };
  }
  std::ostream nowhere(nullptr);
  Progress progress(options.format() == Format::json ? nowhere : std::cerr, isatty(STDERR_FILENO) != 0, variant.name,
                    tasks.stop_at);
  TrainingResult result = run_training(variant.name, *trainer, device, tasks, progress, [&](int iteration) {
    if (recorder) recorder->before(iteration);
  });
  if (recorder) recorder->end();
  if (array != nullptr) result.array = ArrayCost{array->config(), array->phases()};
  if (auto* translating = dynamic_cast<models::TranslationTrainer*>(trainer.get())) {
    judge_translations(*translating, std::get<models::ParallelCorpus>(data), options, result);
  }
  return result;
}

}  // namespace

int train_command(const Arguments& arguments, std::ostream& out) {
  Options options = train_options();
  if (!options.parse(arguments, out)) return 0;
  const Format format = options.format();
  for (const char* other : {"resume", "trace", "dump", "translations"}) refuse_together(options, "compare", other);
  if (options.has("resume") && !options.has("out")) options.fail("--resume", "needs --out, the directory to go on in");
  const TrainJob job = load_train_job(options.text("CONFIG"), options.texts("set"));
  const bool through_array = options.word_or("device", device_from_string, DeviceKind::blas) == DeviceKind::array;
  if (through_array && !job.hardware) options.fail("--device array", "needs a hardware in the configuration");
  if (options.has("engine") && !through_array) options.fail("--engine", "goes together with --device array");

  TrainingTasks tasks;
  tasks.stop_at = static_cast<int>(options.integer_or("iterations", 1, 1000000000, 0));
  tasks.resume = options.has("resume");
  if (options.has("dump")) {
    if (!models::can_dump(job.config.network)) {
      options.fail(
          "--dump",
          "is of a language model (an embedding, LSTM layers one way and whole, and a softmax) or a translation "
          "model of LSTM layers");
    }
    check_writable(options.text("dump"));
  }
  if (options.has("translations")) {
    if (!models::translates(job.config.network)) options.fail("--translations", "is of a translation model");
    check_writable(options.text("translations"));
  }
  std::optional<sim::OutputDirectory> directory;
  if (options.has("out")) {
    std::vector<std::string> files{"train.json", "train.csv"};
    if (!options.has("compare")) files.emplace_back(kCheckpoint);
    directory.emplace(options.text("out"), files);
    if (!options.has("compare")) tasks.checkpoint = options.text("out") + "/" + kCheckpoint;
  }
  const models::TrainingData data = models::read_training_data(job.config);

  TrainReport report{job.config.name, job.document, {}};
  for (const Variant& variant : variants(job.config, options.has("compare"))) {
    report.runs.push_back(train(variant, job, data, tasks, options));
  }
  const std::string json = train_json(report).dump(2) + "\n", csv = train_csv(report);
  if (directory) {
    directory->write("train.json", json);
    directory->write("train.csv", csv);
  }
  out << (format == Format::json ? json : format == Format::csv ? csv : train_table(report));
  return 0;
}

}  // namespace skipgrid::cli
