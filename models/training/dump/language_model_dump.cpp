#include "models/training/dump/language_model_dump.h"

#include <fmt/format.h>

#include <iterator>
#include <vector>

#include "models/training/dump/dump_arrays.h"

namespace skipgrid::models {

namespace {

/// Which of an LSTM's states, of all layers at a step.
void add_state(NpzWriter& npz, const std::string& key, RecurrentStack<float>& stack, std::size_t which, int step) {
  std::vector<const Tensor<float>*> states;
  for (int k = 0; k < stack.config().layers; ++k) states.push_back(stack.cell(k).state()[which]);
  add_states(npz, key, states, step);
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

bool can_dump_language_model(const NetworkConfig& config) {
  if (config.layers.size() != 3) return false;
  const auto* words = std::get_if<EmbeddingConfig>(&config.layers[kWords].kind);
  const auto* stack = std::get_if<RecurrentConfig>(&config.layers[kStack].kind);
  const auto* scores = std::get_if<SoftmaxConfig>(&config.layers[kScores].kind);
  if (words == nullptr || stack == nullptr || scores == nullptr) return false;
  const bool whole_words = words->words.source == Rate::Source::fixed && words->words.value == 0.0;
  return whole_words && !words->tied && stack->cell == Cell::lstm && !stack->bidirectional &&
         stack->drop_connect == 0.0;
}

void dump_language_model(NpzWriter& npz, const GradientsReady& iteration) {
  const NetworkConfig& config = iteration.config;
  const Network<float>& network = iteration.network;
  const Stream& text = iteration.batch.streams.front();
  const auto& scores = dynamic_cast<const SoftmaxLayer<float>&>(network.layer(kScores));
  auto& stack = dynamic_cast<RecurrentStack<float>&>(network.layer(kStack));
  add_parameter(npz, "emb", network.layer(kWords).parameters().front());
  add_stack(npz, stack, config.lengths.steps);
  add_masks(npz, fmt::format("m_nr{}", stack.config().layers), scores.input_masks());
  const std::vector<Parameter<float>> projection = scores.parameters();
  add_parameter(npz, "dec_w", projection[0]);
  add_parameter(npz, "dec_b", projection[1]);
  npz.add("x", {config.lengths.steps, config.batch}, text.tokens);
  npz.add("y", {config.lengths.steps, config.batch}, text.targets);
  add_loss(npz, network.log_loss(), config.batch);
}

}  // namespace skipgrid::models
