#include "models/operations/attention.h"

#include <algorithm>
#include <cmath>

namespace skipgrid::models {

using traces::ElementWise;
using traces::Phase;

template <class Scalar>
Attention<Scalar>::Attention(Device<Scalar>& device, const std::string& name, const AttentionShape& shape)
    : device_(device),
      name_(name),
      hidden_(shape.hidden),
      batch_(shape.batch),
      source_{shape.source_steps, {}},
      target_{shape.target_steps, {}} {
  const auto by_sentence = [&](const char* suffix) {
    return device.sequence(name + suffix, shape.batch, shape.source_steps, shape.hidden);
  };
  const auto by_step = [&](const char* suffix, int cols) {
    return device.sequence(name + suffix, shape.target_steps, shape.batch, cols);
  };
  memory_ = by_sentence(".memory");
  dmemory_ = by_sentence(".dmemory");
  scores_ = by_step(".scores", shape.source_steps);
  weights_ = device.alias(scores_, name + ".weights");
  dweights_ = by_step(".dweights", shape.source_steps);
  dscores_ = device.alias(dweights_, name + ".dscores");
  context_ = by_step(".context", shape.hidden);
  dcontext_ = by_step(".dcontext", shape.hidden);
}

template <class Scalar>
typename Attention<Scalar>::Sentence Attention<Scalar>::sentence(int b) const {
  const auto memory_of = [&](const Tensor<Scalar>& all) {
    Tensor<Scalar> view = slice_of(all, b);
    view.rows = source_.steps;
    return view;
  };
  const auto positions_of = [&](const Tensor<Scalar>& all) {
    Tensor<Scalar> view = sample_of(all, b);
    view.cols = source_.steps;
    return view;
  };
  return {memory_of(memory_),      memory_of(dmemory_),    positions_of(scores_),  positions_of(weights_),
          positions_of(dweights_), positions_of(dscores_), sample_of(context_, b), sample_of(dcontext_, b)};
}

template <class Scalar>
void Attention<Scalar>::set_lengths(const SequenceLengths& source, const SequenceLengths& target) {
  source_ = source;
  target_ = target;
  sentences_.clear();
  for (int b = 0; b < batch_; ++b) sentences_.push_back(sentence(b));
}

template <class Scalar>
void Attention<Scalar>::product(std::string_view op, Phase phase, Form form, const Tensor<Scalar>& positions,
                                const Tensor<Scalar>& memory, const Tensor<Scalar>& row, int b, int step,
                                bool accumulate) {
  GemmCall<Scalar> call{name_, op, phase, &positions, &memory, &row, &none_, step};
  call.other_form = form;
  call.accumulate = accumulate;
  const int of_use = target_.has(b, step) ? source_length(b) : 0;
  call.padding = (source_.steps - of_use) * hidden_;
  device_.gemm(call);
}

template <class Scalar>
void Attention<Scalar>::copy_by_sentence(const Tensor<Scalar>& by_step, const Tensor<Scalar>& by_sentence,
                                         bool gather) const {
  for (int s = 0; s < source_.steps; ++s) {
    for (int b = 0; b < batch_; ++b) {
      Scalar *row = by_step.at(s) + b * hidden_, *place = by_sentence.at(b) + s * hidden_;
      std::copy_n(gather ? row : place, hidden_, gather ? place : row);
    }
  }
}

template <class Scalar>
void Attention<Scalar>::take_memory(const Tensor<Scalar>& outputs) {
  device_.vector({name_,
                  Phase::FP,
                  0,
                  ElementWise::by_sentence,
                  source_.steps * batch_ * hidden_,
                  {{&outputs, 0, source_.steps}},
                  {{&memory_, 0, batch_}}},
                 [&] { copy_by_sentence(outputs, memory_, true); });
}

template <class Scalar>
void Attention<Scalar>::forward(const Tensor<Scalar>& query, int step) {
  for (int b = 0; b < batch_; ++b) {
    const Sentence& own = sentences_[static_cast<std::size_t>(b)];
    product("score", Phase::FP, Form::ywt, own.scores, own.memory, sample_of(query, b), b, step);
  }
  softmax(step);
  for (int b = 0; b < batch_; ++b) {
    const Sentence& own = sentences_[static_cast<std::size_t>(b)];
    product("context", Phase::FP, Form::xw, own.weights, own.memory, own.context, b, step);
  }
}

template <class Scalar>
void Attention<Scalar>::softmax(int step) {
  const std::int64_t elements = std::int64_t{batch_} * source_.steps;
  device_.vector(
      {name_, Phase::FP, step, ElementWise::attention_softmax, elements, {{&scores_, step}}, {{&weights_, step}}}, [&] {
        for (int b = 0; b < batch_; ++b) {
          Scalar* row = sentences_[static_cast<std::size_t>(b)].scores.at(step);
          const int length = source_length(b);
          // Relative to the largest: nothing overflows.
          const Scalar largest = *std::max_element(row, row + length);
          Scalar sum{0};
          for (int s = 0; s < length; ++s) sum += row[s] = std::exp(row[s] - largest);
          for (int s = 0; s < length; ++s) row[s] /= sum;
          std::fill(row + length, row + source_.steps, Scalar{0});
        }
      });
}

template <class Scalar>
void Attention<Scalar>::backward(const Tensor<Scalar>& query_gradient, int step) {
  for (int b = 0; b < batch_; ++b) {
    const Sentence& own = sentences_[static_cast<std::size_t>(b)];
    product("context", Phase::BP, Form::ywt, own.dweights, own.memory, own.dcontext, b, step);
  }
  softmax_backward(step);
  for (int b = 0; b < batch_; ++b) {
    const Sentence& own = sentences_[static_cast<std::size_t>(b)];
    product("score", Phase::BP, Form::xw, own.dscores, own.memory, sample_of(query_gradient, b), b, step);
  }
}

template <class Scalar>
void Attention<Scalar>::softmax_backward(int step) {
  device_.vector({name_,
                  Phase::BP,
                  step,
                  ElementWise::attention_softmax_backward,
                  std::int64_t{batch_} * source_.steps,
                  {{&weights_, step}, {&dweights_, step}},
                  {{&dscores_, step}}},
                 [&] {
                   for (const Sentence& own : sentences_) {
                     const Scalar* p = own.weights.at(step);
                     Scalar* gradient = own.dweights.at(step);
                     Scalar mean{0};
                     for (int s = 0; s < source_.steps; ++s) mean += p[s] * gradient[s];
                     for (int s = 0; s < source_.steps; ++s) gradient[s] = p[s] * (gradient[s] - mean);
                   }
                 });
}

template <class Scalar>
void Attention<Scalar>::memory_gradient(const Tensor<Scalar>& query, const Tensor<Scalar>& outputs_gradient) {
  for (int b = 0; b < batch_; ++b) {
    const Sentence& own = sentences_[static_cast<std::size_t>(b)];
    for (int t = 0; t < target_.steps; ++t) {
      product("context_memory", Phase::BP, Form::xty, own.weights, own.dmemory, own.dcontext, b, t, t > 0);
    }
    for (int t = 0; t < target_.steps; ++t) {
      product("score_memory", Phase::BP, Form::xty, own.dscores, own.dmemory, sample_of(query, b), b, t, true);
    }
  }
  device_.vector({name_,
                  Phase::BP,
                  0,
                  ElementWise::by_step,
                  source_.steps * batch_ * hidden_,
                  {{&dmemory_, 0, batch_}},
                  {{&outputs_gradient, 0, source_.steps}}},
                 [&] { copy_by_sentence(outputs_gradient, dmemory_, false); });
}

template class Attention<float>;
template class Attention<double>;

}  // namespace skipgrid::models
