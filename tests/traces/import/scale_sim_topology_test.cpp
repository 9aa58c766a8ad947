// Topology files as they are found in the wild, and what is refused with its place.
#include "traces/import/scale_sim_topology.h"

#include <catch2/catch.hpp>
#include <random>

#include "tests/traces/import/topology_file.h"
#include "traces/ops.h"

namespace skipgrid::traces::test {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("A convolution is a product of output pixels, filter elements and filters") {
  // The first layers of ResNet-18, the padding of 3 and 1 typed into the input.
  const Topology net = topology_of(kConvolutionHeader +
                                   "conv1, 230, 230, 7, 7, 3, 64, 2,\n"
                                   "conv2_1, 58, 58, 3, 3, 64, 64, 1,\n"
                                   "fc, 1, 1, 1, 1, 512, 1000, 1,\n");
  CHECK(net.name == "net");
  REQUIRE(net.layers.size() == 3);
  const TopologyLayer& conv1 = net.layers[0];
  CHECK(conv1.name == "conv1");
  CHECK((conv1.m == 113 * 113 && conv1.k == 7 * 7 * 3 && conv1.n == 64));  // (230 - 7) / 2 = 111.5, rounded up
  CHECK((conv1.products == 1 && conv1.sparsity.kept == conv1.sparsity.of));
  CHECK((net.layers[1].m == 56 * 56 && net.layers[1].k == 576 && net.layers[1].n == 64));
  CHECK((net.layers[2].m == 1 && net.layers[2].k == 512 && net.layers[2].n == 1000));
}

TEST_CASE("The columns of a GEMM are M, N, K in this order, and a batch multiplies M in both forms") {
  const Topology gemm = topology_of(kGemmHeader + "qkv, 128, 1536, 512,\n", 4);
  CHECK(gemm.batch == 4);
  CHECK((gemm.layers[0].m == 4 * 128 && gemm.layers[0].n == 1536 && gemm.layers[0].k == 512));
  CHECK(topology_of(kConvolutionHeader + "c,8,8,3,3,2,5,1,\n", 3).layers[0].m == 3 * 36);
}

TEST_CASE("Outputs are counted as SCALE-Sim does, a last window over the edge included") {
  std::mt19937 random(20261123);
  std::uniform_int_distribution<int> size(1, 40);
  for (int trial = 0; trial < 300; ++trial) {
    const int ifmap = size(random), filter = std::uniform_int_distribution<int>(1, ifmap)(random),
              stride = size(random);
    CAPTURE(ifmap, filter, stride);
    // ceil((ifmap - filter + stride) / stride), counted: a window begins every `stride` pixels until one reaches the
    // end.
    int windows = 1;
    for (int begin = 0; begin + filter < ifmap; begin += stride) ++windows;
    const auto text = [](int value) { return std::to_string(value) + ","; };
    const Topology net = topology_of(kConvolutionHeader + "c," + text(ifmap) + text(filter) + text(filter) +
                                     text(filter) + "1,1," + text(stride) + "\n");
    CHECK(net.layers[0].m == windows);
  }
}

TEST_CASE("Height and width, and two strides where the header has them, keep apart") {
  const Topology net = topology_of(
      "Layer name,IFMAP height,IFMAP width,Filter height,Filter width,Channels,Num filter,Stride height,Stride width,\n"
      "c,9,21,3,5,2,4,2,4,\n");
  CHECK(net.layers[0].m == 4 * 5);
  CHECK(net.layers[0].k == 3 * 5 * 2);
}

TEST_CASE("N:M sparsity may stand behind either form, and a row may leave it out") {
  const Topology gemm = topology_of(
      "Layer Name, M, N, K, Sparsity,\na, 3, 5, 16, 3:4,\nb, 1, 5, 16, 1:4\nc, 1, 5, 16,,\nd, 1, 5, 16,\ne, 1, 5, "
      "16");
  REQUIRE(gemm.layers.size() == 5);
  CHECK((gemm.layers[0].sparsity.kept == 3 && gemm.layers[0].sparsity.of == 4));
  CHECK(gemm.layers[2].sparsity.kept == gemm.layers[2].sparsity.of);
  CHECK(gemm.layers[3].sparsity.kept == gemm.layers[3].sparsity.of);
  CHECK(gemm.layers[4].sparsity.kept == gemm.layers[4].sparsity.of);
  const Topology conv = topology_of(kConvolutionHeader.substr(0, kConvolutionHeader.size() - 1) +
                                    " Sparsity,\nc, 5, 5, 3, 3, 2, 6, 1, 2:4,\n");
  CHECK((conv.layers[0].sparsity.kept == 2 && conv.layers[0].sparsity.of == 4));
}

TEST_CASE("Trailing commas, blank and empty rows, comments and a missing last newline do no harm") {
  const auto header =
      GENERATE(as<std::string>{}, "Layer,M,N,K", "Layer,M,N,K,", "layer name , m , n , k ,", "L,M,N,K,,\n\n");
  const Topology net = topology_of(header + "\n,,,,,\n\na, 1, 2, 3\n# a comment, alone\n  b,4,5,6,,,\nc,7,8,9,#dw");
  REQUIRE(net.layers.size() == 3);
  CHECK(net.layers[1].name == "b");
  CHECK((net.layers[2].m == 7 && net.layers[2].n == 8 && net.layers[2].k == 9));
  CHECK_THAT(net.layers[2].place, Catch::EndsWith(std::to_string(header.back() == '\n' ? 9 : 7)));
}

TEST_CASE("A depthwise convolution is a product per channel") {
  const TopologyLayer layer = topology_of(kConvolutionHeader + "DP_conv2, 114, 114, 3, 3, 32, 1, 1,\n").layers[0];
  CHECK(layer.products == 32);
  CHECK((layer.m == 112 * 112 && layer.k == 9 && layer.n == 1));
}

TEST_CASE("A convolution is depthwise only where DP is a word of the name, and a note says which are") {
  const auto products = [](const std::string& name) {
    return topology_of(kConvolutionHeader + name + ", 9, 9, 3, 3, 7, 1, 1,\n").layers[0].products;
  };
  for (const char* name : {"DP", "DP_conv2", "conv2_DP", "conv2DP", "conv2-DP-1", "ConvDP", "DPConv", "UDP_DP"}) {
    CAPTURE(name);
    CHECK(products(name) == 7);
  }
  for (const char* name : {"UDP", "DPool", "conv2DPool", "DPN", "GDPR", "dp"}) {
    CAPTURE(name);
    CHECK(products(name) == 1);
  }
  const Topology net = topology_of(kConvolutionHeader +
                                   "DP1,9,9,3,3,7,1,1,\nc,9,9,3,3,7,1,1,\nUDP,9,9,3,3,7,1,1,\nDP2,9,9,3,3,7,1,1,\n");
  REQUIRE(net.notes.size() == 2);
  CHECK_THAT(net.notes[0], Catch::EndsWith("net.csv: depthwise convolutions, as DP in the name says: DP1, DP2"));
  CHECK_THAT(net.notes[1], Catch::EndsWith("net.csv: ordinary convolutions, since DP is no word of its own in the "
                                           "name: UDP"));
  CHECK(topology_of(kGemmHeader + "DP,1,1,1\n").notes.empty());
}

TEST_CASE("Tables that SCALE-Sim reads by position are read, and what is left out of them is noted") {
  const std::string layer = "c1, 18, 18, 3, 3, 8, 16, 1";
  const auto read = [](const std::string& text) {
    const Topology net = topology_of(text);
    REQUIRE(net.layers.size() == 1);
    CHECK((net.layers[0].name == "c1" && net.layers[0].k == 72 && net.layers[0].n == 16));
    return net;
  };
  const std::string header = kConvolutionHeader.substr(0, kConvolutionHeader.size() - 1);
  CHECK(read(header + "\n" + layer + ",\n").notes.empty());
  const Topology batch = read(header + " Batch Size,\n" + layer + ", 4,\n");
  CHECK((batch.layers[0].m == 4 * 256 && batch.notes.empty()));
  const Topology cell = read(header + "\n" + layer + ", 7,\n");
  CHECK(cell.layers[0].m == 256);
  REQUIRE(cell.notes.size() == 1);
  CHECK_THAT(cell.notes[0], Catch::EndsWith("net.csv:2: left out is what stands behind the header's columns"));
  for (const std::string& more : {" bases,\n" + layer + ", 6,\n", ",,note,note2\n" + layer + ",\n"}) {
    const Topology column = read(header + more);
    CHECK(column.layers[0].m == 256);
    REQUIRE(column.notes.size() == 1);
    CHECK_THAT(column.notes[0], Contains("net.csv:1: left out are the columns "));
  }
  CHECK(read("Layer, IFMAP Width, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n" + layer)
            .layers[0]
            .m == 256);
  CHECK(read("Layer\tIFMAP Height\tIFMAP Width\tFilter Height\tFilter Width\tChannels\tNum Filter\tStrides\n"
             "c1\t18\t18\t3\t3\t8\t16\t1\n")
            .layers[0]
            .m == 256);
  CHECK_THAT(topology_error(header + " Batch Size,\n" + layer + ",\n"),
             StartsWith("net.csv:2: Batch Size: expected an integer from 1 to "));
}

TEST_CASE("Layers of one name are told apart, whatever names the others have") {
  const Topology net = topology_of(kGemmHeader + "a,1,1,1\na,1,1,1\na#2,1,1,1\na,1,1,1\n");
  CHECK(net.layers[0].name == "a");
  CHECK(net.layers[1].name == "a#2");
  CHECK(net.layers[2].name == "a#2#2");
  CHECK(net.layers[3].name == "a#3");
}

TEST_CASE("A header that is of neither form is refused by its first odd column") {
  CHECK_THAT(topology_error(""), StartsWith("net.csv: expected a header row, the file has none"));
  CHECK_THAT(topology_error(",,,\n# nothing\n"), StartsWith("net.csv: expected a header row, the file has none"));
  CHECK_THAT(topology_error("conv1,224,224,7,7,3,64,2,\n"),
             StartsWith("net.csv:1: expected a header row, Layer name, IFMAP Height, ") &&
                 Contains(" or Layer, M, N, K, got \"conv1, 224\""));
  CHECK_THAT(topology_error("Layer\n"), StartsWith("net.csv:1: expected a header row, "));
  CHECK(topology_error("\nLayer,M,K,N,\n") == "net.csv:2: column 3 of the header: expected N, got \"K\"");
  CHECK(topology_error("Layer,M,N\n") == "net.csv:1: column 4 of the header: expected K, the row ends");
  CHECK(topology_error("Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Kernels,\n") ==
        "net.csv:1: column 6 of the header: expected Channels, got \"Kernels\"");
  CHECK(topology_error(kGemmHeader) == "net.csv: expected a layer below the header, got none");
}

TEST_CASE("A row that is not as the header says is refused with line and column") {
  const auto gemm = [](const std::string& row) { return topology_error(kGemmHeader + "ok,1,1,1,\n" + row); };
  CHECK(gemm("a,1,2,\n") == "net.csv:3: expected 4 cells, as the header has, got 3");
  CHECK(gemm("a,1,2,3,1:2,\n") == "net.csv:3: expected 4 cells, as the header has, got 5");
  CHECK(gemm("AlphaGoZero,\n") == "net.csv:3: expected 4 cells, as the header has, got 1");
  CHECK(gemm(",1,2,3,\n") == "net.csv:3: Layer: expected a name, got nothing");
  CHECK(gemm("a,1,two,3,\n") == "net.csv:3: N: expected an integer from 1 to 2147483647, got \"two\"");
  CHECK(gemm("a,0,2,3,\n") == "net.csv:3: M: expected an integer from 1 to 2147483647, got \"0\"");
  CHECK(gemm("a,1,2,2147483648,\n") == "net.csv:3: K: expected an integer from 1 to 2147483647, got \"2147483648\"");
  CHECK(gemm("a,1,2,3.5,\n") == "net.csv:3: K: expected an integer from 1 to 2147483647, got \"3.5\"");
  CHECK(gemm("Layer,M,N,K,\n") == "net.csv:3: M: expected an integer from 1 to 2147483647, got \"M\"");

  const auto conv = [](const std::string& row) { return topology_error(kConvolutionHeader + row); };
  CHECK(conv("c,3,9,5,3,1,1,1,\n") == "net.csv:2: Filter Height: expected at most the IFMAP Height of 3, got 5");
  CHECK(conv("c,9,3,5,4,1,1,1,\n") == "net.csv:2: Filter Width: expected at most the IFMAP Width of 3, got 4");
  CHECK(conv("c,9,9,3,3,1,1,0,\n") == "net.csv:2: Strides: expected an integer from 1 to 2147483647, got \"0\"");
  CHECK(conv("c,9,9,3,3,1,1,,\n") == "net.csv:2: expected 8 cells, as the header has, got 7");
  CHECK(conv("c,9,9,3,,1,1,1,\n") == "net.csv:2: Filter Width: expected an integer from 1 to 2147483647, got \"\"");

  const auto sparse = [](const std::string& ratio) {
    return topology_error("Layer,M,N,K,Sparsity\na,1,2,8," + ratio + "\n");
  };
  CHECK(sparse("1") == "net.csv:2: Sparsity: expected N:M, as in 2:4, got \"1\"");
  CHECK(sparse("5:4") == "net.csv:2: N of Sparsity: expected an integer from 1 to 4, got \"5\"");
  CHECK(sparse("0:4") == "net.csv:2: N of Sparsity: expected an integer from 1 to 4, got \"0\"");
  CHECK(sparse("2:") == "net.csv:2: M of Sparsity: expected an integer from 1 to 2147483647, got \"\"");
  CHECK(sparse("1:2:4") == "net.csv:2: M of Sparsity: expected an integer from 1 to 2147483647, got \"2:4\"");
  CHECK(sparse("2:4,") == "accepted");
}

TEST_CASE("A table with bytes changed at random is imported or refused, and never does worse") {
  const auto seed = GENERATE(1u, 2u, 3u);
  CAPTURE(seed);
  std::mt19937 random(seed);
  const std::string good =
      "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, "
      "Strides, Sparsity,\nconv, 230, 230, 7, 7, 3, 64, 2, 1:2,\nDP_conv,9,9,3,3,4,1,1,,#x\n";
  const std::string alphabet = std::string("0123456789,,,:#-+. \t\r\n\n\"eDP\xff\xc3") + '\0';
  int refused = 0;
  for (int trial = 0; trial < 400; ++trial) {
    std::string text = good;
    for (int change = std::uniform_int_distribution<int>(1, 4)(random); change > 0; --change)
      text[random() % text.size()] = alphabet[random() % alphabet.size()];
    CAPTURE(text);
    const std::string error = topology_error(text);
    refused += error != "accepted";
    CHECK((error == "accepted" || error.rfind("net.csv:", 0) == 0));
    CHECK(error.find('\n') == std::string::npos);
  }
  CHECK(refused > 100);
  CHECK(refused < 400);
}

TEST_CASE("Products beyond what a trace holds are refused, those on the edge are not") {
  // 2^17 * 2^17 * 2^16 = 2^50, the most.
  CHECK(topology_error(kGemmHeader + "a,131072,131072,65536,\n") == "accepted");
  CHECK(topology_error(kGemmHeader + "a,131072,131072,65537,\n") ==
        "net.csv:2: m * k * n: expected at most 1125899906842624, got 131072 * 65537 * 131072");
  CHECK(topology_error(kGemmHeader + "a,131072,131072,65536,\n", 2) ==
        "net.csv:2: m * k * n: expected at most 1125899906842624, got 262144 * 65536 * 131072");
  CHECK(topology_error(kGemmHeader + "a,2147483647,1,1,\n", 2) ==
        "net.csv:2: m: expected at most 2147483647, got 2147483647 * 2");
  CHECK(topology_error(kConvolutionHeader + "c,100000,100000,1,1,1,1,1,\n") ==
        "net.csv:2: output pixels: expected at most 2147483647, got 100000 * 100000");
  CHECK(topology_error(kConvolutionHeader + "c,9,9,9,9,2147483647,1,1,\n") ==
        "net.csv:2: k: expected at most 2147483647, got 81 * 2147483647");
  CHECK(topology_error("Layer,M,N,K,Sparsity\na,1,1,67108864,1:2\nb,1,1,67108865,2:2\n") == "accepted");
  CHECK(topology_error("Layer,M,N,K,Sparsity\na,1,1,67108865,1:2\n") ==
        "net.csv:2: k: expected at most 67108864 in a sparse layer, got 67108865");
  CHECK(topology_error(kConvolutionHeader + "DP,9,9,3,3,4097,1,1,\n") ==
        "net.csv:2: Channels: expected at most 4096 in a depthwise convolution (DP in its name), got 4097");
}

}  // namespace
}  // namespace skipgrid::traces::test
