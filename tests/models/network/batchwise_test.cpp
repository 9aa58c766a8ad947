// Batchwise dropout as shipped, in shapes: products, MACs and element-wise work by their equations, and each mask on
// both products that it shortens.
#include <catch2/catch.hpp>

#include "models/trace_device.h"
#include "tests/models/network/shipped_workload.h"
#include "tests/models/recorded_trace.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

using traces::ElementWise;
using traces::GemmOp;
using traces::Phase;

constexpr std::int64_t kImages = 100;

RecordedTrace traced(const std::string& name, DropoutCase dropout_case) {
  const WorkloadConfig workload = shipped_workload(name);
  DropoutConfig dropout = workload.dropout;
  dropout.dropout_case = dropout_case;
  RecordedTrace trace;
  trace_workload(workload, dropout, 1, trace);
  return trace;
}

/// A layer's product as m, k and n of FP: places of a picture times samples, inputs, outputs.
struct Product {
  const char *layer, *op;
  std::int64_t rows, inputs, outputs;
};

constexpr Product kMlp[] = {
    {"hidden0", "linear", 100, 784, 800}, {"hidden1", "linear", 100, 800, 800}, {"scores", "scores", 100, 800, 10}};
// Convolutions see 5 x 5 pixels at 32 x 32, 15 x 15 and 7 x 7 places; the last pooling leaves 3 x 3 pixels.
constexpr Product kConvnet[] = {
    {"conv0", "conv2d", 100 * 1024, 25 * 3, 96},  {"conv1", "conv2d", 100 * 225, 25 * 96, 128},
    {"conv2", "conv2d", 100 * 49, 25 * 128, 256}, {"hidden0", "linear", 100, 9 * 256, 2048},
    {"hidden1", "linear", 100, 2048, 2048},       {"scores", "scores", 100, 2048, 10}};

GemmOp product_of(const RecordedTrace& trace, const Product& product, Phase phase) {
  const auto found =
      trace.select<GemmOp>([&](const GemmOp& gemm) { return gemm.layer == product.layer && gemm.phase == phase; });
  REQUIRE(found.size() == 1);
  return found.front();
}

std::int64_t elements_of(const RecordedTrace& trace, const std::string& layer, ElementWise kind) {
  const auto found = trace.vectors(layer, kind);
  REQUIRE(found.size() == 1);
  return found.front().elements;
}

template <std::size_t kCount>
void check_products(const RecordedTrace& trace, const Product (&products)[kCount]) {
  CHECK(trace.all_gemms().size() == 3 * kCount - 1);  // nobody wants the gradient of what comes from outside
  for (const Product& product : products) {
    for (const Phase phase : traces::kPhases) {
      if (phase == Phase::BP && &product == products) continue;
      CAPTURE(product.layer, to_string(phase));
      const GemmOp gemm = product_of(trace, product, phase);
      const std::int64_t sizes[3][3] = {{product.rows, product.inputs, product.outputs},
                                        {product.rows, product.outputs, product.inputs},
                                        {product.inputs, product.rows, product.outputs}};
      const auto p = static_cast<std::size_t>(phase);
      CHECK(gemm.m == sizes[p][0]);
      CHECK(gemm.k == sizes[p][1]);
      CHECK(gemm.n == sizes[p][2]);
      CHECK(gemm.padding == 0);
    }
  }
}

/// Holds the masks of a product to each other in all its phases: FP K and N, BP N and K, WG M and N. Returns those of x
/// and of y.
std::pair<traces::MaskPtr, traces::MaskPtr> masks_of(const RecordedTrace& trace, const Product& product, bool first) {
  const GemmOp fp = product_of(trace, product, Phase::FP), wg = product_of(trace, product, Phase::WG);
  CHECK(fp.skip_m == nullptr);
  CHECK(wg.skip_k == nullptr);
  CHECK(wg.skip_m == fp.skip_k);
  CHECK(wg.skip_n == fp.skip_n);
  if (!first) {
    const GemmOp bp = product_of(trace, product, Phase::BP);
    CHECK(bp.skip_m == nullptr);
    CHECK(bp.skip_n == fp.skip_k);
    CHECK(bp.skip_k == fp.skip_n);
  }
  return {fp.skip_k, fp.skip_n};
}

std::int64_t kept(const traces::MaskPtr& mask) { return static_cast<std::int64_t>(mask->mask.kept_count()); }

}  // namespace

TEST_CASE("The networks of batchwise dropout have the parameters of their equations") {
  CHECK(parameter_count(shipped_workload("batchwise_mlp")) == 785 * 800 + 801 * 800 + 801 * 10);
  CHECK(parameter_count(shipped_workload("batchwise_mlp")) == 1276810);
  CHECK(parameter_count(shipped_workload("batchwise_convnet")) ==
        (75 + 1) * 96 + (2400 + 1) * 128 + (3200 + 1) * 256 + 2305 * 2048 + 2049 * 2048 + 2049 * 10);
  CHECK(parameter_count(shipped_workload("batchwise_convnet")) == 10071562);
}

TEST_CASE("An iteration of batchwise dropout has the products of its equations, whatever the case") {
  const DropoutCase dropout_case = GENERATE(DropoutCase::I, DropoutCase::III, DropoutCase::IV);
  check_products(traced("batchwise_mlp", dropout_case), kMlp);
  check_products(traced("batchwise_convnet", dropout_case), kConvnet);
}

