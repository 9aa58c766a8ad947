// To whom what a run counts belongs: an account for each kind of operation, into which every unit counts.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/engine/stats.h"
#include "traces/ops.h"

namespace skipgrid::sim {

struct Account {
  std::string layer;
  std::string op;  ///< "x2h", or the kind of element-wise work
  traces::Phase phase = traces::Phase::FP;
  Stats stats;
};

class Accounts {
 public:
  /// The account of a layer's operations of that name in a phase, opened when it is asked for first. Numbers count up
  /// from 0.
  std::size_t number(const traces::GemmOp& op) { return number(op.layer, op.op, op.phase); }
  std::size_t number(const traces::VectorOp& op) {
    return number(op.layer, std::string(traces::to_string(op.kind)), op.phase);
  }
  std::size_t number(const std::string& layer, const std::string& op, traces::Phase phase);
  /// Requires an account's number.
  Stats& operator[](std::size_t number) { return accounts_[number].stats; }
  /// By number.
  const std::vector<Account>& all() const { return accounts_; }
  void visit_counts(std::size_t number, Totals& totals);
  /// Of the run: the sum over all accounts.
  Cycles cycles() const;

 private:
  std::vector<Account> accounts_;
  using ByPhase = std::array<std::size_t, traces::kPhases.size()>;
  std::unordered_map<std::string, std::unordered_map<std::string, ByPhase>> numbers_;  // by layer and operation
};

}  // namespace skipgrid::sim
