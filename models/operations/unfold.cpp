#include "models/operations/unfold.h"

#include <algorithm>

namespace skipgrid::models {

using traces::ElementWise;

template <class Scalar>
std::int64_t Unfold<Scalar>::from_channels(const LayerInput<Scalar>& in, int step) const {
  return in.dropped ? to_channels(in, step) : channels_;
}

template <class Scalar>
std::int64_t Unfold<Scalar>::to_channels(const LayerInput<Scalar>& in, int step) const {
  return in.masks->columns(step, channels_);
}

template <class Scalar>
template <class Visit>
void Unfold<Scalar>::for_each(const LayerInput<Scalar>& in, int step, std::int64_t batch, const Visit& visit) const {
  const StepMasks& masks = *in.masks;
  const bool drops = !masks.none() && !in.dropped;
  const auto scale = drops ? static_cast<Scalar>(masks.scale) : Scalar{1};
  const std::int64_t from = from_channels(in, step), to = to_channels(in, step);
  const std::uint32_t* kept = drops && masks.compacted() ? masks.kept(step).data() : nullptr;
  const traces::Mask* mask = drops && !masks.compacted() ? &masks.at(step)->mask : nullptr;
  const std::int64_t places = window_.places(picture_).pixels();
  for (std::int64_t sample = 0; sample < batch; ++sample) {
    const std::int64_t picture = sample * picture_.pixels();
    window_.for_each(picture_, [&](std::int64_t place, std::int64_t position, std::int64_t pixel) {
      const std::int64_t row = ((sample * places + place) * window_.pixels() + position) * to;
      for (std::int64_t j = 0; j < to; ++j) {
        const std::int64_t channel = kept == nullptr ? j : kept[j];
        const bool dropped =
            mask != nullptr && !mask->kept(static_cast<std::size_t>(sample), static_cast<std::size_t>(channel));
        visit(pixel < 0 ? -1 : (picture + pixel) * from + channel, row + j, dropped ? Scalar{0} : scale);
      }
    });
  }
}

template <class Scalar>
void Unfold<Scalar>::forward(const Place& place, const LayerInput<Scalar>& in, const Tensor<Scalar>& unfolded) {
  const std::int64_t elements = unfolded.rows * window_.pixels() * to_channels(in, place.step);
  device_.vector({place.layer,
                  place.phase,
                  place.step,
                  ElementWise::im2col,
                  elements,
                  {{in.value, place.step}},
                  {{&unfolded, place.step, 1, elements}}},
                 [&] {
                   const Scalar* from = in.value->at(place.step);
                   Scalar* to = unfolded.at(place.step);
                   for_each(in, place.step, in.value->rows, [&](std::int64_t i, std::int64_t j, Scalar scale) {
                     to[j] = i < 0 ? Scalar{0} : scale * from[i];
                   });
                 });
}

template <class Scalar>
void Unfold<Scalar>::backward(const Place& place, const Tensor<Scalar>& unfolded, const LayerInput<Scalar>& in) {
  const std::int64_t elements = unfolded.rows * window_.pixels() * to_channels(in, place.step);
  device_.vector({place.layer,
                  place.phase,
                  place.step,
                  ElementWise::col2im,
                  elements,
                  {{&unfolded, place.step, 1, elements}},
                  {{in.gradient, place.step}}},
                 [&] {
                   const Scalar* from = unfolded.at(place.step);
                   Scalar* to = in.gradient->at(place.step);
                   const std::int64_t batch = in.gradient->rows;
                   std::fill_n(to, batch * picture_.pixels() * from_channels(in, place.step), Scalar{0});
                   for_each(in, place.step, batch, [&](std::int64_t i, std::int64_t j, Scalar scale) {
                     if (i >= 0) to[i] += scale * from[j];
                   });
                 });
}

template class Unfold<float>;
template class Unfold<double>;

}  // namespace skipgrid::models
