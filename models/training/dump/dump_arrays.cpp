#include "models/training/dump/dump_arrays.h"

#include <algorithm>

namespace skipgrid::models {

namespace {

// Row-major [rows x cols] as [cols x rows].
std::vector<float> transposed(const Tensor<float>& matrix) {
  std::vector<float> result(static_cast<std::size_t>(matrix.elements()));
  for (std::int64_t row = 0; row < matrix.rows; ++row) {
    for (std::int64_t col = 0; col < matrix.cols; ++col) {
      result[static_cast<std::size_t>(col * matrix.rows + row)] = matrix.data[row * matrix.cols + col];
    }
  }
  return result;
}

void add_weight(NpzWriter& npz, const std::string& key, const Tensor<float>& tensor, bool is_embedding) {
  if (is_embedding)
    npz.add(key, {tensor.rows, tensor.cols}, tensor.data);
  else if (tensor.rows == 1)
    npz.add(key, {tensor.cols}, tensor.data);
  else
    npz.add(key, {tensor.cols, tensor.rows}, transposed(tensor).data());
}

// An embedding's gradient with zeros in the rows of words that the iteration did not see.
std::vector<float> whole_gradient(const Parameter<float>& parameter) {
  std::vector<float> gradient(static_cast<std::size_t>(parameter.gradient.elements()));
  const std::int64_t cols = parameter.gradient.cols;
  for (const std::int64_t row : *parameter.touched_rows) {
    std::copy_n(parameter.gradient.data + row * cols, cols, gradient.data() + row * cols);
  }
  return gradient;
}

}  // namespace

void add_masks(NpzWriter& npz, const std::string& key, const StepMasks& masks) {
  if (masks.none()) return;
  const traces::Mask& first = masks.masks.front()->mask;
  std::vector<float> multipliers;
  for (const traces::MaskPtr& step : masks.masks) {
    for (std::size_t row = 0; row < first.rows(); ++row) {
      for (std::size_t j = 0; j < first.neurons(); ++j) {
        multipliers.push_back(step->mask.kept(row, j) ? static_cast<float>(masks.scale) : 0.0f);
      }
    }
  }
  const auto steps = static_cast<std::int64_t>(masks.masks.size());
  const auto rows = static_cast<std::int64_t>(first.rows());
  const auto neurons = static_cast<std::int64_t>(first.neurons());
  if (first.structured())
    npz.add(key, {steps, neurons}, multipliers.data());
  else
    npz.add(key, {steps, rows, neurons}, multipliers.data());
}

void add_parameter(NpzWriter& npz, const std::string& key, const Parameter<float>& parameter) {
  const bool is_embedding = parameter.touched_rows != nullptr;
  add_weight(npz, key, parameter.value, is_embedding);
  if (is_embedding) {
    npz.add("grad." + key, {parameter.gradient.rows, parameter.gradient.cols}, whole_gradient(parameter).data());
  } else {
    add_weight(npz, "grad." + key, parameter.gradient, false);
  }
}

void add_states(NpzWriter& npz, const std::string& key, const std::vector<const Tensor<float>*>& states, int step) {
  std::vector<float> values;
  const Tensor<float>& first = *states.front();
  for (const Tensor<float>* state : states) {
    values.insert(values.end(), state->at(step), state->at(step) + first.rows * first.cols);
  }
  npz.add(key, {static_cast<std::int64_t>(states.size()), first.rows, first.cols}, values.data());
}

void add_loss(NpzWriter& npz, double log_loss, int batch) {
  const double divisor = batch, loss = log_loss / divisor;
  npz.add("loss_div", {}, &divisor);
  npz.add("loss", {}, &loss);
}

}  // namespace skipgrid::models
