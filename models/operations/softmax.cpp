#include "models/operations/softmax.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/kernels/kernel_table.h"

namespace skipgrid::models {

template <class Scalar>
double softmax_loss(std::int64_t vocabulary, Scalar* row, const Scalar* bias, std::int32_t target,
                    Scalar gradient_scale) {
  if (target < 0) {
    std::fill_n(row, vocabulary, Scalar{0});
    return 0.0;
  }
  kernels<Scalar>().add_scaled(row, bias, Scalar{1}, vocabulary);
  // Scores relative to the largest: nothing overflows, and the target's is its log probability but for the sum.
  const Scalar largest = *std::max_element(row, row + vocabulary);
  const double target_score = static_cast<double>(row[target] - largest);
  const double sum = kernels<Scalar>().exp_sum(row, vocabulary, largest);
  const Scalar scale = gradient_scale / static_cast<Scalar>(sum);
  for (std::int64_t v = 0; v < vocabulary; ++v) row[v] *= scale;
  row[target] -= gradient_scale;
  return std::log(sum) - target_score;
}

template double softmax_loss(std::int64_t, float*, const float*, std::int32_t, float);
template double softmax_loss(std::int64_t, double*, const double*, std::int32_t, double);

template <class Scalar>
void log_softmax(std::int64_t batch, std::int64_t vocabulary, Scalar* scores, const Scalar* bias) {
  std::vector<Scalar> powers(static_cast<std::size_t>(vocabulary));
  for (std::int64_t b = 0; b < batch; ++b) {
    Scalar* row = scores + b * vocabulary;
    kernels<Scalar>().add_scaled(row, bias, Scalar{1}, vocabulary);
    const Scalar largest = *std::max_element(row, row + vocabulary);
    std::copy_n(row, vocabulary, powers.begin());
    const double sum = kernels<Scalar>().exp_sum(powers.data(), vocabulary, largest);
    const Scalar normaliser = largest + static_cast<Scalar>(std::log(sum));
    for (std::int64_t v = 0; v < vocabulary; ++v) row[v] -= normaliser;
  }
}

template void log_softmax(std::int64_t, std::int64_t, float*, const float*);
template void log_softmax(std::int64_t, std::int64_t, double*, const double*);
}  // namespace skipgrid::models
