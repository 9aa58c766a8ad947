// A named matrix of a model, or a sequence of them, one a time step. Devices make tensors and own their storage.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "traces/tensor_reference.h"

namespace skipgrid::models {

/// Row-major; the slices of a sequence lie one after another. data is null on a device that has only shapes.
/// A view (slice_of, sample_of) names a part of another tensor's values and shares its id: whoever reads a part waits
/// for what wrote the whole, and the other way round.
template <class Scalar>
struct Tensor {
  std::string name;       ///< "lstm0.W", "lstm0.h"
  int id = -1;            ///< unique within the device; a view has that of its tensor
  bool sequence = false;  ///< one slice a step; otherwise the same matrix at every step
  int first = 0;          ///< step of the first slice: -1 where the state before step 0 is kept too
  int slices = 1;
  std::int64_t rows = 0, cols = 0;  ///< of one slice, dense
  Scalar* data = nullptr;
  std::optional<int> only_slice = std::nullopt;  ///< of a view that is one slice as a matrix: which
  std::int64_t slice_stride = 0;                 ///< elements from one slice to the next; 0: rows * cols
  int part = 0;                                  ///< of a view that is one sample of every slice: which

  int slice_index(int step) const { return sequence ? step - first : only_slice.value_or(0); }
  Scalar* at(int step) const {
    if (data == nullptr || !sequence) return data;
    return data + (step - first) * (slice_stride == 0 ? rows * cols : slice_stride);
  }
  std::int64_t elements() const { return slices * rows * cols; }
  /// What an operation of this step means by it.
  traces::TensorReference reference(int step) const {
    if (sequence) return {name, step, 1};
    if (only_slice) return {name, first + *only_slice, 1};
    return {name};
  }
};

/// One slice of a sequence as a matrix of its own.
template <class Scalar>
Tensor<Scalar> slice_of(const Tensor<Scalar>& sequence, int step) {
  Tensor<Scalar> view = sequence;
  view.sequence = false;
  view.slices = 1;
  view.only_slice = sequence.slice_index(step);
  view.data = sequence.at(step);
  return view;
}

/// Row `sample` of every slice of a sequence, by the name "scores/3".
/// Products may write a slice sample by sample, sample 0 first.
template <class Scalar>
Tensor<Scalar> sample_of(const Tensor<Scalar>& sequence, int sample) {
  Tensor<Scalar> view = sequence;
  view.name = sequence.name + "/" + std::to_string(sample);
  view.rows = 1;
  view.slice_stride = sequence.rows * sequence.cols;
  view.part = sample;
  if (view.data != nullptr) view.data += sample * sequence.cols;
  return view;
}

/// The same values in longer or shorter rows: a picture as one row, or each of its pixels.
template <class Scalar>
Tensor<Scalar> with_rows(const Tensor<Scalar>& tensor, std::int64_t rows) {
  Tensor<Scalar> view = tensor;
  view.rows = rows;
  view.cols = tensor.rows * tensor.cols / rows;
  return view;
}

/// Steps [first, first + count) of a tensor, as an operation reads or writes them.
template <class Scalar>
struct Slices {
  const Tensor<Scalar>* tensor = nullptr;
  int first = 0;
  int count = 1;
  std::int64_t elements = 0;  ///< of them all together, that the operation reads or writes; 0: all
};

}  // namespace skipgrid::models
