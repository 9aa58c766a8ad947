// A linear-chain conditional random field (Lafferty et al. 2001): scores whole sequences of tags, so that what a tag
// follows counts, too.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/device.h"
#include "models/parameter.h"

namespace skipgrid::models {

struct CrfShape {
  int tags = 2;   ///< L
  int steps = 1;  ///< T, at most
  int batch = 1;  ///< B
  std::string name = "crf";
};

/// Of a sentence with emissions e (one score a step and tag), the tags y have the score
///   s(y) = start[y_0] + sum over t of e[t][y_t] + sum over t > 0 of A[y_{t-1}][y_t] + end[y_{T-1}],
/// and the loss is -log p(y) = log Z - s(y), Z the sum of exp(s) over all sequences of tags: by the forward algorithm
/// in log space, its gradient by forward-backward (Rabiner 1989; Lample et al. 2016). The parameter `transitions` is (L
/// + 2) x L: A, then the row of start, then that of end.
template <class Scalar>
class Crf {
 public:
  /// The loss is summed over sentences and divided by loss_divisor.
  Crf(Device<Scalar>& device, const CrfShape& shape, double loss_divisor);

  /// The lengths of the coming iteration; without a call all samples have all steps.
  void set_lengths(const SequenceLengths& lengths) { lengths_ = lengths; }
  /// emissions: T x B x L. Targets are [T x B], null on devices without numbers; on padding they are not read.
  void forward(const Tensor<Scalar>& emissions, const std::int32_t* targets);
  /// After forward() with the same: writes the gradients of the emissions (zero on padding) and of the transitions.
  void backward(const Tensor<Scalar>& emissions, const Tensor<Scalar>& gradient, const std::int32_t* targets);

  /// Of the last forward(): the sum over its sentences of -log p, not divided.
  double log_loss() const;
  double log_loss_of(int sample) const { return log_loss_[static_cast<std::size_t>(sample)]; }
  /// The sequence of tags with the highest score (Viterbi 1967), [T x B], -1 on padding; of equal ones that with the
  /// lower tags at the end.
  std::vector<std::int32_t> best_paths(const Tensor<Scalar>& emissions) const;
  Parameter<Scalar> parameter() const { return {name_, transitions_, dtransitions_, nullptr, transitions_.elements()}; }

 private:
  std::int64_t elements(bool with_transitions) const { return batch_ * tags_ * (with_transitions ? tags_ : 1); }
  Scalar transition(std::int64_t from, std::int64_t to) const { return transitions_.data[from * tags_ + to]; }
  Scalar start(std::int64_t tag) const { return transitions_.data[tags_ * tags_ + tag]; }
  Scalar end(std::int64_t tag) const { return transitions_.data[(tags_ + 1) * tags_ + tag]; }
  int length(std::int64_t b) const {
    return lengths_.padded() ? lengths_.of_sample[static_cast<std::size_t>(b)] : lengths_.steps;
  }
  Scalar score(const Tensor<Scalar>& emissions, const std::int32_t* targets, std::int64_t b) const;

  // Kernels, of one step.
  void extend_prefixes(const Tensor<Scalar>& emissions, int step);
  void extend_suffixes(const Tensor<Scalar>& emissions, int step);
  void emission_gradient(const Tensor<Scalar>& gradient, const std::int32_t* targets, int step) const;
  void edge_gradients(const Tensor<Scalar>& gradient) const;
  void transition_gradient(const Tensor<Scalar>& emissions, const std::int32_t* targets, int step) const;

  Device<Scalar>& device_;
  std::string name_;
  SequenceLengths lengths_;
  std::int64_t batch_, tags_;
  double loss_divisor_;
  Tensor<Scalar> transitions_, dtransitions_;
  Tensor<Scalar> prefixes_;       // log of the sum over all that ends in a tag at a step, T x B x L; alpha in the books
  Tensor<Scalar> suffixes_;       // the same over all that follows a tag; beta
  Tensor<Scalar> log_partition_;  // log Z, B x 1
  Tensor<Scalar> loss_;
  std::vector<double> log_loss_;  // one a sample
};

extern template class Crf<float>;
extern template class Crf<double>;

}  // namespace skipgrid::models
