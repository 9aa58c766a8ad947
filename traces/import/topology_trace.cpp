#include "traces/import/topology_trace.h"

#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "traces/input_error.h"

namespace skipgrid::traces {

namespace {

/// The rows of a layer's filter matrix that are not zero; null when all are kept.
MaskPtr mask_of(const TopologyLayer& layer, std::uint64_t id) {
  if (layer.sparsity.kept == layer.sparsity.of) return nullptr;
  Mask mask(static_cast<std::size_t>(layer.k));
  for (std::int64_t row = 0; row < layer.k; ++row)
    if (row % layer.sparsity.of >= layer.sparsity.kept) mask.drop(0, static_cast<std::size_t>(row));
  return std::make_shared<const TraceMask>(TraceMask{id, std::move(mask)});
}

class Tracer {
 public:
  Tracer(const Topology& topology, TraceSink& sink)
      : topology_(topology), sink_(sink), masks_(topology.layers.size()) {}

  void forward() {
    for (std::size_t l = 0; l < topology_.layers.size(); ++l) {
      masks_[l] = mask_of(topology_.layers[l], l);
      emit(l, Phase::FP);
    }
  }

  void backward() {
    for (std::size_t l = topology_.layers.size(); l-- > 0;) {
      const std::vector<std::uint64_t> dy = before_;
      emit(l, Phase::BP);
      const std::vector<std::uint64_t> dx = std::move(before_);
      before_ = dy;
      emit(l, Phase::WG);
      before_ = dx;
    }
  }

 private:
  /// The products of one layer in one phase: all wait for `before_`, and are then what the next ones wait for.
  void emit(std::size_t index, Phase phase) {
    const TopologyLayer& layer = topology_.layers[index];
    const std::uint64_t first = next_;
    try {
      for (std::int64_t channel = 0; channel < layer.products; ++channel)
        sink_.gemm(product(layer, masks_[index], phase, static_cast<int>(channel)));
    } catch (const std::invalid_argument& error) {
      throw InputError(layer.place, error.what());
    }
    before_.resize(next_ - first);
    std::iota(before_.begin(), before_.end(), first);
  }

  /// Where a layer has a product for each channel, a channel is a slice of its tensors.
  GemmOp product(const TopologyLayer& layer, const MaskPtr& mask, Phase phase, int channel) {
    const auto tensor = [&](const char* suffix) -> TensorReference {
      if (layer.products == 1) return {layer.name + suffix};
      return {layer.name + suffix, channel, 1};
    };
    GemmOp op;
    op.id = next_++;
    op.layer = layer.name;
    op.op = layer.products > 1 ? "depthwise" : "product";
    op.phase = phase;
    op.deps = before_;
    switch (phase) {
      case Phase::FP:
        op.m = layer.m, op.k = layer.k, op.n = layer.n;
        op.a = tensor(".x"), op.b = tensor(".W"), op.c = tensor(".y");
        op.skip_k = mask;
        break;
      case Phase::BP:
        op.m = layer.m, op.k = layer.n, op.n = layer.k;
        op.a = tensor(".dy"), op.b = tensor(".W"), op.c = tensor(".dx");
        op.skip_n = mask;
        break;
      case Phase::WG:
        op.m = layer.k, op.k = layer.m, op.n = layer.n;
        op.a = tensor(".x"), op.b = tensor(".dy"), op.c = tensor(".dW");
        op.skip_m = mask;
        break;
    }
    return op;
  }

  const Topology& topology_;
  TraceSink& sink_;
  std::vector<MaskPtr> masks_;         // by layer
  std::vector<std::uint64_t> before_;  // what the next products wait for
  std::uint64_t next_ = 0;
};

}  // namespace

TopologyPhases topology_phases_from_string(std::string_view text) {
  if (text == "fp") return TopologyPhases::fp;
  if (text == "training") return TopologyPhases::training;
  throw std::invalid_argument("expected fp or training, got \"" + std::string(text) + "\"");
}

void trace_topology(const Topology& topology, TopologyPhases phases, TraceSink& sink) {
  const bool training = phases == TopologyPhases::training;
  const nlohmann::json workload{
      {"topology", topology.name}, {"batch", topology.batch}, {"phases", training ? "training" : "fp"}};
  sink.begin({topology.name, workload.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), topology.batch});
  Tracer tracer(topology, sink);
  tracer.forward();
  if (training) tracer.backward();
  sink.end();
}

}  // namespace skipgrid::traces
