// The products that an imported network is traced as.
#include "traces/import/topology_trace.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "tests/traces/import/topology_file.h"
#include "tests/traces/random_trace.h"
#include "traces/jsonl/jsonl_reader.h"
#include "traces/jsonl/jsonl_writer.h"
#include "traces/trace_summary.h"

namespace skipgrid::traces::test {
namespace {

using Deps = std::vector<std::uint64_t>;

std::vector<GemmOp> products_of(const Topology& topology, TopologyPhases phases) {
  HoldingSink sink;
  trace_topology(topology, phases, sink);
  CHECK(sink.ended);
  std::vector<GemmOp> products;
  for (const auto& op : sink.trace.ops) products.push_back(std::get<GemmOp>(op));
  return products;
}

TEST_CASE("Inference is a forward product per layer, each waiting for the one before") {
  const auto ops = products_of(topology_of(kGemmHeader + "a,2,3,4,\nb,5,6,7,\n"), TopologyPhases::fp);
  REQUIRE(ops.size() == 2);
  CHECK((ops[0].layer == "a" && ops[0].phase == Phase::FP && ops[0].deps.empty()));
  CHECK((to_string(ops[0].a) == "a.x" && to_string(ops[0].b) == "a.W" && to_string(ops[0].c) == "a.y"));
  CHECK((ops[1].m == 5 && ops[1].n == 6 && ops[1].k == 7 && ops[1].deps == Deps{0}));
}

TEST_CASE("Training adds data and weight gradients, back from the last layer") {
  const auto ops = products_of(topology_of(kGemmHeader + "a,2,3,4,\nb,5,6,7,\n"), TopologyPhases::training);
  REQUIRE(ops.size() == 6);
  const GemmOp &bp_b = ops[2], &wg_b = ops[3], &bp_a = ops[4], &wg_a = ops[5];
  // dx[m x k] = dy[m x n] W^T
  CHECK((bp_b.layer == "b" && bp_b.phase == Phase::BP && bp_b.m == 5 && bp_b.k == 6 && bp_b.n == 7));
  CHECK((to_string(bp_b.a) == "b.dy" && to_string(bp_b.b) == "b.W" && to_string(bp_b.c) == "b.dx" &&
         bp_b.deps == Deps{1}));
  // dW[k x n] = x^T[k x m] dy[m x n]
  CHECK((wg_b.layer == "b" && wg_b.phase == Phase::WG && wg_b.m == 7 && wg_b.k == 5 && wg_b.n == 6));
  CHECK((to_string(wg_b.a) == "b.x" && to_string(wg_b.b) == "b.dy" && to_string(wg_b.c) == "b.dW" &&
         wg_b.deps == Deps{1}));
  CHECK((bp_a.layer == "a" && bp_a.phase == Phase::BP && bp_a.deps == Deps{2}));
  CHECK((wg_a.layer == "a" && wg_a.phase == Phase::WG && wg_a.deps == Deps{2}));
}

TEST_CASE("Sparse rows of the weights shorten k going forward, n of the data gradient and m of the weight gradient") {
  const auto ops =
      products_of(topology_of("Layer,M,N,K,Sparsity\ns,2,3,10,2:4\nd,2,3,10,4:4\n"), TopologyPhases::training);
  REQUIRE(ops.size() == 6);
  const GemmOp &fp = ops[0], &bp = ops[4], &wg = ops[5];
  REQUIRE(fp.skip_k != nullptr);
  // The first two of every four, the short block at the end included.
  CHECK(fp.skip_k->mask.kept_indices() == std::vector<std::uint32_t>{0, 1, 4, 5, 8, 9});
  CHECK((fp.skip_m == nullptr && fp.skip_n == nullptr));
  CHECK((bp.skip_n == fp.skip_k && bp.skip_k == nullptr && bp.skip_m == nullptr));
  CHECK((wg.skip_m == fp.skip_k && wg.skip_k == nullptr && wg.skip_n == nullptr));
  for (const GemmOp& op : {ops[1], ops[2], ops[3]})
    CHECK((op.skip_m == nullptr && op.skip_k == nullptr && op.skip_n == nullptr));
}

TEST_CASE("A depthwise layer is a product per channel, which wait for the layer before and not for each other") {
  const auto ops =
      products_of(topology_of(kConvolutionHeader + "a,6,6,3,3,2,4,1,\nDP,4,4,3,3,4,1,1,\nb,2,2,1,1,4,5,1,\n"),
                  TopologyPhases::training);
  REQUIRE(ops.size() == 3 * (1 + 4 + 1));
  std::set<std::string> weights;
  for (std::size_t channel = 0; channel < 4; ++channel) {
    const GemmOp& op = ops[1 + channel];
    CHECK((op.layer == "DP" && op.m == 4 && op.k == 9 && op.n == 1 && op.deps == Deps{0}));
    weights.insert(to_string(op.b));
  }
  CHECK(weights.size() == 4);
  CHECK(ops[5].deps == Deps{1, 2, 3, 4});
  CHECK((ops[6].phase == Phase::BP && ops[6].deps == Deps{5}));
  CHECK((ops[8].layer == "DP" && ops[8].phase == Phase::BP && ops[8].deps == Deps{6}));
  CHECK((ops[12].layer == "DP" && ops[12].phase == Phase::WG && ops[12].deps == Deps{6}));
  CHECK((ops[16].layer == "a" && ops[16].phase == Phase::BP && ops[16].deps == Deps{8, 9, 10, 11}));
}

TEST_CASE(
    "Whatever table is imported, the trace reads back, and each phase has the multiply-accumulates of the table") {
  const auto seed = GENERATE(1u, 2u, 3u, 4u, 5u);
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto draw = [&](int least, int most) { return std::uniform_int_distribution<int>(least, most)(random); };
  std::string text =
      "Layer name,IFMAP Height,IFMAP Width,Filter Height,Filter Width,Channels,Num Filter,Strides,Sparsity,\n";
  std::int64_t dense = 0, kept = 0;
  const int batch = draw(1, 5);
  for (int layer = 0; layer < 30; ++layer) {
    const int filter_height = draw(1, 5), filter_width = draw(1, 5), stride = draw(1, 3);
    const int rows = draw(1, 9), columns = draw(1, 9), channels = draw(1, 20), filters = draw(1, 30);
    const int of = draw(1, 6), first = draw(1, of);
    const bool depthwise = draw(0, 4) == 0;
    text += (depthwise ? "DP" : "c") + std::to_string(layer);
    for (const int cell : {(rows - 1) * stride + filter_height, (columns - 1) * stride + filter_width, filter_height,
                           filter_width, channels, filters, stride})
      text += "," + std::to_string(cell);
    text += "," + std::to_string(first) + ":" + std::to_string(of) + ",\n";
    const int k = filter_height * filter_width * (depthwise ? 1 : channels), products = depthwise ? channels : 1;
    const std::int64_t per_row = std::int64_t{1} * batch * rows * columns * filters * products;
    dense += per_row * k;
    kept += per_row * (k / of * first + std::min(k % of, first));
  }
  const TemporaryFolder folder;
  write_file(folder / "net.csv", text);
  TraceWriter writer(folder / "net.jsonl.gz");
  trace_topology(read_scale_sim_topology(folder / "net.csv", batch), TopologyPhases::training, writer);
  TraceSummary summary;
  read_trace(folder / "net.jsonl.gz", summary);
  CHECK(summary.header().name == "net");
  CHECK(summary.header().batch == batch);
  CHECK(summary.layers().size() == 30);
  for (const Phase phase : kPhases) {
    CAPTURE(to_string(phase));
    CHECK(summary.phase(phase).dense_macs == dense);
    CHECK(summary.phase(phase).kept_macs == kept);
  }
}

TEST_CASE("What no trace may hold is refused with the layer's line, and leaves no file") {
  const TemporaryFolder folder;
  const auto error_of = [&](const std::string& text) -> std::string {
    write_file(folder / "net.csv", text);
    try {
      TraceWriter writer(folder / "net.jsonl");
      trace_topology(read_scale_sim_topology(folder / "net.csv"), TopologyPhases::training, writer);
    } catch (const InputError& error) {
      return error.what();
    }
    return "accepted";
  };
  CHECK_THAT(error_of(kGemmHeader + "ok,1,1,1,\ncaf\xe9,1,1,1,\n"), Catch::StartsWith(folder / "net.csv:3: not UTF-8"));
  std::string many = kGemmHeader;
  for (int layer = 0; layer < 1366; ++layer) many += "a,131072,131072,65536,\n";  // 3 * 1366 * 2^50 > 2^62
  CHECK_THAT(error_of(many), Catch::Contains("net.csv:") && Catch::Contains("the trace's sum goes beyond"));
  CHECK(folder.files() == std::vector<std::string>{"net.csv"});
}

TEST_CASE("Phases are fp or training") {
  CHECK(topology_phases_from_string("fp") == TopologyPhases::fp);
  CHECK(topology_phases_from_string("training") == TopologyPhases::training);
  CHECK_THROWS_WITH(topology_phases_from_string("FP"), "expected fp or training, got \"FP\"");
}

}  // namespace
}  // namespace skipgrid::traces::test
