#include "sim/cli/gemm/product.h"

#include <fmt/format.h>

#include <cstring>

#include "sim/array/gemm_values.h"
#include "sim/array/pe/waveform.h"
#include "sim/array/simulation.h"

namespace skipgrid::cli {
namespace {

std::vector<float> rounded(std::vector<float> values, sim::Precision precision) {
  for (float& value : values) value = sim::round_to(precision, value);
  return values;
}

std::uint32_t bits(float value) {
  std::uint32_t pattern = 0;
  std::memcpy(&pattern, &value, sizeof pattern);
  return pattern;
}

sim::GemmTiming run_alone(sim::Engine engine, const sim::ArrayConfig& array, const sim::ArrayGemm& gemm,
                          const CyclesPassed& passed) {
  sim::Simulation simulation;
  const auto model = sim::make_array(engine, array, "array");
  return sim::run_gemm_alone(*model, gemm, passed);
}

/// Rounds the operands, hands them to `run` as the array wants them, and puts the result in its place in C.
template <class Run>
ProductRun with_operands(const sim::ArrayConfig& array, const Product& product, const ProductValues& values, Run run) {
  const std::vector<float> a = rounded(values.a, array.precision), b = rounded(values.b, array.precision);
  // One element at least, so that an empty product too has a place for its result.
  std::vector<float> c(static_cast<std::size_t>(product.keep_m * product.keep_n) + 1, 0.0F);
  const sim::GemmTiming timing =
      run(sim::ArrayGemm{product.keep_m, product.keep_k, product.keep_n, a.data(), b.data(), c.data()});
  c.pop_back();
  return {timing, sim::scatter(c, product.m, product.n, values.kept_m, values.kept_n)};
}

}  // namespace

ProductValues draw_values(const Product& product, RandomOperands& random) {
  ProductValues values;
  values.kept_m = random.kept_indices(product.m, product.keep_m);
  values.kept_k = random.kept_indices(product.k, product.keep_k);
  values.kept_n = random.kept_indices(product.n, product.keep_n);
  values.a = sim::gather(random.matrix(product.m, product.k), product.k, values.kept_m, values.kept_k);
  values.b = sim::gather(random.matrix(product.k, product.n), product.n, values.kept_k, values.kept_n);
  return values;
}

ProductRun run_for_time(sim::Engine engine, const sim::ArrayConfig& array, const Product& product,
                        const CyclesPassed& passed) {
  return {run_alone(engine, array, {product.keep_m, product.keep_k, product.keep_n}, passed), {}};
}

ProductRun run_with_values(sim::Engine engine, const sim::ArrayConfig& array, const Product& product,
                           const ProductValues& values, const CyclesPassed& passed) {
  return with_operands(array, product, values,
                       [&](const sim::ArrayGemm& gemm) { return run_alone(engine, array, gemm, passed); });
}

ProductRun run_with_waveform(const sim::ArrayConfig& array, const Product& product, const ProductValues& values,
                             const std::string& vcd, const CyclesPassed& passed) {
  return with_operands(array, product, values, [&](const sim::ArrayGemm& gemm) {
    sim::Simulation simulation;
    sim::PeArray model("array", array);
    sim::Waveform waveform("waveform", model, vcd);
    const auto run = sim::run_gemm_alone(model, gemm, passed);
    waveform.finish();
    return run;
  });
}

std::vector<float> reference(const sim::ArrayConfig& array, const Product& product, const ProductValues& values) {
  const std::vector<float> c =
      sim::reference_gemm(array, product.keep_m, product.keep_k, product.keep_n, values.a, values.b);
  return sim::scatter(c, product.m, product.n, values.kept_m, values.kept_n);
}

std::optional<std::string> first_difference(const Product& product, const std::vector<float>& expected,
                                            const std::vector<float>& got) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (bits(expected[i]) == bits(got[i])) continue;
    const auto cols = static_cast<std::size_t>(product.n);
    return fmt::format("C[{}, {}]: expected {} (0x{:08x}), got {} (0x{:08x})", i / cols, i % cols, expected[i],
                       bits(expected[i]), got[i], bits(got[i]));
  }
  return std::nullopt;
}

sim::Stats product_stats(const Product& product, const sim::GemmTiming& timing) {
  sim::Stats stats(timing.counters);
  sim::spend(stats, &sim::Stats::compute_cycles, timing.streaming);
  sim::spend(stats, &sim::Stats::fill_cycles, timing.cycles - timing.streaming);
  stats.array_cycles = timing.cycles;
  stats.gemms = 1;
  stats.dense_macs = product.m * product.k * product.n;
  return stats;
}

}  // namespace skipgrid::cli
