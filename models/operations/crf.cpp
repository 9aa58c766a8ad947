#include "models/operations/crf.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace skipgrid::models {

using traces::ElementWise;
using traces::Phase;

namespace {

/// log of the sum of exp(term(i)); relative to the largest, so that nothing overflows.
template <class Scalar, class Term>
Scalar log_sum_exp(std::int64_t count, const Term& term) {
  Scalar largest = term(0);
  for (std::int64_t i = 1; i < count; ++i) largest = std::max(largest, term(i));
  Scalar sum{0};
  for (std::int64_t i = 0; i < count; ++i) sum += std::exp(term(i) - largest);
  return largest + std::log(sum);
}

}  // namespace

template <class Scalar>
Crf<Scalar>::Crf(Device<Scalar>& device, const CrfShape& shape, double loss_divisor)
    : device_(device),
      name_(shape.name),
      lengths_{shape.steps, {}},
      batch_(shape.batch),
      tags_(shape.tags),
      loss_divisor_(loss_divisor),
      transitions_(device.matrix(name_ + ".A", tags_ + 2, tags_)),
      dtransitions_(device.matrix(name_ + ".dA", tags_ + 2, tags_)),
      prefixes_(device.sequence(name_ + ".prefixes", shape.steps, batch_, tags_)),
      suffixes_(device.sequence(name_ + ".suffixes", shape.steps, batch_, tags_)),
      log_partition_(device.matrix(name_ + ".log_z", batch_, 1)),
      loss_(device.matrix(name_ + ".loss", 1, 1)),
      log_loss_(static_cast<std::size_t>(batch_), 0.0) {}

template <class Scalar>
void Crf<Scalar>::forward(const Tensor<Scalar>& emissions, const std::int32_t* targets) {
  for (int t = 0; t < lengths_.steps; ++t) {
    VectorCall<Scalar> call{name_,
                            Phase::FP,
                            t,
                            ElementWise::crf_forward,
                            elements(t > 0),
                            {{&transitions_}, {&emissions, t}},
                            {{&prefixes_, t}}};
    if (t > 0) call.reads.add({&prefixes_, t - 1});
    device_.vector(call, [&] { extend_prefixes(emissions, t); });
  }
  // Z sums over the last tag; the score of the targets is one emission a step and sample.
  const int last = lengths_.steps - 1;
  const std::int64_t targets_read = batch_ * lengths_.steps;
  device_.vector({name_,
                  Phase::FP,
                  last,
                  ElementWise::crf_loss,
                  elements(false) + targets_read,
                  {{&prefixes_, last}, {&transitions_}, {&emissions, 0, lengths_.steps, targets_read}},
                  {{&log_partition_}, {&loss_}}},
                 [&] {
                   for (std::int64_t b = 0; b < batch_; ++b) {
                     const Scalar* prefix = prefixes_.at(last) + b * tags_;
                     const Scalar log_z =
                         log_sum_exp<Scalar>(tags_, [&](std::int64_t tag) { return prefix[tag] + end(tag); });
                     log_partition_.data[b] = log_z;
                     log_loss_[static_cast<std::size_t>(b)] =
                         static_cast<double>(log_z) - static_cast<double>(score(emissions, targets, b));
                   }
                 });
}

template <class Scalar>
void Crf<Scalar>::extend_prefixes(const Tensor<Scalar>& emissions, int step) {
  for (std::int64_t b = 0; b < batch_; ++b) {
    const Scalar* emission = emissions.at(step) + b * tags_;
    Scalar* prefix = prefixes_.at(step) + b * tags_;
    const Scalar* before = step == 0 ? nullptr : prefixes_.at(step - 1) + b * tags_;
    // A sentence that is over keeps what it had, so that all end at the last step.
    if (step >= length(b)) {
      std::copy_n(before, tags_, prefix);
      continue;
    }
    for (std::int64_t tag = 0; tag < tags_; ++tag) {
      const Scalar come = step == 0 ? start(tag) : log_sum_exp<Scalar>(tags_, [&](std::int64_t from) {
        return before[from] + transition(from, tag);
      });
      prefix[tag] = come + emission[tag];
    }
  }
}

template <class Scalar>
Scalar Crf<Scalar>::score(const Tensor<Scalar>& emissions, const std::int32_t* targets, std::int64_t b) const {
  const int steps = length(b);
  const auto tag = [&](int t) { return targets[t * batch_ + b]; };
  Scalar sum = start(tag(0)) + end(tag(steps - 1));
  for (int t = 0; t < steps; ++t) {
    sum += emissions.at(t)[b * tags_ + tag(t)];
    if (t > 0) sum += transition(tag(t - 1), tag(t));
  }
  return sum;
}

template <class Scalar>
double Crf<Scalar>::log_loss() const {
  return std::accumulate(log_loss_.begin(), log_loss_.end(), 0.0);
}

