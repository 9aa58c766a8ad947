// The lines of a trace file, one after another, as operations. Knows nothing of files.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "traces/jsonl/json_fields.h"
#include "traces/jsonl/json_tape.h"
#include "traces/jsonl/trace_rules.h"

namespace skipgrid::traces {

enum class LineType { mask, gemm, vector, end };

/// Keeps the masks of the current iteration, and the memory of its operations for the next ones. Every function throws
/// RecordError for a line that is wrong by itself or after those before it.
class LineParser {
 public:
  /// The first line.
  TraceHeader header(std::string_view text);
  /// Any other line. What it says is in gemm() or vector() until the next call.
  LineType line(std::string_view text);

  const GemmOp& gemm() const { return gemm_; }
  const VectorOp& vector() const { return vector_; }

 private:
  void mask_line(JsonFields& fields);
  void gemm_line(JsonFields& fields);
  void vector_line(JsonFields& fields);
  void end_line(JsonFields& fields);
  void sizes(JsonFields& fields, const char* key, std::vector<TensorAccess>& list, std::int64_t TensorAccess::*size);
  Mask mask_of(std::uint64_t neurons, std::uint64_t rows, std::string_view bits);
  MaskPtr skipped(JsonFields& skip, const char* dimension) const;
  void enter_iteration(int iter);

  JsonTape tape_;
  TraceRules rules_;
  std::unordered_map<std::uint64_t, MaskPtr> masks_;  // of this iteration, by id
  std::vector<std::uint8_t> bytes_;
  std::vector<std::uint64_t> numbers_;
  GemmOp gemm_;
  VectorOp vector_;
};

}  // namespace skipgrid::traces
