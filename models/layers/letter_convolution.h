// What a convolution over the letters of words is made of besides its product: the windows, and the maximum over them.
#pragma once

#include <cstdint>
#include <string>

#include "models/device.h"

namespace skipgrid::models {

/// Shapes: B words a step, L letters a word, E neurons a letter, F filters. Letters are [T x B x L], null where there
/// are no numbers; an id below zero is no letter.
struct LetterShape {
  std::int64_t batch, letters, kernel;
};

/// windows[t], B L x kernel E: for each letter the neurons of those around it, itself in the middle; beyond the ends of
/// a word zeros. Of the E neurons, those that `masks` keep, as they lie in letters[t], B x L E.
template <class Scalar>
void unfold_letters(Device<Scalar>& device, const std::string& layer, const LetterShape& shape, int step,
                    const StepMasks& masks, const Tensor<Scalar>& letters, const Tensor<Scalar>& windows);
/// The way back: a letter's gradient is the sum over all windows that it is in.
template <class Scalar>
void fold_letters(Device<Scalar>& device, const std::string& layer, const LetterShape& shape, int step,
                  const StepMasks& masks, const Tensor<Scalar>& dwindows, const Tensor<Scalar>& dletters);

/// largest[t], B x F: of sums[t], B L x F, over the letters of each word; zero for a word without letters.
template <class Scalar>
void max_over_letters(Device<Scalar>& device, const std::string& layer, const LetterShape& shape, int step,
                      const Tensor<Scalar>& sums, const Tensor<Scalar>& largest, const std::int32_t* letters);
/// The gradient goes to the first letter that had the maximum. dsums may be the sums' storage.
template <class Scalar>
void max_over_letters_backward(Device<Scalar>& device, const std::string& layer, const LetterShape& shape, int step,
                               const Tensor<Scalar>& sums, const Tensor<Scalar>& largest,
                               const Tensor<Scalar>& dlargest, const Tensor<Scalar>& dsums,
                               const std::int32_t* letters);

}  // namespace skipgrid::models
