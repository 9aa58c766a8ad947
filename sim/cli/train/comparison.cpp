#include "sim/cli/train/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "models/training/blas_device.h"
#include "sim/experiment/variant.h"

namespace skipgrid::cli {

namespace {

// Rounds in which memory is touched for the first time.
constexpr int kWarmUp = 3;

/// A mode at work.
struct Runner {
  Runner(const Mode& mode, const models::TrainingData& data, int stop_at, Progress& progress)
      : device(mode.config.time_fusion, mode.config.threads),
        trainer(make_trainer(mode.config, data, device)),
        run(mode.name, *trainer, device, {stop_at, "", false, nullptr}, progress) {}

  models::BlasDevice<float> device;
  std::unique_ptr<models::Trainer> trainer;
  TrainingRun run;
};

Mode with_seed(Mode mode, std::uint64_t more) {
  mode.config.seed += more;
  mode.config.dropout.seed += more;
  return mode;
}

SeedComparison compare_once(const std::vector<Mode>& modes, const models::TrainingData& data, int stop_at,
                            Progress& progress) {
  std::vector<std::unique_ptr<Runner>> runners;
  for (const Mode& mode : modes) runners.push_back(std::make_unique<Runner>(mode, data, stop_at, progress));
  SeedComparison once{modes.front().config.seed, {}, std::vector<std::vector<IterationTime>>(modes.size())};
  for (std::size_t round = 0; !runners.front()->run.over(); ++round) {
    for (std::size_t k = 0; k < modes.size(); ++k) {
      const std::size_t mode = (round + k) % modes.size();
      once.times[mode].push_back(runners[mode]->run.advance());
    }
  }
  progress.finish();
  for (const auto& runner : runners) once.results.push_back(runner->run.result());
  return once;
}

}  // namespace

std::vector<Mode> all_modes(const models::TrainConfig& config) {
  models::TrainConfig stepped = config, fused = config, random = config;
  stepped.dropout = fused.dropout = {};
  stepped.dropout.seed = fused.dropout.seed = config.dropout.seed;
  stepped.time_fusion = models::TimeFusion::stepped;
  fused.time_fusion = random.time_fusion = models::TimeFusion::fused;
  random.dropout = models::unstructured(config.dropout);
  const auto name = [](sim::Variant variant) { return std::string(to_string(variant)); };
  return {{name(sim::Variant::dense), stepped},
          {name(sim::Variant::dense_fused), fused},
          {name(sim::Variant::random), random},
          {name(sim::Variant::structured), config}};
}

Comparison compare(const std::vector<Mode>& modes, const models::TrainingData& data, int count, int stop_at,
                   std::ostream& messages, bool terminal) {
  Comparison comparison;
  for (const Mode& mode : modes) comparison.modes.push_back(mode.name);
  for (int seed = 0; seed < count; ++seed) {
    std::vector<Mode> seeded;
    for (const Mode& mode : modes) seeded.push_back(with_seed(mode, static_cast<std::uint64_t>(seed)));
    const std::string name = count == 1 ? "comparison" : fmt::format("comparison, seed {} of {},", seed + 1, count);
    Progress progress(messages, terminal, name, stop_at);
    comparison.seeds.push_back(compare_once(seeded, data, stop_at, progress));
  }
  // At least one round is measured.
  const auto rounds = static_cast<int>(comparison.seeds.front().times.front().size());
  comparison.warm_up = std::min(kWarmUp, rounds - 1);
  for (SeedComparison& once : comparison.seeds) {
    for (auto& times : once.times) times.erase(times.begin(), times.begin() + comparison.warm_up);
  }
  return comparison;
}

}  // namespace skipgrid::cli
