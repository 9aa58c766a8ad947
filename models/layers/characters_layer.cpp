#include "models/layers/characters_layer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "models/limits.h"
#include "models/operations/dropout.h"
#include "traces/input_error.h"

namespace skipgrid::models {

using traces::Phase;

namespace {

EmbeddingShape embedding_shape(const NetworkSizes& sizes, const std::string& name, const CharactersConfig& config) {
  return {config.vocabulary, config.width, sizes.lengths.steps, sizes.batch * config.word_length, name};
}

}  // namespace

void read(JsonObject& fields, CharactersConfig& config) {
  const auto size = [&](const char* key, std::int64_t least, std::int64_t most) {
    return static_cast<int>(fields.integer(key, least, most));
  };
  config.vocabulary = size("vocabulary", 2, kMaxVocabulary);
  config.width = size("width", 1, kMaxCharacterWidth);
  config.filters = size("filters", 1, kMaxCharacterWidth);
  if (fields.has("kernel")) {
    config.kernel = size("kernel", 1, kMaxCharacterKernel);
    if (config.kernel % 2 == 0) {
      throw InputError(fields.place_of("kernel"),
                       fmt::format("expected an odd number of letters, got {}", config.kernel));
    }
  }
  config.word_length = size("word_length", 1, kMaxWordLength);
  config.letters = fields.has("letters") ? size("letters", 1, kMaxWordLength) : config.word_length;
  if (fields.has("tokens")) config.tokens = fields.text("tokens");
  if (fields.has("dropout")) {
    JsonObject dropout(fields.at("dropout"), fields.place_of("dropout"));
    config.input = read_rate(dropout, "input", config.input);
    dropout.no_others();
  }
}

void write(const CharactersConfig& config, nlohmann::json& json) {
  json["vocabulary"] = config.vocabulary;
  json["width"] = config.width;
  json["filters"] = config.filters;
  json["kernel"] = config.kernel;
  json["word_length"] = config.word_length;
  json["letters"] = config.letters;
  if (!config.tokens.empty()) json["tokens"] = config.tokens;
  json["dropout"] = {{"input", to_json(config.input)}};
}

Signal signal_of(const CharactersConfig& config, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place) {
  if (!inputs.empty()) throw InputError(place + "/input", "characters are those of tokens, not of a layer");
  return {{config.filters}, stream_of(config.tokens, lengths, place)};
}

template <class Scalar>
CharactersLayer<Scalar>::CharactersLayer(Builder<Scalar>& builder, const LayerPlace& place,
                                         const CharactersConfig& config)
    : device_(builder.device()),
      name_(place.name),
      config_(config),
      stream_(place.stream),
      mask_layer_(builder.next_mask_layer()),
      shape_{builder.config().batch, config.word_length, config.kernel},
      embedding_(device_, embedding_shape(builder.config(), place.name + ".letters", config)),
      letters_(with_rows(embedding_.output(), shape_.batch)),
      dletters_(with_rows(embedding_.output_gradient(), shape_.batch)),
      letters_kept_(device_.sequence(place.name + ".letters_kept", letters_.slices, letters_.rows, letters_.cols)),
      dletters_kept_(device_.sequence(place.name + ".dletters_kept", letters_.slices, letters_.rows, letters_.cols)),
      windows_(device_.sequence(place.name + ".windows", letters_.slices, shape_.batch * shape_.letters,
                                std::int64_t{config.kernel} * config.width)),
      dwindows_(device_.sequence(place.name + ".dwindows", windows_.slices, windows_.rows, windows_.cols)),
      product_(device_, place.name, "convolution", "",
               {static_cast<int>(windows_.cols), config.filters, windows_.slices, static_cast<int>(windows_.rows)}),
      sums_(device_.sequence(place.name + ".sums", windows_.slices, windows_.rows, config.filters)),
      dsums_(device_.alias(sums_, place.name + ".dsums")),
      largest_(device_.sequence(place.name + ".largest", windows_.slices, shape_.batch, config.filters)),
      activation_(device_, place.name, Activation::tanh, config.filters, static_cast<int>(shape_.batch)),
      y_(device_.sequence(place.name + ".y", windows_.slices, shape_.batch, config.filters)),
      dy_(device_.sequence(place.name + ".dy", windows_.slices, shape_.batch, config.filters)),
      dlargest_(device_.alias(dy_, place.name + ".dlargest")),
      output_(device_, place.name, static_cast<int>(place.stream), {{&y_, &dy_}}) {}

template <class Scalar>
std::vector<Parameter<Scalar>> CharactersLayer<Scalar>::parameters() const {
  return {embedding_.parameter(), product_.parameter(), activation_.parameter()};
}

template <class Scalar>
void CharactersLayer<Scalar>::begin(const Batch& batch, MaskDrawer& masks) {
  lengths_ = batch.streams[stream_].lengths;
  embedding_.set_lengths(lengths_);
  letter_lengths_ = {lengths_.steps, {}};
  if (lengths_.padded() || config_.letters < config_.word_length) {
    for (std::size_t b = 0; b < static_cast<std::size_t>(shape_.batch); ++b) {
      const int steps = lengths_.padded() ? lengths_.of_sample[b] : lengths_.steps;
      for (int at = 0; at < config_.word_length; ++at) {
        letter_lengths_.of_sample.push_back(at < config_.letters ? steps : 0);
      }
    }
  }
  channel_masks_ =
      masks.draw(Connection::nr, mask_layer_, config_.input.in(masks.config()), config_.width, lengths_.steps);
  letter_masks_ = masks.repeated(channel_masks_, config_.word_length);
  window_masks_ = masks.repeated(channel_masks_, config_.kernel);
}

template <class Scalar>
void CharactersLayer<Scalar>::forward(const Batch& batch) {
  embedding_.forward(letters_of(batch));
  const bool drops = !channel_masks_.none();
  for (int t = 0; t < lengths_.steps; ++t) {
    if (drops) dropout_forward(device_, {name_, Phase::FP, t}, letter_masks_, letters_, t, letters_kept_);
    unfold_letters(device_, name_, shape_, t, channel_masks_, drops ? letters_kept_ : letters_, windows_);
  }
  product_.forward(windows(), sums_, {0, lengths_.steps}, letter_lengths_, false);
  for (int t = 0; t < lengths_.steps; ++t) {
    max_over_letters(device_, name_, shape_, t, sums_, largest_, letters_of(batch));
    activation_.forward(largest_, y_, t, {});
  }
}

template <class Scalar>
void CharactersLayer<Scalar>::backward(const Batch& batch) {
  const StepRange all{0, lengths_.steps};
  for (int t = 0; t < lengths_.steps; ++t) {
    activation_.backward(dy_, y_, dlargest_, t, {});
    max_over_letters_backward(device_, name_, shape_, t, sums_, largest_, dlargest_, dsums_, letters_of(batch));
  }
  product_.data_gradient(windows(), dsums_, all, letter_lengths_);
  const bool drops = !channel_masks_.none();
  for (int t = 0; t < lengths_.steps; ++t) {
    fold_letters(device_, name_, shape_, t, channel_masks_, dwindows_, drops ? dletters_kept_ : dletters_);
    if (drops) dropout_backward(device_, {name_, Phase::BP, t}, letter_masks_, dletters_kept_, dletters_, t);
  }
  product_.weight_gradient(windows(), dsums_, all, letter_lengths_);
  activation_.weight_gradient(dlargest_, lengths_.steps, {});
  embedding_.backward(letters_of(batch));
}

template class CharactersLayer<float>;
template class CharactersLayer<double>;

}  // namespace skipgrid::models
