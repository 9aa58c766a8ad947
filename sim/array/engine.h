// Which of the two models of an array computes.
#pragma once

#include <string_view>

namespace skipgrid::sim {

/// pe: every PE is a module; tile: a tile is an event. Both give the same answers.
enum class Engine { pe, tile };

std::string_view to_string(Engine engine);
/// Throws std::invalid_argument naming the allowed words.
Engine engine_from_string(std::string_view text);

}  // namespace skipgrid::sim
