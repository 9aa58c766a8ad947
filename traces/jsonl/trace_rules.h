// What holds from one line of a trace to the next. The writer and the reader both keep to it, so that whatever was
// written can be read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "traces/ops.h"
#include "traces/trace_sink.h"

namespace skipgrid::traces {

/// Largest sum of m * k * n, and of vector elements, over a whole trace: sums of either cannot overflow 64 bits.
inline constexpr std::int64_t kMaxTraceWork = std::int64_t{1} << 62;

/// Bytes that the masks of one iteration may take in memory.
inline constexpr std::uint64_t kMaxMaskBytes = std::uint64_t{256} << 20;
/// Most deps, reads or writes of one operation.
inline constexpr std::size_t kMaxListLength = std::size_t{1} << 18;

/// Bytes of a layer's, an operation's or a tensor's name.
inline constexpr std::size_t kMaxNameBytes = 1024;
/// Most different layers and tensors of a trace: whoever counts by name holds as many.
inline constexpr std::size_t kMaxLayers = 10000;
inline constexpr std::size_t kMaxTensors = std::size_t{1} << 20;
/// Time steps of tensors lie between -kMaxStep and kMaxStep, and all tensors together span at most kMaxSpannedSteps:
/// whoever follows tensors holds as many.
inline constexpr int kMaxStep = 1 << 20;
inline constexpr std::int64_t kMaxSpannedSteps = std::int64_t{1} << 24;

/// Sees every operation of one trace in order. Each function throws RecordError naming the field that breaks a rule.
class TraceRules {
 public:
  void check(const TraceHeader& header);
  /// Ids count up from 0, iterations never go back, deps are earlier ids in increasing order, shapes are valid, padding
  /// is a part of them, a mask is as long as the dimension that it skips.
  void check(const GemmOp& op);
  void check(const VectorOp& op);
  /// A mask, new in the iteration entered last.
  void check(const Mask& mask);

  /// Call before an operation or mask of iteration `iter` is looked at. True when it begins a new iteration, in which
  /// no mask is known yet.
  bool enter_iteration(int iter);

  /// Operations seen, which is the next one's id.
  std::uint64_t operations() const { return operations_; }

 private:
  /// The time steps of a tensor that are named, and all between them; none: it is known as a whole.
  struct Steps {
    std::int64_t first = 0, end = 0;
  };
  template <class Op>
  void check_order(const Op& op);
  void check_layer(const std::string& layer);
  void check_tensor(const char* field, const TensorReference& tensor);
  void check_steps(const char* field, const TensorReference& tensor, Steps& known);
  void add_work(const char* field, std::int64_t work, std::int64_t& sum);

  int batch_ = 0;
  int iter_ = -1;
  std::uint64_t operations_ = 0;
  std::int64_t macs_ = 0, elements_ = 0;
  std::string last_layer_;                          // most operations are of the layer that the one before was of
  std::unordered_set<std::size_t> layers_;          // the hashes of their names
  std::unordered_map<std::size_t, Steps> tensors_;  // by the hashes of their names
  std::int64_t spanned_steps_ = 0;                  // of all tensors
  std::uint64_t mask_bytes_ = 0;                    // of this iteration
};

}  // namespace skipgrid::traces
