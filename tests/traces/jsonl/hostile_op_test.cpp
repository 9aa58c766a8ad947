// Gemm and vector lines that are wrong.
#include <catch2/catch.hpp>

#include "tests/traces/trace_text.h"
#include "traces/jsonl/trace_rules.h"

using namespace skipgrid::traces;
using namespace skipgrid::traces::test;
using Catch::Matchers::StartsWith;

namespace {

const std::string kInt = "an integer in 0..2147483647";
const std::string kDimension = "an integer in 1..2147483647";
const std::string kMacs = "an integer in 0.." + std::to_string(kMaxMacs);
const std::string kId = "an integer in 0..18446744073709551615";

std::string vector_line(int id) {
  return R"({"type":"vector","id":)" + std::to_string(id) +
         R"(,"iter":0,"layer":"lstm0","phase":"FP","step":0,"kind":"lstm_forward","elements":48,"reads":["y"],"writes":["h"]})"
         "\n";
}

struct HostileOp {
  std::string from, to, complaint;
};

/// Each case spoils `line`, which is line 2 of its file.
void check_ops(const std::string& line, const std::vector<HostileOp>& cases) {
  REQUIRE(complaint(trace_text(line, 1)) == "");
  for (const auto& [from, to, expected] : cases) {
    CAPTURE(from, to);
    CHECK_THAT(complaint(trace_text(replaced(line, from, to), 1)), StartsWith("2: " + expected));
  }
}

}  // namespace

TEST_CASE("A gemm line with a wrong field is refused") {
  check_ops(
      gemm_line(0),
      {
          {"\"id\":0", "\"id\":1", "id: expected 0, got 1"},
          {"\"id\":0", "\"id\":-1", "id: expected " + kId + ", got -1"},
          {"\"id\":0", "\"id\":null", "id: expected " + kId + ", got null"},
          {"\"id\":0,", "", "id: missing"},
          {"\"iter\":0", "\"iter\":-3", "iter: expected " + kInt + ", got -3"},
          {"\"iter\":0", "\"iter\":4294967296", "iter: expected " + kInt + ", got 4294967296"},
          {"\"iter\":0", "\"iter\":1e0", "iter: expected " + kInt + ", got 1e0"},
          {"\"layer\":\"lstm0\"", "\"layer\":0", "layer: expected a string, got 0"},
          {"\"layer\":\"lstm0\",", "", "layer: missing"},
          {"\"op\":\"x2h\"", "\"op\":{}", "op: expected a string, got an object"},
          {"\"phase\":\"FP\"", "\"phase\":\"fp\"", "phase: expected FP, BP or WG, got \"fp\""},
          {"\"phase\":\"FP\"", "\"phase\":\"\"", "phase: expected FP, BP or WG, got \"\""},
          {"\"phase\":\"FP\"", "\"phase\":0", "phase: expected a string, got 0"},
          {"\"step\":0", "\"step\":-1", "step: expected " + kInt + ", got -1"},
          {"\"step\":0", "\"step\":0.5", "step: expected " + kInt + ", got 0.5"},
          {"\"step\":0,", "", "step: missing"},
          {"\"m\":4", "\"m\":0", "m: expected " + kDimension + ", got 0"},
          {"\"m\":4", "\"m\":-4", "m: expected " + kDimension + ", got -4"},
          {"\"m\":4", "\"m\":true", "m: expected " + kDimension + ", got true"},
          {"\"k\":12", "\"k\":12.0", "k: expected " + kDimension + ", got 12.0"},
          {"\"k\":12", "\"k\":2147483648", "k: expected " + kDimension + ", got 2147483648"},
          {"\"k\":12", "\"k\":9223372036854775808", "k: expected " + kDimension + ", got 9223372036854775808"},
          {"\"k\":12", "\"k\":1e99", "k: expected " + kDimension + ", got 1e99"},
          {"\"n\":48", "\"n\":\"48\"", "n: expected " + kDimension + ", got \"48\""},
          {"\"n\":48,", "", "n: missing"},
          {"\"m\":4,\"k\":12,\"n\":48", "\"m\":2147483647,\"k\":2147483647,\"n\":2147483647",
           "m, k, n: expected m * k * n of at most " + std::to_string(kMaxMacs) +
               ", got 2147483647 * 2147483647 * 2147483647"},
          {"\"a\":\"x\"", "\"a\":null", "a: expected a string, got null"},
          {"\"b\":\"w\",", "", "b: missing"},
          {"\"c\":\"y\"", "\"c\":[\"y\"]", "c: expected a string, got an array"},
          {"\"c\":\"y\"", "\"c\":\"y\",\"padding\":-1", "padding: expected " + kMacs + ", got -1"},
          {"\"c\":\"y\"", "\"c\":\"y\",\"padding\":0.5", "padding: expected " + kMacs + ", got 0.5"},
          {"\"c\":\"y\"", "\"c\":\"y\",\"padding\":\"1\"", "padding: expected " + kMacs + ", got \"1\""},
          {"\"c\":\"y\"", "\"c\":\"y\",\"padding\":2305", "padding: expected 0..2304, of m * k * n, got 2305"},
          {"\"c\":\"y\"", "\"c\":\"y\",\"accumulate\":1", "accumulate: expected true or false, got 1"},
          {"\"c\":\"y\"", "\"c\":\"y\",\"accumulate\":\"true\"", "accumulate: expected true or false, got \"true\""},
          {"\"c\":\"y\"", "\"c\":\"y\",\"deps\":0", "deps: expected an array of integers, got 0"},
          {"\"c\":\"y\"", "\"c\":\"y\",\"deps\":[\"0\"]", "deps: expected " + kId + ", got \"0\""},
          {"\"c\":\"y\"", "\"c\":\"y\",\"deps\":[[]]", "deps: expected " + kId + ", got an array"},
          {"\"c\":\"y\"", "\"c\":\"y\",\"deps\":[0]", "deps: expected ids below the operation's own 0, got 0"},
          {"\"c\":\"y\"", "\"c\":\"y\",\"kind\":\"sgd\"", "kind: unknown key in a gemm line"},
          {"\"c\":\"y\"", "\"c\":\"y\",\"id\":0", "id: the key is given twice"},
          {"\"c\":\"y\"", "\"c\":\"y\",\"\":0", "\"\": unknown key in a gemm line"},
      });
}

