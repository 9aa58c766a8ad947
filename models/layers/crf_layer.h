// "type": "crf": the loss of a tagger whose tags depend on each other.
#pragma once

#include <string>
#include <vector>

#include "models/layers/layer.h"
#include "models/network/builder.h"
#include "models/network/signal.h"
#include "models/operations/crf.h"
#include "traces/json/json_object.h"

namespace skipgrid::models {

template <class Scalar>
class CrfLayer;

/// Its tags are the neurons of the layer that it reads, which scores them.
struct CrfConfig : LayerTraits<CrfLayer> {
  static constexpr std::string_view kTypes[] = {"crf"};
  static constexpr bool kReadsConstants = false;
};

inline void read(JsonObject&, CrfConfig&) {}
inline void write(const CrfConfig&, nlohmann::json&) {}
/// Throws InputError at `place`.
Signal signal_of(const CrfConfig& config, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place);

template <class Scalar>
class CrfLayer : public Layer<Scalar> {
 public:
  /// The loss is summed over sentences and divided by the batch.
  CrfLayer(Builder<Scalar>& builder, const LayerPlace& place, const CrfConfig& config);

  void begin(const Batch& batch, MaskDrawer&) override { crf_.set_lengths(batch.streams[stream_].lengths); }
  void forward(const Batch& batch) override { crf_.forward(*read_.value, batch.streams[stream_].targets); }
  void backward(const Batch& batch) override {
    crf_.backward(*read_.value, *read_.gradient, batch.streams[stream_].targets);
  }
  std::vector<Parameter<Scalar>> parameters() const override { return {crf_.parameter()}; }
  double log_loss() const override { return crf_.log_loss(); }

  double log_loss_of(int sample) const { return crf_.log_loss_of(sample); }
  int tags() const { return read_.width(); }
  /// Of the last forward(): the best tags, [T x B], -1 on padding.
  std::vector<std::int32_t> best_paths() const { return crf_.best_paths(*read_.value); }

 private:
  std::size_t stream_;
  Read<Scalar> read_;
  Crf<Scalar> crf_;
};

extern template class CrfLayer<float>;
extern template class CrfLayer<double>;

}  // namespace skipgrid::models
