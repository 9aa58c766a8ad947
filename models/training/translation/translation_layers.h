// Which networks translate, and where their parts lie.
#pragma once

#include <cstddef>
#include <string>

#include "models/network/network_config.h"

namespace skipgrid::models {

struct TranslationLayers {
  std::size_t source, encoder, target, decoder, generator;
};

/// Whether a network is meant to translate: it has an attention_decoder.
bool translates(const NetworkConfig& config);

/// An embedding for each of two texts, an encoder, a decoder and a softmax over as many classes as there are words of
/// the target. Throws InputError at `place` for anything else.
TranslationLayers translation_layers(const NetworkConfig& config, const std::string& place);

}  // namespace skipgrid::models
