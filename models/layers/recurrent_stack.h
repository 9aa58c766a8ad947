// "type": "lstm", "gru", ...: recurrent layers on top of one another, in one direction or in both.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/cells/cell.h"
#include "models/layers/layer.h"
#include "models/network/builder.h"
#include "models/network/rate.h"
#include "models/network/signal.h"

namespace skipgrid::models {

template <class Scalar>
class RecurrentStack;

struct RecurrentConfig : LayerTraits<RecurrentStack> {
  static constexpr const auto& kTypes = kCellNames;

  Cell cell = Cell::lstm;
  int layers = 1;
  int hidden = 1;              ///< of a layer, in each direction
  bool bidirectional = false;  ///< the next layer reads both directions
  bool carried = false;  ///< the state goes on into the next iteration (a running text); otherwise it begins at zero
  Rate input{Rate::Source::nr};      ///< dropped of what the first layer reads
  Rate between{Rate::Source::nr};    ///< of what the others read
  Rate recurrent{Rate::Source::rh};  ///< of the state before a step
  double drop_connect = 0.0;         ///< of the elements of the recurrent weights
};

void read(JsonObject& fields, RecurrentConfig& config);
void write(const RecurrentConfig& config, nlohmann::json& json);
/// Throws InputError at `place`.
Signal signal_of(const RecurrentConfig& config, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place);

template <class Scalar>
class RecurrentStack : public Layer<Scalar> {
 public:
  RecurrentStack(Builder<Scalar>& builder, const LayerPlace& place, const RecurrentConfig& config);

  void begin(const Batch& batch, MaskDrawer& masks) override;
  void forward(const Batch& batch) override;
  void backward(const Batch& batch) override;
  void carry_state() override;
  std::vector<Tensor<Scalar>> carried() const override;
  std::vector<Parameter<Scalar>> parameters() const override;
  Output<Scalar>* output() override { return levels_.back().output.get(); }

  const RecurrentConfig& config() const { return config_; }
  /// Of the iteration: what is dropped of the first tensor that a level reads, and of its state (of direction 0).
  const StepMasks& input_masks(int level) const { return levels_[static_cast<std::size_t>(level)].nr.front(); }
  const StepMasks& state_masks(int level) const { return levels_[static_cast<std::size_t>(level)].directions[0].rh; }
  /// The layer at a level; direction 1 is the reversed one.
  RecurrentLayer<Scalar>& cell(int level, int direction = 0) {
    return *levels_[static_cast<std::size_t>(level)].directions[static_cast<std::size_t>(direction)].cell;
  }
  /// What comes back to the state after the last step from whoever took it; for backward().
  void set_state_gradient(int level, const StateGradient<Scalar>& gradient) {
    levels_[static_cast<std::size_t>(level)].directions[0].after = gradient;
  }

 private:
  struct Direction {
    std::unique_ptr<RecurrentLayer<Scalar>> cell;
    std::vector<Read<Scalar>> reads;
    int mask_layer = 0;  // of rh and of DropConnect
    StepMasks rh;
    std::optional<StateGradient<Scalar>> after;
  };
  struct Level {
    std::vector<Direction> directions;
    std::vector<int> mask_layers;  // of nr, for each tensor read
    std::vector<StepMasks> nr;
    std::unique_ptr<Output<Scalar>> output;
  };
  Level make_level(Builder<Scalar>& builder, const std::string& name, const std::vector<std::string>& inputs, int k);
  std::vector<LayerInput<Scalar>> inputs_of(const Level& level, const Direction& direction) const;
  void begin_level(const SequenceLengths& lengths, Level& level, const Rate& rate, MaskDrawer& masks);

  RecurrentConfig config_;
  std::size_t stream_;
  std::vector<Level> levels_;
};

extern template class RecurrentStack<float>;
extern template class RecurrentStack<double>;

}  // namespace skipgrid::models
