#include "models/layers/input_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "models/limits.h"
#include "traces/input_error.h"

namespace skipgrid::models {

void read(JsonObject& fields, InputConfig& config) {
  config.pictures = fields.has("channels") || fields.has("height");
  if (!config.pictures) {
    config.channels = static_cast<int>(fields.integer("width", 1, kMaxWidth));
    return;
  }
  if (fields.has("channels")) config.channels = static_cast<int>(fields.integer("channels", 1, kMaxWidth));
  if (fields.has("height")) config.size.height = static_cast<int>(fields.integer("height", 1, kMaxPictureHeight));
  config.size.width = static_cast<int>(fields.integer("width", 1, kMaxWidth));
}

void write(const InputConfig& config, nlohmann::json& json) {
  json["width"] = config.pictures ? config.size.width : config.channels;
  if (!config.pictures) return;
  json["channels"] = config.channels;
  json["height"] = config.size.height;
}

Signal signal_of(const InputConfig& config, const std::vector<Signal>& inputs, const LengthsConfig&,
                 const std::string& place) {
  if (!inputs.empty()) throw InputError(place + "/input", "an input comes from outside, not from a layer");
  const Signal signal{{config.channels}, 0, config.size, false, true};
  if (signal.values() > kMaxPictureValues) {
    throw InputError(place, fmt::format("expected channels * height * width of at most {}, got {}", kMaxPictureValues,
                                        signal.values()));
  }
  return signal;
}

template <class Scalar>
InputLayer<Scalar>::InputLayer(Builder<Scalar>& builder, const LayerPlace& place, const InputConfig& config)
    : value_(builder.device().sequence(place.name + ".x", builder.config().lengths.steps, builder.config().batch,
                                       std::int64_t{config.channels} * config.size.pixels())),
      output_(builder.device(), place.name, 0, {{&value_, nullptr, config.size}}) {}

template <class Scalar>
void InputLayer<Scalar>::forward(const Batch& batch) {
  if (value_.data == nullptr) return;
  const Stream& stream = batch.streams.front();
  std::copy_n(static_cast<const Scalar*>(stream.values), stream.lengths.steps * value_.rows * value_.cols, value_.data);
}

template class InputLayer<float>;
template class InputLayer<double>;

}  // namespace skipgrid::models
