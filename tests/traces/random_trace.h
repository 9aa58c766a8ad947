// Traces held in memory, and random ones with every feature of the format.
#pragma once

#include <random>
#include <string>
#include <variant>
#include <vector>

#include "traces/trace_sink.h"

namespace skipgrid::traces::test {

struct HeldTrace {
  TraceHeader header;
  std::vector<std::variant<GemmOp, VectorOp>> ops;

  void play(TraceSink& sink) const;
};

bool operator==(const HeldTrace& a, const HeldTrace& b);

/// Keeps what it is given.
class HoldingSink : public TraceSink {
 public:
  void begin(const TraceHeader& header) override { trace.header = header; }
  void gemm(const GemmOp& op) override { trace.ops.emplace_back(op); }
  void vector(const VectorOp& op) override { trace.ops.emplace_back(op); }
  void end() override { ended = true; }

  HeldTrace trace;
  bool ended = false;
};

Mask random_mask(std::mt19937_64& random, std::size_t neurons, std::size_t rows);

/// A valid trace of `ops` operations: several iterations, masks of all kinds shared by operations, names with every
/// sort of character, numbers up to their limits.
HeldTrace random_trace(std::mt19937_64& random, std::size_t ops);

/// A small trace with one of everything: two iterations, three masks, skips on each dimension, a vector operation.
HeldTrace small_trace();

}  // namespace skipgrid::traces::test
