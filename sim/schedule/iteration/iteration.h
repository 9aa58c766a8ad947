// One iteration of a trace as a schedule sees it: its operations, who waits for whom, and what belongs together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/schedule/iteration/product_group.h"

namespace skipgrid::sim {

/// Element-wise operations of the same layer, kind and phase on the same tensors, whatever the step.
struct ElementWiseGroup {
  std::string layer;
  traces::ElementWise kind = traces::ElementWise::arithmetic;
  traces::Phase phase = traces::Phase::FP;
  int number = 0;                    ///< counts groups of the same layer, kind and phase
  std::vector<std::size_t> members;  ///< increasing

  std::string text() const;  ///< "lstm0:lstm_forward FP", and "... #1" for one that is not the first of its kind
};

class Iteration {
 public:
  /// Operations with consecutive ids, in trace order; at least one.
  explicit Iteration(IterationOps ops);

  const IterationOps& ops() const { return ops_; }
  const traces::GemmOp& product(std::size_t op) const { return std::get<traces::GemmOp>(ops_[op]); }
  std::uint64_t first_id() const { return first_id_; }
  const std::vector<std::uint64_t>& deps(std::size_t op) const;
  /// Those of its dependencies that are of this iteration, by index.
  const std::vector<std::size_t>& earlier(std::size_t op) const { return earlier_[op]; }
  /// An operation that comes after another.
  struct Later {
    std::uint32_t op;
    bool order_only;  ///< of a WriteOrder: it does not wait
  };
  struct Laters {
    const Later *first, *last;
    const Later* begin() const { return first; }
    const Later* end() const { return last; }
  };
  /// What waits for an operation or follows it in a write order.
  Laters later(std::size_t op) const {
    return {later_.data() + first_later_[op], later_.data() + first_later_[op + 1]};
  }

  const std::vector<ProductGroup>& groups() const { return found_.groups; }
  const std::vector<ElementWiseGroup>& element_wise_groups() const { return element_wise_; }
  const std::vector<WriteOrder>& write_orders() const { return found_.write_orders; }

  /// By member of a group of products: the latest other member that it waits for, directly or through other operations;
  /// -1: none. Members can be one product only when none of them waits for another.
  std::vector<int> waits_for_member(const ProductGroup& group) const;

  /// Equal for iterations that the same schedule fits: the same operations, but for their masks and how many elements
  /// are kept.
  std::string structure() const;

 private:
  void turn_round();

  IterationOps ops_;
  std::uint64_t first_id_;
  std::vector<std::vector<std::size_t>> earlier_;  // by operation
  std::vector<Later> later_;                       // by operation
  std::vector<std::size_t> first_later_;
  FoundGroups found_;
  std::vector<ElementWiseGroup> element_wise_;
};

}  // namespace skipgrid::sim
