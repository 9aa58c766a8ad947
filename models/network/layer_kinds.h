// The kinds of layer that there are. A new one is a header, a source and a line in LayerKind; whatever a network asks
// of a layer, its config says (LayerTraits, and read(), write() and signal_of() beside it).
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>
#include <vector>

#include "models/layers/attention_decoder.h"
#include "models/layers/characters_layer.h"
#include "models/layers/conv2d_layer.h"
#include "models/layers/crf_layer.h"
#include "models/layers/embedding_layer.h"
#include "models/layers/input_layer.h"
#include "models/layers/linear_layer.h"
#include "models/layers/recurrent_stack.h"
#include "models/layers/softmax_layer.h"

namespace skipgrid::models {

/// The order is that in which errors list the types.
using LayerKind = std::variant<EmbeddingConfig, RecurrentConfig, LinearConfig, AttentionDecoderConfig, CrfConfig,
                               CharactersConfig, InputConfig, Conv2dConfig, SoftmaxConfig>;

/// Reads the "type" and what goes with it. Throws InputError.
LayerKind read_kind(JsonObject& fields);
/// Adds them to an object.
void write(const LayerKind& kind, nlohmann::json& json);

bool comes_from_outside(const LayerKind& kind);
/// Whether such a layer can do with what is stored compacted, or with what has no gradient to leave. Throws InputError
/// at `place`.
void check_readable(const LayerKind& kind, const Signal& input, const std::string& place);
/// What it hands out, given what it reads. Throws InputError at `place`.
Signal signal_of(const LayerKind& kind, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place);

template <class Scalar>
std::unique_ptr<Layer<Scalar>> make_layer(Builder<Scalar>& builder, const LayerPlace& place, const LayerKind& kind) {
  return std::visit(
      [&](const auto& config) -> std::unique_ptr<Layer<Scalar>> {
        using Made = typename std::decay_t<decltype(config)>::template LayerClass<Scalar>;
        return std::make_unique<Made>(builder, place, config);
      },
      kind);
}

}  // namespace skipgrid::models
