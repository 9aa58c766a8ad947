#include "models/layers/decoder_stack.h"

#include <utility>

namespace skipgrid::models {

template <class Scalar>
DecoderStack<Scalar>::DecoderStack(Builder<Scalar>& builder, const std::string& name, const DecoderStackConfig& config,
                                   const std::vector<std::string>& inputs, std::size_t stream,
                                   const std::vector<Read<Scalar>>& fed)
    : config_(config) {
  std::vector<Input> first;
  for (const Read<Scalar>& read : builder.read(inputs)) {
    first.push_back({read, false, 0, config.input, builder.next_mask_layer(), {}});
  }
  for (const Read<Scalar>& read : fed) first.push_back({read, true, -1, config.feed, builder.next_mask_layer(), {}});
  for (int k = 0; k < config.layers; ++k) {
    std::vector<Input> own = std::move(first);
    first.clear();
    if (k > 0) {
      const Read<Scalar> below = Builder<Scalar>::read(top()).front();
      own = {{below, true, 0, config.between, builder.next_mask_layer(), {}}};
    }
    const std::string level = config.layers == 1 ? name : name + std::to_string(k);
    levels_.push_back(make_level(builder, level, std::move(own), stream));
  }
}

template <class Scalar>
typename DecoderStack<Scalar>::Level DecoderStack<Scalar>::make_level(Builder<Scalar>& builder, const std::string& name,
                                                                      std::vector<Input> inputs, std::size_t stream) {
  RecurrentShape shape;
  for (const Input& input : inputs) shape.inputs.push_back(input.read.width());
  shape.hidden = config_.hidden;
  shape.steps = builder.config().lengths.steps;
  shape.batch = builder.config().batch;
  shape.state_gradient = true;
  Level level{make_cell(config_.cell, builder.device(), name, shape),
              std::move(inputs),
              builder.next_mask_layer(),
              {},
              nullptr};
  level.output = std::make_unique<Output<Scalar>>(
      builder.device(), name, static_cast<int>(stream),
      std::vector<OutputPart<Scalar>>{{&level.cell->h(), &level.cell->output_gradient()}});
  return level;
}

template <class Scalar>
LayerInput<Scalar> DecoderStack<Scalar>::layer_input(const Input& input) {
  LayerInput<Scalar> in = input.read.under(input.masks);
  in.shift = input.shift;
  return in;
}

template <class Scalar>
std::vector<LayerInput<Scalar>> DecoderStack<Scalar>::layer_inputs(const Level& level) {
  std::vector<LayerInput<Scalar>> all;
  for (const Input& input : level.inputs) all.push_back(layer_input(input));
  return all;
}

template <class Scalar>
void DecoderStack<Scalar>::begin(const SequenceLengths& lengths, MaskDrawer& masks) {
  lengths_ = lengths;
  for (Level& level : levels_) {
    for (Input& input : level.inputs) {
      input.masks = masks.draw(Connection::nr, input.mask_layer, input.rate.in(masks.config()), input.read.width(),
                               lengths.steps);
    }
    level.rh = masks.draw(Connection::rh, level.mask_layer, config_.recurrent.in(masks.config()), config_.hidden,
                          lengths.steps);
    level.cell->set_lengths(lengths);
  }
}

template <class Scalar>
void DecoderStack<Scalar>::start(RecurrentStack<Scalar>& encoder) {
  take_state(encoder);
  read_inputs({0, lengths_.steps});
}

template <class Scalar>
void DecoderStack<Scalar>::take_state(RecurrentStack<Scalar>& encoder) {
  for (std::size_t k = 0; k < levels_.size(); ++k) levels_[k].cell->take_state(encoder.cell(static_cast<int>(k)));
}

template <class Scalar>
void DecoderStack<Scalar>::read_inputs(StepRange steps) {
  for (Level& level : levels_) {
    for (std::size_t i = 0; i < level.inputs.size(); ++i) {
      if (!level.inputs[i].stepped) level.cell->input_forward(i, layer_input(level.inputs[i]), steps);
    }
  }
}

template <class Scalar>
void DecoderStack<Scalar>::forward(int step) {
  for (Level& level : levels_) {
    for (std::size_t i = 0; i < level.inputs.size(); ++i) {
      if (level.inputs[i].stepped) level.cell->input_forward(i, layer_input(level.inputs[i]), {step, 1});
    }
    level.cell->step_forward(step, level.rh);
  }
}

template <class Scalar>
void DecoderStack<Scalar>::backward(int step) {
  for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
    level->output->sum_gradients_at(step);
    level->cell->step_backward(step, level->rh);
    for (std::size_t i = 0; i < level->inputs.size(); ++i) {
      const Input& input = level->inputs[i];
      // What is fed before the first step is a constant.
      const bool constant = step + input.shift < 0;
      if (input.stepped && !constant) level->cell->input_backward(i, layer_input(input), {step, 1});
    }
  }
}

template <class Scalar>
void DecoderStack<Scalar>::finish(RecurrentStack<Scalar>& encoder) {
  for (std::size_t k = levels_.size(); k-- > 0;) {
    Level& level = levels_[k];
    for (std::size_t i = 0; i < level.inputs.size(); ++i) {
      if (!level.inputs[i].stepped) level.cell->input_backward(i, layer_input(level.inputs[i]), {0, lengths_.steps});
    }
    level.cell->weight_gradients(layer_inputs(level), level.rh);
    encoder.set_state_gradient(static_cast<int>(k), level.cell->state_gradient());
  }
}

template <class Scalar>
std::vector<Parameter<Scalar>> DecoderStack<Scalar>::parameters() const {
  std::vector<Parameter<Scalar>> all;
  for (const Level& level : levels_) {
    const std::vector<Parameter<Scalar>> more = level.cell->parameters();
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

template class DecoderStack<float>;
template class DecoderStack<double>;

}  // namespace skipgrid::models
