#include "models/step_masks.h"

#include <memory>
#include <utility>

namespace skipgrid::models {

namespace {

class Drawer {
 public:
  Drawer(const DropoutConfig& config, const StackShape& shape, int iteration)
      : config_(config), shape_(shape), iteration_(iteration) {}

  StepMasks draw(Connection connection, int layer, double rate, int neurons) {
    StepMasks result;
    if (rate == 0.0) return result;
    result.scale = keep_scale(config_, rate, static_cast<std::size_t>(neurons));
    for (int step = 0; step < shape_.steps; ++step) {
      if (redraw_step(config_, step) == step) {
        traces::Mask mask = draw_mask(config_, {iteration_, layer, connection, step}, rate,
                                      static_cast<std::size_t>(neurons), static_cast<std::size_t>(shape_.batch));
        result.kept.push_back(mask.structured() ? mask.kept_indices() : std::vector<std::uint32_t>{});
        result.masks.push_back(
            std::make_shared<const traces::TraceMask>(traces::TraceMask{next_id_++, std::move(mask)}));
      } else {
        result.kept.emplace_back(result.kept.back());
        result.masks.push_back(result.masks.back());
      }
    }
    return result;
  }

 private:
  const DropoutConfig& config_;
  const StackShape& shape_;
  int iteration_;
  std::uint64_t next_id_ = 0;
};

}  // namespace

IterationMasks::IterationMasks(int layers)
    : nr_(static_cast<std::size_t>(layers) + 1), rh_(static_cast<std::size_t>(layers)) {}

IterationMasks::IterationMasks(const DropoutConfig& config, const StackShape& shape, int iteration) {
  Drawer drawer(config, shape, iteration);
  for (int layer = 0; layer < shape.layers; ++layer) {
    nr_.push_back(drawer.draw(Connection::nr, layer, config.nr, layer == 0 ? shape.embedding : shape.hidden));
    rh_.push_back(drawer.draw(Connection::rh, layer, config.rh, shape.hidden));
  }
  nr_.push_back(drawer.draw(Connection::nr, shape.layers, config.output_rate(), shape.hidden));
}

}  // namespace skipgrid::models
