#include "models/layers/conv2d_layer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "models/limits.h"
#include "traces/input_error.h"

namespace skipgrid::models {

using traces::Phase;

namespace {

constexpr int kMaxWindow = 64;

Window read_window(JsonObject& fields, const std::string& size, int stride) {
  Window window;
  window.size = static_cast<int>(fields.integer(size, 1, kMaxWindow));
  window.stride = stride == 0 ? window.size : stride;
  if (fields.has("stride")) window.stride = static_cast<int>(fields.integer("stride", 1, kMaxWindow));
  return window;
}

void check_fit(const Window& window, const PictureSize& picture, const std::string& place) {
  if (!window.fits(picture)) {
    throw InputError(place, fmt::format("expected a window that fits into {} x {} pixels, got {} x {}", picture.height,
                                        picture.width, window.size, window.size));
  }
}

}  // namespace

void read(JsonObject& fields, Conv2dConfig& config) {
  config.channels = static_cast<int>(fields.integer("channels", 1, kMaxWidth));
  config.kernel = read_window(fields, "kernel", 1);
  if (fields.has("padding")) {
    config.kernel.padding = static_cast<int>(fields.integer("padding", 0, kMaxWindow - 1));
  }
  config.activation = read_activation(fields, config.activation);
  if (fields.has("pool")) {
    JsonObject pool(fields.at("pool"), fields.place_of("pool"));
    config.pool = read_window(pool, "size", 0);
    pool.no_others();
  }
  read_rates(fields, config.input, config.output);
}

void write(const Conv2dConfig& config, nlohmann::json& json) {
  json["channels"] = config.channels;
  json["kernel"] = config.kernel.size;
  json["stride"] = config.kernel.stride;
  json["padding"] = config.kernel.padding;
  json["activation"] = to_string(config.activation);
  if (config.pool) json["pool"] = {{"size", config.pool->size}, {"stride", config.pool->stride}};
  write_rates(config.input, config.output, json);
}

Signal signal_of(const Conv2dConfig& config, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place) {
  if (inputs.size() != 1 || !inputs.front().picture()) {
    throw InputError(place + "/input", "expected one layer of pictures: an input of channels, or a conv2d");
  }
  if (!lengths.table.empty()) throw InputError(place, "pictures have no lengths: expected a workload with steps");
  if (config.kernel.padding >= config.kernel.size) {
    throw InputError(place + "/padding", fmt::format("expected fewer pixels than the kernel's {}, got {}",
                                                     config.kernel.size, config.kernel.padding));
  }
  const Signal& input = inputs.front();
  check_fit(config.kernel, input.size, place + "/kernel");
  const PictureSize size = config.kernel.places(input.size);
  if (config.pool) check_fit(*config.pool, size, place + "/pool/size");
  const std::int64_t unfolded = size.pixels() * config.kernel.pixels() * input.width();
  if (unfolded > kMaxUnfoldedValues || size.pixels() * config.channels > kMaxPictureValues) {
    throw InputError(place,
                     fmt::format("expected a picture of at most {} values, {} unfolded, got {}, {} unfolded",
                                 kMaxPictureValues, kMaxUnfoldedValues, size.pixels() * config.channels, unfolded));
  }
  check_input_rate(config.input, inputs, place);
  return {{config.channels}, input.stream, config.pool ? config.pool->places(size) : size, config.output.has_value()};
}

template <class Scalar>
Conv2dLayer<Scalar>::Conv2dLayer(Builder<Scalar>& builder, const LayerPlace& place, const Conv2dConfig& config)
    : device_(builder.device()),
      name_(place.name),
      config_(config),
      stream_(place.stream),
      read_(builder.read(place.inputs).front()),
      size_(config.kernel.places(read_.picture)),
      batch_(builder.config().batch),
      mask_layer_(builder.next_mask_layer()),
      unfold_(device_, read_.picture, config.kernel, channels()),
      unfolded_(device_.sequence(place.name + ".x_unfolded", builder.config().lengths.steps, batch_ * size_.pixels(),
                                 config.kernel.pixels() * channels())),
      dunfolded_(device_.sequence(place.name + ".dx_unfolded", unfolded_.slices, unfolded_.rows, unfolded_.cols)),
      product_(device_, place.name, "conv2d", "",
               {static_cast<int>(unfolded_.cols), config.channels, unfolded_.slices, static_cast<int>(unfolded_.rows),
                false}),
      activation_(device_, place.name, config.activation, config.channels, batch_),
      sums_(device_.sequence(place.name + ".sums", unfolded_.slices, unfolded_.rows, config.channels)),
      y_(device_.alias(sums_, place.name + ".y")),
      dy_(device_.sequence(place.name + ".dy", sums_.slices, sums_.rows, sums_.cols)),
      dsums_(device_.alias(dy_, place.name + ".dsums")),
      pictures_(with_rows(y_, batch_)),
      dpictures_(with_rows(dy_, batch_)),
      output_(make_output(static_cast<int>(place.stream))) {
  if (config.output) output_mask_layer_ = builder.next_mask_layer();
}

template <class Scalar>
Output<Scalar> Conv2dLayer<Scalar>::make_output(int stream) {
  const StepMasks* dropped = config_.output ? &masks_ : nullptr;
  if (!config_.pool) return {device_, name_, stream, {{&pictures_, &dpictures_, size_, dropped}}};
  pool_.emplace(device_, size_, *config_.pool);
  const std::int64_t width = pool_->size().pixels() * config_.channels;
  pooled_ = device_.sequence(name_ + ".pooled", sums_.slices, batch_, width);
  dpooled_ = device_.sequence(name_ + ".dpooled", sums_.slices, batch_, width);
  return {device_, name_, stream, {{&pooled_, &dpooled_, pool_->size(), dropped}}};
}

template <class Scalar>
std::vector<Parameter<Scalar>> Conv2dLayer<Scalar>::parameters() const {
  return {product_.parameter(), activation_.parameter()};
}

template <class Scalar>
void Conv2dLayer<Scalar>::begin(const Batch& batch, MaskDrawer& masks) {
  lengths_ = batch.streams[stream_].lengths;
  const auto draw = [&](int layer, const std::optional<Rate>& rate, int channels) {
    return masks.draw(Connection::nr, layer, rate.value_or(Rate{}).in(masks.config()), channels, lengths_.steps);
  };
  channel_masks_ = read_.dropped != nullptr ? *read_.dropped : draw(mask_layer_, config_.input, channels());
  window_masks_ = masks.repeated(channel_masks_, static_cast<int>(config_.kernel.pixels()));
  masks_ = draw(output_mask_layer_, config_.output, config_.channels);
}

template <class Scalar>
void Conv2dLayer<Scalar>::forward(const Batch&) {
  for (int t = 0; t < lengths_.steps; ++t) unfold_.forward({name_, Phase::FP, t}, picture_input(), unfolded_);
  product_.forward(unfolded_input(), sums_, {0, lengths_.steps}, lengths_, false, &masks_);
  for (int t = 0; t < lengths_.steps; ++t) {
    activation_.forward(sums_, y_, t, masks_);
    if (pool_) pool_->forward({name_, Phase::FP, t}, pictures_, stored_channels(t), pooled_);
  }
}

template <class Scalar>
void Conv2dLayer<Scalar>::backward(const Batch&) {
  const bool changes = activation_.changes_gradient(masks_);
  for (int t = 0; t < lengths_.steps; ++t) {
    if (pool_) pool_->backward({name_, Phase::BP, t}, dpooled_, stored_channels(t), dpictures_);
    if (changes) activation_.backward(dy_, y_, dsums_, t, masks_);
  }
  const Tensor<Scalar>& dsums = changes ? dsums_ : dy_;
  const StepRange all{0, lengths_.steps};
  product_.data_gradient(unfolded_input(), dsums, all, lengths_, &masks_);
  for (int t = 0; read_.gradient != nullptr && t < lengths_.steps; ++t) {
    unfold_.backward({name_, Phase::BP, t}, dunfolded_, picture_input());
  }
  product_.weight_gradient(unfolded_input(), dsums, all, lengths_, &masks_);
  activation_.weight_gradient(dsums, lengths_.steps, masks_);
}

template class Conv2dLayer<float>;
template class Conv2dLayer<double>;

}  // namespace skipgrid::models