TEST_CASE("A vector line with a wrong field is refused") {
  const std::string kind = "kind: unknown kind ";
  const std::string elements = "elements: expected an integer in 0.." + std::to_string(kMaxElements) + ", got ";
  check_ops(
      vector_line(0),
      {
          {"\"id\":0", "\"id\":2", "id: expected 0, got 2"},
          {"\"phase\":\"FP\"", "\"phase\":\"UP\"", "phase: expected FP, BP or WG, got \"UP\""},
          {"\"step\":0", "\"step\":2147483648", "step: expected " + kInt + ", got 2147483648"},
          {"\"kind\":\"lstm_forward\"", "\"kind\":3", "kind: expected a string, got 3"},
          {"\"kind\":\"lstm_forward\",", "", "kind: missing"},
          {"lstm_forward", "lstm_forwad", kind + R"("lstm_forwad", the nearest known one is "lstm_forward")"},
          {"lstm_forward", "mul", kind + R"("mul", the nearest known one is ")"},
          {"lstm_forward", "", kind + R"("", the nearest known one is ")"},
          {"lstm_forward", "gru\\nforward", kind + R"("gru?forward", the nearest known one is "gru_forward")"},
          {"\"elements\":48", "\"elements\":-1", elements + "-1"},
          {"\"elements\":48", "\"elements\":" + std::to_string(kMaxElements + 1) + "",
           elements + "" + std::to_string(kMaxElements + 1) + ""},
          {"\"elements\":48", "\"elements\":[48]", elements + "an array"},
          {"\"reads\":[\"y\"]", "\"reads\":\"y\"", "reads: expected an array of strings, got \"y\""},
          {"\"reads\":[\"y\"]", "\"reads\":[\"y\",1]", "reads: expected an array of strings, got 1"},
          {"\"writes\":[\"h\"]", "\"writes\":{\"h\":1}", "writes: expected an array of strings, got an object"},
          {"\"writes\":[\"h\"]", "\"writes\":[],\"m\":4", "m: unknown key in a vector line"},
          {"\"writes\":[\"h\"]", "\"read_elements\":[1,2]", "read_elements: expected one for each of 1 tensors, got 2"},
          {"\"writes\":[\"h\"]", "\"write_sizes\":[1]", "write_sizes: expected one for each of 0 tensors, got 1"},
          {"\"writes\":[\"h\"]", "\"read_elements\":[1125899906842625]",
           "read_elements: expected 0..1125899906842624, got 1125899906842625"},
          {"\"writes\":[\"h\"]", "\"read_elements\":[5],\"read_sizes\":[4]",
           "read_sizes: expected 5..1125899906842624, got 4"},
          {"\"writes\":[\"h\"]", "\"deps\":[-1]", "deps: expected " + kId + ", got -1"},
      });
}

