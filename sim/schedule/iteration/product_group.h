// Which products of an iteration are the same but for their time step: what a schedule decides about together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "traces/ops.h"

namespace skipgrid::sim {

/// The operations of one iteration, in trace order. An operation is known by its index here.
using IterationOps = std::vector<std::variant<traces::GemmOp, traces::VectorOp>>;

/// The dimension that grows when steps become one product: m, rows of A and C one below the other (one weight B for
/// all); k, the columns of A and rows of B side by side (one C, the sum of all).
enum class FusedAxis : std::uint8_t { m, k };

/// Products of the same layer, op and phase, on slices of the same tensors:
/// axis m: the same B (the same value of it), k and n, an output for each.
/// axis k: the same m and n, added into the same value of C, which nobody reads in between.
/// A product that is like no other is a group of its own.
struct ProductGroup {
  std::string layer, op;
  traces::Phase phase = traces::Phase::FP;
  int number = 0;  ///< counts groups of the same layer, op and phase
  FusedAxis axis = FusedAxis::m;
  std::vector<std::size_t> members;  ///< increasing

  /// "lstm0.x2h FP", and "lstm0.x2h FP #1" for one that is not the first of its kind.
  std::string text() const;
};

/// `later` adds to a sum that `earlier` begins by overwriting what was there. Neither waits for the other, but a trace
/// names the earlier one first.
struct WriteOrder {
  std::size_t earlier = 0;
  std::size_t later = 0;
};

struct FoundGroups {
  std::vector<ProductGroup> groups;      ///< every product is in one; by first member
  std::vector<WriteOrder> write_orders;  ///< by `later`
};

FoundGroups find_groups(const IterationOps& ops);

}  // namespace skipgrid::sim
