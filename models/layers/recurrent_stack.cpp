#include "models/layers/recurrent_stack.h"

#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "models/limits.h"
#include "traces/input_error.h"

namespace skipgrid::models {

void read(JsonObject& fields, RecurrentConfig& config) {
  config.cell = static_cast<Cell>(fields.word("type", {std::begin(kCellNames), std::end(kCellNames)}));
  if (fields.has("layers")) config.layers = static_cast<int>(fields.integer("layers", 1, kMaxLayers));
  config.hidden = static_cast<int>(fields.integer("hidden", 1, kMaxWidth));
  if (fields.has("bidirectional")) config.bidirectional = fields.truth("bidirectional");
  if (fields.has("state")) config.carried = fields.word("state", {"zero", "carried"}) == 1;
  if (fields.has("dropout")) {
    JsonObject dropout(fields.at("dropout"), fields.place_of("dropout"));
    config.input = read_rate(dropout, "input", config.input);
    config.between = read_rate(dropout, "between", config.between);
    config.recurrent = read_rate(dropout, "recurrent", config.recurrent);
    dropout.no_others();
  }
  if (fields.has("drop_connect")) config.drop_connect = fields.number("drop_connect", 0.0, 1.0);
}

void write(const RecurrentConfig& config, nlohmann::json& json) {
  json["type"] = to_string(config.cell);
  json["layers"] = config.layers;
  json["hidden"] = config.hidden;
  json["bidirectional"] = config.bidirectional;
  json["state"] = config.carried ? "carried" : "zero";
  json["dropout"] = {
      {"input", to_json(config.input)}, {"between", to_json(config.between)}, {"recurrent", to_json(config.recurrent)}};
  json["drop_connect"] = config.drop_connect;
}

Signal signal_of(const RecurrentConfig& config, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place) {
  if (inputs.empty()) throw InputError(place + "/input", "is missing: a recurrent layer reads another layer");
  for (const Signal& input : inputs) {
    if (input.picture()) throw InputError(place + "/input", "expected a layer over time, got pictures");
    if (input.stream != inputs.front().stream) throw InputError(place + "/input", "expected layers of one stream");
  }
  if (config.carried && config.bidirectional) {
    throw InputError(place + "/state", "a reversed layer has no state to carry into the next iteration");
  }
  if (config.carried && !lengths.table.empty()) {
    throw InputError(place + "/state", "a state is carried through a running text, not from one sentence to another");
  }
  return {std::vector<int>(config.bidirectional ? 2 : 1, config.hidden), inputs.front().stream};
}

template <class Scalar>
RecurrentStack<Scalar>::RecurrentStack(Builder<Scalar>& builder, const LayerPlace& place, const RecurrentConfig& config)
    : config_(config), stream_(place.stream) {
  for (int k = 0; k < config.layers; ++k) {
    const std::string level = config.layers == 1 ? place.name : place.name + std::to_string(k);
    levels_.push_back(make_level(builder, level, place.inputs, k));
  }
}

template <class Scalar>
typename RecurrentStack<Scalar>::Level RecurrentStack<Scalar>::make_level(Builder<Scalar>& builder,
                                                                          const std::string& name,
                                                                          const std::vector<std::string>& inputs,
                                                                          int k) {
  Level level;
  std::vector<OutputPart<Scalar>> parts;
  for (int d = 0; d < (config_.bidirectional ? 2 : 1); ++d) {
    Direction direction;
    direction.reads = k == 0 ? builder.read(inputs) : Builder<Scalar>::read(*levels_.back().output);
    RecurrentShape shape;
    shape.inputs = widths_of(direction.reads);
    shape.hidden = config_.hidden;
    shape.steps = builder.config().lengths.steps;
    shape.batch = builder.config().batch;
    shape.reversed = d == 1;
    shape.drop_connect = config_.drop_connect > 0.0;
    const std::string suffix = !config_.bidirectional ? "" : d == 0 ? ".forward" : ".backward";
    direction.cell = make_cell(config_.cell, builder.device(), name + suffix, shape);
    direction.mask_layer = builder.next_mask_layer();
    parts.push_back({&direction.cell->h(), &direction.cell->output_gradient()});
    level.directions.push_back(std::move(direction));
  }
  // The first tensor shares its number with the first direction's state.
  for (std::size_t i = 0; i < level.directions.front().reads.size(); ++i) {
    level.mask_layers.push_back(i == 0 ? level.directions.front().mask_layer : builder.next_mask_layer());
  }
  level.nr.resize(level.mask_layers.size());
  level.output = std::make_unique<Output<Scalar>>(builder.device(), name, static_cast<int>(stream_), std::move(parts));
  return level;
}

template <class Scalar>
std::vector<LayerInput<Scalar>> RecurrentStack<Scalar>::inputs_of(const Level& level,
                                                                  const Direction& direction) const {
  std::vector<LayerInput<Scalar>> inputs;
  for (std::size_t i = 0; i < direction.reads.size(); ++i) inputs.push_back(direction.reads[i].under(level.nr[i]));
  return inputs;
}

template <class Scalar>
void RecurrentStack<Scalar>::begin(const Batch& batch, MaskDrawer& masks) {
  const SequenceLengths& lengths = batch.streams[stream_].lengths;
  for (Level& level : levels_) {
    begin_level(lengths, level, &level == &levels_.front() ? config_.input : config_.between, masks);
  }
}

template <class Scalar>
void RecurrentStack<Scalar>::begin_level(const SequenceLengths& lengths, Level& level, const Rate& rate,
                                         MaskDrawer& masks) {
  for (std::size_t i = 0; i < level.nr.size(); ++i) {
    level.nr[i] = masks.draw(Connection::nr, level.mask_layers[i], rate.in(masks.config()),
                             level.directions.front().reads[i].width(), lengths.steps);
  }
  for (Direction& direction : level.directions) {
    direction.cell->set_lengths(lengths);
    direction.rh = masks.draw(Connection::rh, direction.mask_layer, config_.recurrent.in(masks.config()),
                              config_.hidden, lengths.steps);
    direction.after.reset();
    if (config_.drop_connect > 0.0) {
      direction.cell->set_weight_drop({masks.drops_weights() ? config_.drop_connect : 0.0, masks.config().seed,
                                       masks.key(Connection::weight, direction.mask_layer)});
    }
  }
}

template <class Scalar>
void RecurrentStack<Scalar>::forward(const Batch&) {
  for (Level& level : levels_) {
    for (Direction& direction : level.directions) {
      if (!config_.carried) direction.cell->zero_state();
      direction.cell->forward(inputs_of(level, direction), direction.rh);
    }
  }
}

template <class Scalar>
void RecurrentStack<Scalar>::backward(const Batch& batch) {
  for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
    // The last one's readers are other layers: who runs the network has summed up their gradients.
    if (level != levels_.rbegin()) level->output->sum_gradients(batch.streams[stream_].lengths.steps);
    for (Direction& direction : level->directions) {
      direction.cell->backward(inputs_of(*level, direction), direction.rh, direction.after);
    }
  }
}

template <class Scalar>
void RecurrentStack<Scalar>::carry_state() {
  if (!config_.carried) return;
  for (Level& level : levels_) level.directions.front().cell->carry_state();
}

template <class Scalar>
std::vector<Tensor<Scalar>> RecurrentStack<Scalar>::carried() const {
  std::vector<Tensor<Scalar>> all;
  if (!config_.carried) return all;
  for (const Level& level : levels_) {
    const RecurrentLayer<Scalar>& cell = *level.directions.front().cell;
    for (const Tensor<Scalar>* state : cell.state()) all.push_back(slice_of(*state, cell.before(0)));
  }
  return all;
}

template <class Scalar>
std::vector<Parameter<Scalar>> RecurrentStack<Scalar>::parameters() const {
  std::vector<Parameter<Scalar>> all;
  for (const Level& level : levels_) {
    for (const Direction& direction : level.directions) {
      const std::vector<Parameter<Scalar>> more = direction.cell->parameters();
      all.insert(all.end(), more.begin(), more.end());
    }
  }
  return all;
}

template class RecurrentStack<float>;
template class RecurrentStack<double>;

}  // namespace skipgrid::models
