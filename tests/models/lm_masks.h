// The masks of a language model's iteration, drawn connection by connection as its equations have them: what the layers
// of its network are held to.
#pragma once

#include <vector>

#include "models/network/language_model.h"
#include "models/step_masks.h"

namespace skipgrid::models {

struct LmMasks {
  LmMasks(const DropoutConfig& config, const LanguageModel& model, int iteration) {
    MaskDrawer drawer(config, model.batch, iteration);
    for (int k = 0; k < model.layers; ++k) {
      const int inputs = k == 0 ? model.embedding : model.hidden;
      nr.push_back(drawer.draw(Connection::nr, k, config.nr, inputs, model.steps));
      rh.push_back(drawer.draw(Connection::rh, k, config.rh, model.hidden, model.steps));
    }
    nr.push_back(drawer.draw(Connection::nr, model.layers, config.output_rate(), model.hidden, model.steps));
  }

  std::vector<StepMasks> nr;  ///< on the input of each layer, and on the projection's
  std::vector<StepMasks> rh;  ///< on each layer's h[t-1]
};

}  // namespace skipgrid::models
