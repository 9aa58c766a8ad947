#include "sim/cli/train/single_training.h"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "models/training/blas_device.h"
#include "models/training/dump/dump.h"
#include "models/training/recording_device.h"
#include "models/training/translation/translation_trainer.h"
#include "traces/files/file_stream.h"
#include "traces/jsonl/jsonl_writer.h"

namespace skipgrid::cli {
namespace {

constexpr const char* kName = "training";

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

}  // namespace

bool through_array(const Options& options) {
  return options.word_or("device", device_from_string, DeviceKind::blas) == DeviceKind::array;
}

TrainingResult train_once(const TrainJob& job, const models::TrainingData& data, TrainingTasks tasks,
                          const Options& options) {
  std::unique_ptr<models::Device<float>> computing;
  const sim::ArrayDevice* array = nullptr;
  if (through_array(options)) {
    auto device = std::make_unique<sim::ArrayDevice>(
        options.word_or("engine", sim::engine_from_string, sim::Engine::tile), job.hardware->machine.array);
    array = device.get();
    computing = std::move(device);
  } else {
    computing = std::make_unique<models::BlasDevice<float>>(job.config.time_fusion, job.config.threads);
  }
  std::optional<Recorder> recorder;
  if (options.has("trace")) {
    constexpr std::int64_t kMost = 1000000000;
    recorder.emplace(options.text("trace"), static_cast<int>(options.integer_or("trace-first", 0, kMost, 0)),
                     static_cast<int>(options.integer_or("trace-count", 1, kMost, 1)), *computing, job);
  }
  models::Device<float>& device = recorder ? recorder->device() : *computing;
  const std::unique_ptr<models::Trainer> trainer = make_trainer(job.config, data, device);
  if (options.has("dump")) {
    tasks.in_last_iteration = [&trainer, file = options.text("dump")] { dump_iteration(file, trainer->gradients()); };
  }
  std::ostream nowhere(nullptr);
  Progress progress(options.format() == Format::json ? nowhere : std::cerr, isatty(STDERR_FILENO) != 0, kName,
                    tasks.stop_at);
  TrainingResult result = run_to_end(TrainingRun(kName, *trainer, device, tasks, progress,
                                                 [&](int iteration) {
                                                   if (recorder) recorder->before(iteration);
                                                 }),
                                     progress);
  if (recorder) recorder->end();
  if (array != nullptr) result.array = ArrayCost{array->config(), array->phases()};
  if (auto* translating = dynamic_cast<models::TranslationTrainer*>(trainer.get())) {
    judge_translations(*translating, std::get<models::ParallelCorpus>(data), options, result);
  }
  return result;
}

}  // namespace skipgrid::cli
