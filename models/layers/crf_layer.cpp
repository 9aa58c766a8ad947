#include "models/layers/crf_layer.h"

#include "traces/input_error.h"

namespace skipgrid::models {

Signal signal_of(const CrfConfig&, const std::vector<Signal>& inputs, const LengthsConfig&, const std::string& place) {
  if (inputs.size() != 1 || inputs.front().widths.size() != 1) {
    throw InputError(place + "/input", "expected one layer that scores the tags (a linear layer joins several)");
  }
  if (inputs.front().picture()) throw InputError(place + "/input", "expected a layer over time, got pictures");
  if (inputs.front().width() < 2) throw InputError(place + "/input", "expected scores of at least 2 tags, got 1");
  return {{}, inputs.front().stream};
}

template <class Scalar>
CrfLayer<Scalar>::CrfLayer(Builder<Scalar>& builder, const LayerPlace& place, const CrfConfig&)
    : stream_(place.stream),
      read_(builder.read(place.inputs).front()),
      crf_(builder.device(), {read_.width(), builder.config().lengths.steps, builder.config().batch, place.name},
           builder.config().batch) {}

template class CrfLayer<float>;
template class CrfLayer<double>;

}  // namespace skipgrid::models
