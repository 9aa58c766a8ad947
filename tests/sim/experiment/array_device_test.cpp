// Training through the array: both engines the same bits, the CPU's numbers but for rounding, the trace's cycles.
#include "sim/experiment/array_device.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "models/network/language_model.h"
#include "models/network/network.h"
#include "models/sgd.h"
#include "tests/models/masked_product.h"

namespace skipgrid::sim {

namespace {

using models::DropoutCase;

const models::LanguageModel kModel{2, 11, 9, 3, 4, 23};

models::DropoutConfig dropout(DropoutCase dropout_case, double rate) {
  models::DropoutConfig config;
  config.dropout_case = dropout_case;
  config.nr = config.rh = rate;
  return config;
}

struct Trained {
  std::vector<double> losses;
  std::vector<float> weights;
};

// Three iterations on random tokens.
Trained train(models::Device<float>& device, const models::DropoutConfig& dropout) {
  models::Network<float> network(device, models::network_of(kModel));
  models::Sgd<float> sgd(device, network.parameters());
  std::mt19937 random(17);
  std::uniform_real_distribution<float> value(-0.4f, 0.4f);
  for (const auto& parameter : network.parameters()) {
    for (std::int64_t i = 0; i < parameter.value.elements(); ++i) parameter.value.data[i] = value(random);
  }
  std::uniform_int_distribution<std::int32_t> word(0, kModel.vocabulary - 1);
  std::vector<std::int32_t> inputs, targets;
  for (int i = 0; i < kModel.steps * kModel.batch; ++i) {
    inputs.push_back(word(random));
    targets.push_back(word(random));
  }
  Trained result;
  for (int iteration = 0; iteration < 3; ++iteration) {
    const models::Batch batch{{{{kModel.steps, {}}, inputs.data(), targets.data()}}};
    models::MaskDrawer masks(dropout, kModel.batch, iteration);
    device.begin_iteration(iteration);
    network.begin(batch, masks);
    network.forward(batch);
    network.backward(batch);
    sgd.update({0.5, 5.0});
    network.carry_state();
    result.losses.push_back(network.log_loss());
  }
  for (const auto& parameter : network.parameters()) {
    result.weights.insert(result.weights.end(), parameter.value.data,
                          parameter.value.data + parameter.value.elements());
  }
  return result;
}

double worst(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  double most = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, static_cast<double>(std::abs(a[i] - b[i])));
  return most;
}

ArrayConfig array(Dataflow dataflow, Precision precision) {
  ArrayConfig config;
  config.rows = 4;
  config.cols = 6;
  config.dataflow = dataflow;
  config.precision = precision;
  return config;
}

std::int64_t cycles(const ArrayDevice& device) {
  Cycles all;
  for (const ArrayPhase& phase : device.phases()) all += phase.cycles;
  return all.count();
}

}  // namespace

TEST_CASE("Training through PEs and through tiles gives the same bits and the same cycles") {
  const Dataflow dataflow = GENERATE(Dataflow::ws, Dataflow::is, Dataflow::os);
  const Precision precision = GENERATE(Precision::fp32, Precision::bf16);
  const models::DropoutConfig config = dropout(DropoutCase::III, 0.4);
  Trained pe, tile;
  std::int64_t pe_cycles = 0, tile_cycles = 0;
  {
    ArrayDevice device(Engine::pe, array(dataflow, precision));
    pe = train(device, config);
    pe_cycles = cycles(device);
  }
  {
    ArrayDevice device(Engine::tile, array(dataflow, precision));
    tile = train(device, config);
    tile_cycles = cycles(device);
  }
  CHECK(pe.losses == tile.losses);
  CHECK(pe.weights == tile.weights);
  CHECK(pe_cycles == tile_cycles);
  CHECK(pe_cycles > 0);
}

TEST_CASE("Training through the array differs from the CPU by rounding, for every case of dropout") {
  const DropoutCase dropout_case = GENERATE(DropoutCase::I, DropoutCase::II, DropoutCase::III, DropoutCase::IV);
  const models::DropoutConfig config = dropout(dropout_case, GENERATE(0.0, 0.4, 0.9));
  models::BlasDevice<float> blas;
  const Trained cpu = train(blas, config);
  ArrayDevice device(Engine::tile, array(Dataflow::ws, Precision::fp32));
  const Trained simulated = train(device, config);
  for (std::size_t i = 0; i < cpu.losses.size(); ++i) CHECK(simulated.losses[i] == Approx(cpu.losses[i]).epsilon(1e-5));
  CHECK(worst(cpu.weights, simulated.weights) < 1e-5);
}

TEST_CASE("Products under masks on both sides go through the array and equal dense ones with zeros, to rounding") {
  const models::MaskedSides sides = models::any_masked_sides();
  const models::Form form = GENERATE(models::Form::xw, models::Form::ywt, models::Form::xty);
  const bool accumulate = GENERATE(false, true);
  const unsigned seed = GENERATE(take(3, random(0u, 1u << 30)));
  CAPTURE(seed, to_string(sides.dropout_case), sides.x_rate, sides.y_rate, static_cast<int>(form), accumulate);
  ArrayDevice device(Engine::tile, array(Dataflow::os, Precision::fp32));
  models::MaskedProduct<float> product(device, sides, form, accumulate, seed);
  device.gemm(product.call());
  product.check(1e-5);
  const ArrayPhase& phase = device.phases()[static_cast<std::size_t>(form)];
  CHECK(phase.macs <= phase.dense_macs);
}

TEST_CASE("Operands in bf16 move the loss, a little") {
  const models::DropoutConfig config = dropout(DropoutCase::III, 0.4);
  models::BlasDevice<float> blas;
  const Trained cpu = train(blas, config);
  ArrayDevice device(Engine::tile, array(Dataflow::os, Precision::bf16));
  const Trained simulated = train(device, config);
  CHECK(worst(cpu.weights, simulated.weights) > 1e-5);
  CHECK(simulated.losses.back() == Approx(cpu.losses.back()).epsilon(0.02));
}

TEST_CASE("MACs are counted by phase, and structured dropout leaves some out of each") {
  ArrayDevice dense(Engine::tile, array(Dataflow::ws, Precision::fp32));
  train(dense, {});
  const auto all = dense.phases();
  // x2h of both layers, h2h (one less a layer in BP), projection; T 3, B 4, three iterations.
  const std::int64_t x2h = 3 * 4 * (9 + 11) * 44, h2h = 2 * 4 * 11 * 44, projection = 3 * 4 * 11 * 23;
  CHECK(all[0].macs == 3 * (x2h + 3 * h2h + projection));
  CHECK(all[1].macs == 3 * (x2h + 2 * h2h + projection));
  CHECK(all[2].macs == all[0].macs);
  for (const ArrayPhase& phase : all) CHECK(phase.macs == phase.dense_macs);
}

TEST_CASE("Structured dropout takes fewer cycles in every phase") {
  std::array<ArrayPhase, 3> full, skipped;
  {
    ArrayDevice device(Engine::tile, array(Dataflow::ws, Precision::fp32));
    train(device, {});
    full = device.phases();
  }
  {
    ArrayDevice device(Engine::tile, array(Dataflow::ws, Precision::fp32));
    train(device, dropout(DropoutCase::III, 0.5));
    skipped = device.phases();
  }
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(skipped[i].macs < full[i].macs);
    CHECK(skipped[i].cycles < full[i].cycles);
    CHECK(skipped[i].dense_macs == full[i].dense_macs);
    CHECK(skipped[i].products == full[i].products);
  }
}

}  // namespace skipgrid::sim
