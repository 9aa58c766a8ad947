// skipgrid verify: both engines on the same products, and what they agree on.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <ostream>
#include <vector>

#include "models/random_engine.h"
#include "sim/cli/commands.h"
#include "sim/cli/jobs_option.h"
#include "sim/cli/progress/task_display.h"
#include "sim/cli/verify/engine_comparison.h"
#include "sim/cli/verify/shape_sample.h"
#include "sim/experiment/parallel/process_pool.h"
#include "sim/experiment/run_config.h"
#include "sim/experiment/trace_source.h"
#include "traces/shown_text.h"

namespace skipgrid::cli {
namespace {

/// What the engine `pe` simulates in a few seconds, over all products of a configuration.
constexpr double kPeCycles = 2e8;
constexpr int kLargestSide = 64;

/// In which the products are handed to processes: one of these costs more than a small product.
constexpr std::size_t kMostBatches = 256;

struct Case {
  sim::ArrayConfig array;
  Product product;
};

/// A generator for each case, so that it does not matter who runs it and when.
RandomOperands operands_of(std::uint64_t seed, std::size_t number) {
  return RandomOperands(models::scramble(models::scramble(seed) ^ number));
}

/// Small arrays and products of every kind; some dimensions keep nothing, some everything.
Case random_case(RandomOperands& random) {
  sim::ArrayConfig array;
  array.rows = static_cast<int>(random.between(1, 12));
  array.cols = static_cast<int>(random.between(1, 12));
  array.dataflow = static_cast<sim::Dataflow>(random.between(0, std::int64_t{sim::kMappings.size()} - 1));
  array.schedule = static_cast<sim::Schedule>(random.between(0, 1));
  array.precision = static_cast<sim::Precision>(random.between(0, 1));
  array.multiplier_stages = static_cast<int>(random.between(1, 4));
  const auto kept = [&](std::int64_t size) {
    const std::int64_t kind = random.between(0, 9);
    return kind == 0 ? 0 : kind < 4 ? size : random.between(0, size);
  };
  Product product;
  product.m = random.between(1, 40);
  product.k = random.between(1, 40);
  product.n = random.between(1, 40);
  product.keep_m = kept(product.m);
  product.keep_k = kept(product.k);
  product.keep_n = kept(product.n);
  return {array, product};
}

/// The shapes of the configured trace on the configured array, both cut down where `pe` would take too long.
std::vector<Case> configured_cases(const sim::RunConfig& config, std::size_t most, std::ostream& out) {
  ShapeSample sample;
  trace_source(config)(sim::Variant::structured, sample);
  sim::ArrayConfig array = config.hardware.machine.array;
  array.rows = std::min(array.rows, kLargestSide);
  array.cols = std::min(array.cols, kLargestSide);
  const std::vector<Product> picked = sample.pick(most);
  std::vector<Case> cases;
  std::size_t cut = 0;
  for (const Product& whole : picked) {
    const Product product = cut_down(array, whole, kPeCycles / static_cast<double>(picked.size()));
    cut += product.m != whole.m || product.k != whole.k || product.n != whole.n ? 1 : 0;
    cases.push_back({array, product});
  }
  out << fmt::format("{}: {} products of {} shapes; compared {} shapes, {} of them cut down so that pe takes seconds",
                     shown(config.name), sample.products(), sample.shapes(), picked.size(), cut);
  if (array.pes() != config.hardware.machine.array.pes())
    out << fmt::format(", on {} x {} of the {} x {} PEs", array.rows, array.cols, config.hardware.machine.array.rows,
                       config.hardware.machine.array.cols);
  out << "\n";
  return cases;
}

/// Compares cases 0 to count - 1 in up to `jobs` processes. The outcome does not depend on how many those are.
EngineComparison compare_all(std::size_t count, int jobs, double seconds_each,
                             const std::function<void(std::size_t number, EngineComparison& comparison)>& compare) {
  const std::size_t batch = (count + kMostBatches - 1) / kMostBatches;
  EngineComparison whole;
  sim::PooledTasks tasks;
  tasks.count = batch == 0 ? 0 : (count + batch - 1) / batch;
  tasks.name = [&](std::size_t task) { return fmt::format("products from the {}th on", task * batch + 1); };
  sim::ProgressBoard board(tasks.count);
  tasks.perform = [&](std::size_t task) {
    EngineComparison part;
    const sim::TaskProgress progress(board[task]);
    progress.at(sim::Stage::simulation);
    const std::size_t first = task * batch, end = std::min(count, first + batch);
    for (std::size_t i = first; i < end; ++i) {
      compare(i, part);
      progress.nth(i - first, end - first).done(1);
    }
    progress.at(sim::Stage::ended);
    return part.findings();
  };
  tasks.deliver = [&](std::size_t, const std::string& findings) { whole.add(findings); };
  const std::vector<double> seconds(tasks.count, seconds_each * static_cast<double>(batch));
  const TaskDisplay display("verify", {seconds, [&](std::size_t task, int) { return tasks.name(task); }}, board, jobs);
  sim::run_in_processes(tasks, jobs);
  return whole;
}

}  // namespace

int verify_command(const Arguments& arguments, std::ostream& out) {
  Options options({"verify", "[CONFIG] [options]",
                   "Runs both engines on random products, or on those of a configuration, and says what agrees:\n"
                   "cycles, busy PE-cycles, tiles and result bits. Ends with exit code 1 when anything does not.",
                   "skipgrid verify configs/quickstart.json --cases 20"});
  options.argument("CONFIG");
  options.value("cases", "N", "products to compare (200; 20 with a configuration)");
  options.value("seed", "S", "of the products and their values (1)");
  options.repeated("set", "/pointer=value", "change one member of the configuration; may be repeated");
  add_jobs_option(options);
  if (!options.parse(arguments, out)) return 0;
  const bool configured = options.has("CONFIG");
  if (!configured && options.has("set")) options.fail("--set", "changes a configuration, and none is given");
  const std::int64_t cases = options.integer_or("cases", 1, 1'000'000, configured ? 20 : 200);
  const auto seed = static_cast<std::uint64_t>(options.integer_or("seed", 0, std::int64_t{1} << 53, 1));
  const int jobs = jobs_of(options);

  std::vector<Case> given;
  if (configured)
    given = configured_cases(sim::load_run_config(options.text("CONFIG"), options.texts("set")),
                             static_cast<std::size_t>(cases), out);
  const std::size_t count = configured ? given.size() : static_cast<std::size_t>(cases);
  // Most of it is engine `pe` at 10^8 PE-cycles a second on small arrays.
  const double seconds = configured ? kPeCycles / 1e8 / static_cast<double>(std::max<std::size_t>(count, 1)) : 2e-3;
  const EngineComparison comparison =
      compare_all(count, jobs, seconds, [&](std::size_t number, EngineComparison& part) {
        RandomOperands random = operands_of(seed, number);
        const Case one = configured ? given[number] : random_case(random);
        part.compare(one.array, one.product, draw_values(one.product, random));
      });
  out << comparison.report();
  return comparison.agreed() ? 0 : 1;
}

}  // namespace skipgrid::cli
