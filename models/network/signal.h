// What flows between two layers of a network, as far as it is known before anything is built.
#pragma once

#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

namespace skipgrid::models {

struct Signal {
  std::vector<int>
      widths;  ///< of each tensor: a bidirectional layer hands out two; none for a layer that ends in a loss
  std::size_t stream = 0;               ///< whose steps it has
  int height = 1, width_in_pixels = 1;  ///< of a picture, of which every pixel has these widths

  int width() const { return std::accumulate(widths.begin(), widths.end(), 0); }
  bool picture() const { return height * width_in_pixels > 1; }
};

}  // namespace skipgrid::models
