// What the products and element-wise operations of an iteration take of the machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sim/engine/machine_config.h"
#include "sim/engine/residency.h"
#include "sim/engine/skipping.h"
#include "sim/schedule/iteration/iteration.h"
#include "sim/schedule/machine_clock.h"
#include "sim/schedule/schedule.h"
#include "sim/schedule/span_product.h"

namespace skipgrid::sim {

/// Of a trace whose tensors are all on chip.
inline const Residency kNothingMoves{};

/// What one operation, as the machine is asked for it, takes of the machine. Without a home in the residency, or with
/// ideal DRAM, it moves no bytes.
Demand demand_of(const MachineConfig& config, Skipping skipping, const Residency& residency,
                 const traces::GemmOp& product);
Demand demand_of(const MachineConfig& config, const Residency& residency, const traces::VectorOp& op);
/// What it moves to and from DRAM.
Bytes moved_bytes(const MachineConfig& config, Skipping skipping, const Residency& residency,
                  const traces::GemmOp& product);
Bytes moved_bytes(const MachineConfig& config, const Residency& residency, const traces::VectorOp& op);

/// What products take of the machine; each is worked out once.
class SpanDemands {
 public:
  /// The residency, which is of about such a trace, says what moves no bytes; it must outlive this. Empty: nothing
  /// does.
  SpanDemands(const Iteration& iteration, const MachineConfig& config, Skipping skipping,
              const Residency& residency = kNothingMoves);

  const Iteration& iteration() const { return iteration_; }
  const MachineConfig& config() const { return config_; }
  const Residency& residency() const { return residency_; }

  /// Of each piece or strip of members [first, first + span.steps) of a group; none when they are too large for one
  /// product. A strip counts as one product, with operands of the length that its products have in the mean. The result
  /// stays valid.
  const std::vector<Demand>& pieces(std::size_t group, std::size_t first, const Span& span, int pieces);
  /// True when two schedules of a group ask the same of the machine, product by product: neither can be faster.
  bool alike(std::size_t group, const GroupSchedule& x, const GroupSchedule& y);
  /// True when there is something that such a product skips.
  bool skips(std::size_t group, std::size_t first, const Span& span) const;
  /// Of an element-wise operation of the iteration.
  const Demand& element_wise(std::size_t op) const { return element_wise_[op]; }
  /// Cycles of the array for its waves, one close behind the other.
  std::int64_t array_cycles(const Demand& product) const;
  /// Cycles for which a product keeps the array from the next one, when nothing else does.
  std::int64_t occupied(const Demand& product) const;
  /// Cycles of a product alone.
  std::int64_t latency(const Demand& product) const;

 private:
  struct Key {
    std::size_t group, first;
    Span span;
    int pieces;
    friend bool operator==(const Key& x, const Key& y) {
      return x.group == y.group && x.first == y.first && x.span == y.span && x.pieces == y.pieces;
    }
  };
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };
  Demand in_all(const ProductChain& chain) const;

  const Iteration& iteration_;
  const MachineConfig& config_;
  const Skipping skipping_;
  const Residency& residency_;
  std::unordered_map<Key, std::vector<Demand>, Hash> known_;
  std::vector<Demand> element_wise_;  // by operation
};

}  // namespace skipgrid::sim
