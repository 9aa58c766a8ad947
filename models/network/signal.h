// What flows between two layers of a network, as far as it is known before anything is built.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "models/operations/picture.h"

namespace skipgrid::models {

struct Signal {
  std::vector<int>
      widths;  ///< of each tensor: a bidirectional layer hands out two; none for a layer that ends in a loss
  std::size_t stream = 0;  ///< whose steps it has
  PictureSize size = {};   ///< of a picture, of which every pixel has these widths
  bool dropped = false;    ///< by the layer that it comes from: not to be dropped again
  bool constant = false;   ///< nobody asks for its gradient

  int width() const { return std::accumulate(widths.begin(), widths.end(), 0); }
  bool picture() const { return size.pixels() > 1; }
  /// What a step has of it: all pixels.
  std::int64_t values() const { return std::int64_t{width()} * size.pixels(); }
};

}  // namespace skipgrid::models
