// A named matrix of a model, or a sequence of them, one a time step. Devices make tensors and own their storage.
#pragma once

#include <cstdint>
#include <string>

namespace skipgrid::models {

/// Row-major; the slices of a sequence lie one after another. data is null on a device that has only shapes.
template <class Scalar>
struct Tensor {
  std::string name;       ///< "lstm0.W", "lstm0.h"
  int id = -1;            ///< unique within the device
  bool sequence = false;  ///< one slice a step; otherwise the same matrix at every step
  int first = 0;          ///< step of the first slice: -1 where the state before step 0 is kept too
  int slices = 1;
  std::int64_t rows = 0, cols = 0;  ///< of one slice, dense
  Scalar* data = nullptr;

  int slice_index(int step) const { return sequence ? step - first : 0; }
  Scalar* at(int step) const { return data == nullptr ? nullptr : data + slice_index(step) * rows * cols; }
  std::int64_t elements() const { return slices * rows * cols; }
  /// "lstm0.h[3]", or the plain name of a matrix.
  std::string slice_name(int step) const { return sequence ? name + "[" + std::to_string(step) + "]" : name; }
};

/// Steps [first, first + count) of a tensor, as an operation reads or writes them.
template <class Scalar>
struct Slices {
  const Tensor<Scalar>* tensor = nullptr;
  int first = 0;
  int count = 1;
};

}  // namespace skipgrid::models
