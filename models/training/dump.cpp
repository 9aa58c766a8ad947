#include "models/training/dump.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
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

/// A weight and its gradient.
void add_parameter(NpzWriter& npz, const std::string& key, const Parameter<float>& parameter) {
  const bool is_embedding = parameter.touched_rows != nullptr;
  add_weight(npz, key, parameter.value, is_embedding);
  if (is_embedding) {
    npz.add("grad." + key, {parameter.gradient.rows, parameter.gradient.cols}, whole_gradient(parameter).data());
  } else {
    add_weight(npz, "grad." + key, parameter.gradient, false);
  }
}

/// Which of an LSTM's states, of all layers at a step.
void add_state(NpzWriter& npz, const std::string& key, RecurrentStack<float>& stack, std::size_t which, int step) {
  std::vector<float> values;
  NpzWriter::Shape shape{stack.config().layers, 0, 0};
  for (int k = 0; k < stack.config().layers; ++k) {
    const Tensor<float>& state = *stack.cell(k).state()[which];
    values.insert(values.end(), state.at(step), state.at(step) + state.rows * state.cols);
    shape = {shape[0], state.rows, state.cols};
  }
  npz.add(key, shape, values.data());
}

void add_stack(NpzWriter& npz, RecurrentStack<float>& stack, int steps) {
  constexpr const char* kWeights[] = {"w_ih", "w_hh", "b_ih", "b_hh"};
  for (int k = 0; k < stack.config().layers; ++k) {
    const std::vector<Parameter<float>> parameters = stack.cell(k).parameters();
    for (std::size_t i = 0; i < std::size(kWeights); ++i) {
      add_parameter(npz, fmt::format("{}_l{}", kWeights[i], k), parameters[i]);
    }
    add_masks(npz, fmt::format("m_nr{}", k), stack.input_masks(k));
    add_masks(npz, fmt::format("m_rh{}", k), stack.state_masks(k));
  }
  add_state(npz, "h0", stack, 0, -1);
  add_state(npz, "c0", stack, 1, -1);
  add_state(npz, "h_n", stack, 0, steps - 1);
  add_state(npz, "c_n", stack, 1, steps - 1);
}

// The order of layers in a network that can be dumped.
constexpr std::size_t kWords = 0, kStack = 1, kScores = 2;

}  // namespace

bool can_dump(const NetworkConfig& config) {
  if (config.layers.size() != 3) return false;
  const auto* words = std::get_if<EmbeddingConfig>(&config.layers[kWords].kind);
  const auto* stack = std::get_if<RecurrentConfig>(&config.layers[kStack].kind);
  const auto* scores = std::get_if<SoftmaxConfig>(&config.layers[kScores].kind);
  if (words == nullptr || stack == nullptr || scores == nullptr) return false;
  const bool whole_words = words->words.source == Rate::Source::fixed && words->words.value == 0.0;
  return whole_words && !words->tied && stack->cell == Cell::lstm && !stack->bidirectional &&
         stack->drop_connect == 0.0;
}

void dump_iteration(const std::string& path, const GradientsReady& iteration) {
  const NetworkConfig& config = iteration.config;
  const Network<float>& network = iteration.network;
  const Stream& text = iteration.batch.streams.front();
  const auto& scores = dynamic_cast<const SoftmaxLayer<float>&>(network.layer(kScores));
  auto& stack = dynamic_cast<RecurrentStack<float>&>(network.layer(kStack));
  NpzWriter npz;
  add_parameter(npz, "emb", network.layer(kWords).parameters().front());
  add_stack(npz, stack, config.lengths.steps);
  add_masks(npz, fmt::format("m_nr{}", stack.config().layers), scores.input_masks());
  const std::vector<Parameter<float>> projection = scores.parameters();
  add_parameter(npz, "dec_w", projection[0]);
  add_parameter(npz, "dec_b", projection[1]);
  npz.add("x", {config.lengths.steps, config.batch}, text.tokens);
  npz.add("y", {config.lengths.steps, config.batch}, text.targets);
  const double divisor = config.batch;
  const double loss = network.log_loss() / divisor;
  npz.add("loss_div", {}, &divisor);
  npz.add("loss", {}, &loss);
  npz.write(path);
}

}  // namespace skipgrid::models
