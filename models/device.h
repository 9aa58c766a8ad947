// What a model needs from whatever computes it. The model code is written once on this interface: a device may only
// record shapes and masks, train for real on the CPU, or send every product through a simulated array.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "models/sequence_lengths.h"
#include "models/step_masks.h"
#include "models/tensor.h"
#include "traces/ops.h"

namespace skipgrid::models {

/// The three products around a matrix W[D x N]; in training with a weight each has its phase:
///
///   xw    FP   y[t] (+)= x[t] W         B x D x N      masks shorten K: columns of x, rows of W
///   ywt   BP   x[t] (+)= y[t] W^T       B x N x D      masks shorten N: columns of x
///   xty   WG   W   (+)= sum x[t]^T y[t] D x B x N      masks shorten M: rows of W
enum class Form : std::uint8_t { xw, ywt, xty };

/// One of these products for `count` steps that do not depend on one another.
/// In BP and WG, x, w and y are the gradients where the equation has gradients. Masks are over the D neurons of x.
/// Under structured masks x[t] is stored compacted: B rows of StepMasks::columns() each, at the front of its slice;
/// under per-sample masks it is dense and the dropped entries are zero (in BP: are computed, and the dropout that
/// follows zeroes them). Rows of W that a step drops get nothing from that step.
/// Masks over the N neurons of y, where it has any, work likewise on y and on the columns of W.
/// A device may fuse the steps of a group into one product, or compute them one by one, in any order.
template <class Scalar>
struct GemmCall {
  std::string_view layer;  ///< "lstm0"
  std::string_view op;     ///< "x2h", "h2h", "projection"
  traces::Phase phase;
  const Tensor<Scalar>* x;
  const Tensor<Scalar>* w;
  const Tensor<Scalar>* y;
  const StepMasks* masks;  ///< at step t: masks->at(t)
  int first = 0;           ///< the group's steps are [first, first + count)
  int count = 1;
  int x_shift = 0;          ///< step t reads or writes slice t + x_shift of x: -1 for h[t-1]
  bool accumulate = false;  ///< add to what the result holds (WG: the group's sum is added); otherwise overwrite it
  std::optional<Form> other_form = std::nullopt;  ///< where it is not the phase's: attention multiplies by activations
  const StepMasks* y_masks = nullptr;             ///< null: y is dense
  const SequenceLengths* lengths = nullptr;       ///< of the samples in the batch; null: none is padded
  std::int64_t padding = 0;  ///< MACs of a step on padding that the rows of the batch do not show (attention's sources)

  Form form() const { return other_form.value_or(static_cast<Form>(phase)); }
};

/// A few slices, held in place.
template <class Scalar>
class SliceList {
 public:
  static constexpr std::size_t kCapacity = 8;
  SliceList() = default;
  /// Throws std::length_error beyond kCapacity.
  SliceList(std::initializer_list<Slices<Scalar>> list) : size_(list.size()) {
    if (size_ > kCapacity) throw std::length_error("an operation names too many tensors");
    std::copy(list.begin(), list.end(), slices_.begin());
  }
  const Slices<Scalar>* begin() const { return slices_.data(); }
  const Slices<Scalar>* end() const { return slices_.data() + size_; }
  void add(const Slices<Scalar>& slices) {
    if (size_ == kCapacity) throw std::length_error("an operation names too many tensors");
    slices_[size_++] = slices;
  }

 private:
  std::array<Slices<Scalar>, kCapacity> slices_{};
  std::size_t size_ = 0;
};

/// One element-wise operation. `reads` are inputs, `writes` are overwritten, `sums` are added to.
template <class Scalar>
struct VectorCall {
  std::string_view layer;
  traces::Phase phase;
  int step;
  traces::ElementWise kind;
  std::int64_t elements;
  SliceList<Scalar> reads;
  SliceList<Scalar> writes;
  SliceList<Scalar> sums = {};
};

/// Wall-clock seconds that a device has spent in FP, BP and WG since it was made.
using PhaseSeconds = std::array<double, 3>;

template <class Scalar>
class Device {
 public:
  Device() = default;
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  virtual ~Device() = default;

  /// A matrix of zeros. Tensors live as long as the device.
  Tensor<Scalar> matrix(std::string name, std::int64_t rows, std::int64_t cols) {
    return make({std::move(name), 0, false, 0, 1, rows, cols, nullptr});
  }
  /// `steps` matrices of zeros; the first belongs to step `first`.
  Tensor<Scalar> sequence(std::string name, int steps, std::int64_t rows, std::int64_t cols, int first = 0) {
    return make({std::move(name), 0, true, first, steps, rows, cols, nullptr});
  }
  /// The same storage under another name: what was there is overwritten in place by something else.
  Tensor<Scalar> alias(const Tensor<Scalar>& original, std::string name) {
    Tensor<Scalar> tensor = original;
    tensor.name = std::move(name);
    tensor.id = next_id_++;
    return tensor;
  }

  /// Storage of this many zeros, or null where there are only shapes.
  virtual Scalar* allocate(std::int64_t elements) = 0;
  virtual void begin_iteration(int iteration) = 0;
  virtual void gemm(const GemmCall<Scalar>& call) = 0;

  /// Announces an element-wise operation and runs `kernel`, which does its arithmetic, where there are numbers.
  template <class Kernel>
  void vector(const VectorCall<Scalar>& call, const Kernel& kernel) {
    if (!begin_vector(call)) return;
    kernel();
    end_vector(call);
  }

  /// The sequence's last slice becomes its first: the state carried to the next iteration. Hardware renames; it is no
  /// operation.
  virtual void carry(const Tensor<Scalar>& sequence) = 0;

  /// Zeros where time is not taken.
  virtual PhaseSeconds phase_seconds() const { return {}; }

  /// The two halves of vector(), for devices that wrap another: begin says whether the kernel is to be run.
  virtual bool begin_vector(const VectorCall<Scalar>& call) = 0;
  virtual void end_vector(const VectorCall<Scalar>& call) = 0;

  /// For kernels: runs work(first, end) for parts of [0, count), each a multiple of `grain` long but the last, at the
  /// same time where a device has threads. What a part computes must not depend on how the whole is cut.
  using PartWork = std::function<void(std::int64_t, std::int64_t)>;
  virtual void in_parts(std::int64_t count, std::int64_t grain, const PartWork& work) {
    static_cast<void>(grain);
    if (count > 0) work(0, count);
  }

 private:
  Tensor<Scalar> make(Tensor<Scalar> tensor) {
    tensor.id = next_id_++;
    tensor.data = allocate(tensor.elements());
    return tensor;
  }

  int next_id_ = 0;
};

}  // namespace skipgrid::models
