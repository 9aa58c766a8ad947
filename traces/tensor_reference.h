// Which tensor an operation means, and which time steps of it. Text only in files: "lstm0.W" is a whole tensor,
// "lstm0.h[3]" step 3 of "lstm0.h", "lstm0.x[0..34]" steps 0 to 34.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace skipgrid::traces {

struct TensorReference {
  std::string name;  ///< "lstm0.h"
  int first = 0;     ///< step of the first slice; -1 is the state from before the first step, a whole tensor has 0
  int count = 0;     ///< how many slices; 0: the whole tensor

  bool whole() const { return count == 0; }
  /// A whole tensor counts as one slice.
  int slices() const { return whole() ? 1 : count; }
};

bool operator==(const TensorReference& x, const TensorReference& y);
bool operator!=(const TensorReference& x, const TensorReference& y);

/// True when some slice belongs to both: writing one changes the other.
bool overlap(const TensorReference& x, const TensorReference& y);

/// The least that holds all of `parts`, which are of one tensor: "x[0]", "x[1]", "x[2]" -> "x[0..2]". Requires at least
/// one.
TensorReference span_of(const std::vector<const TensorReference*>& parts);

std::string to_string(const TensorReference& tensor);

/// The inverse of to_string(). Brackets that hold no steps belong to the tensor's name.
TensorReference tensor_from_string(std::string_view text);
/// The same, into a reference whose memory is used again.
void assign(TensorReference& tensor, std::string_view text);

}  // namespace skipgrid::traces

template <>
struct std::hash<skipgrid::traces::TensorReference> {
  std::size_t operator()(const skipgrid::traces::TensorReference& tensor) const {
    constexpr std::size_t kOdd = 0x9e3779b97f4a7c15;
    const auto steps = static_cast<std::size_t>(tensor.first) * kOdd + static_cast<std::size_t>(tensor.count);
    return std::hash<std::string>()(tensor.name) ^ steps * kOdd;
  }
};
