#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>

#include "tests/fixtures/temporary_folder.h"
#include "tests/traces/random_trace.h"
#include "tests/traces/trace_text.h"
#include "traces/files/file_stream.h"
#include "traces/input_error.h"
#include "traces/jsonl/jsonl_writer.h"

using namespace skipgrid::traces;
using namespace skipgrid::traces::test;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

namespace {

GemmOp small_gemm(std::uint64_t id) {
  GemmOp op;
  op.id = id;
  op.m = op.k = op.n = 8;
  return op;
}

MaskPtr mask_over(std::size_t neurons, std::uint64_t id = 0) {
  return std::make_shared<const TraceMask>(TraceMask{id, Mask(neurons)});
}

}  // namespace

TEST_CASE("A small trace is written line for line as the format says") {
  const TemporaryFolder folder;
  TraceWriter writer(folder / "small.jsonl");
  small_trace().play(writer);
  CHECK(read_file(folder / "small.jsonl") ==
        R"({"format":"skipgrid-trace","version":1,"name":"small","batch":4,"workload":{"hidden":12,"rate":0.50}}
{"type":"mask","id":0,"iter":0,"neurons":12,"rows":1,"bits":"/g8="}
{"type":"gemm","id":0,"iter":0,"layer":"lstm0","op":"x2h","phase":"FP","step":0,"m":4,"k":12,"n":48,"a":"lstm0.x[0]","b":"lstm0.W","c":"lstm0.gates[0]","skip":{"k":0}}
{"type":"vector","id":1,"iter":0,"layer":"lstm0","phase":"FP","step":0,"kind":"lstm_forward","elements":48,"reads":["lstm0.gates[0]"],"writes":["lstm0.h[0]","lstm0.c[0]"],"read_elements":[192],"deps":[0]}
{"type":"gemm","id":2,"iter":0,"layer":"lstm0","op":"x2h","phase":"BP","step":0,"m":4,"k":48,"n":12,"a":"lstm0.x[0]","b":"lstm0.W","c":"lstm0.gates[0]","skip":{"n":0},"deps":[0,1]}
{"type":"mask","id":7,"iter":0,"neurons":12,"rows":4,"bits":"fw//C/0P7w8="}
{"type":"gemm","id":3,"iter":0,"layer":"lstm0","op":"x2h","phase":"WG","step":1,"m":12,"k":4,"n":48,"a":"lstm0.x[0]","b":"lstm0.W","c":"lstm0.gates[0]","accumulate":true,"skip":{"m":7},"deps":[1,2]}
{"type":"mask","id":0,"iter":1,"neurons":12,"rows":4,"bits":"/g/3D78P/w0="}
{"type":"gemm","id":4,"iter":1,"layer":"lstm0","op":"x2h","phase":"FP","step":0,"m":4,"k":12,"n":48,"a":"lstm0.x[0]","b":"lstm0.W","c":"lstm0.gates[0]","skip":{"k":0},"deps":[3]}
{"type":"end","ops":5}
)");
}

TEST_CASE("Padding is written where there is any") {
  const TemporaryFolder folder;
  TraceWriter writer(folder / "trace.jsonl");
  writer.begin({});
  GemmOp op = small_gemm(0);
  writer.gemm(op);
  op.id = 1;
  op.padding = 64;
  writer.gemm(op);
  writer.end();
  const std::string text = read_file(folder / "trace.jsonl");
  CHECK_THAT(text, Contains(R"("c":"","padding":64})"));
  CHECK(text.find("padding") == text.rfind("padding"));
}

TEST_CASE("A trace appears under its name when it is complete, and not before") {
  const TemporaryFolder folder;
  write_file(folder / "trace.jsonl", "what was there before");
  {
    TraceWriter writer(folder / "trace.jsonl");
    writer.begin({});
    CHECK(folder.files().size() == 2);
    CHECK(read_file(folder / "trace.jsonl") == "what was there before");
    writer.end();
    CHECK(folder.files() == std::vector<std::string>{"trace.jsonl"});
    CHECK(complaint(read_file(folder / "trace.jsonl")) == "");
  }
  CHECK(folder.files() == std::vector<std::string>{"trace.jsonl"});
}

