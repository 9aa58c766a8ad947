#include "models/training/dump/translation_dump.h"

#include <fmt/format.h>

#include <vector>

#include "models/training/dump/dump_arrays.h"
#include "models/training/translation/translation_layers.h"

namespace skipgrid::models {

namespace {

template <class Kind>
const Kind& kind_of(const NetworkConfig& config, std::size_t layer) {
  return std::get<Kind>(config.layers[layer].kind);
}

bool whole_words(const EmbeddingConfig& words) {
  return words.words.source == Rate::Source::fixed && words.words.value == 0.0 && !words.tied;
}

/// keys: of the weights in the order in which the cell has them.
void add_cell(NpzWriter& npz, const RecurrentLayer<float>& cell, const std::vector<std::string>& keys) {
  const std::vector<Parameter<float>> parameters = cell.parameters();
  for (std::size_t i = 0; i < keys.size(); ++i) add_parameter(npz, keys[i], parameters[i]);
}

std::vector<std::string> weight_keys(const std::string& side, int level, bool fed) {
  std::vector<std::string> keys{fmt::format("{}_w_ih_l{}", side, level)};
  if (fed) keys.push_back(side + "_w_feed");
  for (const char* weight : {"w_hh", "b_ih", "b_hh"}) keys.push_back(fmt::format("{}_{}_l{}", side, weight, level));
  return keys;
}

/// The states of all levels after the last step.
template <class Cells>
void add_last_states(NpzWriter& npz, const std::string& side, int levels, int step, const Cells& cell) {
  std::vector<const Tensor<float>*> h, c;
  for (int k = 0; k < levels; ++k) {
    h.push_back(cell(k).state()[0]);
    c.push_back(cell(k).state()[1]);
  }
  add_states(npz, side + "_h_n", h, step);
  add_states(npz, side + "_c_n", c, step);
}

void add_encoder(NpzWriter& npz, RecurrentStack<float>& encoder, int steps) {
  for (int k = 0; k < encoder.config().layers; ++k) {
    add_cell(npz, encoder.cell(k), weight_keys("enc", k, false));
    add_masks(npz, fmt::format("m_enc_nr{}", k), encoder.input_masks(k));
    add_masks(npz, fmt::format("m_enc_rh{}", k), encoder.state_masks(k));
  }
  add_last_states(npz, "enc", encoder.config().layers, steps - 1,
                  [&](int k) -> const RecurrentLayer<float>& { return encoder.cell(k); });
}

void add_decoder(NpzWriter& npz, const AttentionDecoder<float>& decoder, int steps) {
  const DecoderStack<float>& stack = decoder.stack();
  const AttentionDecoderConfig& config = decoder.config();
  for (int k = 0; k < config.stack.layers; ++k) {
    add_cell(npz, stack.cell(k), weight_keys("dec", k, k == 0 && config.input_feeding));
    add_masks(npz, fmt::format("m_dec_nr{}", k), stack.input_masks(k, 0));
    add_masks(npz, fmt::format("m_dec_rh{}", k), stack.state_masks(k));
  }
  if (config.input_feeding) add_masks(npz, "m_dec_feed", stack.input_masks(0, 1));
  add_masks(npz, "m_attn", decoder.attention_masks());
  const std::vector<Parameter<float>> all = decoder.parameters();
  add_parameter(npz, "attn_w_state", all[all.size() - 1]);
  add_parameter(npz, "attn_w_context", all[all.size() - 2]);
  if (config.score == AttentionScore::general) add_parameter(npz, "attn_w_query", all[all.size() - 3]);
  add_last_states(npz, "dec", config.stack.layers, steps - 1,
                  [&](int k) -> const RecurrentLayer<float>& { return stack.cell(k); });
}

}  // namespace

bool can_dump_translation(const NetworkConfig& config) {
  if (!translates(config)) return false;
  const TranslationLayers layers = translation_layers(config, "");
  const auto& encoder = kind_of<RecurrentConfig>(config, layers.encoder);
  return whole_words(kind_of<EmbeddingConfig>(config, layers.source)) &&
         whole_words(kind_of<EmbeddingConfig>(config, layers.target)) && encoder.cell == Cell::lstm &&
         encoder.drop_connect == 0.0;
}

void dump_translation(NpzWriter& npz, const GradientsReady& iteration) {
  const NetworkConfig& config = iteration.config;
  const Network<float>& network = iteration.network;
  const TranslationLayers layers = translation_layers(config, "");
  const Stream& source = iteration.batch.streams[config.layers[layers.source].stream];
  const Stream& target = iteration.batch.streams[config.layers[layers.target].stream];
  add_parameter(npz, "src_emb", network.layer(layers.source).parameters().front());
  add_parameter(npz, "tgt_emb", network.layer(layers.target).parameters().front());
  add_encoder(npz, dynamic_cast<RecurrentStack<float>&>(network.layer(layers.encoder)), source.lengths.steps);
  add_decoder(npz, dynamic_cast<const AttentionDecoder<float>&>(network.layer(layers.decoder)), target.lengths.steps);
  const auto& generator = dynamic_cast<const SoftmaxLayer<float>&>(network.layer(layers.generator));
  add_masks(npz, "m_gen", generator.input_masks());
  add_parameter(npz, "gen_w", generator.parameters()[0]);
  add_parameter(npz, "gen_b", generator.parameters()[1]);
  npz.add("src", {source.lengths.steps, config.batch}, source.tokens);
  npz.add("tgt_in", {target.lengths.steps, config.batch}, target.tokens);
  npz.add("tgt_out", {target.lengths.steps, config.batch}, target.targets);
  add_loss(npz, network.log_loss(), config.batch);
}

}  // namespace skipgrid::models
