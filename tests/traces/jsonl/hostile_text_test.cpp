// Files that are wrong before any operation is looked at: header, lines, end.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "tests/fixtures/temporary_folder.h"
#include "tests/traces/random_trace.h"
#include "tests/traces/trace_text.h"
#include "traces/files/compressed_file.h"
#include "traces/files/line_reader.h"
#include "traces/input_error.h"
#include "traces/jsonl/json_tape.h"
#include "traces/jsonl/jsonl_reader.h"

using namespace skipgrid::traces;
using namespace skipgrid::traces::test;
using Catch::Matchers::StartsWith;

namespace {

const std::string kGood = trace_text(gemm_line(0), 1);
const std::string kHeader = kGood.substr(0, kGood.find('\n') + 1);

struct HostileText {
  std::string text, complaint;
};

}  // namespace

TEST_CASE("The trace that the cases below spoil is good itself") { CHECK(complaint(kGood) == ""); }

TEST_CASE("A wrong header is refused with its field") {
  const auto header = [](const std::string& from, const std::string& to) { return replaced(kGood, from, to); };
  const std::vector<HostileText> cases{
      {"", "1: expected a header line, the file ends here"},
      {"\n", "1: not valid JSON (at byte 1 of the line)"},
      {"[]\n", "1: expected an object, got an array"},
      {"17\n", "1: expected an object, got 17"},
      {"{}\n", "1: format: missing"},
      {"{\"a\" 1}\n", "1: not valid JSON (at byte 6 of the line)"},
      {kGood.substr(kGood.find('\n') + 1), "1: format: missing"},
      {header("skipgrid-trace", "other-trace"), R"(1: format: expected "skipgrid-trace", got "other-trace")"},
      {header("\"skipgrid-trace\"", "null"), "1: format: expected a string, got null"},
      {header("\"version\":1", "\"version\":2"), "1: version: expected an integer in 1..1, got 2"},
      {header("\"version\":1", "\"version\":1.0"), "1: version: expected an integer in 1..1, got 1.0"},
      {header("\"version\":1", "\"version\":true"), "1: version: expected an integer in 1..1, got true"},
      {header("\"version\":1,", ""), "1: version: missing"},
      {header("\"name\":\"test\"", "\"name\":[]"), "1: name: expected a string, got an array"},
      {header("\"batch\":4", "\"batch\":-3"), "1: batch: expected an integer in 0..2147483647, got -3"},
      {header("\"batch\":4", "\"batch\":2147483648"), "1: batch: expected an integer in 0..2147483647, got 2147483648"},
      {header("\"batch\":4", "\"batch\":4,\"batch\":4"), "1: batch: the key is given twice"},
      {header("\"batch\":4", "\"Batch\":4"), "1: Batch: unknown key in a header line"},
      {header("\"batch\":4", "\"batch\":4,\"a\\nb\":1"), "1: a?b: unknown key in a header line"},
      {header("\"batch\":4", "\"workload\":{\"a\":{\"x\":1,\"x\":2}}"), "1: x: the key is given twice"},
      {header("\"batch\":4", "\"workload\":"), "1: not valid JSON"},
  };
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    CHECK_THAT(complaint(text), StartsWith(expected));
  }
}

TEST_CASE("A line that is no JSON object of a known type is refused") {
  const std::vector<HostileText> cases{
      {"\n", "2: not valid JSON (at byte 1 of the line)"},
      {"{}\n", "2: type: missing"},
      {"null\n", "2: expected an object, got null"},
      {"{\"type\":\"matmul\"}\n", "2: type: expected mask, gemm, vector or end, got \"matmul\""},
      {"{\"type\":1}\n", "2: type: expected a string, got 1"},
      {"{\"type\":\"" + std::string(1000, 'x') + "\"}\n",
       "2: type: expected mask, gemm, vector or end, got \"xxxxxxxxxxxx"},
      {kHeader, "2: type: missing"},
      {gemm_line(0) + "garbage\n", "3: not valid JSON (at byte 1 of the line)"},
      {replaced(gemm_line(0), "}\n", "} {}\n"), "2: not valid JSON"},
      {replaced(gemm_line(0), "}\n", std::string("}\0{\n", 4)), "2: not valid JSON: it holds a NUL byte"},
      {replaced(gemm_line(0), ",\"id\"", ",\n\"id\""), "2: not valid JSON"},
      {replaced(gemm_line(0), "lstm0", "\xff"), "2: not valid JSON"},
      {replaced(gemm_line(0), "\"lstm0\"", std::string(100, '[')), "2: nested deeper than 64 levels"},
  };
  for (const auto& [lines, expected] : cases) {
    CAPTURE(lines);
    CHECK_THAT(complaint(trace_text(lines, 1)), StartsWith(expected));
  }
}

