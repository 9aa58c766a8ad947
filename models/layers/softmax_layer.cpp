#include "models/layers/softmax_layer.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "models/layers/embedding_layer.h"
#include "models/limits.h"
#include "traces/input_error.h"

namespace skipgrid::models {

void read(JsonObject& fields, SoftmaxConfig& config) {
  config.classes = static_cast<int>(fields.integer("classes", 2, kMaxVocabulary));
  if (fields.has("tied_to")) config.tied = fields.text("tied_to");
  if (fields.has("dropout")) {
    JsonObject dropout(fields.at("dropout"), fields.place_of("dropout"));
    config.input = read_optional_rate(dropout, "input");
    dropout.no_others();
  }
}

void write(const SoftmaxConfig& config, nlohmann::json& json) {
  json["classes"] = config.classes;
  if (!config.tied.empty()) json["tied_to"] = config.tied;
  json["dropout"] = nlohmann::json::object();
  if (config.input) json["dropout"]["input"] = to_json(*config.input);
}

Signal signal_of(const SoftmaxConfig& config, const std::vector<Signal>& inputs, const LengthsConfig&,
                 const std::string& place) {
  if (inputs.size() != 1 || inputs.front().widths.size() != 1) {
    throw InputError(place + "/input", "expected one layer that goes one way (a linear layer joins several)");
  }
  if (inputs.front().picture())
    throw InputError(place + "/input", "expected a layer without pictures (a linear layer flattens them)");
  check_input_rate(config.input, inputs, place);
  return {{}, inputs.front().stream};
}

namespace {

template <class Scalar>
std::optional<Weight<Scalar>> tied_weight(Builder<Scalar>& builder, const std::string& name) {
  if (name.empty()) return std::nullopt;
  return dynamic_cast<EmbeddingLayer<Scalar>&>(builder.layer(name)).weight();
}

}  // namespace

template <class Scalar>
SoftmaxLayer<Scalar>::SoftmaxLayer(Builder<Scalar>& builder, const LayerPlace& place, const SoftmaxConfig& config)
    : config_(config),
      stream_(place.stream),
      read_(builder.read(place.inputs).front()),
      mask_layer_(builder.next_mask_layer()),
      projection_(builder.device(),
                  {read_.width(), config.classes, builder.config().lengths.steps, builder.config().batch, place.name},
                  builder.config().batch, tied_weight(builder, config.tied)),
      penalty_(builder.device(), place.name, config.penalty) {}

template <class Scalar>
void SoftmaxLayer<Scalar>::begin(const Batch& batch, MaskDrawer& masks) {
  const SequenceLengths& lengths = batch.streams[stream_].lengths;
  projection_.set_lengths(lengths);
  steps_ = lengths.steps;
  const double rate = config_.input.value_or(Rate{Rate::Source::output}).in(masks.config());
  masks_ = read_.draw(masks, mask_layer_, rate, lengths.steps);
}

template <class Scalar>
void SoftmaxLayer<Scalar>::forward(const Batch& batch) {
  projection_.forward(read_.under(masks_), batch.streams[stream_].targets);
}

template <class Scalar>
void SoftmaxLayer<Scalar>::backward(const Batch&) {
  projection_.backward(read_.under(masks_));
  if (config_.penalty.any()) penalty_.backward(*read_.value, *read_.gradient, masks_, steps_);
}

template class SoftmaxLayer<float>;
template class SoftmaxLayer<double>;

}  // namespace skipgrid::models
