#include "models/layers/linear_layer.h"

#include <nlohmann/json.hpp>

#include "models/limits.h"
#include "traces/input_error.h"

namespace skipgrid::models {

void read(JsonObject& fields, LinearConfig& config) {
  config.width = static_cast<int>(fields.integer("width", 1, kMaxWidth));
  config.activation = read_activation(fields, config.activation);
  read_rates(fields, config.input, config.output);
}

void write(const LinearConfig& config, nlohmann::json& json) {
  json["width"] = config.width;
  json["activation"] = to_string(config.activation);
  write_rates(config.input, config.output, json);
}

Signal signal_of(const LinearConfig& config, const std::vector<Signal>& inputs, const LengthsConfig&,
                 const std::string& place) {
  if (inputs.empty()) throw InputError(place + "/input", "is missing: a linear layer reads another layer");
  for (const Signal& input : inputs) {
    if (input.stream != inputs.front().stream) throw InputError(place + "/input", "expected layers of one stream");
  }
  check_input_rate(config.input, inputs, place);
  return {{config.width}, inputs.front().stream, {}, config.output.has_value()};
}

template <class Scalar>
LinearLayer<Scalar>::LinearLayer(Builder<Scalar>& builder, const LayerPlace& place, const LinearConfig& config)
    : device_(builder.device()),
      name_(place.name),
      config_(config),
      stream_(place.stream),
      activation_(device_, place.name, config.activation, config.width, builder.config().batch),
      sums_(
          device_.sequence(place.name + ".sums", builder.config().lengths.steps, builder.config().batch, config.width)),
      y_(device_.alias(sums_, place.name + ".y")),
      dy_(device_.sequence(place.name + ".dy", sums_.slices, sums_.rows, sums_.cols)),
      dsums_(device_.alias(dy_, place.name + ".dsums")),
      output_(device_, place.name, static_cast<int>(place.stream),
              {{&y_, &dy_, {}, config.output ? &masks_ : nullptr}}) {
  for (const Read<Scalar>& read : builder.read(place.inputs)) {
    const std::string suffix = inputs_.empty() ? "" : std::to_string(inputs_.size());
    const typename InputProduct<Scalar>::Shape shape{read.width(), config.width, sums_.slices, builder.config().batch,
                                                     read.dropped == nullptr};
    inputs_.push_back({read, {device_, place.name, "linear", suffix, shape}, builder.next_mask_layer(), {}});
  }
  if (config.output) mask_layer_ = builder.next_mask_layer();
}

template <class Scalar>
std::vector<Parameter<Scalar>> LinearLayer<Scalar>::parameters() const {
  std::vector<Parameter<Scalar>> all;
  for (const Input& input : inputs_) all.push_back(input.product.parameter());
  all.push_back(activation_.parameter());
  return all;
}

template <class Scalar>
void LinearLayer<Scalar>::begin(const Batch& batch, MaskDrawer& masks) {
  lengths_ = batch.streams[stream_].lengths;
  const double rate = config_.input.value_or(Rate{Rate::Source::nr}).in(masks.config());
  for (Input& input : inputs_) input.masks = input.read.draw(masks, input.mask_layer, rate, lengths_.steps);
  if (!config_.output) return;
  masks_ = masks.draw(Connection::nr, mask_layer_, config_.output->in(masks.config()), config_.width, lengths_.steps);
}

template <class Scalar>
void LinearLayer<Scalar>::forward(const Batch&) {
  for (Input& input : inputs_) {
    const bool accumulate = &input != &inputs_.front();
    input.product.forward(input.read.under(input.masks), sums_, {0, lengths_.steps}, lengths_, accumulate, &masks_);
  }
  for (int t = 0; t < lengths_.steps; ++t) activation_.forward(sums_, y_, t, masks_);
}

template <class Scalar>
void LinearLayer<Scalar>::backward(const Batch&) {
  const bool changes = activation_.changes_gradient(masks_);
  for (int t = 0; changes && t < lengths_.steps; ++t) activation_.backward(dy_, y_, dsums_, t, masks_);
  const Tensor<Scalar>& dsums = changes ? dsums_ : dy_;
  const StepRange all{0, lengths_.steps};
  for (Input& input : inputs_) {
    input.product.data_gradient(input.read.under(input.masks), dsums, all, lengths_, &masks_);
  }
  for (Input& input : inputs_) {
    input.product.weight_gradient(input.read.under(input.masks), dsums, all, lengths_, &masks_);
  }
  activation_.weight_gradient(dsums, lengths_.steps, masks_);
}

template class LinearLayer<float>;
template class LinearLayer<double>;

}  // namespace skipgrid::models
