#include <catch2/catch.hpp>

#include "tests/fixtures/temporary_folder.h"
#include "tests/traces/random_trace.h"
#include "tests/traces/trace_text.h"
#include "traces/files/compressed_file.h"
#include "traces/jsonl/jsonl_reader.h"
#include "traces/jsonl/jsonl_writer.h"

using namespace skipgrid::traces;
using namespace skipgrid::traces::test;

namespace {

void write_trace(const HeldTrace& trace, const std::string& path) {
  TraceWriter writer(path);
  trace.play(writer);
}

HeldTrace read_back(const std::string& path) {
  HoldingSink sink;
  read_trace(path, sink);
  CHECK(sink.ended);
  return sink.trace;
}

}  // namespace

TEST_CASE("A random trace comes back as it was, compressed or not") {
  const auto seed = GENERATE(range(1u, 101u));
  const std::string suffix = GENERATE("jsonl", "jsonl.gz", "jsonl.zst", "gz", "zst");
  CAPTURE(seed, suffix);
  std::mt19937_64 random(seed);
  const HeldTrace trace = random_trace(random, random() % 150);
  const TemporaryFolder folder;
  const std::string path = folder / ("trace." + suffix);

  write_trace(trace, path);
  const HeldTrace back = read_back(path);
  CHECK(back == trace);

  // Written again it is the same file to the byte, so nothing was lost that operator== does not see.
  const std::string again = folder / ("again." + suffix);
  write_trace(back, again);
  CHECK(read_file(again) == read_file(path));
}

TEST_CASE("A trace longer than every buffer comes back as it was") {
  const std::string suffix = GENERATE("jsonl", "jsonl.gz", "jsonl.zst");
  CAPTURE(suffix);
  HeldTrace trace;
  std::mt19937_64 random(7);
  for (std::uint64_t id = 0; id < 3000; ++id) {
    GemmOp op;
    op.id = id;
    op.iter = static_cast<int>(id / 500);
    op.layer = std::string(random() % 500, 'l');
    op.m = 20;
    op.k = 1500;
    op.n = 6000;
    op.skip_k = std::make_shared<const TraceMask>(TraceMask{id, random_mask(random, 1500, 1 + id % 2 * 19)});
    trace.ops.emplace_back(op);
  }
  const TemporaryFolder folder;
  write_trace(trace, folder / ("long." + suffix));
  CHECK(read_back(folder / ("long." + suffix)) == trace);
}

TEST_CASE("Operations that shared a mask share one object again") {
  const TemporaryFolder folder;
  write_trace(small_trace(), folder / "trace.jsonl");
  const HeldTrace back = read_back(folder / "trace.jsonl");
  const auto gemm = [&back](std::size_t index) { return std::get<GemmOp>(back.ops.at(index)); };
  REQUIRE(gemm(0).skip_k != nullptr);
  CHECK(gemm(0).skip_k == gemm(2).skip_n);
  CHECK(gemm(0).skip_k != gemm(4).skip_k);
}

TEST_CASE("The compression is recognised by the file's first bytes, whatever its name") {
  const std::string suffix = GENERATE("jsonl", "gz", "zst");
  const TemporaryFolder folder;
  write_trace(small_trace(), folder / ("trace." + suffix));
  CHECK(complaint(read_file(folder / ("trace." + suffix))) == "");
}

TEST_CASE("Several gzip members or zstd frames in a row are one trace, and an empty frame is nothing") {
  const std::string suffix = GENERATE(".gz", ".zst");
  const TemporaryFolder folder;
  write_trace(small_trace(), folder / "trace.jsonl");
  const std::string text = read_file(folder / "trace.jsonl");
  // Each part is a line or a piece of one; TraceWriter's own compressor makes the frames.
  const auto compressed = [&](const std::string& part) {
    const auto sink = open_sink(folder / ("part" + suffix));
    sink->write(part.data(), part.size());
    sink->finish();
    return read_file(folder / ("part" + suffix));
  };
  std::string joined = compressed("");
  for (std::size_t at = 0; at < text.size(); at += 100) joined += compressed(text.substr(at, 100)) + compressed("");
  CHECK(complaint(joined) == "");
  CHECK(complaint(joined + "x") != "");
}

TEST_CASE("A zstd file may begin with a skippable frame, as parallel compressors write it") {
  const TemporaryFolder folder;
  write_trace(small_trace(), folder / "trace.zst");
  const std::string skippable = std::string("\x50\x2a\x4d\x18\x03\x00\x00\x00", 8) + "abc";
  CHECK(complaint(skippable + read_file(folder / "trace.zst")) == "");
}

TEST_CASE("A pretty-printed workload is stored on one line and means the same") {
  HeldTrace trace = small_trace();
  trace.header.workload = "{\n  \"rate\": 0.50,\n  \"text\": \"two\\nlines\",\n  \"list\": [ ]\n}\n";
  const TemporaryFolder folder;
  write_trace(trace, folder / "trace.jsonl");
  CHECK(read_back(folder / "trace.jsonl").header.workload == R"({"rate":0.50,"text":"two\nlines","list":[]})");
}

TEST_CASE("What may be left out of a line means its default") {
  const TemporaryFolder folder;
  write_file(
      folder / "typed.jsonl",
      "{\"format\": \"skipgrid-trace\", \"version\": 1}\r\n"
      "{\"bits\": \"8A8=\", \"neurons\": 12, \"iter\": 0, \"id\": 5, \"type\": \"mask\"}\n"
      "{\"n\": 48, \"skip\": {\"k\": 5}, \"k\": 12, \"m\": 4, \"a\": \"x\", \"b\": \"w\", \"c\": \"y\", \"step\": 0, "
      "\"phase\": \"BP\", \"op\": \"x2h\", \"layer\": \"l\", \"iter\": 0, \"id\": 0, \"type\": \"gemm\"}\n"
      "{\"type\": \"vector\", \"id\": 1, \"iter\": 0, \"layer\": \"l\", \"phase\": \"WG\", \"step\": 3, "
      "\"kind\": \"sgd\", \"elements\": 9}\n"
      "{\"type\": \"end\", \"ops\": 2}\n");
  const HeldTrace trace = read_back(folder / "typed.jsonl");
  CHECK(trace.header.name == "");
  CHECK(trace.header.workload == "");
  CHECK(trace.header.batch == 0);
  REQUIRE(trace.ops.size() == 2);
  const auto& gemm = std::get<GemmOp>(trace.ops[0]);
  CHECK(gemm.phase == Phase::BP);
  CHECK(gemm.k == 12);
  CHECK(gemm.kept_k() == 8);
  CHECK(gemm.skip_k->mask.structured());
  CHECK_FALSE(gemm.accumulate);
  CHECK(gemm.deps.empty());
  const auto& vector = std::get<VectorOp>(trace.ops[1]);
  CHECK(vector.phase == Phase::WG);
  CHECK(vector.step == 3);
  CHECK(vector.elements == 9);
  CHECK((vector.reads.empty() && vector.writes.empty() && vector.deps.empty()));
}
