#include "models/operations/projection.h"

#include <algorithm>
#include <numeric>

#include "models/operations/bias.h"
#include "models/operations/softmax.h"

namespace skipgrid::models {

using traces::ElementWise;
using traces::Phase;

namespace {

template <class Scalar>
InputProduct<Scalar> product_of(Device<Scalar>& device, const ProjectionShape& shape,
                                const std::optional<Weight<Scalar>>& tied) {
  const typename InputProduct<Scalar>::Shape sizes{shape.hidden, shape.vocabulary, shape.steps, shape.batch};
  if (tied) return {device, shape.name, "projection", "", sizes, *tied};
  return {device, shape.name, "projection", "", sizes};
}

}  // namespace

template <class Scalar>
Projection<Scalar>::Projection(Device<Scalar>& device, const ProjectionShape& shape, double loss_divisor,
                               const std::optional<Weight<Scalar>>& tied)
    : device_(device),
      name_(shape.name),
      lengths_{shape.steps, {}},
      batch_(shape.batch),
      vocabulary_(shape.vocabulary),
      loss_divisor_(loss_divisor),
      tied_(tied.has_value()),
      product_(product_of(device, shape, tied)),
      b_(device.matrix(name_ + ".b", 1, vocabulary_)),
      db_(device.matrix(name_ + ".db", 1, vocabulary_)),
      scores_(device.sequence(name_ + ".scores", shape.steps, batch_, vocabulary_)),
      dscores_(device.alias(scores_, name_ + ".dscores")),
      loss_(device.matrix(name_ + ".loss", 1, 1)),
      log_loss_(static_cast<std::size_t>(shape.steps), 0.0),
      sample_loss_(static_cast<std::size_t>(shape.batch), 0.0) {}

template <class Scalar>
std::vector<Parameter<Scalar>> Projection<Scalar>::parameters() const {
  std::vector<Parameter<Scalar>> all;
  if (!tied_) all.push_back(product_.parameter());
  all.push_back({name_, b_, db_, nullptr, b_.elements()});
  return all;
}

template <class Scalar>
void Projection<Scalar>::forward(const LayerInput<Scalar>& in, const std::int32_t* targets) {
  product_.forward(in, scores_, {0, lengths_.steps}, lengths_, false);
  std::fill(log_loss_.begin(), log_loss_.end(), 0.0);
  for (int t = 0; t < lengths_.steps; ++t) {
    VectorCall<Scalar> call{
        name_, Phase::FP, t, ElementWise::softmax_loss, batch_ * vocabulary_, {{&scores_, t}, {&b_}}, {{&dscores_, t}}};
    (t == 0 ? call.writes : call.sums).add({&loss_});
    device_.vector(call, [&] {
      device_.in_parts(batch_, 1, [&](std::int64_t first, std::int64_t end) {
        for (std::int64_t b = first; b < end; ++b) {
          sample_loss_[static_cast<std::size_t>(b)] =
              softmax_loss(vocabulary_, scores_.at(t) + b * vocabulary_, b_.data, targets[t * batch_ + b],
                           static_cast<Scalar>(1.0 / loss_divisor_));
        }
      });
      log_loss_[static_cast<std::size_t>(t)] = std::accumulate(sample_loss_.begin(), sample_loss_.end(), 0.0);
    });
  }
}

template <class Scalar>
const Scalar* Projection<Scalar>::log_probabilities(const LayerInput<Scalar>& in, int step) {
  product_.forward(in, scores_, {step, 1}, lengths_, false);
  device_.vector({name_,
                  Phase::FP,
                  step,
                  ElementWise::softmax_loss,
                  batch_ * vocabulary_,
                  {{&scores_, step}, {&b_}},
                  {{&scores_, step}}},
                 [&] {
                   device_.in_parts(batch_, 1, [&](std::int64_t first, std::int64_t end) {
                     log_softmax(end - first, vocabulary_, scores_.at(step) + first * vocabulary_, b_.data);
                   });
                 });
  return scores_.at(step);
}

template <class Scalar>
double Projection<Scalar>::log_loss() const {
  return std::accumulate(log_loss_.begin(), log_loss_.end(), 0.0);
}

template <class Scalar>
void Projection<Scalar>::backward(const LayerInput<Scalar>& in) {
  const StepRange all{0, lengths_.steps};
  product_.data_gradient(in, dscores_, all, lengths_);
  product_.weight_gradient(in, dscores_, all, lengths_);
  bias_gradient(device_, name_, dscores_, lengths_.steps, db_);
}

template class Projection<float>;
template class Projection<double>;

}  // namespace skipgrid::models
