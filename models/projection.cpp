#include "models/projection.h"

#include <algorithm>
#include <numeric>

#include "models/dropout_layer.h"
#include "models/kernels/kernel_table.h"
#include "models/softmax.h"

namespace skipgrid::models {

using traces::Phase;

namespace {
constexpr const char* kLayer = "projection";
}

template <class Scalar>
Projection<Scalar>::Projection(Device<Scalar>& device, int hidden, int vocabulary, int steps, int batch,
                               double loss_divisor)
    : device_(device),
      steps_(steps),
      batch_(batch),
      vocabulary_(vocabulary),
      loss_divisor_(loss_divisor),
      w_(device.matrix("projection.W", hidden, vocabulary)),
      b_(device.matrix("projection.b", 1, vocabulary)),
      dw_(device.matrix("projection.dW", hidden, vocabulary)),
      db_(device.matrix("projection.db", 1, vocabulary)),
      x_kept_(device.sequence("projection.x_kept", steps, batch, hidden)),
      dx_kept_(device.sequence("projection.dx_kept", steps, batch, hidden)),
      scores_(device.sequence("projection.scores", steps, batch, vocabulary)),
      dscores_(device.alias(scores_, "projection.dscores")),
      loss_(device.matrix("projection.loss", 1, 1)),
      log_loss_(static_cast<std::size_t>(steps), 0.0) {}

template <class Scalar>
std::vector<Parameter<Scalar>> Projection<Scalar>::parameters() const {
  return {{kLayer, w_, dw_, nullptr, w_.elements()}, {kLayer, b_, db_, nullptr, b_.elements()}};
}

template <class Scalar>
void Projection<Scalar>::forward(const Tensor<Scalar>& in, const StepMasks& masks, const std::int32_t* targets) {
  if (!masks.none()) {
    for (int t = 0; t < steps_; ++t) dropout_forward(device_, {kLayer, Phase::FP, t}, masks, in, t, x_kept_);
  }
  device_.gemm({kLayer, "projection", Phase::FP, masks.none() ? &in : &x_kept_, &w_, &scores_, &masks, 0, steps_});
  for (int t = 0; t < steps_; ++t) {
    VectorCall<Scalar> call{kLayer,          Phase::FP, t, "softmax_loss", batch_ * vocabulary_, {{&scores_, t}, {&b_}},
                            {{&dscores_, t}}};
    (t == 0 ? call.writes : call.sums).add({&loss_});
    device_.vector(call, [&] {
      log_loss_[static_cast<std::size_t>(t)] = softmax_loss(
          batch_, vocabulary_, scores_.at(t), b_.data, targets + t * batch_, static_cast<Scalar>(1.0 / loss_divisor_));
    });
  }
}

template <class Scalar>
double Projection<Scalar>::log_loss() const {
  return std::accumulate(log_loss_.begin(), log_loss_.end(), 0.0);
}

template <class Scalar>
void Projection<Scalar>::backward(const Tensor<Scalar>& in, const Tensor<Scalar>& in_gradient, const StepMasks& masks) {
  const Tensor<Scalar>& dx = masks.none() ? in_gradient : dx_kept_;
  device_.gemm({kLayer, "projection", Phase::BP, &dx, &w_, &dscores_, &masks, 0, steps_});
  if (!masks.none()) {
    for (int t = 0; t < steps_; ++t) {
      dropout_backward(device_, {kLayer, Phase::BP, t}, masks, dx_kept_, in_gradient, t);
    }
  }
  device_.gemm({kLayer, "projection", Phase::WG, masks.none() ? &in : &x_kept_, &dw_, &dscores_, &masks, 0, steps_});
  device_.vector(
      {kLayer, Phase::WG, 0, "bias_gradient", steps_ * batch_ * vocabulary_, {{&dscores_, 0, steps_}}, {{&db_}}}, [&] {
        std::fill_n(db_.data, vocabulary_, Scalar{0});
        for (std::int64_t row = 0; row < steps_ * batch_; ++row) {
          const Scalar* gradient = dscores_.data + row * vocabulary_;
          for (std::int64_t v = 0; v < vocabulary_; ++v) db_.data[v] += gradient[v];
        }
      });
}

template class Projection<float>;
template class Projection<double>;

}  // namespace skipgrid::models
