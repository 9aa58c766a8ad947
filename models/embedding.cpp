#include "models/embedding.h"

#include <algorithm>

#include "models/kernels/kernel_table.h"

namespace skipgrid::models {

using traces::Phase;

namespace {
constexpr const char* kLayer = "embedding";
}

template <class Scalar>
Embedding<Scalar>::Embedding(Device<Scalar>& device, int vocabulary, int width, int steps, int batch)
    : device_(device),
      steps_(steps),
      batch_(batch),
      width_(width),
      table_(device.matrix("embedding.W", vocabulary, width)),
      dtable_(device.matrix("embedding.dW", vocabulary, width)),
      output_(device.sequence("embedding.out", steps, batch, width)),
      doutput_(device.sequence("embedding.dout", steps, batch, width)) {
  touched_rows_.reserve(static_cast<std::size_t>(steps) * static_cast<std::size_t>(batch));
}

template <class Scalar>
Parameter<Scalar> Embedding<Scalar>::parameter() const {
  return {kLayer, table_, dtable_, &touched_rows_, steps_ * batch_ * width_};
}

template <class Scalar>
void Embedding<Scalar>::forward(const std::int32_t* tokens) {
  for (int t = 0; t < steps_; ++t) {
    device_.vector({kLayer, Phase::FP, t, "embedding_gather", batch_ * width_, {{&table_}}, {{&output_, t}}}, [&] {
      for (std::int64_t b = 0; b < batch_; ++b) {
        const Scalar* row = table_.data + tokens[t * batch_ + b] * width_;
        std::copy(row, row + width_, output_.at(t) + b * width_);
      }
    });
  }
}

template <class Scalar>
void Embedding<Scalar>::find_touched_rows(const std::int32_t* tokens) {
  touched_rows_.assign(tokens, tokens + steps_ * batch_);
  std::sort(touched_rows_.begin(), touched_rows_.end());
  touched_rows_.erase(std::unique(touched_rows_.begin(), touched_rows_.end()), touched_rows_.end());
}

template <class Scalar>
void Embedding<Scalar>::backward(const std::int32_t* tokens) {
  for (int t = 0; t < steps_; ++t) {
    VectorCall<Scalar> call{kLayer, Phase::WG, t, "embedding_gradient", batch_ * width_, {{&doutput_, t}}, {}};
    // The first step overwrites the gradient, the others add to it.
    (t == 0 ? call.writes : call.sums).add({&dtable_});
    device_.vector(call, [&] {
      if (t == 0) {
        find_touched_rows(tokens);
        for (const std::int64_t row : touched_rows_) std::fill_n(dtable_.data + row * width_, width_, Scalar{0});
      }
      for (std::int64_t b = 0; b < batch_; ++b) {
        Scalar* row = dtable_.data + tokens[t * batch_ + b] * width_;
        kernels<Scalar>().add_scaled(row, doutput_.at(t) + b * width_, Scalar{1}, width_);
      }
    });
  }
}

template class Embedding<float>;
template class Embedding<double>;

}  // namespace skipgrid::models
