// One recurrent layer over the T steps of an iteration: what every cell shares. A cell says what happens to its gates.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/device.h"
#include "models/operations/input_product.h"
#include "models/parameter.h"

namespace skipgrid::models {

/// The gradients of a recurrent layer's state, each B x H. That of h is dh + dh_direct.
template <class Scalar>
struct StateGradient {
  const Tensor<Scalar>* dh;         ///< what came through the recurrent product
  const Tensor<Scalar>* dh_direct;  ///< what did not; null where nothing does
  const Tensor<Scalar>* dc;         ///< null where the cell has no c
};

/// DropConnect: elements of U dropped for a whole iteration, each on its own (Wan et al. 2013; on recurrent weights:
/// Merity et al. 2018). No row and no column of U is zero, so it leaves nothing to skip.
struct WeightDrop {
  double rate = 0.0;
  std::uint64_t seed = 1;
  MaskKey key;  ///< of the iteration and the layer
};

struct RecurrentShape {
  std::vector<int> inputs;      ///< D of each input; their products add up
  int hidden = 1;               ///< H
  int steps = 1;                ///< T, at most
  int batch = 1;                ///< B
  bool reversed = false;        ///< from the last step to the first
  bool state_gradient = false;  ///< the gradient of the state before the first step is wanted, too
  bool drop_connect = false;    ///< set_weight_drop() will be used
};

/// Shapes: D inputs, H hidden, B batch, T steps, G gates.
///   gates[t] = x[t] W + h[t-1] U + b_ih + b_hh      W: D x GH, U: H x GH, biases: GH
/// Where samples differ in length, a sample that is over (or, reversed, has not begun) holds its state.
template <class Scalar>
class RecurrentLayer {
 public:
  virtual ~RecurrentLayer() = default;

  /// The lengths of the coming iteration; without a call all samples have all steps.
  void set_lengths(const SequenceLengths& lengths) { lengths_ = lengths; }
  const SequenceLengths& lengths() const { return lengths_; }
  /// The coming iteration's DropConnect. Requires shape.drop_connect.
  void set_weight_drop(const WeightDrop& drop) { weight_drop_ = drop; }
  /// Before the first step_forward() of an iteration: applies DropConnect. forward() does it itself.
  void prepare_weights();

  /// Reads in.value[t]; leaves h() and all that backward needs.
  void forward(const std::vector<LayerInput<Scalar>>& in, const StepMasks& rh);
  /// Reads output_gradient(), and what comes from after the last step where there is such; writes the gradients of the
  /// weights and of the inputs. Nothing goes back to the state before the first step unless the shape wants it.
  void backward(const std::vector<LayerInput<Scalar>>& in, const StepMasks& rh,
                const std::optional<StateGradient<Scalar>>& after = std::nullopt);

  /// The same in pieces, for who does something between two steps. Backward goes through the steps the other way.
  void input_forward(std::size_t input, const LayerInput<Scalar>& in, StepRange steps);
  void step_forward(int step, const StepMasks& rh);
  void step_backward(int step, const StepMasks& rh, const std::optional<StateGradient<Scalar>>& after = std::nullopt);
  void input_backward(std::size_t input, const LayerInput<Scalar>& in, StepRange steps);
  void weight_gradients(const std::vector<LayerInput<Scalar>>& in, const StepMasks& rh);

  /// The state after the last step becomes the state before the first: of the next iteration, or from another layer.
  void carry_state();
  void zero_state();
  void take_state(const RecurrentLayer& from);

  const Tensor<Scalar>& h() const { return h_; }                       ///< T x B x H, and the state before
  const Tensor<Scalar>& output_gradient() const { return dh_above_; }  ///< T x B x H
  /// Of the state before the first step, after backward().
  virtual StateGradient<Scalar> state_gradient() const = 0;
  /// h, and whatever else the cell carries on.
  virtual std::vector<const Tensor<Scalar>*> state() const = 0;
  virtual std::vector<Parameter<Scalar>> parameters() const;  ///< W of each input, U, and what the cell adds

  int first_step() const { return shape_.reversed ? lengths_.steps - 1 : 0; }
  int last_step() const { return shape_.reversed ? 0 : lengths_.steps - 1; }
  /// Where the state lies that a step begins with, also before the first one.
  int before(int step) const { return shape_.reversed ? step + 1 : step - 1; }
  int after(int step) const { return shape_.reversed ? step - 1 : step + 1; }

 protected:
  RecurrentLayer(Device<Scalar>& device, std::string name, RecurrentShape shape, int gates);

  /// Activates the gates at a step and makes the new state.
  virtual void gates_forward(int step) = 0;
  /// From the gradient of h[step] to those of the gates and of the state before. `after` is null where nothing comes
  /// from the step after.
  virtual void gates_backward(int step, const StateGradient<Scalar>* after) = 0;
  /// The sums that input products, and the recurrent product, are added to, and their gradients: T x B x GH. The same
  /// tensor for both where a cell only needs the sum of the two.
  virtual const Tensor<Scalar>& input_sums() const = 0;
  virtual const Tensor<Scalar>& state_sums() const = 0;
  virtual const Tensor<Scalar>& input_sum_gradients() const = 0;
  virtual const Tensor<Scalar>& state_sum_gradients() const = 0;
  virtual void bias_gradients() = 0;

  Tensor<Scalar> sequence(const std::string& suffix, std::int64_t cols);
  Tensor<Scalar> state_sequence(const std::string& suffix);
  /// Over the steps of the iteration.
  void bias_gradient(const Tensor<Scalar>& gradients, const Tensor<Scalar>& bias);

  // For kernels, where samples differ in length.
  /// A sample that is over keeps its state.
  void hold_state(int step);
  /// dh_ becomes all that comes from the step after; without such, zero.
  void gather_state_gradient(const StateGradient<Scalar>* after);
  /// Whether gates_backward() has to leave something in dh_direct_.
  virtual bool has_direct_gradient() const { return lengths_.padded(); }

  Device<Scalar>& device_;
  std::string name_;
  RecurrentShape shape_;
  SequenceLengths lengths_;
  std::int64_t batch_, hidden_, gates_width_;
  Tensor<Scalar> u_, du_, b_ih_, b_hh_;
  Tensor<Scalar> h_;
  Tensor<Scalar> dh_above_;   // from the layer above, T x B x H
  Tensor<Scalar> dh_;         // from the step after, B x H
  Tensor<Scalar> dh_direct_;  // of that, what does not come through the recurrent product, B x H

 private:
  GemmCall<Scalar> h2h(traces::Phase phase, const Tensor<Scalar>& x, const Tensor<Scalar>& w, const Tensor<Scalar>& y,
                       const StepMasks& rh) const;

  void drop_elements(const Tensor<Scalar>& matrix) const;
  const Tensor<Scalar>& used_u() const { return shape_.drop_connect ? u_dropped_ : u_; }

  std::vector<InputProduct<Scalar>> inputs_;
  WeightDrop weight_drop_;
  Tensor<Scalar> u_dropped_;
  std::optional<traces::Mask> u_mask_;  // a row of bits for each row of U; only where there are numbers
  Tensor<Scalar> h_kept_, dh_kept_;
};

}  // namespace skipgrid::models
