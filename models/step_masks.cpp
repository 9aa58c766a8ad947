#include "models/step_masks.h"

#include <memory>
#include <utility>

namespace skipgrid::models {

const std::vector<std::uint32_t>& StepMasks::kept(int step) const {
  const auto at_step = static_cast<std::size_t>(step);
  if (kept_.size() <= at_step) kept_.resize(masks.size());
  std::vector<std::uint32_t>& kept = kept_[at_step];
  if (kept.empty()) kept = masks[at_step]->mask.kept_indices();
  return kept;
}

StepMasks MaskDrawer::draw(Connection connection, int layer, double rate, int neurons, int steps) {
  StepMasks result;
  if (rate == 0.0) return result;
  result.scale = keep_scale(config_, rate, static_cast<std::size_t>(neurons));
  for (int step = 0; step < steps; ++step) {
    if (redraw_step(config_, step) == step) {
      traces::Mask mask = draw_mask(config_, {iteration_, layer, connection, step}, rate,
                                    static_cast<std::size_t>(neurons), static_cast<std::size_t>(batch_));
      result.masks.push_back(std::make_shared<const traces::TraceMask>(traces::TraceMask{next_id_++, std::move(mask)}));
    } else {
      result.masks.push_back(result.masks.back());
    }
  }
  return result;
}

namespace {

traces::Mask repeat(const traces::Mask& mask, std::size_t times) {
  traces::Mask result(mask.neurons() * times, mask.rows());
  for (std::size_t row = 0; row < mask.rows(); ++row) {
    for (std::size_t neuron = 0; neuron < mask.neurons(); ++neuron) {
      if (mask.kept(row, neuron)) continue;
      for (std::size_t i = 0; i < times; ++i) result.drop(row, i * mask.neurons() + neuron);
    }
  }
  return result;
}

}  // namespace

StepMasks MaskDrawer::repeated(const StepMasks& masks, int times) {
  if (times == 1) return masks;
  StepMasks result;
  result.scale = masks.scale;
  for (std::size_t step = 0; step < masks.masks.size(); ++step) {
    if (step > 0 && masks.masks[step] == masks.masks[step - 1]) {
      result.masks.push_back(result.masks.back());
      continue;
    }
    traces::Mask mask = repeat(masks.masks[step]->mask, static_cast<std::size_t>(times));
    result.masks.push_back(std::make_shared<const traces::TraceMask>(traces::TraceMask{next_id_++, std::move(mask)}));
  }
  return result;
}

StepMasks MaskDrawer::draw_words(int layer, double rate, int vocabulary) const {
  DropoutConfig words;
  words.dropout_case = DropoutCase::IV;
  words.seed = config_.seed;
  MaskDrawer alone(words, batch_, iteration_);
  return alone.draw(Connection::word, layer, rate, vocabulary, 1);
}

}  // namespace skipgrid::models