TEST_CASE("Ids count up over gemm and vector lines together") {
  CHECK(complaint(trace_text(gemm_line(0) + vector_line(1) + gemm_line(2), 3)) == "");
  CHECK(complaint(trace_text(gemm_line(0) + vector_line(0), 2)) == "3: id: expected 1, got 0");
  CHECK(complaint(trace_text(gemm_line(0) + vector_line(2), 2)) == "3: id: expected 1, got 2");
  CHECK(complaint(trace_text(vector_line(0) + gemm_line(0), 2)) == "3: id: expected 1, got 0");
}

TEST_CASE("Padding may be all of a product, and no more") {
  const auto padded = [](int macs) { return trace_text(gemm_line(0, 0, ",\"padding\":" + std::to_string(macs)), 1); };
  CHECK(complaint(padded(0)) == "");
  CHECK(complaint(padded(4 * 12 * 48)) == "");
  CHECK(complaint(padded(4 * 12 * 48 + 1)) == "2: padding: expected 0..2304, of m * k * n, got 2305");
}

TEST_CASE("Iterations may leave numbers out but never go back") {
  CHECK(complaint(trace_text(gemm_line(0, 2) + gemm_line(1, 2) + gemm_line(2, 7), 3)) == "");
  CHECK(complaint(trace_text(gemm_line(0, 2) + gemm_line(1, 1), 2)) == "3: iter: expected 2 or more, got 1");
}

TEST_CASE("Deps are earlier ids in strictly increasing order") {
  const auto third = [](const std::string& deps) {
    return trace_text(gemm_line(0) + gemm_line(1) + gemm_line(2, 0, ",\"deps\":" + deps), 3);
  };
  CHECK(complaint(third("[]")) == "");
  CHECK(complaint(third("[0,1]")) == "");
  CHECK(complaint(third("[1,0]")) == "4: deps: expected increasing ids, got 0 after 1");
  CHECK(complaint(third("[1,1]")) == "4: deps: expected increasing ids, got 1 after 1");
  CHECK(complaint(third("[0,2]")) == "4: deps: expected ids below the operation's own 2, got 2");
  CHECK(complaint(third("[18446744073709551615]")) ==
        "4: deps: expected ids below the operation's own 2, got 18446744073709551615");
}

TEST_CASE("The work of a whole trace is bounded, so that sums over it cannot overflow") {
  // As many of the largest operations as fit, and one more.
  constexpr int kMost = static_cast<int>(kMaxTraceWork / kMaxMacs);
  const std::string beyond = "the trace's sum goes beyond " + std::to_string(kMaxTraceWork);
  const auto repeated = [](const auto& line, int count) {
    std::string lines;
    for (int id = 0; id < count; ++id) lines += line(id);
    return trace_text(lines, count);
  };

  // m * k = 2^40, and kMaxMacs is a larger power of two.
  const auto product = [](int id) {
    return replaced(gemm_line(id), "\"m\":4,\"k\":12,\"n\":48",
                    "\"m\":1048576,\"k\":1048576,\"n\":" + std::to_string(kMaxMacs >> 40));
  };
  CHECK(complaint(repeated(product, kMost)) == "");
  CHECK(complaint(repeated(product, kMost + 1)) == std::to_string(kMost + 2) + ": m, k, n: " + beyond);

  TraceRules rules;
  VectorOp op;
  op.elements = kMaxElements;
  for (; op.id < static_cast<std::uint64_t>(kMaxTraceWork / kMaxElements); ++op.id) rules.check(op);
  CHECK_THROWS_WITH(rules.check(op), "elements: " + beyond);
}

