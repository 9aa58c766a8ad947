#include "models/operations/embedding.h"

#include <algorithm>

#include "models/kernels/kernel_table.h"

namespace skipgrid::models {

using traces::ElementWise;
using traces::Phase;

template <class Scalar>
Embedding<Scalar>::Embedding(Device<Scalar>& device, const EmbeddingShape& shape)
    : device_(device),
      name_(shape.name),
      lengths_{shape.steps, {}},
      tied_(shape.tied),
      vocabulary_(shape.vocabulary),
      batch_(shape.batch),
      width_(shape.width) {
  const std::int64_t rows = tied_ ? width_ : vocabulary_, cols = tied_ ? vocabulary_ : width_;
  table_ = device.matrix(name_ + ".W", rows, cols);
  dtable_ = device.matrix(name_ + ".dW", rows, cols);
  output_ = device.sequence(name_ + ".out", shape.steps, batch_, width_);
  doutput_ = device.sequence(name_ + ".dout", shape.steps, batch_, width_);
  touched_rows_.reserve(static_cast<std::size_t>(shape.steps) * static_cast<std::size_t>(batch_));
}

template <class Scalar>
Parameter<Scalar> Embedding<Scalar>::parameter() const {
  if (tied_) return {name_, table_, dtable_, nullptr, table_.elements()};
  return {name_, table_, dtable_, &touched_rows_, lengths_.steps * batch_ * width_};
}

template <class Scalar>
Scalar Embedding<Scalar>::word_scale(std::int32_t token) const {
  if (word_masks_.none()) return Scalar{1};
  const bool kept = word_masks_.at(0)->mask.kept(0, static_cast<std::size_t>(token));
  return kept ? static_cast<Scalar>(word_masks_.scale) : Scalar{0};
}

template <class Scalar>
void Embedding<Scalar>::forward(const std::int32_t* tokens) {
  for (int t = 0; t < lengths_.steps; ++t) forward_at(tokens, t);
}

template <class Scalar>
void Embedding<Scalar>::forward_at(const std::int32_t* tokens, int step) {
  device_.vector({name_,
                  Phase::FP,
                  step,
                  ElementWise::embedding_gather,
                  batch_ * width_,
                  {{&table_, 0, 1, batch_ * width_}},
                  {{&output_, step}}},
                 [&] { gather(tokens, step); });
}

template <class Scalar>
void Embedding<Scalar>::gather(const std::int32_t* tokens, int step) {
  const std::int64_t stride = tied_ ? vocabulary_ : 1;
  for (std::int64_t b = 0; b < batch_; ++b) {
    const std::int32_t token = tokens[step * batch_ + b];
    Scalar* out = output_.at(step) + b * width_;
    if (token < 0) {
      std::fill_n(out, width_, Scalar{0});
      continue;
    }
    const Scalar scale = word_scale(token);
    const Scalar* word = table_.data + (tied_ ? token : token * width_);
    for (std::int64_t j = 0; j < width_; ++j) out[j] = scale * word[j * stride];
  }
}

template <class Scalar>
void Embedding<Scalar>::find_touched_rows(const std::int32_t* tokens) {
  touched_rows_.assign(tokens, tokens + lengths_.steps * batch_);
  std::sort(touched_rows_.begin(), touched_rows_.end());
  touched_rows_.erase(std::unique(touched_rows_.begin(), touched_rows_.end()), touched_rows_.end());
  touched_rows_.erase(touched_rows_.begin(), std::lower_bound(touched_rows_.begin(), touched_rows_.end(), 0));
}

template <class Scalar>
void Embedding<Scalar>::backward(const std::int32_t* tokens) {
  for (int t = 0; t < lengths_.steps; ++t) {
    VectorCall<Scalar> call{name_,           Phase::WG,        t, ElementWise::embedding_gradient,
                            batch_ * width_, {{&doutput_, t}}, {}};
    // The first step overwrites the gradient, the others add to it.
    (t == 0 && !tied_ ? call.writes : call.sums).add({&dtable_, 0, 1, batch_ * width_});
    device_.vector(call, [&] {
      if (t == 0 && !tied_) {
        find_touched_rows(tokens);
        for (const std::int64_t row : touched_rows_) std::fill_n(dtable_.data + row * width_, width_, Scalar{0});
      }
      add_gradient(tokens, t);
    });
  }
}

template <class Scalar>
void Embedding<Scalar>::add_gradient(const std::int32_t* tokens, int step) {
  for (std::int64_t b = 0; b < batch_; ++b) {
    const std::int32_t token = tokens[step * batch_ + b];
    if (token < 0) continue;
    const Scalar scale = word_scale(token);
    const Scalar* gradient = doutput_.at(step) + b * width_;
    if (!tied_) {
      kernels<Scalar>().add_scaled(dtable_.data + token * width_, gradient, scale, width_);
      continue;
    }
    for (std::int64_t j = 0; j < width_; ++j) dtable_.data[j * vocabulary_ + token] += scale * gradient[j];
  }
}

template class Embedding<float>;
template class Embedding<double>;

}  // namespace skipgrid::models
