// The operations that are under way or may soon be: entered in trace order, waiting for one another, left when done.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/units.h"
#include "traces/ops.h"

namespace skipgrid::sim {

/// What of an operation waits for what: a product's weights may be fetched before its activations exist.
struct Waiting {
  int on_a = 0;    ///< unfinished operations that write operand A
  int on_b = 0;    ///< ... operand B
  int on_all = 0;  ///< ... anything that it reads
  int on_sum = 0;  ///< unfinished products that add to the same C: what they store is read back
};

/// Slices of a pinned tensor that an operation uses; pinned_tensors.h says what that asks of it.
struct PinnedUse {
  std::size_t tensor;  ///< index in Residency::homes()
  std::int64_t begin, end;
  bool reads, writes;
};

struct LiveOp {
  std::variant<traces::GemmOp, traces::VectorOp> op;
  std::size_t account = 0;  ///< its phase and layer
  Waiting waiting;
  std::vector<PinnedUse> pinned;
  bool done = false;
  std::optional<Cycles> started;

  const traces::GemmOp* gemm() const { return std::get_if<traces::GemmOp>(&op); }
  const traces::VectorOp* vector() const { return std::get_if<traces::VectorOp>(&op); }
  std::uint64_t id() const;
  /// "product lstm0.x2h (id 7)", for messages.
  std::string text() const;

 private:
  friend class OpWindow;
  enum class Need : std::uint8_t { a, b, all, sum };
  struct Dependent {
    std::uint64_t id;
    Need need;
  };
  std::vector<Dependent> dependents_;
};

class OpWindow {
 public:
  /// Takes the next operation of the trace; ids are consecutive.
  LiveOp& push(std::variant<traces::GemmOp, traces::VectorOp> op, std::size_t account);
  /// Marks it done, tells those that wait for it, and lets go of the oldest operations that are done. Those for which
  /// it was the last that they waited for are appended.
  void finish(LiveOp& op, std::vector<LiveOp*>& ready);

  bool empty() const { return ops_.empty(); }
  std::size_t size() const { return ops_.size(); }
  /// The oldest operation that is not done.
  const LiveOp& oldest() const { return ops_.front(); }
  LiveOp* find(std::uint64_t id);

 private:
  void wait_for(LiveOp& op, std::uint64_t on, LiveOp::Need need);

  std::deque<LiveOp> ops_;  // consecutive ids
  std::uint64_t first_id_ = 0;
};

}  // namespace skipgrid::sim
