#include "models/layers/letter_convolution.h"

#include <algorithm>

namespace skipgrid::models {

using traces::ElementWise;
using traces::Phase;

namespace {

/// Calls visit(letter's first neuron, window's first neuron, neurons) for each place in each window; the first is -1
/// beyond the ends of a word. Neurons are counted as they lie in store.
template <class Visit>
void for_each_place(const LetterShape& shape, std::int64_t neurons, const Visit& visit) {
  for (std::int64_t b = 0; b < shape.batch; ++b) {
    for (std::int64_t at = 0; at < shape.letters; ++at) {
      const std::int64_t window = (b * shape.letters + at) * shape.kernel;
      for (std::int64_t place = 0; place < shape.kernel; ++place) {
        const std::int64_t other = at + place - shape.kernel / 2;
        const bool inside = other >= 0 && other < shape.letters;
        visit(inside ? (b * shape.letters + other) * neurons : -1, (window + place) * neurons);
      }
    }
  }
}

template <class Scalar>
std::int64_t neurons_in_store(const LetterShape& shape, int step, const StepMasks& masks,
                              const Tensor<Scalar>& letters) {
  return masks.columns(step, letters.cols / shape.letters);
}

}  // namespace

template <class Scalar>
void unfold_letters(Device<Scalar>& device, const std::string& layer, const LetterShape& shape, int step,
                    const StepMasks& masks, const Tensor<Scalar>& letters, const Tensor<Scalar>& windows) {
  const std::int64_t neurons = neurons_in_store(shape, step, masks, letters);
  const std::int64_t elements = shape.batch * shape.letters * shape.kernel * neurons;
  device.vector({layer,
                 Phase::FP,
                 step,
                 ElementWise::unfold,
                 elements,
                 {{&letters, step, 1, elements / shape.kernel}},
                 {{&windows, step, 1, elements}}},
                [&] {
                  for_each_place(shape, neurons, [&](std::int64_t from, std::int64_t to) {
                    if (from < 0) {
                      std::fill_n(windows.at(step) + to, neurons, Scalar{0});
                    } else {
                      std::copy_n(letters.at(step) + from, neurons, windows.at(step) + to);
                    }
                  });
                });
}

template <class Scalar>
void fold_letters(Device<Scalar>& device, const std::string& layer, const LetterShape& shape, int step,
                  const StepMasks& masks, const Tensor<Scalar>& dwindows, const Tensor<Scalar>& dletters) {
  const std::int64_t neurons = neurons_in_store(shape, step, masks, dletters);
  const std::int64_t elements = shape.batch * shape.letters * shape.kernel * neurons;
  device.vector({layer,
                 Phase::BP,
                 step,
                 ElementWise::fold,
                 elements,
                 {{&dwindows, step, 1, elements}},
                 {{&dletters, step, 1, elements / shape.kernel}}},
                [&] {
                  std::fill_n(dletters.at(step), shape.batch * shape.letters * neurons, Scalar{0});
                  for_each_place(shape, neurons, [&](std::int64_t to, std::int64_t from) {
                    if (to < 0) return;
                    for (std::int64_t j = 0; j < neurons; ++j) dletters.at(step)[to + j] += dwindows.at(step)[from + j];
                  });
                });
}

template <class Scalar>
void max_over_letters(Device<Scalar>& device, const std::string& layer, const LetterShape& shape, int step,
                      const Tensor<Scalar>& sums, const Tensor<Scalar>& largest, const std::int32_t* letters) {
  const std::int64_t filters = sums.cols;
  device.vector(
      {layer, Phase::FP, step, ElementWise::max_over_letters, sums.rows * filters, {{&sums, step}}, {{&largest, step}}},
      [&] {
        for (std::int64_t b = 0; b < shape.batch; ++b) {
          const std::int32_t* word = letters + (step * shape.batch + b) * shape.letters;
          Scalar* most = largest.at(step) + b * filters;
          bool any = false;
          for (std::int64_t at = 0; at < shape.letters; ++at) {
            if (word[at] < 0) continue;
            const Scalar* sum = sums.at(step) + (b * shape.letters + at) * filters;
            for (std::int64_t f = 0; f < filters; ++f) most[f] = any ? std::max(most[f], sum[f]) : sum[f];
            any = true;
          }
          if (!any) std::fill_n(most, filters, Scalar{0});
        }
      });
}

template <class Scalar>
void max_over_letters_backward(Device<Scalar>& device, const std::string& layer, const LetterShape& shape, int step,
                               const Tensor<Scalar>& sums, const Tensor<Scalar>& largest,
                               const Tensor<Scalar>& dlargest, const Tensor<Scalar>& dsums,
                               const std::int32_t* letters) {
  const std::int64_t filters = sums.cols;
  device.vector({layer,
                 Phase::BP,
                 step,
                 ElementWise::max_over_letters_backward,
                 sums.rows * filters,
                 {{&sums, step}, {&largest, step}, {&dlargest, step}},
                 {{&dsums, step}}},
                [&] {
                  for (std::int64_t b = 0; b < shape.batch; ++b) {
                    const std::int32_t* word = letters + (step * shape.batch + b) * shape.letters;
                    for (std::int64_t f = 0; f < filters; ++f) {
                      bool given = false;
                      for (std::int64_t at = 0; at < shape.letters; ++at) {
                        const std::int64_t i = (b * shape.letters + at) * filters + f;
                        const bool wins =
                            !given && word[at] >= 0 && sums.at(step)[i] == largest.at(step)[b * filters + f];
                        dsums.at(step)[i] = wins ? dlargest.at(step)[b * filters + f] : Scalar{0};
                        given = given || wins;
                      }
                    }
                  }
                });
}

#define SKIPGRID_INSTANTIATE(Scalar)                                                                                  \
  template void unfold_letters(Device<Scalar>&, const std::string&, const LetterShape&, int, const StepMasks&,        \
                               const Tensor<Scalar>&, const Tensor<Scalar>&);                                         \
  template void fold_letters(Device<Scalar>&, const std::string&, const LetterShape&, int, const StepMasks&,          \
                             const Tensor<Scalar>&, const Tensor<Scalar>&);                                           \
  template void max_over_letters(Device<Scalar>&, const std::string&, const LetterShape&, int, const Tensor<Scalar>&, \
                                 const Tensor<Scalar>&, const std::int32_t*);                                         \
  template void max_over_letters_backward(Device<Scalar>&, const std::string&, const LetterShape&, int,               \
                                          const Tensor<Scalar>&, const Tensor<Scalar>&, const Tensor<Scalar>&,        \
                                          const Tensor<Scalar>&, const std::int32_t*);
SKIPGRID_INSTANTIATE(float)
SKIPGRID_INSTANTIATE(double)
#undef SKIPGRID_INSTANTIATE

}  // namespace skipgrid::models
