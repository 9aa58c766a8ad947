#include "models/operations/max_pool.h"

#include <algorithm>

namespace skipgrid::models {

using traces::ElementWise;

template <class Scalar>
void MaxPool<Scalar>::forward(const Place& place, const Tensor<Scalar>& values, std::int64_t channels,
                              const Tensor<Scalar>& largest) {
  const std::int64_t batch = values.rows, places = size().pixels();
  const std::int64_t elements = batch * places * channels;
  // An element of the operation is a comparison.
  device_.vector({place.layer,
                  place.phase,
                  place.step,
                  ElementWise::max_pool,
                  elements * window_.pixels(),
                  {{&values, place.step, 1, batch * picture_.pixels() * channels}},
                  {{&largest, place.step, 1, elements}}},
                 [&] {
                   sources_.resize(std::max(sources_.size(), static_cast<std::size_t>(place.step) + 1));
                   std::vector<std::int64_t>& sources = sources_[static_cast<std::size_t>(place.step)];
                   sources.resize(static_cast<std::size_t>(elements));
                   const Scalar* in = values.at(place.step);
                   Scalar* out = largest.at(place.step);
                   for (std::int64_t b = 0; b < batch; ++b) {
                     window_.for_each(picture_, [&](std::int64_t at, std::int64_t position, std::int64_t pixel) {
                       for (std::int64_t j = 0; j < channels; ++j) {
                         const std::int64_t to = (b * places + at) * channels + j;
                         const std::int64_t from = (b * picture_.pixels() + pixel) * channels + j;
                         if (position > 0 && !(in[from] > out[to])) continue;
                         out[to] = in[from];
                         sources[static_cast<std::size_t>(to)] = from;
                       }
                     });
                   }
                 });
}

template <class Scalar>
void MaxPool<Scalar>::backward(const Place& place, const Tensor<Scalar>& dlargest, std::int64_t channels,
                               const Tensor<Scalar>& dvalues) {
  const std::int64_t elements = dvalues.rows * picture_.pixels() * channels;
  device_.vector({place.layer,
                  place.phase,
                  place.step,
                  ElementWise::max_pool_backward,
                  elements,
                  {{&dlargest, place.step, 1, dvalues.rows * size().pixels() * channels}},
                  {{&dvalues, place.step, 1, elements}}},
                 [&] {
                   const Scalar* in = dlargest.at(place.step);
                   Scalar* out = dvalues.at(place.step);
                   std::fill_n(out, elements, Scalar{0});
                   for (const std::int64_t source : sources_[static_cast<std::size_t>(place.step)])
                     out[source] += *in++;
                 });
}

template class MaxPool<float>;
template class MaxPool<double>;

}  // namespace skipgrid::models
