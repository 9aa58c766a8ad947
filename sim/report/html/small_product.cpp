#include "sim/report/html/small_product.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <vector>

#include "sim/array/gemm_run.h"
#include "sim/array/gemm_values.h"
#include "sim/array/pe/grid_film.h"
#include "sim/array/simulation.h"
#include "traces/ops.h"

namespace skipgrid::sim {
namespace {

using OrderedJson = nlohmann::ordered_json;

/// Of one LSTM product with a batch of 6, 8 inputs and 8 gates: what it is in each phase, and which of its dimensions
/// are the inputs, of which dropout takes some.
struct FilmedPhase {
  traces::Phase phase;
  PerDimension<std::int64_t> sizes;
  Dimension inputs;
};
constexpr std::int64_t kBatch = 6, kInputs = 8, kGates = 8;
constexpr FilmedPhase kFilmed[] = {{traces::Phase::FP, {kBatch, kInputs, kGates}, Dimension::k},
                                   {traces::Phase::BP, {kBatch, kGates, kInputs}, Dimension::n},
                                   {traces::Phase::WG, {kInputs, kBatch, kGates}, Dimension::m}};
const std::vector<std::uint32_t> kKeptInputs{0, 3, 5, 6};

using Indices = std::vector<std::uint32_t>;

Indices all_of(std::int64_t size) {
  Indices indices(static_cast<std::size_t>(size));
  std::iota(indices.begin(), indices.end(), 0U);
  return indices;
}

/// A matrix whose elements are their own numbers, from 1 on: so what a register holds says which element it is.
std::vector<float> numbered(std::int64_t rows, std::int64_t cols) {
  std::vector<float> elements(static_cast<std::size_t>(rows * cols));
  std::iota(elements.begin(), elements.end(), 1.0F);
  return elements;
}

constexpr int kWest = 1, kNorth = 2, kStationary0 = 4, kStationary1 = 8, kFlip = 16, kBusy = 32;

OrderedJson frame_json(const GridFilm::Frame& frame, const Mapping& mapping) {
  OrderedJson numbers = OrderedJson::array();
  const auto element = [](const Grid::Lane& lane, bool is_operand) {
    return lane.valid && is_operand ? static_cast<int>(lane.value) : 0;
  };
  for (const PeState& pe : frame) {
    const auto flag = [](bool set, int bit) { return set ? bit : 0; };
    numbers.push_back(flag(pe.west.valid, kWest) | flag(pe.north.valid, kNorth) |
                      flag(pe.stationary_0.valid, kStationary0) | flag(pe.stationary_1.valid, kStationary1) |
                      flag(pe.flip, kFlip) | flag(pe.busy, kBusy));
    numbers.push_back(element(pe.west, true));
    numbers.push_back(element(pe.north, mapping.output_stationary()));
    numbers.push_back(element(pe.stationary_0, !mapping.output_stationary()));
    numbers.push_back(element(pe.stationary_1, !mapping.output_stationary()));
  }
  return numbers;
}

OrderedJson film(const ArrayConfig& array, const FilmedPhase& filmed, bool skipping) {
  const auto& [m, k, n] = filmed.sizes;
  PerDimension<Indices> kept{all_of(m), all_of(k), all_of(n)};
  if (skipping) kept[filmed.inputs] = kKeptInputs;
  const std::vector<float> a = gather(numbered(m, k), k, kept.m, kept.k), b = gather(numbered(k, n), n, kept.k, kept.n);
  const auto size = [](const Indices& indices) { return static_cast<std::int64_t>(indices.size()); };
  std::vector<float> c(kept.m.size() * kept.n.size());

  Simulation simulation;
  PeArray model("array", array);
  const GridFilm recorded("film", model);
  const GemmTiming timing =
      run_gemm_alone(model, {size(kept.m), size(kept.k), size(kept.n), a.data(), b.data(), c.data()});
  OrderedJson json{{"phase", to_string(filmed.phase)},
                   {"skipping", skipping},
                   {"m", m},
                   {"k", k},
                   {"n", n},
                   {"kept", {{"m", kept.m}, {"k", kept.k}, {"n", kept.n}}},
                   {"cycles", timing.cycles.count()},
                   {"tiles", timing.counters.tiles},
                   {"frames", OrderedJson::array()}};
  for (const GridFilm::Frame& frame : recorded.frames())
    json["frames"].push_back(frame_json(frame, mapping_of(array.dataflow)));
  return json;
}

}  // namespace

OrderedJson small_products(const ArrayConfig& like) {
  ArrayConfig array = like;
  array.rows = std::min(like.rows, kFilmedSide);
  array.cols = std::min(like.cols, kFilmedSide);
  array.precision = Precision::fp32;  // which holds the numbers of elements as they are
  const Mapping& mapping = mapping_of(array.dataflow);
  constexpr const char *kDimensions[] = {"m", "k", "n"}, *kMatrices[] = {"a", "b", "c"};
  const auto dimension = [&](Dimension d) { return kDimensions[static_cast<std::size_t>(d)]; };
  const auto matrix = [&](Matrix x) { return kMatrices[static_cast<std::size_t>(x)]; };
  OrderedJson json{{"array",
                    {{"rows", array.rows},
                     {"cols", array.cols},
                     {"dataflow", to_string(array.dataflow)},
                     {"schedule", to_string(array.schedule)},
                     {"along_rows", dimension(mapping.rows)},
                     {"along_cols", dimension(mapping.cols)},
                     {"streamed", dimension(mapping.stream)},
                     {"stays", matrix(mapping.stationary())},
                     {"from_west", matrix(mapping.along_rows())},
                     {"along_north", matrix(mapping.along_cols())}}},
                   {"films", OrderedJson::array()}};
  for (const FilmedPhase& filmed : kFilmed)
    for (const bool skipping : {true, false}) json["films"].push_back(film(array, filmed, skipping));
  return json;
}

}  // namespace skipgrid::sim
