// The systolic array as a user describes it.
#pragma once

#include <string_view>

#include "sim/array/mapping.h"

namespace skipgrid::sim {

/// serial: each tile alone, drained before the next; overlapped: loads and drains hide behind neighbouring waves.
enum class Schedule { serial, overlapped };
/// What operands are rounded to. Products and sums are fp32.
enum class Precision { fp32, bf16 };

/// A valid array: rows, cols in 1..kMaxArraySide, multiplier_stages in 1..kMaxMultiplierStages.
struct ArrayConfig {
  int rows = 32;
  int cols = 32;
  Dataflow dataflow = Dataflow::ws;
  Schedule schedule = Schedule::overlapped;
  Precision precision = Precision::fp32;
  int multiplier_stages = 1;

  long pes() const { return static_cast<long>(rows) * cols; }
};

inline constexpr int kMaxArraySide = 4096;
inline constexpr int kMaxMultiplierStages = 64;

std::string_view to_string(Dataflow dataflow);
std::string_view to_string(Schedule schedule);
std::string_view to_string(Precision precision);
/// Each throws std::invalid_argument naming the allowed words.
Dataflow dataflow_from_string(std::string_view text);
Schedule schedule_from_string(std::string_view text);
Precision precision_from_string(std::string_view text);

}  // namespace skipgrid::sim
