// How large pictures are, and the windows that slide over them.
#pragma once

#include <cstdint>

namespace skipgrid::models {

/// What is no picture is one pixel of as many channels as it has neurons.
struct PictureSize {
  int height = 1, width = 1;  ///< in pixels

  std::int64_t pixels() const { return std::int64_t{height} * width; }
};

/// A square of pixels that moves `stride` pixels at a time, over a picture with `padding` pixels around it.
struct Window {
  int size = 1, stride = 1, padding = 0;

  /// Whether it fits into a picture at all.
  bool fits(const PictureSize& picture) const {
    return size <= picture.height + 2 * padding && size <= picture.width + 2 * padding;
  }
  /// Its places, as a picture; only where it fits.
  PictureSize places(const PictureSize& picture) const { return {places(picture.height), places(picture.width)}; }
  std::int64_t pixels() const { return std::int64_t{size} * size; }

  /// Calls visit(place, position, pixel) for each place of the window and each position within it, in order; pixel is
  /// -1 in the padding.
  template <class Visit>
  void for_each(const PictureSize& picture, const Visit& visit) const {
    const PictureSize all = places(picture);
    std::int64_t place = 0;
    for (int y = 0; y < all.height; ++y) {
      for (int x = 0; x < all.width; ++x, ++place) {
        for (int dy = 0; dy < size; ++dy) {
          for (int dx = 0; dx < size; ++dx) {
            const int row = y * stride + dy - padding, column = x * stride + dx - padding;
            const bool inside = row >= 0 && row < picture.height && column >= 0 && column < picture.width;
            visit(place, dy * size + dx, inside ? std::int64_t{row} * picture.width + column : -1);
          }
        }
      }
    }
  }

 private:
  int places(int side) const { return (side + 2 * padding - size) / stride + 1; }
};

}  // namespace skipgrid::models
