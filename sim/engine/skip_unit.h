// The skip unit: finds the kept indices of products' masks, one product ahead of the array.
#pragma once

#include <deque>
#include <string>

#include "sim/engine/array_unit/live_product.h"
#include "sim/engine/machine_config.h"
#include "sim/engine/machine_observer.h"
#include "sim/engine/skipping.h"

namespace skipgrid::sim {

/// Cycles for the masks of one product, all of whose bits are read.
Cycles scan_cycles(const SkipUnitConfig& config, const traces::GemmOp& op);

class SkipUnit {
 public:
  /// Indices are known at once when the machine has no such unit, and when nothing is skipped.
  /// The observer, if any, is told of every scan.
  SkipUnit(const MachineConfig& config, Skipping skipping, MachineObserver* observer = nullptr)
      : config_(config), skipping_(skipping), observer_(observer) {}

  /// Products in the order in which the array takes them.
  void push(LiveProduct& product) { waiting_.push_back(&product); }
  /// The array has taken the product that was scanned last, or has found nothing to do in it.
  void product_started() { ahead_ = false; }
  /// Begins to scan the next product as soon as the one before it has started, and says when its indices are known.
  /// True when it did.
  bool step(Cycles now) { return !ahead_ && !waiting_.empty() && scan(now); }
  std::string waits_for() const;

 private:
  bool scan(Cycles now);

  const MachineConfig& config_;
  const Skipping skipping_;
  MachineObserver* const observer_;
  std::deque<LiveProduct*> waiting_;
  bool ahead_ = false;  // a product is scanned that has not started
  Cycles free_at_;
};

}  // namespace skipgrid::sim