TEST_CASE("A writer that is given up leaves nothing behind") {
  const std::string suffix = GENERATE(".jsonl", ".gz", ".zst");
  const TemporaryFolder folder;
  write_file(folder / ("old" + suffix), "old");
  {
    TraceWriter abandoned(folder / ("new" + suffix));
    TraceWriter replacing(folder / ("old" + suffix));
    replacing.begin({});
    GemmOp wrong = small_gemm(0);
    wrong.m = 0;
    CHECK_THROWS_AS(replacing.gemm(wrong), std::invalid_argument);
  }
  CHECK(folder.files() == std::vector<std::string>{"old" + suffix});
  CHECK(read_file(folder / ("old" + suffix)) == "old");
}

TEST_CASE("Two writers of one file do not mix, the last to end wins") {
  const TemporaryFolder folder;
  TraceWriter first(folder / "trace.jsonl");
  TraceWriter second(folder / "trace.jsonl");
  first.begin({"first", "", 0});
  second.begin({"second", "", 0});
  second.end();
  CHECK_THAT(read_file(folder / "trace.jsonl"), Contains("second"));
  first.end();
  CHECK_THAT(read_file(folder / "trace.jsonl"), Contains("first") && !Contains("second"));
  CHECK(folder.files().size() == 1);
}

TEST_CASE("A target that cannot be written is refused at once, with the reason") {
  const TemporaryFolder folder;
  const auto attempt = [](const std::string& path) { TraceWriter writer(path); };
  CHECK_THROWS_AS(attempt(folder / "no/such/folder/x.jsonl"), skipgrid::InputError);
  CHECK_THROWS_WITH(attempt(folder / "no/such/folder/x.jsonl"),
                    EndsWith("x.jsonl: cannot be written: No such file or directory"));
  CHECK_THROWS_WITH(attempt(folder / ""), EndsWith("cannot be written: it is a directory"));
  CHECK_THROWS_WITH(attempt(""), ": cannot be written: the file name is empty");
  write_file(folder / "file", "");
  CHECK_THROWS_WITH(attempt(folder / "file/x.jsonl"), EndsWith("cannot be written: Not a directory"));
  if (geteuid() != 0) {  // root may write anywhere
    write_file(folder / "locked.jsonl", "");
    chmod((folder / "locked.jsonl").c_str(), 0444);
    CHECK_THROWS_WITH(attempt(folder / "locked.jsonl"), EndsWith("cannot be written: Permission denied"));
  }
}

TEST_CASE("A link stays a link and its target is replaced") {
  const TemporaryFolder folder;
  write_file(folder / "target.jsonl", "old");
  std::filesystem::create_symlink(folder / "target.jsonl", folder / "link.jsonl");
  TraceWriter writer(folder / "link.jsonl");
  writer.begin({});
  writer.end();
  CHECK(std::filesystem::is_symlink(folder / "link.jsonl"));
  CHECK(complaint(read_file(folder / "target.jsonl")) == "");
}

// Not with /dev/null: a writer that got this wrong would put a file in its place.
TEST_CASE("A pipe is written to directly and stays a pipe") {
  const TemporaryFolder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const FileDescriptor reader(open(pipe.c_str(), O_RDWR));
  REQUIRE(reader.is_open());
  {
    TraceWriter writer(pipe);
    writer.begin({});
    writer.end();
  }
  REQUIRE(std::filesystem::is_fifo(pipe));
  CHECK(folder.files() == std::vector<std::string>{"pipe"});
  std::string text(10000, '\0');
  text.resize(static_cast<std::size_t>(read(reader.value(), text.data(), text.size())));
  CHECK(complaint(text) == "");
}

