// Products whose operands are parts of tensors: attention through the array gives the CPU's numbers but for rounding.
#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "models/operations/attention.h"
#include "models/training/blas_device.h"
#include "sim/experiment/array_device.h"

namespace skipgrid::sim {

namespace {

constexpr int kHidden = 7, kSource = 6, kTarget = 3, kBatch = 4;

/// Contexts, gradients of queries and of the memory.
std::vector<float> attend(models::Device<float>& device, unsigned seed) {
  models::Attention<float> attention(device, "attention", {kHidden, kSource, kTarget, kBatch});
  // Shorter than what there is room for.
  attention.set_lengths({kSource - 1, {5, 2, 4, 1}}, {kTarget, {3, 3, 1, 2}});
  const auto outputs = device.sequence("outputs", kSource, kBatch, kHidden);
  const auto doutputs = device.sequence("doutputs", kSource, kBatch, kHidden);
  const auto query = device.sequence("query", kTarget + 1, kBatch, kHidden, -1);
  const auto dquery = device.sequence("dquery", kTarget, kBatch, kHidden);
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> value(-0.8f, 0.8f);
  for (const auto* tensor : {&outputs, &query, &attention.context_gradient()}) {
    for (std::int64_t i = 0; i < tensor->elements(); ++i) tensor->data[i] = value(random);
  }
  attention.take_memory(outputs);
  for (int t = 0; t < kTarget; ++t) attention.forward(query, t);
  for (int t = kTarget; t-- > 0;) attention.backward(dquery, t);
  attention.memory_gradient(query, doutputs);
  std::vector<float> all;
  for (const auto* tensor : {&attention.context(), &dquery, &doutputs}) {
    all.insert(all.end(), tensor->data, tensor->data + tensor->elements());
  }
  return all;
}

}  // namespace

TEST_CASE("Attention through the array differs from the CPU by rounding") {
  const unsigned seed = GENERATE(take(5, random(0u, 1u << 30)));
  const Dataflow dataflow = GENERATE(Dataflow::ws, Dataflow::is, Dataflow::os);
  CAPTURE(seed, to_string(dataflow));
  models::BlasDevice<float> blas;
  const std::vector<float> expected = attend(blas, seed);
  ArrayConfig array;
  array.rows = 4;
  array.cols = 3;
  array.dataflow = dataflow;
  ArrayDevice device(Engine::tile, array);
  const std::vector<float> found = attend(device, seed);
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(found[i] == Approx(expected[i]).margin(1e-5));
  // Of H by S each: two products a sentence and step forward, four back.
  constexpr std::int64_t kMacs = kHidden * (kSource - 1) * kTarget * kBatch;
  CHECK(device.phases()[0].macs == 2 * kMacs);
  CHECK(device.phases()[1].macs == 4 * kMacs);
}

}  // namespace skipgrid::sim
