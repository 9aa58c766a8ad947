// The recurrent layers of a decoder, step by step: what they read at a step may depend on what they left at the one
// before. They begin with the state in which an encoder ended.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/layers/recurrent_stack.h"
#include "models/network/builder.h"
#include "models/network/rate.h"

namespace skipgrid::models {

struct DecoderStackConfig {
  Cell cell = Cell::lstm;
  int layers = 1;
  int hidden = 1;
  Rate input{Rate::Source::nr};      ///< dropped of what the first layer reads
  Rate feed{Rate::Source::nr};       ///< of what is fed back into it
  Rate between{Rate::Source::nr};    ///< of what the others read
  Rate recurrent{Rate::Source::rh};  ///< of the state before a step
};

/// An iteration is begin(), start(), forward() of all steps in order, backward() of all steps in reverse, finish().
/// Who learns a step's input only when the step before is done, calls take_state() and, before each forward(),
/// read_inputs() instead of start().
template <class Scalar>
class DecoderStack {
 public:
  /// inputs: known before the first step. fed: what the first layer reads, too, of the step before; none for none.
  DecoderStack(Builder<Scalar>& builder, const std::string& name, const DecoderStackConfig& config,
               const std::vector<std::string>& inputs, std::size_t stream, const std::vector<Read<Scalar>>& fed);

  void begin(const SequenceLengths& lengths, MaskDrawer& masks);
  /// Takes the encoder's states, level by level, and does what does not wait for a step.
  void start(RecurrentStack<Scalar>& encoder);
  void take_state(RecurrentStack<Scalar>& encoder);
  /// What does not wait for the step before, at these steps.
  void read_inputs(StepRange steps);
  void forward(int step);
  /// After the readers of top() have left their gradients of the step. Writes that of what was fed, one step before.
  void backward(int step);
  /// Gradients of the weights and of the inputs; hands the encoder those of its states.
  void finish(RecurrentStack<Scalar>& encoder);

  /// The state of the uppermost layer.
  Output<Scalar>& top() { return *levels_.back().output; }
  const RecurrentLayer<Scalar>& cell(int level) const { return *levels_[static_cast<std::size_t>(level)].cell; }
  /// Of the iteration: what is dropped of a tensor that a level reads, of what is fed after the others, and of its
  /// state.
  const StepMasks& input_masks(int level, std::size_t input) const {
    return levels_[static_cast<std::size_t>(level)].inputs[input].masks;
  }
  const StepMasks& state_masks(int level) const { return levels_[static_cast<std::size_t>(level)].rh; }
  std::vector<Parameter<Scalar>> parameters() const;

 private:
  struct Input {
    Read<Scalar> read;
    bool stepped;  // waits for the step
    int shift;     // -1: of the step before
    Rate rate;
    int mask_layer;
    StepMasks masks;
  };
  struct Level {
    std::unique_ptr<RecurrentLayer<Scalar>> cell;
    std::vector<Input> inputs;
    int mask_layer;  // of rh
    StepMasks rh;
    std::unique_ptr<Output<Scalar>> output;
  };
  static LayerInput<Scalar> layer_input(const Input& input);
  static std::vector<LayerInput<Scalar>> layer_inputs(const Level& level);
  Level make_level(Builder<Scalar>& builder, const std::string& name, std::vector<Input> inputs, std::size_t stream);

  DecoderStackConfig config_;
  SequenceLengths lengths_;
  std::vector<Level> levels_;
};

extern template class DecoderStack<float>;
extern template class DecoderStack<double>;

}  // namespace skipgrid::models