TEST_CASE("A disk that takes no more is reported and leaves nothing behind") {
  const std::string suffix = GENERATE(".jsonl", ".gz", ".zst");
  const TemporaryFolder folder;
  const std::string path = folder / ("trace" + suffix);
  std::mt19937_64 random(1);
  const HeldTrace trace = random_trace(random, 150);
  std::string message;
  {
    TraceWriter writer(path);
    // A limit on the size of files stands for the full disk.
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{1000, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    try {
      trace.play(writer);
    } catch (const std::runtime_error& error) {
      message = error.what();
    }
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
  }
  CHECK(message == path + ": writing failed: File too large");
  CHECK(folder.files().empty());
}

TEST_CASE("The writer refuses what the reader would") {
  const TemporaryFolder folder;
  TraceWriter writer(folder / "trace.jsonl");
  writer.begin({"", "", 2});
  writer.gemm(small_gemm(0));

  CHECK_THROWS_WITH(writer.gemm(small_gemm(0)), "id: expected 1, got 0");
  GemmOp op = small_gemm(1);
  op.iter = -1;
  CHECK_THROWS_WITH(writer.gemm(op), "iter: expected 0 or more, got -1");
  op = small_gemm(1);
  op.step = -1;
  CHECK_THROWS_WITH(writer.gemm(op), "step: expected 0 or more, got -1");
  op = small_gemm(1);
  op.deps = {1};
  CHECK_THROWS_WITH(writer.gemm(op), "deps: expected ids below the operation's own 1, got 1");
  op = small_gemm(1);
  op.padding = -1;
  CHECK_THROWS_WITH(writer.gemm(op), "padding: expected 0..512, of m * k * n, got -1");
}

TEST_CASE("The writer refuses masks that no reader could tell apart or apply") {
  const TemporaryFolder folder;
  TraceWriter writer(folder / "trace.jsonl");
  writer.begin({"", "", 2});
  GemmOp op = small_gemm(0);
  SECTION("a mask of another length than its dimension") {
    op.skip_n = mask_over(9);
    CHECK_THROWS_WITH(writer.gemm(op), "skip.n: mask 0 has 9 neurons, expected 8 as n");
  }
  SECTION("two masks with one id in an iteration") {
    op.skip_m = mask_over(8);
    Mask other(8);
    other.drop(0, 3);
    op.skip_k = std::make_shared<const TraceMask>(TraceMask{0, other});
    CHECK_THROWS_WITH(writer.gemm(op), "skip: two masks with the id 0 in iteration 0");
  }
  SECTION("more rows than the batch has samples") {
    op.skip_m = std::make_shared<const TraceMask>(TraceMask{0, Mask(8, 3)});
    CHECK_THROWS_WITH(writer.gemm(op), "rows: expected at most the batch of 2, got 3");
  }
  SECTION("but equal masks with one id are one mask") {
    op.skip_m = mask_over(8);
    op.skip_k = mask_over(8);
    CHECK_NOTHROW(writer.gemm(op));
    writer.end();
    const std::string text = read_file(folder / "trace.jsonl");
    CHECK(text.find("\"mask\"") == text.rfind("\"mask\""));
    CHECK(complaint(text) == "");
  }
}

TEST_CASE("The writer refuses a header that no file can hold") {
  const TemporaryFolder folder;
  const auto begin = [&folder](const TraceHeader& header) { TraceWriter(folder / "trace.jsonl").begin(header); };
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK_THROWS_AS(begin({"\xff", "", 0}), std::invalid_argument);
  CHECK_THROWS_WITH(begin({"", "{\"a\":", 0}), Contains("workload: not valid JSON"));
  CHECK_THROWS_WITH(begin({"", "1,\"name\":2", 0}), Contains("workload: not valid JSON"));
  CHECK_NOTHROW(begin({"", nested(63), 0}));
  CHECK_THROWS_WITH(begin({"", nested(64), 0}), Contains("nested deeper"));
  CHECK_THROWS_WITH(begin({"", "", -1}), "batch: expected 0 or more, got -1");
}

TEST_CASE("The writer refuses lines that the reader would find too long") {
  const TemporaryFolder folder;
  TraceWriter writer(folder / "trace.jsonl");
  writer.begin({});
  VectorOp op;
  SECTION("a mask") {
    GemmOp masked = small_gemm(0);
    masked.skip_m = std::make_shared<const TraceMask>(TraceMask{0, Mask(8, 12600000)});
    CHECK_THROWS_WITH(writer.gemm(masked), Contains("is too long"));
  }
  SECTION("a name") {
    op.layer = std::string(std::size_t{16} << 20, 'x');
    CHECK_THROWS_WITH(writer.vector(op), "layer: expected a name of at most 1024 bytes, got 16777216");
  }
  SECTION("a list") {
    op.reads.resize(kMaxListLength + 1);
    CHECK_THROWS_WITH(writer.vector(op), "reads: expected at most 262144, got 262145");
  }
  SECTION("but takes lists of the greatest length") {
    op.reads.resize(kMaxListLength);
    op.writes.resize(kMaxListLength);
    CHECK_NOTHROW(writer.vector(op));
    writer.end();
    CHECK(complaint(read_file(folder / "trace.jsonl")) == "");
  }
}
