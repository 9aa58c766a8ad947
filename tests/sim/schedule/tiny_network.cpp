#include "tests/sim/schedule/tiny_network.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

namespace skipgrid::sim::testing {

using traces::GemmOp;
using traces::MaskPtr;
using traces::Phase;
using traces::TensorReference;
using traces::VectorOp;

namespace {

class Writer {
 public:
  explicit Writer(const TinyNetwork& network) : network_(network), random_(network.seed) {}

  models::RecordedTrace write() {
    for (int iteration = 0; iteration < network_.iterations; ++iteration) {
      iteration_ = iteration;
      draw_masks();
      for (int t = 0; t < network_.steps; ++t) forward(t);
      for (int t = network_.steps - 1; t >= 0; --t) backward(t);
      for (int l = 0; l < network_.layers; ++l) {
        vector(l, Phase::WG, {{name(l, "dW")}}, {{name(l, "W")}});
        if (network_.steps > 1) vector(l, Phase::WG, {{name(l, "dU")}}, {{name(l, "U")}});
      }
    }
    return std::move(trace_);
  }

 private:
  static std::string name(int layer, const std::string& what) { return "l" + std::to_string(layer) + "." + what; }
  int inputs(int layer) const { return network_.widths[static_cast<std::size_t>(layer)]; }
  int outputs(int layer) const { return network_.widths[static_cast<std::size_t>(layer) + 1]; }

  void draw_masks() {
    masks_.clear();
    const auto draw = [&](int neurons) {
      traces::Mask mask(static_cast<std::size_t>(neurons));
      for (int i = 0; i < neurons; ++i) {
        if (random_() % 2 == 0) mask.drop(0, static_cast<std::size_t>(i));
      }
      return std::make_shared<const traces::TraceMask>(traces::TraceMask{masks_.size(), mask});
    };
    for (int l = 0; l < network_.layers; ++l) {
      for (int t = 0; t < network_.steps; ++t) {
        if (network_.masks_inputs) masks_[{l, t, 'x'}] = draw(inputs(l));
        if (network_.masks_recurrence) masks_[{l, t, 'h'}] = draw(outputs(l));
      }
    }
  }
  MaskPtr mask(int layer, int t, char of) const {
    const auto found = masks_.find({layer, t, of});
    return found == masks_.end() ? nullptr : found->second;
  }

  void forward(int t) {
    for (int l = 0; l < network_.layers; ++l) {
      if (l == 0) vector(l, Phase::FP, {{"in", t, 1}}, {{name(0, "x"), t, 1}, {name(0, "xT"), t, 1}}, t);
      GemmOp& x2h = gemm(l, "x2h", Phase::FP, t, network_.batch, inputs(l), outputs(l), {name(l, "x"), t, 1},
                         {name(l, "W")}, {name(l, "y"), t, 1}, false);
      x2h.skip_k = mask(l, t, 'x');
      if (t > 0) {
        GemmOp& h2h = gemm(l, "h2h", Phase::FP, t, network_.batch, outputs(l), outputs(l), {name(l, "h"), t - 1, 1},
                           {name(l, "U")}, {name(l, "y"), t, 1}, true);
        h2h.skip_k = mask(l, t - 1, 'h');
      }
      vector(l, Phase::FP, {{name(l, "y"), t, 1}}, {{name(l, "h"), t, 1}, {name(l, "hT"), t, 1}}, t);
      if (l + 1 < network_.layers) {
        vector(l + 1, Phase::FP, {{name(l, "y"), t, 1}}, {{name(l + 1, "x"), t, 1}, {name(l + 1, "xT"), t, 1}}, t);
      }
    }
  }

