// Softmax and cross-entropy of a batch of scores, and their gradient in one pass.
#pragma once

#include <cstdint>

namespace skipgrid::models {

/// Of one sample: scores [V] become (softmax(scores + bias) - onehot(target)) * gradient_scale. Returns
/// -log softmax(scores + bias)[target]. A target below zero is no token: no loss, no gradient.
template <class Scalar>
double softmax_loss(std::int64_t vocabulary, Scalar* scores, const Scalar* bias, std::int32_t target,
                    Scalar gradient_scale);

/// scores become log softmax(scores + bias), row by row.
template <class Scalar>
void log_softmax(std::int64_t batch, std::int64_t vocabulary, Scalar* scores, const Scalar* bias);

}  // namespace skipgrid::models
