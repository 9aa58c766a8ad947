// docs/trace-format.md is what other programs are written after: its example has to be a trace.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tests/fixtures/temporary_folder.h"
#include "tests/traces/trace_text.h"
#include "traces/jsonl/jsonl_writer.h"

using namespace skipgrid::traces;
using namespace skipgrid::traces::test;

namespace {

const std::string kPage = SKIPGRID_SOURCE_DIR "/docs/trace-format.md";

std::string example() {
  const std::string page = read_file(kPage);
  const std::string opening = "```jsonl\n";
  const std::size_t begin = page.find(opening);
  REQUIRE(begin != std::string::npos);
  const std::size_t end = page.find("```", begin + opening.size());
  REQUIRE(end != std::string::npos);
  return page.substr(begin + opening.size(), end - begin - opening.size());
}

}  // namespace

TEST_CASE("The example in the documentation is a trace, written as skipgrid writes it") {
  HeldTrace trace;
  REQUIRE(complaint(example(), trace) == "");
  const TemporaryFolder folder;
  TraceWriter writer(folder / "again.jsonl");
  trace.play(writer);
  CHECK(read_file(folder / "again.jsonl") == example());
}

TEST_CASE("The mask in the documentation keeps the neurons that it says") {
  HeldTrace trace;
  REQUIRE(complaint(example(), trace) == "");
  const auto& forward = std::get<GemmOp>(trace.ops.at(1));
  REQUIRE(forward.skip_k != nullptr);
  CHECK(forward.skip_k->mask.kept_indices() == std::vector<std::uint32_t>{7, 9, 10, 11, 14, 16, 18, 21});
}

TEST_CASE("The documentation lists every kind of element-wise work with cost and reason") {
  const std::string page = read_file(kPage);
  for (const ElementWiseKind& kind : kElementWiseKinds) {
    CHECK_THAT(page, Catch::Matchers::Contains(fmt::format("| `{}` | {} | {} |", kind.word, kind.cost, kind.reason)));
  }
}

TEST_CASE("The documentation states the limits that hold") {
  const std::string page = read_file(kPage);
  const auto power = [](std::int64_t value) {
    int exponent = 0;
    while (value > 1) {
      REQUIRE(value % 2 == 0);
      value /= 2;
      ++exponent;
    }
    return "2^" + std::to_string(exponent);
  };
  CHECK_THAT(page, Catch::Matchers::Contains("m k n at most " + power(kMaxMacs)));
  CHECK_THAT(page, Catch::Matchers::Contains("integer, 0 to " + power(kMaxElements)));
  CHECK_THAT(page, Catch::Matchers::Contains("1 to " + power(kMaxDimension + 1) + " - 1"));
  CHECK_THAT(page, Catch::Matchers::Contains("is at most " + power(kMaxTraceWork)));
}