template <class Scalar>
void Crf<Scalar>::backward(const Tensor<Scalar>& emissions, const Tensor<Scalar>& gradient,
                           const std::int32_t* targets) {
  for (int t = lengths_.steps - 1; t >= 0; --t) {
    const bool last = t == lengths_.steps - 1;
    VectorCall<Scalar> call{name_,
                            Phase::BP,
                            t,
                            ElementWise::crf_backward,
                            elements(!last),
                            {{&transitions_}, {&prefixes_, t}, {&log_partition_}},
                            {{&suffixes_, t}, {&gradient, t}}};
    if (!last) {
      call.reads.add({&emissions, t + 1});
      call.reads.add({&suffixes_, t + 1});
    }
    device_.vector(call, [&] {
      extend_suffixes(emissions, t);
      emission_gradient(gradient, targets, t);
    });
  }
  device_.vector({name_,
                  Phase::WG,
                  0,
                  ElementWise::crf_edge_gradient,
                  2 * elements(false),
                  {{&gradient, 0, lengths_.steps}},
                  {{&dtransitions_}}},
                 [&] { edge_gradients(gradient); });
  for (int t = 1; t < lengths_.steps; ++t) {
    device_.vector({name_,
                    Phase::WG,
                    t,
                    ElementWise::crf_transition_gradient,
                    elements(true),
                    {{&transitions_}, {&prefixes_, t - 1}, {&emissions, t}, {&suffixes_, t}, {&log_partition_}},
                    {},
                    {{&dtransitions_}}},
                   [&] { transition_gradient(emissions, targets, t); });
  }
}

template <class Scalar>
void Crf<Scalar>::extend_suffixes(const Tensor<Scalar>& emissions, int step) {
  for (std::int64_t b = 0; b < batch_; ++b) {
    Scalar* suffix = suffixes_.at(step) + b * tags_;
    if (step >= length(b) - 1) {
      for (std::int64_t tag = 0; tag < tags_; ++tag) suffix[tag] = end(tag);
      continue;
    }
    const Scalar* emission = emissions.at(step + 1) + b * tags_;
    const Scalar* after = suffixes_.at(step + 1) + b * tags_;
    for (std::int64_t tag = 0; tag < tags_; ++tag) {
      suffix[tag] =
          log_sum_exp<Scalar>(tags_, [&](std::int64_t to) { return transition(tag, to) + emission[to] + after[to]; });
    }
  }
}

template <class Scalar>
void Crf<Scalar>::emission_gradient(const Tensor<Scalar>& gradient, const std::int32_t* targets, int step) const {
  const auto scale = static_cast<Scalar>(1.0 / loss_divisor_);
  for (std::int64_t b = 0; b < batch_; ++b) {
    Scalar* row = gradient.at(step) + b * tags_;
    if (step >= length(b)) {
      std::fill_n(row, tags_, Scalar{0});
      continue;
    }
    const Scalar *prefix = prefixes_.at(step) + b * tags_, *suffix = suffixes_.at(step) + b * tags_;
    for (std::int64_t tag = 0; tag < tags_; ++tag) {
      row[tag] = scale * std::exp(prefix[tag] + suffix[tag] - log_partition_.data[b]);
    }
    row[targets[step * batch_ + b]] -= scale;
  }
}

// start and end are added to the first and the last emission: they have their gradients. That of A begins at zero.
template <class Scalar>
void Crf<Scalar>::edge_gradients(const Tensor<Scalar>& gradient) const {
  std::fill_n(dtransitions_.data, dtransitions_.elements(), Scalar{0});
  Scalar *dstart = dtransitions_.data + tags_ * tags_, *dend = dstart + tags_;
  for (std::int64_t b = 0; b < batch_; ++b) {
    const Scalar *first = gradient.at(0) + b * tags_, *last = gradient.at(length(b) - 1) + b * tags_;
    for (std::int64_t tag = 0; tag < tags_; ++tag) {
      dstart[tag] += first[tag];
      dend[tag] += last[tag];
    }
  }
}

template <class Scalar>
void Crf<Scalar>::transition_gradient(const Tensor<Scalar>& emissions, const std::int32_t* targets, int step) const {
  const auto scale = static_cast<Scalar>(1.0 / loss_divisor_);
  for (std::int64_t b = 0; b < batch_; ++b) {
    if (step >= length(b)) continue;
    const Scalar *before = prefixes_.at(step - 1) + b * tags_, *after = suffixes_.at(step) + b * tags_;
    const Scalar* emission = emissions.at(step) + b * tags_;
    for (std::int64_t from = 0; from < tags_; ++from) {
      for (std::int64_t to = 0; to < tags_; ++to) {
        const Scalar log_p = before[from] + transition(from, to) + emission[to] + after[to] - log_partition_.data[b];
        dtransitions_.data[from * tags_ + to] += scale * std::exp(log_p);
      }
    }
    dtransitions_.data[targets[(step - 1) * batch_ + b] * tags_ + targets[step * batch_ + b]] -= scale;
  }
}

template class Crf<float>;
template class Crf<double>;

}  // namespace skipgrid::models