TEST_CASE("Time steps, and how many of them all tensors span, are bounded") {
  const auto line = [](int id, const std::string& tensor) {
    return replaced(vector_line(id), "\"y\"", '"' + tensor + '"');
  };
  CHECK(complaint(trace_text(line(0, "y[-1048576..0]"), 1)) == "");
  CHECK(complaint(trace_text(line(0, "y[1048576]"), 1)) == "");
  const std::string steps = "2: reads: expected time steps from -1048576 to 1048576, got ";
  CHECK(complaint(trace_text(line(0, "y[-1048577..0]"), 1)) == steps + "\"y[-1048577..0]\"");
  CHECK(complaint(trace_text(line(0, "y[1048577]"), 1)) == steps + "\"y[1048577]\"");
  CHECK(complaint(trace_text(line(0, "y[-2147483648..-2]"), 1)) == steps + "\"y[-2147483648..-2]\"");
  CHECK(complaint(trace_text(line(0, "y[-2147483648..2147483647]"), 1)) == steps + "\"y[-2147483648..2147483647]\"");
  CHECK(complaint(trace_text(line(0, "y[3..1]"), 1)) == "");  // no steps: a name
  CHECK(complaint(trace_text(line(0, "y[conv12345678]"), 1)) == "");
  // 2^20 steps each, half of them by what lies between the two that are named.
  std::string lines;
  for (int tensor = 0; tensor < 16; ++tensor) {
    const std::string name = "y" + std::to_string(tensor);
    lines += line(2 * tensor, name + "[0]") + line(2 * tensor + 1, name + "[1048575]");
  }
  CHECK(complaint(trace_text(lines, 32)) == "");
  CHECK_THAT(complaint(trace_text(lines + line(32, "z[7]"), 33)),
             StartsWith("34: reads: expected at most 16777216 time steps of all tensors together"));
}

TEST_CASE("Names, and how many of them there are, are bounded") {
  const std::string most(kMaxNameBytes, 'n'), longer(kMaxNameBytes + 1, 'n');
  const auto named = [](const std::string& line, const std::string& from, const std::string& name) {
    return complaint(trace_text(replaced(line, from, from.substr(0, from.size() - 1) + name + "\""), 1));
  };
  for (const std::string& field : {std::string("layer"), std::string("op"), std::string("a"), std::string("c")}) {
    CAPTURE(field);
    const std::string value = "\"" + field + "\":\"";
    const std::string gemm = gemm_line(0);
    const std::size_t at = gemm.find(value) + value.size(), end = gemm.find('"', at);
    const auto with = [&](const std::string& name) {
      return complaint(trace_text(gemm.substr(0, at) + name + gemm.substr(end), 1));
    };
    CHECK(with(most) == "");
    CHECK(with(longer) == "2: " + field + ": expected a name of at most 1024 bytes, got 1025");
  }
  CHECK(named(vector_line(0), "\"reads\":[\"y\"", longer) ==
        "2: reads: expected a name of at most 1024 bytes, got 1026");

  TraceRules layers, tensors;
  VectorOp op;
  for (; op.id < kMaxLayers; ++op.id) {
    op.layer = "layer" + std::to_string(op.id);
    layers.check(op);
  }
  op.layer = "one more";
  CHECK_THROWS_WITH(layers.check(op), "layer: expected at most 10000 different layers, got one more: \"one more\"");
  ++op.id;
  op.layer = "layer7";  // no new one
  CHECK_NOTHROW(layers.check(op));
  op = {};
  op.reads.resize(std::size_t{1} << 16);
  for (std::size_t tensor = 0; op.id < kMaxTensors >> 16; ++op.id) {
    for (TensorAccess& access : op.reads) access.name = "tensor" + std::to_string(tensor++);
    tensors.check(op);
  }
  op.reads.front().name = "one more";
  CHECK_THROWS_WITH(tensors.check(op), "reads: expected at most 1048576 different tensors, got one more: \"one more\"");
}
