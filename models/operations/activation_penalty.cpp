#include "models/operations/activation_penalty.h"

#include <utility>

namespace skipgrid::models {

template <class Scalar>
ActivationPenalty<Scalar>::ActivationPenalty(Device<Scalar>& device, std::string layer,
                                             const ActivationPenaltyRates& rates)
    : device_(device), layer_(std::move(layer)), rates_(rates) {}

template <class Scalar>
void ActivationPenalty<Scalar>::backward(const Tensor<Scalar>& h, const Tensor<Scalar>& gradient,
                                         const StepMasks& masks, int steps) {
  value_ = 0.0;
  for (int t = 0; t < steps; ++t) {
    VectorCall<Scalar> call{layer_,
                            traces::Phase::BP,
                            t,
                            traces::ElementWise::gradient_sum,
                            h.rows * h.cols,
                            {{&h, t}, {&gradient, t}},
                            {{&gradient, t}}};
    if (t > 0) call.reads.add({&h, t - 1});
    if (t + 1 < steps) call.reads.add({&h, t + 1});
    device_.vector(call, [&] { backward_at(t, steps, h, gradient, masks); });
  }
}

template <class Scalar>
void ActivationPenalty<Scalar>::backward_at(int step, int steps, const Tensor<Scalar>& h,
                                            const Tensor<Scalar>& gradient, const StepMasks& masks) {
  const auto values = static_cast<double>(h.rows * h.cols);
  const auto size = static_cast<Scalar>(rates_.size / values);
  const auto change = static_cast<Scalar>(steps > 1 ? rates_.change * steps / ((steps - 1) * values) : 0.0);
  const traces::Mask* mask = masks.none() ? nullptr : &masks.at(step)->mask;
  const auto scale = static_cast<Scalar>(masks.none() ? 1.0 : masks.scale);
  const Scalar* here = h.at(step);
  const Scalar* before = step > 0 ? h.at(step - 1) : here;
  const Scalar* after = step + 1 < steps ? h.at(step + 1) : here;
  Scalar* sum = gradient.at(step);
  double cost = 0.0;
  for (std::int64_t b = 0; b < h.rows; ++b) {
    const std::size_t row = mask != nullptr && !mask->structured() ? static_cast<std::size_t>(b) : 0;
    for (std::int64_t j = 0; j < h.cols; ++j) {
      const std::int64_t i = b * h.cols + j;
      const bool kept = mask == nullptr || mask->kept(row, static_cast<std::size_t>(j));
      const Scalar left = kept ? scale * here[i] : Scalar{0}, step_up = here[i] - before[i];
      cost += static_cast<double>(size * left * left + change * step_up * step_up);
      sum[i] += Scalar{2} * (size * (kept ? scale * left : Scalar{0}) + change * (step_up - (after[i] - here[i])));
    }
  }
  value_ += cost;
}

template class ActivationPenalty<float>;
template class ActivationPenalty<double>;

}  // namespace skipgrid::models
