// "type": "embedding": a network's words.
#pragma once

#include <string>
#include <vector>

#include "models/layers/layer.h"
#include "models/network/builder.h"
#include "models/network/rate.h"
#include "models/network/signal.h"
#include "models/operations/embedding.h"

namespace skipgrid::models {

template <class Scalar>
class EmbeddingLayer;

struct EmbeddingConfig : LayerTraits<EmbeddingLayer> {
  static constexpr std::string_view kTypes[] = {"embedding"};
  static constexpr bool kFromOutside = true;

  int vocabulary = 1;
  int width = 1;
  std::string tokens;  ///< the stream that it reads; empty: the first
  Rate words;          ///< whole words dropped for an iteration (Gal & Ghahramani 2016): rows of zeros, nothing to skip
  bool tied = false;   ///< a softmax layer shares the table; not in JSON here, but there
};

void read(JsonObject& fields, EmbeddingConfig& config);
void write(const EmbeddingConfig& config, nlohmann::json& json);
/// Throws InputError at `place`.
Signal signal_of(const EmbeddingConfig& config, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place);

template <class Scalar>
class EmbeddingLayer : public Layer<Scalar> {
 public:
  EmbeddingLayer(Builder<Scalar>& builder, const LayerPlace& place, const EmbeddingConfig& config);

  void begin(const Batch& batch, MaskDrawer& masks) override;
  void forward(const Batch& batch) override { embedding_.forward(batch.streams[stream_].tokens); }
  void forward_at(const std::int32_t* tokens, int step) { embedding_.forward_at(tokens, step); }
  void backward(const Batch& batch) override { embedding_.backward(batch.streams[stream_].tokens); }
  std::vector<Parameter<Scalar>> parameters() const override { return {embedding_.parameter()}; }
  Output<Scalar>* output() override { return &output_; }

  Weight<Scalar> weight() const { return embedding_.weight(); }

 private:
  EmbeddingConfig config_;
  std::size_t stream_;
  int mask_layer_;
  Embedding<Scalar> embedding_;
  Output<Scalar> output_;
};

extern template class EmbeddingLayer<float>;
extern template class EmbeddingLayer<double>;

}  // namespace skipgrid::models
