#include "models/layers/attention_decoder.h"

#include <cmath>

namespace skipgrid::models {

using traces::ElementWise;
using traces::Phase;

template <class Scalar>
AttentionDecoder<Scalar>::AttentionDecoder(Builder<Scalar>& builder, const LayerPlace& place,
                                           const AttentionDecoderConfig& config)
    : device_(builder.device()),
      name_(place.name + ".attention"),
      config_(config),
      stream_(place.stream),
      source_stream_(static_cast<std::size_t>(builder.layer(config.memory).output()->stream())),
      encoder_(dynamic_cast<RecurrentStack<Scalar>&>(builder.layer(config.memory))),
      memory_(builder.read({config.memory}).front()),
      y_(device_.sequence(name_ + ".y", builder.config().lengths.steps + 1, builder.config().batch, config.stack.hidden,
                          -1)),
      sums_(device_.alias(y_, name_ + ".sums")),
      dy_(device_.sequence(name_ + ".dy", y_.slices - 1, y_.rows, y_.cols)),
      dfed_(device_.sequence(name_ + ".dfed", y_.slices, y_.rows, y_.cols, -1)),
      dsums_(device_.sequence(name_ + ".dsums", dy_.slices, y_.rows, y_.cols)),
      query_(device_.sequence(name_ + ".query", dy_.slices, y_.rows, y_.cols)),
      dquery_(device_.sequence(name_ + ".dquery", dy_.slices, y_.rows, y_.cols)),
      stack_(builder, place.name, config.stack, place.inputs, place.stream,
             config.input_feeding ? std::vector<Read<Scalar>>{{&y_, &dfed_}} : std::vector<Read<Scalar>>{}),
      h_query_(Builder<Scalar>::read(stack_.top()).front()),
      h_state_(Builder<Scalar>::read(stack_.top()).front()),
      mask_layer_(builder.next_mask_layer()),
      attention_(device_, name_, {config.stack.hidden, dy_.slices, dy_.slices, builder.config().batch}),
      w_context_(device_, name_, "combine", "_context",
                 {config.stack.hidden, config.stack.hidden, dy_.slices, builder.config().batch}),
      w_state_(device_, name_, "combine", "_state",
               {config.stack.hidden, config.stack.hidden, dy_.slices, builder.config().batch}),
      output_(device_, name_, static_cast<int>(place.stream), {{&y_, &dy_}}) {
  if (config.score == AttentionScore::general) {
    w_query_.emplace(device_, name_, "query", "_query",
                     typename InputProduct<Scalar>::Shape{config.stack.hidden, config.stack.hidden, dy_.slices,
                                                          builder.config().batch});
  }
}

template <class Scalar>
std::vector<Parameter<Scalar>> AttentionDecoder<Scalar>::parameters() const {
  std::vector<Parameter<Scalar>> all = stack_.parameters();
  if (w_query_) all.push_back(w_query_->parameter());
  all.push_back(w_context_.parameter());
  all.push_back(w_state_.parameter());
  return all;
}

template <class Scalar>
void AttentionDecoder<Scalar>::begin(const Batch& batch, MaskDrawer& masks) {
  lengths_ = batch.streams[stream_].lengths;
  stack_.begin(lengths_, masks);
  attention_.set_lengths(batch.streams[source_stream_].lengths, lengths_);
  masks_ = masks.draw(Connection::nr, mask_layer_, config_.attention.in(masks.config()), config_.stack.hidden,
                      lengths_.steps);
}

template <class Scalar>
void AttentionDecoder<Scalar>::forward(const Batch&) {
  attention_.take_memory(*memory_.value);
  stack_.start(encoder_);
  for (int t = 0; t < lengths_.steps; ++t) step_forward(t);
}

template <class Scalar>
void AttentionDecoder<Scalar>::start() {
  attention_.take_memory(*memory_.value);
  stack_.take_state(encoder_);
}

template <class Scalar>
void AttentionDecoder<Scalar>::step(int step) {
  stack_.read_inputs({step, 1});
  step_forward(step);
}

template <class Scalar>
std::vector<const Tensor<Scalar>*> AttentionDecoder<Scalar>::state() const {
  std::vector<const Tensor<Scalar>*> all;
  for (int k = 0; k < config_.stack.layers; ++k) {
    const std::vector<const Tensor<Scalar>*> more = stack_.cell(k).state();
    all.insert(all.end(), more.begin(), more.end());
  }
  if (config_.input_feeding) all.push_back(&y_);
  return all;
}

template <class Scalar>
void AttentionDecoder<Scalar>::step_forward(int step) {
  stack_.forward(step);
  if (w_query_) w_query_->forward(h_query_.under(masks_), query_, {step, 1}, lengths_, false);
  // The state's product does not wait for the attention.
  w_state_.forward(h_state_.under(masks_), sums_, {step, 1}, lengths_, false);
  attention_.forward(query(), step);
  w_context_.forward(context_input(), sums_, {step, 1}, lengths_, true);
  activate(step);
}

template <class Scalar>
void AttentionDecoder<Scalar>::activate(int step) {
  const std::int64_t elements = y_.rows * y_.cols;
  device_.vector({name_, Phase::FP, step, ElementWise::tanh, elements, {{&sums_, step}}, {{&y_, step}}}, [&] {
    Scalar* y = y_.at(step);
    for (std::int64_t i = 0; i < elements; ++i) y[i] = std::tanh(y[i]);
  });
}

template <class Scalar>
void AttentionDecoder<Scalar>::backward(const Batch&) {
  const StepRange all{0, lengths_.steps};
  for (int t = lengths_.steps; t-- > 0;) step_backward(t);
  stack_.finish(encoder_);
  if (w_query_) w_query_->weight_gradient(h_query_.under(masks_), dquery_, all, lengths_);
  w_state_.weight_gradient(h_state_.under(masks_), dsums_, all, lengths_);
  w_context_.weight_gradient(context_input(), dsums_, all, lengths_);
  attention_.memory_gradient(query(), *memory_.gradient);
}

template <class Scalar>
void AttentionDecoder<Scalar>::step_backward(int step) {
  undo_activation(step);
  w_context_.data_gradient(context_input(), dsums_, {step, 1}, lengths_);
  w_state_.data_gradient(h_state_.under(masks_), dsums_, {step, 1}, lengths_);
  attention_.backward(query_gradient(), step);
  if (w_query_) w_query_->data_gradient(h_query_.under(masks_), dquery_, {step, 1}, lengths_);
  stack_.backward(step);
}

template <class Scalar>
void AttentionDecoder<Scalar>::undo_activation(int step) {
  const std::int64_t elements = y_.rows * y_.cols;
  VectorCall<Scalar> call{
      name_, Phase::BP, step, ElementWise::tanh_backward, elements, {{&y_, step}, {&dy_, step}}, {{&dsums_, step}}};
  const bool fed = config_.input_feeding && step + 1 < lengths_.steps;
  if (fed) call.reads.add({&dfed_, step});
  device_.vector(call, [&] {
    const Scalar *y = y_.at(step), *above = dy_.at(step), *after = fed ? dfed_.at(step) : nullptr;
    for (std::int64_t i = 0; i < elements; ++i) {
      const Scalar gradient = fed ? above[i] + after[i] : above[i];
      dsums_.at(step)[i] = gradient * (Scalar{1} - y[i] * y[i]);
    }
  });
}

template class AttentionDecoder<float>;
template class AttentionDecoder<double>;

}  // namespace skipgrid::models
