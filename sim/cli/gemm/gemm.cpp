// skipgrid gemm: one matrix product on one array.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <stdexcept>

#include "sim/cli/commands.h"
#include "sim/cli/gemm/gemm_display.h"
#include "sim/cli/gemm/product.h"
#include "sim/experiment/hardware.h"
#include "sim/report/results_writer.h"
#include "sim/report/text_table.h"
#include "traces/ops.h"

namespace skipgrid::cli {
namespace {

/// Values are whole matrices in memory, multiplied by a plain loop: elements of one matrix, MACs.
constexpr std::int64_t kMaxCheckedElements = std::int64_t{1} << 27;
constexpr std::int64_t kMaxCheckedMacs = std::int64_t{1} << 36;
/// A waveform has eight signals a processing element.
constexpr std::int64_t kMaxWaveformPes = 4096;

Options gemm_options() {
  Options options({"gemm", "--m M --k K --n N --rows R --cols C --dataflow ws|os|is [options]",
                   "Runs C[M x N] = A[M x K] B[K x N] alone on an R x C array and says what it took.",
                   "skipgrid gemm --m 20 --k 650 --n 2600 --keep-k 325 --rows 8 --cols 8 --dataflow ws"});
  options.value("m", "M", "rows of A and C");
  options.value("k", "K", "columns of A, rows of B");
  options.value("n", "N", "columns of B and C");
  options.value("rows", "R", "rows of processing elements");
  options.value("cols", "C", "columns of processing elements");
  options.value("dataflow", "ws|os|is", "what stays in the array: weights, outputs or inputs");
  options.value("schedule", "serial|overlapped",
                "whether loads and drains hide behind neighbouring tiles (overlapped)");
  options.value("engine", "pe|tile", "every PE a module, or a tile an event (tile)");
  options.value("keep-m", "n", "how many of the M indices are kept, chosen at random (all)");
  options.value("keep-k", "n", "how many of the K indices are kept (all)");
  options.value("keep-n", "n", "how many of the N indices are kept (all)");
  options.value("precision", "fp32|bf16", "what operands are rounded to (fp32)");
  options.value("multiplier-stages", "L", "pipeline stages of a multiplier (1)");
  options.value("seed", "s", "of the kept indices and the values (1)");
  options.flag("check", "compute values and compare them bit by bit with a plain triple loop");
  options.value("vcd", "FILE", "record every PE's registers (engine pe) in a waveform that GTKWave opens");
  options.value("format", "table|json|csv", "of the result (table)");
  return options;
}

sim::Hardware hardware_of(const Options& options) {
  sim::Hardware hardware;
  sim::ArrayConfig& array = hardware.machine.array;
  array.rows = static_cast<int>(options.integer("rows", 1, sim::kMaxArraySide));
  array.cols = static_cast<int>(options.integer("cols", 1, sim::kMaxArraySide));
  array.dataflow = options.word("dataflow", sim::dataflow_from_string);
  array.schedule = options.word_or("schedule", sim::schedule_from_string, array.schedule);
  array.precision = options.word_or("precision", sim::precision_from_string, array.precision);
  array.multiplier_stages = static_cast<int>(options.integer_or("multiplier-stages", 1, sim::kMaxMultiplierStages, 1));
  hardware.name = default_name(array);
  return hardware;
}

Product product_of(const Options& options) {
  Product product;
  product.m = options.integer("m", 1, traces::kMaxDimension);
  product.k = options.integer("k", 1, traces::kMaxDimension);
  product.n = options.integer("n", 1, traces::kMaxDimension);
  if (!traces::valid_shape(product.m, product.k, product.n))
    options.fail("--m, --k, --n", fmt::format("expected at most {} multiply-accumulates, got {} x {} x {}",
                                              traces::kMaxMacs, product.m, product.k, product.n));
  product.keep_m = options.integer_or("keep-m", 0, product.m, product.m);
  product.keep_k = options.integer_or("keep-k", 0, product.k, product.k);
  product.keep_n = options.integer_or("keep-n", 0, product.n, product.n);
  return product;
}

/// How the product is run: with values, when they are to be checked or seen.
struct Plan {
  sim::Engine engine;
  bool check;
  std::string vcd;  ///< empty: no waveform
  std::uint64_t seed;

