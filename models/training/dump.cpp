#include "models/training/dump.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "models/training/npz_writer.h"

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

// "lstm1.W" -> "w_ih_l1"
std::string key_of(const std::string& name) {
  if (name == "embedding.W") return "emb";
  if (name == "projection.W") return "dec_w";
  if (name == "projection.b") return "dec_b";
  const std::size_t dot = name.find('.');
  const std::string kind = name.substr(dot + 1);
  return fmt::format("{}_l{}", kind == "W" ? "w_ih" : kind == "U" ? "w_hh" : kind, name.substr(4, dot - 4));
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

}  // namespace

void dump_iteration(const std::string& path, const GradientsReady& iteration) {
  const LstmLmConfig& config = iteration.model.config();
  NpzWriter npz;
  for (const Parameter<float>& parameter : iteration.model.parameters()) {
    const std::string key = key_of(parameter.value.name);
    const bool is_embedding = parameter.touched_rows != nullptr;
    add_weight(npz, key, parameter.value, is_embedding);
    if (is_embedding) {
      npz.add("grad." + key, {parameter.gradient.rows, parameter.gradient.cols}, whole_gradient(parameter).data());
    } else {
      add_weight(npz, "grad." + key, parameter.gradient, false);
    }
  }
  npz.add("x", {config.steps, config.batch}, iteration.tokens.inputs);
  npz.add("y", {config.steps, config.batch}, iteration.tokens.targets);

  const auto add_state = [&](const char* key, const Tensor<float>& (LstmLayer<float>::*state)() const, int step) {
    std::vector<float> values;
    for (int k = 0; k < config.layers; ++k) {
      const Tensor<float>& tensor = (iteration.model.layer(k).*state)();
      values.insert(values.end(), tensor.at(step), tensor.at(step) + tensor.rows * tensor.cols);
    }
    npz.add(key, {config.layers, config.batch, config.hidden}, values.data());
  };
  add_state("h0", &LstmLayer<float>::h, -1);
  add_state("c0", &LstmLayer<float>::c, -1);
  add_state("h_n", &LstmLayer<float>::h, config.steps - 1);
  add_state("c_n", &LstmLayer<float>::c, config.steps - 1);

  for (int k = 0; k <= config.layers; ++k) add_masks(npz, fmt::format("m_nr{}", k), iteration.masks.nr(k));
  for (int k = 0; k < config.layers; ++k) add_masks(npz, fmt::format("m_rh{}", k), iteration.masks.rh(k));
  const double divisor = iteration.model.loss_divisor();
  const double loss = iteration.model.log_loss() / divisor;
  npz.add("loss_div", {}, &divisor);
  npz.add("loss", {}, &loss);
  npz.write(path);
}

}  // namespace skipgrid::models
