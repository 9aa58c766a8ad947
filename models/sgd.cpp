#include "models/sgd.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "models/kernels/kernel_table.h"

namespace skipgrid::models {

using traces::ElementWise;
using traces::Phase;

template <class Scalar>
Sgd<Scalar>::Sgd(Device<Scalar>& device, std::vector<Parameter<Scalar>> parameters)
    : device_(device), parameters_(std::move(parameters)), norm_(device.matrix("gradient_norm", 1, 1)) {}

namespace {

// Elements that one thread takes at least; sums over blocks of as many are added up one after the other, so that they
// do not depend on who has computed them.
constexpr std::int64_t kBlock = std::int64_t{1} << 16;

template <class Scalar>
double sum_of_squares(Device<Scalar>& device, const Scalar* values, std::int64_t count) {
  std::vector<double> sums(static_cast<std::size_t>((count + kBlock - 1) / kBlock));
  device.in_parts(count, kBlock, [&](std::int64_t first, std::int64_t end) {
    for (std::int64_t at = first; at < end; at += kBlock) {
      sums[static_cast<std::size_t>(at / kBlock)] =
          kernels<Scalar>().sum_of_squares(values + at, std::min(kBlock, end - at));
    }
  });
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

// Calls visit(offset, count) for each contiguous run of elements of the gradient that can be other than zero.
template <class Scalar, class Visit>
void for_each_run(const Parameter<Scalar>& parameter, const Visit& visit) {
  if (parameter.touched_rows == nullptr) {
    visit(std::int64_t{0}, parameter.value.elements());
    return;
  }
  const std::int64_t cols = parameter.value.cols;
  for (const std::int64_t row : *parameter.touched_rows) visit(row * cols, cols);
}

}  // namespace

template <class Scalar>
double Sgd<Scalar>::gradient_norm() const {
  return std::sqrt(squares_);
}

template <class Scalar>
void Sgd<Scalar>::measure() {
  for (const Parameter<Scalar>& parameter : parameters_) {
    const bool first = &parameter == &parameters_.front();
    VectorCall<Scalar> call{parameter.layer,
                            Phase::WG,
                            0,
                            ElementWise::gradient_norm,
                            parameter.update_elements,
                            {{&parameter.gradient, 0, 1, parameter.update_elements}},
                            {}};
    (first ? call.writes : call.sums).add({&norm_});
    device_.vector(call, [&] {
      if (first) squares_ = 0.0;
      for_each_run(parameter, [&](std::int64_t offset, std::int64_t count) {
        squares_ += sum_of_squares(device_, parameter.gradient.data + offset, count);
      });
    });
  }
}

template <class Scalar>
void Sgd<Scalar>::change(const SgdStep& step) {
  for (const Parameter<Scalar>& parameter : parameters_) {
    device_.vector({parameter.layer,
                    Phase::WG,
                    0,
                    ElementWise::sgd,
                    parameter.update_elements,
                    {{&parameter.value, 0, 1, parameter.update_elements},
                     {&parameter.gradient, 0, 1, parameter.update_elements},
                     {&norm_}},
                    {{&parameter.value, 0, 1, parameter.update_elements}}},
                   [&] {
                     const double norm = gradient_norm();
                     const double shrink = step.clip > 0.0 && norm > step.clip ? step.clip / norm : 1.0;
                     const auto rate = static_cast<Scalar>(step.learning_rate * shrink);
                     const auto decay = static_cast<Scalar>(step.learning_rate * step.weight_decay);
                     for_each_run(parameter, [&](std::int64_t offset, std::int64_t count) {
                       Scalar* value = parameter.value.data + offset;
                       const Scalar* gradient = parameter.gradient.data + offset;
                       device_.in_parts(count, kBlock, [&](std::int64_t first, std::int64_t end) {
                         if (decay != Scalar{0}) {
                           for (std::int64_t i = first; i < end; ++i) value[i] -= decay * value[i];
                         }
                         for (std::int64_t i = first; i < end; ++i) value[i] -= rate * gradient[i];
                       });
                     });
                   });
  }
}

template class Sgd<float>;
template class Sgd<double>;

}  // namespace skipgrid::models