  void backward(int t) {
    for (int l = network_.layers - 1; l >= 0; --l) {
      std::vector<traces::TensorAccess> reads{{{name(l, "y"), t, 1}}};
      if (l + 1 < network_.layers) reads.push_back({{name(l + 1, "dx"), t, 1}});
      if (t + 1 < network_.steps) reads.push_back({{name(l, "dh"), t, 1}});
      vector(l, Phase::BP, reads, {{name(l, "g"), t, 1}}, t);
      const TensorReference g{name(l, "g"), t, 1};
      gemm(l, "x2h", Phase::BP, t, network_.batch, outputs(l), inputs(l), g, {name(l, "V")}, {name(l, "dx"), t, 1},
           false)
          .skip_n = mask(l, t, 'x');
      if (t > 0) {
        gemm(l, "h2h", Phase::BP, t, network_.batch, outputs(l), outputs(l), g, {name(l, "S")},
             {name(l, "dh"), t - 1, 1}, false)
            .skip_n = mask(l, t - 1, 'h');
      }
      gemm(l, "x2h", Phase::WG, t, inputs(l), network_.batch, outputs(l), {name(l, "xT"), t, 1}, g, {name(l, "dW")},
           t + 1 < network_.steps)
          .skip_m = mask(l, t, 'x');
      if (t > 0) {
        gemm(l, "h2h", Phase::WG, t, outputs(l), network_.batch, outputs(l), {name(l, "hT"), t - 1, 1}, g,
             {name(l, "dU")}, t + 1 < network_.steps)
            .skip_m = mask(l, t - 1, 'h');
      }
    }
  }

  /// Those that wrote what is read since it was last overwritten.
  template <class Tensors>
  std::vector<std::uint64_t> deps_on(const Tensors& reads) const {
    std::set<std::uint64_t> deps;
    for (const TensorReference& read : reads) {
      const auto written = writers_.find(to_string(read));
      if (written != writers_.end()) deps.insert(written->second.begin(), written->second.end());
    }
    return {deps.begin(), deps.end()};
  }

  GemmOp& gemm(int layer, const std::string& op, Phase phase, int step, int m, int k, int n, const TensorReference& a,
               const TensorReference& b, const TensorReference& c, bool accumulate) {
    GemmOp gemm;
    gemm.id = trace_.ops.size();
    gemm.iter = iteration_;
    gemm.layer = "l" + std::to_string(layer), gemm.op = op, gemm.phase = phase, gemm.step = step;
    gemm.m = m, gemm.k = k, gemm.n = n;
    gemm.a = a, gemm.b = b, gemm.c = c;
    gemm.accumulate = accumulate;
    gemm.deps = deps_on(std::vector<TensorReference>{a, b});
    std::vector<std::uint64_t>& writers = writers_[to_string(c)];
    if (!accumulate) writers.clear();
    writers.push_back(gemm.id);
    trace_.ops.emplace_back(std::move(gemm));
    return std::get<GemmOp>(trace_.ops.back());
  }

  void vector(int layer, Phase phase, const std::vector<traces::TensorAccess>& reads,
              const std::vector<traces::TensorAccess>& writes, int step = 0) {
    VectorOp op;
    op.id = trace_.ops.size();
    op.iter = iteration_;
    op.layer = "l" + std::to_string(layer), op.phase = phase, op.step = step;
    op.kind = traces::ElementWise::arithmetic;
    op.elements = network_.batch * outputs(layer);
    op.reads = reads, op.writes = writes;
    op.deps = deps_on(reads);
    for (const TensorReference& write : writes) writers_[to_string(write)] = {op.id};
    trace_.ops.emplace_back(std::move(op));
  }

  const TinyNetwork& network_;
  std::mt19937_64 random_;
  int iteration_ = 0;
  std::map<std::tuple<int, int, char>, MaskPtr> masks_;
  std::map<std::string, std::vector<std::uint64_t>> writers_;
  models::RecordedTrace trace_;
};

}  // namespace

TinyNetwork random_network(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto between = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  TinyNetwork network;
  network.layers = between(1, 3), network.steps = between(1, 6), network.batch = between(1, 4);
  network.iterations = between(1, 2);
  for (int i = 0; i <= network.layers; ++i) network.widths.push_back(between(1, 12));
  network.masks_inputs = between(0, 3) > 0, network.masks_recurrence = between(0, 1) > 0;
  network.seed = random();
  return network;
}

models::RecordedTrace trace_of(const TinyNetwork& network) { return Writer(network).write(); }

}  // namespace skipgrid::sim::testing