TEST_CASE("Counting on from the last line, a missing, false or early end is refused") {
  const std::string end = "{\"type\":\"end\",\"ops\":1}\n";
  const std::vector<HostileText> cases{
      {kHeader, "2: expected an end line, the file ends here"},
      {kHeader + gemm_line(0), "3: expected an end line, the file ends here"},
      {replaced(kGood, end, "{\"type\":\"end\",\"ops\":1}"), "3: the file ends inside this line"},
      {replaced(kGood, "\"ops\":1", "\"ops\":2"), "3: ops: expected 1, the operations above, got 2"},
      {replaced(kGood, "\"ops\":1", "\"ops\":0"), "3: ops: expected 1, the operations above, got 0"},
      {replaced(kGood, "\"ops\":1", "\"ops\":\"1\""),
       "3: ops: expected an integer in 0..18446744073709551615, got \"1\""},
      {replaced(kGood, "\"ops\":1", "\"ops\":-1"), "3: ops: expected an integer in 0..18446744073709551615, got -1"},
      {replaced(kGood, ",\"ops\":1", ""), "3: ops: missing"},
      {replaced(kGood, "\"ops\":1", "\"ops\":1,\"sum\":1"), "3: sum: unknown key in an end line"},
      {kGood + "\n", "4: expected nothing after the end line, got \"\""},
      {kGood + end, "4: expected nothing after the end line, got \"{\"type\":\"end\",\"ops\":1}\""},
      {kGood + "x", "4: the file ends inside this line"},
  };
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    CHECK(complaint(text) == expected);
  }
}

TEST_CASE("A line is taken up to the longest length and refused one byte beyond it") {
  const std::string line = replaced(gemm_line(0), "}\n", "");
  const auto padded = [&line](std::size_t length) { return line + std::string(length - line.size() - 1, ' ') + "}\n"; };
  CHECK(complaint(trace_text(padded(LineReader::kMaxLine), 1)) == "");
  CHECK(complaint(trace_text(padded(LineReader::kMaxLine + 1), 1)) == "2: longer than 16777216 bytes");
  CHECK(complaint(std::string(LineReader::kMaxLine + 1, 'x')) == "1: longer than 16777216 bytes");
}

TEST_CASE("A small compressed file that unpacks to an endless line is refused at the limit") {
  const std::string suffix = GENERATE(".gz", ".zst");
  const TemporaryFolder folder;
  const std::string path = folder / ("bomb" + suffix);
  const auto sink = open_sink(path);
  const std::string block(std::size_t{1} << 20, '[');
  for (int i = 0; i < 64; ++i) sink->write(block.data(), block.size());
  sink->finish();
  CHECK(complaint(read_file(path)) == "1: longer than 16777216 bytes");
}

TEST_CASE("A file that cannot be read is named with the reason") {
  const TemporaryFolder folder;
  HoldingSink sink;
  CHECK_THROWS_AS(read_trace(folder / "missing.jsonl", sink), skipgrid::InputError);
  CHECK_THROWS_WITH(read_trace(folder / "missing.jsonl", sink),
                    (folder / "missing.jsonl") + ": cannot be read: No such file or directory");
  CHECK_THROWS_WITH(read_trace(folder / "", sink), (folder / "") + ": cannot be read: it is a directory");
}

TEST_CASE("What the sink throws is not taken for the file's fault") {
  class Full : public HoldingSink {
    void gemm(const GemmOp&) override { throw std::logic_error("the sink's own"); }
  };
  const TemporaryFolder folder;
  write_file(folder / "trace.jsonl", kGood);
  Full sink;
  CHECK_THROWS_WITH(read_trace(folder / "trace.jsonl", sink), "the sink's own");
}
