#include "models/network/linear_layer.h"

#include <algorithm>
#include <cmath>

#include "models/bias.h"
#include "models/limits.h"
#include "traces/input_error.h"

namespace skipgrid::models {

using traces::Phase;

namespace {

constexpr std::string_view kActivations[] = {"none", "tanh", "relu"};
constexpr std::string_view kForward[] = {"bias", "bias_tanh", "bias_relu"};
constexpr std::string_view kBackward[] = {"", "tanh_backward", "relu_backward"};

template <class Scalar>
Scalar value_of(Activation activation, Scalar x) {
  switch (activation) {
    case Activation::tanh: return std::tanh(x);
    case Activation::relu: return std::max(x, Scalar{0});
    case Activation::none: break;
  }
  return x;
}

/// The slope where the activation's value is y.
template <class Scalar>
Scalar slope_at(Activation activation, Scalar y) {
  if (activation == Activation::tanh) return Scalar{1} - y * y;
  return y > Scalar{0} ? Scalar{1} : Scalar{0};
}

}  // namespace

LinearConfig read_linear(JsonObject& fields) {
  LinearConfig config;
  config.width = static_cast<int>(fields.integer("width", 1, kMaxWidth));
  if (fields.has("activation")) {
    config.activation = static_cast<Activation>(fields.word("activation", {"none", "tanh", "relu"}));
  }
  if (fields.has("dropout")) {
    JsonObject dropout(fields.at("dropout"), fields.place_of("dropout"));
    config.input = read_rate(dropout, "input", config.input);
    dropout.no_others();
  }
  return config;
}

void write(const LinearConfig& config, nlohmann::json& json) {
  json["width"] = config.width;
  json["activation"] = kActivations[static_cast<std::size_t>(config.activation)];
  json["dropout"] = {{"input", to_json(config.input)}};
}

Signal signal_of(const LinearConfig& config, const std::vector<Signal>& inputs, const LengthsConfig&,
                 const std::string& place) {
  if (inputs.empty()) throw InputError(place + "/input", "is missing: a linear layer reads another layer");
  for (const Signal& input : inputs) {
    if (input.picture()) throw InputError(place + "/input", "expected a layer without pictures");
    if (input.stream != inputs.front().stream) throw InputError(place + "/input", "expected layers of one stream");
  }
  return {{config.width}, inputs.front().stream};
}

template <class Scalar>
LinearLayer<Scalar>::LinearLayer(Builder<Scalar>& builder, const std::string& name, const LinearConfig& config,
                                 const std::vector<std::string>& inputs, std::size_t stream)
    : device_(builder.device()),
      name_(name),
      config_(config),
      stream_(stream),
      b_(device_.matrix(name + ".b", 1, config.width)),
      db_(device_.matrix(name + ".db", 1, config.width)),
      sums_(device_.sequence(name + ".sums", builder.config().lengths.steps, builder.config().batch, config.width)),
      y_(device_.alias(sums_, name + ".y")),
      dy_(device_.sequence(name + ".dy", sums_.slices, sums_.rows, sums_.cols)),
      dsums_(config.activation == Activation::none ? dy_ : device_.alias(dy_, name + ".dsums")),
      output_(device_, name, static_cast<int>(stream), {{&y_, &dy_}}) {
  for (const Read<Scalar>& read : builder.read(inputs)) {
    const std::string suffix = inputs_.empty() ? "" : std::to_string(inputs_.size());
    inputs_.push_back(
        {read,
         {device_, name, "linear", suffix, {read.width(), config.width, sums_.slices, builder.config().batch}},
         builder.next_mask_layer(),
         {}});
  }
}

template <class Scalar>
std::vector<Parameter<Scalar>> LinearLayer<Scalar>::parameters() const {
  std::vector<Parameter<Scalar>> all;
  for (const Input& input : inputs_) all.push_back(input.product.parameter());
  all.push_back({name_, b_, db_, nullptr, b_.elements()});
  return all;
}

template <class Scalar>
void LinearLayer<Scalar>::begin(const Batch& batch, MaskDrawer& masks) {
  lengths_ = batch.streams[stream_].lengths;
  const double rate = config_.input.in(masks.config());
  for (Input& input : inputs_) {
    input.masks = masks.draw(Connection::nr, input.mask_layer, rate, input.read.width(), lengths_.steps);
  }
}

template <class Scalar>
void LinearLayer<Scalar>::forward(const Batch&) {
  for (Input& input : inputs_) {
    const bool accumulate = &input != &inputs_.front();
    input.product.forward(input.read.under(input.masks), sums_, {0, lengths_.steps}, lengths_, accumulate);
  }
  for (int t = 0; t < lengths_.steps; ++t) activate(t);
}

template <class Scalar>
void LinearLayer<Scalar>::activate(int step) {
  const std::string_view kind = kForward[static_cast<std::size_t>(config_.activation)];
  device_.vector({name_, Phase::FP, step, kind, y_.rows * y_.cols, {{&sums_, step}, {&b_}}, {{&y_, step}}}, [&] {
    for (std::int64_t row = 0; row < y_.rows; ++row) {
      Scalar* y = y_.at(step) + row * y_.cols;
      for (std::int64_t j = 0; j < y_.cols; ++j) y[j] = value_of(config_.activation, y[j] + b_.data[j]);
    }
  });
}

template <class Scalar>
void LinearLayer<Scalar>::undo_activation(int step) {
  const std::string_view kind = kBackward[static_cast<std::size_t>(config_.activation)];
  const std::int64_t elements = y_.rows * y_.cols;
  device_.vector({name_, Phase::BP, step, kind, elements, {{&dy_, step}, {&y_, step}}, {{&dsums_, step}}}, [&] {
    const Scalar* y = y_.at(step);
    Scalar* gradient = dsums_.at(step);
    for (std::int64_t i = 0; i < elements; ++i) gradient[i] *= slope_at(config_.activation, y[i]);
  });
}

template <class Scalar>
void LinearLayer<Scalar>::backward(const Batch&) {
  const StepRange all{0, lengths_.steps};
  if (config_.activation != Activation::none) {
    for (int t = 0; t < lengths_.steps; ++t) undo_activation(t);
  }
  for (Input& input : inputs_) input.product.data_gradient(input.read.under(input.masks), dsums_, all, lengths_);
  for (Input& input : inputs_) input.product.weight_gradient(input.read.under(input.masks), dsums_, all, lengths_);
  bias_gradient(device_, name_, dsums_, lengths_.steps, db_);
}

template class LinearLayer<float>;
template class LinearLayer<double>;

}  // namespace skipgrid::models
