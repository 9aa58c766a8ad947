// A trace, plain or compressed, as `skipgrid trace info` reads it.
#include "tests/fuzz/target.h"
#include "traces/jsonl/jsonl_reader.h"
#include "traces/trace_summary.h"

namespace skipgrid::fuzz {
namespace {

void read_trace_file(const Input& input) {
  traces::TraceSummary summary;
  traces::read_trace(input.path, summary);
}

}  // namespace

Target trace_target() { return {"trace", "input.jsonl", read_trace_file}; }
Target trace_gzip_target() { return {"trace_gzip", "input.jsonl.gz", read_trace_file}; }
Target trace_zstd_target() { return {"trace_zstd", "input.jsonl.zst", read_trace_file}; }

}  // namespace skipgrid::fuzz
