// A row of a table for each token.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/device.h"
#include "models/operations/input_product.h"
#include "models/parameter.h"

namespace skipgrid::models {

struct EmbeddingShape {
  int vocabulary = 1;  ///< V
  int width = 1;       ///< E
  int steps = 1;       ///< T, at most
  int batch = 1;       ///< B
  std::string name;
  /// The table is a projection's weight as well: it lies as that wants it, E x V, a word a column.
  bool tied = false;
};

/// Token ids are [T x B]; null on devices without numbers. An id below zero is padding: zeros, and no gradient.
template <class Scalar>
class Embedding {
 public:
  Embedding(Device<Scalar>& device, const EmbeddingShape& shape);

  /// The lengths of the coming iteration; without a call all samples have all steps.
  void set_lengths(const SequenceLengths& lengths) { lengths_ = lengths; }
  /// Words under a mask over the vocabulary are zero wherever they stand in the coming iteration, the others scaled.
  void set_word_masks(const StepMasks& masks) { word_masks_ = masks; }

  void forward(const std::int32_t* tokens);
  /// Of one step alone, for who knows a word only when the one before is chosen.
  void forward_at(const std::int32_t* tokens, int step);
  /// Reads output_gradient(): each token's row of the gradient is the sum over where the token stood. The gradient of
  /// a tied table is added to what the projection has left there.
  void backward(const std::int32_t* tokens);

  const Tensor<Scalar>& output() const { return output_; }            ///< T x B x E
  const Tensor<Scalar>& output_gradient() const { return doutput_; }  ///< T x B x E
  Weight<Scalar> weight() const { return {table_, dtable_}; }
  Parameter<Scalar> parameter() const;

 private:
  void find_touched_rows(const std::int32_t* tokens);
  void gather(const std::int32_t* tokens, int step);
  void add_gradient(const std::int32_t* tokens, int step);
  /// What the word's row is multiplied by: one without word masks.
  Scalar word_scale(std::int32_t token) const;

  Device<Scalar>& device_;
  std::string name_;
  SequenceLengths lengths_;
  StepMasks word_masks_;
  bool tied_;
  std::int64_t vocabulary_, batch_, width_;
  Tensor<Scalar> table_, dtable_, output_, doutput_;
  std::vector<std::int32_t> touched_rows_;  // of the gradient, increasing
};

extern template class Embedding<float>;
extern template class Embedding<double>;

}  // namespace skipgrid::models
