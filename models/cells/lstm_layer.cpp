#include "models/cells/lstm_layer.h"

#include <algorithm>
#include <utility>

#include "models/kernels/kernel_table.h"

namespace skipgrid::models {

using traces::ElementWise;
using traces::Phase;

template <class Scalar>
LstmLayer<Scalar>::LstmLayer(Device<Scalar>& device, std::string name, RecurrentShape shape)
    : RecurrentLayer<Scalar>(device, std::move(name), std::move(shape), kGates) {
  c_ = this->state_sequence(".c");
  gates_ = this->sequence(".gates", this->gates_width_);
  dgates_ = this->sequence(".dgates", this->gates_width_);
  db_ = device.matrix(this->name_ + ".db", 1, this->gates_width_);
  dc_ = device.matrix(this->name_ + ".dc", this->batch_, this->hidden_);
}

template <class Scalar>
std::vector<Parameter<Scalar>> LstmLayer<Scalar>::parameters() const {
  std::vector<Parameter<Scalar>> all = RecurrentLayer<Scalar>::parameters();
  for (const Tensor<Scalar>* bias : {&this->b_ih_, &this->b_hh_}) {
    all.push_back({this->name_, *bias, db_, nullptr, bias->elements()});
  }
  return all;
}

template <class Scalar>
std::int64_t LstmLayer<Scalar>::grain() const {
  constexpr std::int64_t kWorthWaking = 4096;  // neurons; about as long as a thread takes to wake up
  return std::max<std::int64_t>(1, kWorthWaking / this->hidden_);
}

template <class Scalar>
void LstmLayer<Scalar>::gates_forward(int step) {
  const int before = this->before(step);
  this->device_.vector({this->name_,
                        Phase::FP,
                        step,
                        ElementWise::lstm_forward,
                        this->batch_ * this->hidden_,
                        {{&gates_, step}, {&this->b_ih_}, {&this->b_hh_}, {&c_, before}},
                        {{&gates_, step}, {&c_, step}, {&this->h_, step}}},
                       [&] {
                         const std::int64_t hidden = this->hidden_;
                         this->device_.in_parts(this->batch_, grain(), [&](std::int64_t first, std::int64_t end) {
                           const std::int64_t at = first * hidden;
                           kernels<Scalar>().lstm_forward({end - first, hidden, gates_.at(step) + kGates * at,
                                                           this->b_ih_.data, this->b_hh_.data, c_.at(before) + at,
                                                           c_.at(step) + at, this->h_.at(step) + at});
                         });
                         this->hold_state(step);
                       });
}

template <class Scalar>
void LstmLayer<Scalar>::gates_backward(int step, const StateGradient<Scalar>* after) {
  VectorCall<Scalar> call{this->name_,
                          Phase::BP,
                          step,
                          ElementWise::lstm_backward,
                          this->batch_ * this->hidden_,
                          {{&gates_, step}, {&c_, this->before(step)}, {&c_, step}, {&this->dh_above_, step}},
                          {{&dgates_, step}, {&dc_}}};
  if (after != nullptr) {
    call.reads.add({after->dh});
    if (after->dh_direct != nullptr) call.reads.add({after->dh_direct});
    call.reads.add({after->dc});
  }
  if (this->has_direct_gradient()) call.writes.add({&this->dh_direct_});
  this->device_.vector(call, [&] { backward_kernel(step, after); });
}

template <class Scalar>
void LstmLayer<Scalar>::backward_kernel(int step, const StateGradient<Scalar>* after) {
  const std::int64_t hidden = this->hidden_;
  const bool last = after == nullptr;
  if (!last) {
    this->gather_state_gradient(after);
    if (after->dc->data != dc_.data) std::copy_n(after->dc->data, dc_.elements(), dc_.data);
  }
  std::vector<Scalar> dc_held;
  if (this->has_direct_gradient()) {
    if (last) {
      this->gather_state_gradient(nullptr);
      std::fill_n(dc_.data, dc_.elements(), Scalar{0});
    }
    dc_held.assign(dc_.data, dc_.data + dc_.elements());
  }
  this->device_.in_parts(this->batch_, grain(), [&](std::int64_t first, std::int64_t end) {
    const std::int64_t at = first * hidden;
    kernels<Scalar>().lstm_backward({end - first, hidden, gates_.at(step) + kGates * at, c_.at(this->before(step)) + at,
                                     c_.at(step) + at, this->dh_above_.at(step) + at,
                                     last ? nullptr : this->dh_.data + at, dc_.data + at, last,
                                     dgates_.at(step) + kGates * at});
  });
  if (dc_held.empty()) return;
  // A sample that is over passes its state's gradient on as it came.
  for (std::int64_t b = 0; b < this->batch_; ++b) {
    Scalar* direct = this->dh_direct_.data + b * hidden;
    if (this->lengths_.has(static_cast<int>(b), step)) {
      std::fill_n(direct, hidden, Scalar{0});
      continue;
    }
    const Scalar* above = this->dh_above_.at(step) + b * hidden;
    for (std::int64_t j = 0; j < hidden; ++j) direct[j] = this->dh_.data[b * hidden + j] + above[j];
    std::copy_n(dc_held.data() + b * hidden, hidden, dc_.data + b * hidden);
    std::fill_n(dgates_.at(step) + b * kGates * hidden, kGates * hidden, Scalar{0});
  }
}

template class LstmLayer<float>;
template class LstmLayer<double>;

}  // namespace skipgrid::models
