#include "models/operations/dropout.h"

#include <algorithm>

namespace skipgrid::models {

using traces::ElementWise;

template <class Scalar>
void dropout_forward(Device<Scalar>& device, const Place& place, const StepMasks& masks, const Tensor<Scalar>& source,
                     int source_step, const Tensor<Scalar>& kept) {
  const std::int64_t batch = source.rows;
  const std::int64_t neurons = source.cols;
  const std::int64_t columns = masks.columns(place.step, neurons);
  device.vector({place.layer,
                 place.phase,
                 place.step,
                 ElementWise::dropout,
                 batch * columns,
                 {{&source, source_step, 1, batch * columns}},
                 {{&kept, place.step, 1, batch * columns}}},
                [&] {
                  const auto scale = static_cast<Scalar>(masks.scale);
                  const auto step = static_cast<std::size_t>(place.step);
                  for (std::int64_t b = 0; b < batch; ++b) {
                    const Scalar* in = source.at(source_step) + b * neurons;
                    Scalar* out = kept.at(place.step) + b * columns;
                    if (masks.compacted()) {
                      for (const std::uint32_t neuron : masks.kept(place.step)) *out++ = scale * in[neuron];
                    } else {
                      const traces::Mask& mask = masks.masks[step]->mask;
                      for (std::int64_t j = 0; j < neurons; ++j) {
                        out[j] = mask.kept(static_cast<std::size_t>(b), static_cast<std::size_t>(j)) ? scale * in[j]
                                                                                                     : Scalar{0};
                      }
                    }
                  }
                });
}

template <class Scalar>
void dropout_backward(Device<Scalar>& device, const Place& place, const StepMasks& masks, const Tensor<Scalar>& kept,
                      const Tensor<Scalar>& target, int target_step) {
  const std::int64_t batch = target.rows;
  const std::int64_t neurons = target.cols;
  const std::int64_t columns = masks.columns(place.step, neurons);
  device.vector({place.layer,
                 place.phase,
                 place.step,
                 ElementWise::dropout_backward,
                 batch * columns,
                 {{&kept, place.step, 1, batch * columns}},
                 {{&target, target_step}}},
                [&] {
                  const auto scale = static_cast<Scalar>(masks.scale);
                  const auto step = static_cast<std::size_t>(place.step);
                  for (std::int64_t b = 0; b < batch; ++b) {
                    const Scalar* in = kept.at(place.step) + b * columns;
                    Scalar* out = target.at(target_step) + b * neurons;
                    if (masks.compacted()) {
                      std::fill(out, out + neurons, Scalar{0});
                      for (const std::uint32_t neuron : masks.kept(place.step)) out[neuron] = scale * *in++;
                    } else {
                      const traces::Mask& mask = masks.masks[step]->mask;
                      for (std::int64_t j = 0; j < neurons; ++j) {
                        out[j] = mask.kept(static_cast<std::size_t>(b), static_cast<std::size_t>(j)) ? scale * in[j]
                                                                                                     : Scalar{0};
                      }
                    }
                  }
                });
}

#define SKIPGRID_INSTANTIATE(Scalar)                                                                         \
  template void dropout_forward(Device<Scalar>&, const Place&, const StepMasks&, const Tensor<Scalar>&, int, \
                                const Tensor<Scalar>&);                                                      \
  template void dropout_backward(Device<Scalar>&, const Place&, const StepMasks&, const Tensor<Scalar>&,     \
                                 const Tensor<Scalar>&, int);
SKIPGRID_INSTANTIATE(float)
SKIPGRID_INSTANTIATE(double)
#undef SKIPGRID_INSTANTIATE

}  // namespace skipgrid::models
