// One matrix product on a fresh array: for its time, or with values that can be held to the plain triple loop.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/array/array_config.h"
#include "sim/array/engine.h"
#include "sim/array/gemm_run.h"
#include "sim/cli/gemm/random_operands.h"
#include "sim/engine/stats.h"

namespace skipgrid::cli {

/// C[m x n] = A[m x k] B[k x n], of which only some indices of each dimension are kept.
struct Product {
  std::int64_t m = 0, k = 0, n = 0;
  std::int64_t keep_m = 0, keep_k = 0, keep_n = 0;
};

/// Kept indices and the operands gathered by them, not yet rounded.
struct ProductValues {
  std::vector<std::uint32_t> kept_m, kept_k, kept_n;
  std::vector<float> a;  ///< [keep_m x keep_k]
  std::vector<float> b;  ///< [keep_k x keep_n]
};
ProductValues draw_values(const Product& product, RandomOperands& random);

struct ProductRun {
  sim::GemmTiming timing;
  std::vector<float> c;  ///< [m x n], zeros where a row or column is dropped; empty when only time was asked for
};
/// Told every so often how many cycles have passed.
using CyclesPassed = std::function<void(sim::Cycles)>;
ProductRun run_for_time(sim::Engine engine, const sim::ArrayConfig& array, const Product& product,
                        const CyclesPassed& passed = nullptr);
ProductRun run_with_values(sim::Engine engine, const sim::ArrayConfig& array, const Product& product,
                           const ProductValues& values, const CyclesPassed& passed = nullptr);
/// On the engine `pe`, recording a waveform into the file `vcd`.
ProductRun run_with_waveform(const sim::ArrayConfig& array, const Product& product, const ProductValues& values,
                             const std::string& vcd, const CyclesPassed& passed = nullptr);

/// What the plain triple loop makes of the same operands, in the form of ProductRun::c.
std::vector<float> reference(const sim::ArrayConfig& array, const Product& product, const ProductValues& values);

/// "C[3, 17]: expected 1.5 (0x3fc00000), got ..." for the first element whose bits differ; nothing when none does.
std::optional<std::string> first_difference(const Product& product, const std::vector<float>& expected,
                                            const std::vector<float>& got);

/// The counts of one product, as a run reports them.
sim::Stats product_stats(const Product& product, const sim::GemmTiming& timing);

}  // namespace skipgrid::cli
