// What a layer needs while it is made: the device, the sizes of the workload, and the layers before it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/layers/layer.h"
#include "models/network/lengths.h"
#include "models/operations/input_product.h"

namespace skipgrid::models {

struct NetworkSizes {
  int batch = 1;
  LengthsConfig lengths;
};

/// One tensor that a layer reads.
template <class Scalar>
struct Read {
  const Tensor<Scalar>* value;
  const Tensor<Scalar>* gradient;      ///< where this reader leaves its gradient; null: nowhere
  PictureSize picture = {};            ///< of which value's width is all pixels
  const StepMasks* dropped = nullptr;  ///< over the channels: by the layer that wrote it

  int width() const { return static_cast<int>(value->cols); }
  /// The masks over the width: of its own, unless the layer that wrote it has dropped it already.
  StepMasks draw(MaskDrawer& masks, int mask_layer, double rate, int steps) const {
    if (dropped != nullptr) return masks.repeated(*dropped, static_cast<int>(picture.pixels()));
    return masks.draw(Connection::nr, mask_layer, rate, width(), steps);
  }
  LayerInput<Scalar> under(const StepMasks& masks) const { return {value, gradient, &masks, dropped != nullptr}; }
};

template <class Scalar>
class Builder {
 public:
  Builder(Device<Scalar>& device, const NetworkSizes& sizes) : device_(device), sizes_(sizes) {}

  Device<Scalar>& device() { return device_; }
  const NetworkSizes& config() const { return sizes_; }
  /// Masks of different connections are told apart by a number; each call gives the next one.
  int next_mask_layer() { return next_mask_layer_++; }

  /// Registers a reader of all tensors of an output.
  static std::vector<Read<Scalar>> read(Output<Scalar>& output) {
    std::vector<Read<Scalar>> reads;
    for (std::size_t i = 0; i < output.parts().size(); ++i) {
      const OutputPart<Scalar>& part = output.parts()[i];
      reads.push_back({part.value, output.add_reader(i), part.picture, part.dropped});
    }
    return reads;
  }
  /// The same for several layers, one after the other.
  std::vector<Read<Scalar>> read(const std::vector<std::string>& layers) {
    std::vector<Read<Scalar>> reads;
    for (const std::string& name : layers) {
      const std::vector<Read<Scalar>> more = read(*layer(name).output());
      reads.insert(reads.end(), more.begin(), more.end());
    }
    return reads;
  }

  void add(const std::string& name, Layer<Scalar>& layer) { layers_[name] = &layer; }
  Layer<Scalar>& layer(const std::string& name) { return *layers_.at(name); }

 private:
  Device<Scalar>& device_;
  const NetworkSizes& sizes_;
  std::map<std::string, Layer<Scalar>*> layers_;
  int next_mask_layer_ = 0;
};

template <class Scalar>
std::vector<int> widths_of(const std::vector<Read<Scalar>>& reads) {
  std::vector<int> widths;
  for (const Read<Scalar>& read : reads) widths.push_back(read.width());
  return widths;
}

}  // namespace skipgrid::models
