// Global attention over the outputs of an encoder (Luong et al. 2015, sections 3.1 and 3.2): products of activations by
// activations, small ones, for each sentence its own.
#pragma once

#include <string>
#include <vector>

#include "models/device.h"

namespace skipgrid::models {

struct AttentionShape {
  int hidden = 1;        ///< H
  int source_steps = 1;  ///< S, at most
  int target_steps = 1;  ///< T, at most
  int batch = 1;         ///< B
};

/// Of sentence b at step t, with M its memory, S x H:
///   scores = query M^T        1 x H x S
///   p = softmax(scores)       over the positions that the sentence has; zero on its padding
///   context = p M             1 x S x H
/// Nothing here has a weight; who wants the general score multiplies the query by one before.
template <class Scalar>
class Attention {
 public:
  Attention(Device<Scalar>& device, const std::string& name, const AttentionShape& shape);

  /// Of the coming iteration, before anything else.
  void set_lengths(const SequenceLengths& source, const SequenceLengths& target);

  /// Brings the encoder's outputs, S x B x H, into order by sentence.
  void take_memory(const Tensor<Scalar>& outputs);
  /// Reads query[step], B x H; leaves context()[step].
  void forward(const Tensor<Scalar>& query, int step);
  /// Reads context_gradient()[step]; writes query_gradient[step].
  void backward(const Tensor<Scalar>& query_gradient, int step);
  /// After backward() of all steps: writes the gradient of the encoder's outputs, S x B x H.
  void memory_gradient(const Tensor<Scalar>& query, const Tensor<Scalar>& outputs_gradient);

  const Tensor<Scalar>& context() const { return context_; }            ///< T x B x H
  const Tensor<Scalar>& context_gradient() const { return dcontext_; }  ///< T x B x H

 private:
  /// What belongs to one sentence: parts of the tensors below, as long as the batch's longest source.
  struct Sentence {
    Tensor<Scalar> memory, dmemory;                     // S x H
    Tensor<Scalar> scores, weights, dweights, dscores;  // T x S
    Tensor<Scalar> context, dcontext;                   // T x H
  };
  Sentence sentence(int b) const;
  int source_length(int b) const {
    return source_.padded() ? source_.of_sample[static_cast<std::size_t>(b)] : source_.steps;
  }
  /// row[t] of a sentence by a memory: 1 x S, S x H, 1 x H.
  void product(std::string_view op, traces::Phase phase, Form form, const Tensor<Scalar>& positions,
               const Tensor<Scalar>& memory, const Tensor<Scalar>& row, int b, int step, bool accumulate = false);
  void softmax(int step);
  void softmax_backward(int step);
  /// Between the order of time, S x B x H, and that of sentences.
  void copy_by_sentence(const Tensor<Scalar>& by_step, const Tensor<Scalar>& by_sentence, bool gather) const;

  Device<Scalar>& device_;
  std::string name_;
  std::int64_t hidden_;
  int batch_;
  SequenceLengths source_, target_;
  StepMasks none_;
  Tensor<Scalar> memory_, dmemory_;    // B x S x H
  Tensor<Scalar> scores_, weights_;    // T x B x S, one storage: weights take the place of scores
  Tensor<Scalar> dweights_, dscores_;  // likewise
  Tensor<Scalar> context_, dcontext_;  // T x B x H
  std::vector<Sentence> sentences_;
};

extern template class Attention<float>;
extern template class Attention<double>;

}  // namespace skipgrid::models