TEST_CASE("A hidden unit's mask shortens the product that computes it and the one that reads it, in every phase") {
  const RecordedTrace trace = traced("batchwise_mlp", DropoutCase::III);
  const auto [pixels, hidden0] = masks_of(trace, kMlp[0], true);
  const auto [read1, hidden1] = masks_of(trace, kMlp[1], false);
  const auto [read2, none] = masks_of(trace, kMlp[2], false);
  CHECK(read1 == hidden0);
  CHECK(read2 == hidden1);
  CHECK(none == nullptr);
  const std::int64_t k0 = kept(pixels), n0 = kept(hidden0), n1 = kept(hidden1);
  CHECK(pixels->mask.neurons() == 784);
  CHECK(std::abs(k0 - 627) < 60);  // 0.8 of them, within six standard deviations
  CHECK(std::abs(n0 - 400) < 85);
  const auto done = [&](Phase phase) {
    std::int64_t sum = 0;
    for (const GemmOp& gemm : trace.all_gemms()) sum += gemm.phase == phase ? gemm.kept_macs() : 0;
    return sum;
  };
  CHECK(done(Phase::FP) == kImages * (k0 * n0 + n0 * n1 + n1 * 10));
  CHECK(done(Phase::BP) == kImages * (n0 * n1 + n1 * 10));
  CHECK(done(Phase::WG) == done(Phase::FP));
  // Dropped where it is computed: only the input has an operation of its own for that.
  CHECK(elements_of(trace, "hidden0", ElementWise::dropout) == kImages * k0);
  CHECK(trace.select<traces::VectorOp>([](const auto& op) { return op.kind == ElementWise::dropout; }).size() == 1);
  CHECK(
      trace.select<traces::VectorOp>([](const auto& op) { return op.kind == ElementWise::dropout_backward; }).empty());
  for (const ElementWise kind : {ElementWise::bias_relu, ElementWise::relu_backward, ElementWise::bias_gradient}) {
    CHECK(elements_of(trace, "hidden0", kind) == kImages * n0);
    CHECK(elements_of(trace, "hidden1", kind) == kImages * n1);
  }
}

TEST_CASE("A channel's mask drops a column where it is written, a row for each pixel of the window where it is read") {
  const RecordedTrace trace = traced("batchwise_convnet", DropoutCase::III);
  const std::int64_t times[] = {25, 25, 9, 1, 1};  // the window's pixels, those of the last picture, one
  traces::MaskPtr written = masks_of(trace, kConvnet[0], true).second;
  CHECK(masks_of(trace, kConvnet[0], true).first == nullptr);
  for (std::size_t i = 1; i < std::size(kConvnet); ++i) {
    CAPTURE(kConvnet[i].layer);
    const auto [read, own] = masks_of(trace, kConvnet[i], false);
    REQUIRE(read->mask.neurons() == static_cast<std::size_t>(times[i - 1]) * written->mask.neurons());
    for (std::size_t j = 0; j < read->mask.neurons(); ++j) {
      REQUIRE(read->mask.kept(0, j) == written->mask.kept(0, j % written->mask.neurons()));
    }
    if (times[i - 1] == 1) CHECK(read == written);
    written = own;
  }
  CHECK(written == nullptr);
}

TEST_CASE("A convolution's element-wise work is that of the channels it keeps") {
  const RecordedTrace trace = traced("batchwise_convnet", DropoutCase::III);
  const std::int64_t places[] = {1024, 225, 49}, pooled[] = {225, 49, 9};
  std::int64_t read = 3;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string layer = kConvnet[i].layer;
    CAPTURE(layer);
    const std::int64_t written = kept(masks_of(trace, kConvnet[i], i == 0).second);
    CHECK(elements_of(trace, layer, ElementWise::im2col) == kImages * places[i] * 25 * read);
    CHECK(elements_of(trace, layer, ElementWise::bias_relu) == kImages * places[i] * written);
    CHECK(elements_of(trace, layer, ElementWise::max_pool) == kImages * pooled[i] * 9 * written);
    CHECK(elements_of(trace, layer, ElementWise::max_pool_backward) == kImages * places[i] * written);
    CHECK(elements_of(trace, layer, ElementWise::relu_backward) == kImages * places[i] * written);
    CHECK(elements_of(trace, layer, ElementWise::bias_gradient) == kImages * places[i] * written);
    if (i > 0) CHECK(elements_of(trace, layer, ElementWise::col2im) == kImages * places[i] * 25 * read);
    if (i == 0) CHECK(trace.vectors(layer, ElementWise::col2im).empty());
    read = written;
  }
}

TEST_CASE("Masks that differ between samples leave nothing of a batch to skip") {
  for (const char* name : {"batchwise_mlp", "batchwise_convnet"}) {
    const RecordedTrace trace = traced(name, DropoutCase::I);
    for (const GemmOp& gemm : trace.all_gemms()) {
      for (const traces::MaskPtr& mask : {gemm.skip_m, gemm.skip_k, gemm.skip_n}) {
        if (mask != nullptr) CHECK(mask->mask.rows() == kImages);
      }
      CHECK(gemm.kept_macs() == gemm.dense_macs());
    }
  }
}

TEST_CASE("A product beyond what an array can count is refused with the layer's name") {
  WorkloadConfig workload = shipped_workload("batchwise_mlp");
  auto& network = workload.network;
  network.batch = 65537;  // 2^50 MACs and a few more
  std::get<LinearConfig>(network.layers[1].kind).width = 131072;
  std::get<LinearConfig>(network.layers[2].kind).width = 131072;
  RecordedTrace trace;
  CHECK_THROWS_WITH(trace_workload(workload, workload.dropout, 1, trace),
                    "hidden1: expected products of at most 2^31 rows and columns and 2^50 MACs, got 65537 x 131072 x "
                    "131072");
}

}  // namespace skipgrid::models