  bool values() const { return check || !vcd.empty(); }
  Extra extra() const { return !vcd.empty() ? Extra::waveform : check ? Extra::checked_values : Extra::none; }
};

void check_that_values_fit(const Options& options, const Plan& plan, const Product& p) {
  const std::string option = plan.check ? "--check" : "--vcd";
  for (const auto& [name, elements] : {std::pair{"A", p.m * p.k}, std::pair{"B", p.k * p.n}, std::pair{"C", p.m * p.n}})
    if (elements > kMaxCheckedElements)
      options.fail(option, fmt::format("holds its operands in memory: expected at most {} elements, {} has {}",
                                       kMaxCheckedElements, name, elements));
  if (p.keep_m * p.keep_k * p.keep_n > kMaxCheckedMacs)
    options.fail(option, fmt::format("computes values: expected at most {} multiply-accumulates, got {}",
                                     kMaxCheckedMacs, p.keep_m * p.keep_k * p.keep_n));
}

Plan plan_of(const Options& options, const Product& product, const sim::ArrayConfig& array) {
  Plan plan;
  plan.check = options.has("check");
  if (options.has("vcd")) plan.vcd = options.text("vcd");
  plan.engine =
      options.word_or("engine", sim::engine_from_string, plan.vcd.empty() ? sim::Engine::tile : sim::Engine::pe);
  plan.seed = static_cast<std::uint64_t>(options.integer_or("seed", 0, std::int64_t{1} << 53, 1));
  if (!plan.vcd.empty() && plan.engine != sim::Engine::pe)
    options.fail("--vcd", "only the engine pe has registers to show");
  if (!plan.vcd.empty() && array.pes() > kMaxWaveformPes)
    options.fail("--vcd", fmt::format("expected at most {} processing elements, got {} x {}", kMaxWaveformPes,
                                      array.rows, array.cols));
  if (plan.values()) check_that_values_fit(options, plan, product);
  return plan;
}

/// Throws std::runtime_error naming the first element that is wrong, when the plan is to check them.
sim::GemmTiming run(const Plan& plan, const sim::ArrayConfig& array, const Product& product,
                    const CyclesPassed& passed) {
  if (!plan.values()) return run_for_time(plan.engine, array, product, passed).timing;
  RandomOperands random(plan.seed);
  const ProductValues values = draw_values(product, random);
  const ProductRun run = plan.vcd.empty() ? run_with_values(plan.engine, array, product, values, passed)
                                          : run_with_waveform(array, product, values, plan.vcd, passed);
  if (!plan.check) return run.timing;
  if (const auto difference = first_difference(product, reference(array, product, values), run.c))
    throw std::runtime_error(fmt::format("check failed: engine {}: {}", to_string(plan.engine), *difference));
  return run.timing;
}

struct GemmReport {
  Product product;
  sim::Hardware hardware;
  sim::Engine engine;
  bool checked;
  sim::Stats stats;
};

std::string json_text(const GemmReport& report) {
  const Product& p = report.product;
  nlohmann::ordered_json json{{"schema", "skipgrid-gemm/1"}};
  json["gemm"] = {{"m", p.m}, {"k", p.k}, {"n", p.n}, {"keep_m", p.keep_m}, {"keep_k", p.keep_k}, {"keep_n", p.keep_n}};
  json["hardware"] = nlohmann::ordered_json(sim::to_json(report.hardware));
  json["engine"] = to_string(report.engine);
  json["checked"] = report.checked;
  json.update(sim::stats_json(report.stats, report.hardware.machine.array.pes()));
  json["provenance"] = sim::provenance_json();
  return json.dump(2) + "\n";
}

std::string table_text(const GemmReport& report) {
  const Product& p = report.product;
  const sim::ArrayConfig& array = report.hardware.machine.array;
  std::string text = fmt::format("C[{} x {}] = A[{} x {}] B[{} x {}] on {} x {} PEs, {}, {}, {}, engine {}\n", p.m, p.n,
                                 p.m, p.k, p.k, p.n, array.rows, array.cols, to_string(array.dataflow),
                                 to_string(array.schedule), to_string(array.precision), to_string(report.engine));
  if (p.keep_m < p.m || p.keep_k < p.k || p.keep_n < p.n)
    text += fmt::format("kept: {} of M, {} of K, {} of N\n", p.keep_m, p.keep_k, p.keep_n);
  sim::TextTable table({"count", "", "meaning"}, "lrl");
  sim::for_each_field([&](const auto& field) {
    table.row({std::string(field.name), sim::with_thousands(sim::number(report.stats.*(field.member))),
               std::string(field.description)});
  });
  table.row({"utilization", sim::percent(utilization(report.stats, array.pes())), "MACs done / (PEs x cycles)"});
  table.row({"mapping", sim::percent(mapping_efficiency(report.stats, array.pes())), "PEs in use, mean over tiles"});
  text += "\n" + table.text();
  if (report.checked) text += "\ncheck: every bit of C is what a plain triple loop computes\n";
  return text;
}

std::string csv_text(const GemmReport& report) {
  const Product& p = report.product;
  return fmt::format("m,k,n,keep_m,keep_k,keep_n,{}\n{},{},{},{},{},{},{}\n", sim::stats_csv_header(), p.m, p.k, p.n,
                     p.keep_m, p.keep_k, p.keep_n, sim::stats_csv(report.stats, report.hardware.machine.array.pes()));
}

}  // namespace

int gemm_command(const Arguments& arguments, std::ostream& out) {
  Options options = gemm_options();
  if (!options.parse(arguments, out)) return 0;
  GemmReport report;
  report.product = product_of(options);
  report.hardware = hardware_of(options);
  const Plan plan = plan_of(options, report.product, report.hardware.machine.array);
  const Format format = options.format();
  report.engine = plan.engine;
  report.checked = plan.check;
  {
    const sim::ArrayConfig& array = report.hardware.machine.array;
    std::optional<GemmDisplay> display;
    if (format != Format::json) display.emplace(plan.engine, array, report.product, plan.extra());
    report.stats =
        product_stats(report.product, run(plan, array, report.product, display ? display->passed() : nullptr));
  }
  out << (format == Format::json ? json_text(report) : format == Format::csv ? csv_text(report) : table_text(report));
  return 0;
}

}  // namespace skipgrid::cli
