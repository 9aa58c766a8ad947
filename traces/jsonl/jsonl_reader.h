// Reads a trace from a JSON Lines file. docs/trace-format.md describes every line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "traces/trace_sink.h"

namespace skipgrid::traces {

/// Hands the trace in `path` (plain, gzip or zstd: its first bytes say which) to `sink`, line by line: memory does not
/// grow with the trace, only with the masks of one iteration. Throws InputError, "path:LINE: field: problem", for
/// whatever is wrong; the sink has then seen the operations before that line, and no end(). With `expected`, the file's
/// checksum, also when its content is another one.
void read_trace(const std::string& path, TraceSink& sink, std::optional<std::uint64_t> expected = std::nullopt);

}  // namespace skipgrid::traces
