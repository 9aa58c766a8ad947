#include "tests/traces/random_trace.h"

#include <algorithm>
#include <limits>

namespace skipgrid::traces::test {

namespace {

constexpr int kBatch = 6;
constexpr int kLastIter = std::numeric_limits<int>::max();

std::int64_t pick(std::mt19937_64& random, std::int64_t least, std::int64_t most) {
  return std::uniform_int_distribution<std::int64_t>(least, most)(random);
}

std::string random_name(std::mt19937_64& random) {
  static const std::vector<std::string> pieces{
      "lstm0", ".h[3]", " ",  "\"", "\\",  "/", "\n", "\t", std::string(1, '\0'),
      "\x7f",  "ü",     "汉", "😀",  "x2h", "}", "]",  ",",  "\x1b"};
  std::string name;
  for (std::int64_t i = pick(random, 0, 4); i > 0; --i) {
    name += pieces[static_cast<std::size_t>(pick(random, 0, static_cast<std::int64_t>(pieces.size()) - 1))];
  }
  return name;
}

TensorReference random_tensor(std::mt19937_64& random) { return tensor_from_string(random_name(random)); }

std::vector<TensorAccess> random_tensors(std::mt19937_64& random) {
  std::vector<TensorAccess> tensors(static_cast<std::size_t>(pick(random, 0, 3)));
  const bool said = random() % 2 == 0;
  for (TensorAccess& tensor : tensors) {
    tensor = {random_tensor(random)};
    if (said) tensor.elements = pick(random, 0, 100000);
    if (random() % 4 == 0) tensor.of = pick(random, tensor.elements, kMaxMacs);
  }
  return tensors;
}

std::vector<std::uint64_t> random_deps(std::mt19937_64& random, std::uint64_t id) {
  std::vector<std::uint64_t> deps;
  for (std::uint64_t earlier = 0; earlier < id; ++earlier) {
    if (random() % id < 2) deps.push_back(earlier);
  }
  return deps;
}

/// Mostly small, now and then as large as the format allows.
std::int64_t random_dimension(std::mt19937_64& random, std::int64_t most) {
  switch (random() % 8) {
    case 0: return 1;
    case 1: return most;
    default: return pick(random, 1, std::min<std::int64_t>(most, 200));
  }
}

/// The masks of one iteration.
class Masks {
 public:
  explicit Masks(std::mt19937_64& random) : random_(random) {}

  void forget() { masks_.clear(); }

  /// Nothing, a mask that is already in use, or a new one.
  MaskPtr pick_for(std::int64_t dimension) {
    if (dimension > 5000 || random_() % 2 == 0) return nullptr;
    for (const MaskPtr& known : masks_) {
      if (known->mask.neurons() == static_cast<std::size_t>(dimension) && random_() % 2 == 0) return known;
    }
    const std::size_t rows = random_() % 2 == 0 ? 1 : kBatch - random_() % 2;
    Mask mask = random_mask(random_, static_cast<std::size_t>(dimension), rows);
    masks_.push_back(std::make_shared<const TraceMask>(TraceMask{fresh_id(), std::move(mask)}));
    return masks_.back();
  }

 private:
  std::uint64_t fresh_id() {
    for (;;) {
      const std::uint64_t id = random_() % 3 == 0 ? random_() : random_() % 100;
      const auto same = [id](const MaskPtr& mask) { return mask->id == id; };
      if (std::none_of(masks_.begin(), masks_.end(), same)) return id;
    }
  }

  std::mt19937_64& random_;
  std::vector<MaskPtr> masks_;
};

GemmOp random_gemm(std::mt19937_64& random, Masks& masks) {
  GemmOp op;
  op.layer = random_name(random);
  op.op = random_name(random);
  op.phase = kPhases[random() % kPhases.size()];
  op.m = random_dimension(random, kMaxDimension);
  op.k = random_dimension(random, std::min(kMaxDimension, kMaxMacs / op.m));
  op.n = random_dimension(random, std::min(kMaxDimension, kMaxMacs / (op.m * op.k)));
  op.a = random_tensor(random);
  op.b = random_tensor(random);
  op.c = random_tensor(random);
  if (random() % 2 == 0) op.padding = pick(random, 0, op.dense_macs());
  op.accumulate = random() % 2 == 0;
  op.skip_m = masks.pick_for(op.m);
  op.skip_k = masks.pick_for(op.k);
  op.skip_n = masks.pick_for(op.n);
  return op;
}

VectorOp random_vector(std::mt19937_64& random) {
  VectorOp op;
  op.layer = random_name(random);
  op.phase = kPhases[random() % kPhases.size()];
  op.kind = kElementWiseKinds[random() % kElementWiseCount].kind;
  op.elements = random() % 4 == 0 ? kMaxElements : pick(random, 0, 100000);
  op.reads = random_tensors(random);
  op.writes = random_tensors(random);
  return op;
}

template <class Op>
void append(HeldTrace& trace, Op op, int iter, int step, std::vector<std::uint64_t> deps = {}) {
  op.id = trace.ops.size();
  op.iter = iter;
  op.step = step;
  op.deps = std::move(deps);
  trace.ops.emplace_back(std::move(op));
}

}  // namespace

void HeldTrace::play(TraceSink& sink) const {
  sink.begin(header);
  for (const auto& op : ops) {
    if (const auto* gemm = std::get_if<GemmOp>(&op)) {
      sink.gemm(*gemm);
    } else {
      sink.vector(std::get<VectorOp>(op));
    }
  }
  sink.end();
}

bool operator==(const HeldTrace& a, const HeldTrace& b) {
  return a.header.name == b.header.name && a.header.workload == b.header.workload && a.header.batch == b.header.batch &&
         a.ops == b.ops;
}

Mask random_mask(std::mt19937_64& random, std::size_t neurons, std::size_t rows) {
  Mask mask(neurons, rows);
  const std::uint64_t eighths = random() % 9;  // from nothing dropped to everything dropped
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t neuron = 0; neuron < neurons; ++neuron) {
      if (random() % 8 < eighths) mask.drop(row, neuron);
    }
  }
  return mask;
}

HeldTrace random_trace(std::mt19937_64& random, std::size_t ops) {
  HeldTrace trace;
  trace.header.name = random_name(random);
  trace.header.batch = random() % 2 == 0 ? 0 : kBatch;
  if (random() % 2 == 0) {
    trace.header.workload = R"({"b":[1,-2,1.50,1e300,18446744073709551615,null,true],"a":{"":"\"\n"},"c":{}})";
  }
  int iter = 0;
  Masks masks(random);
  for (std::size_t i = 0; i < ops; ++i) {
    if (random() % 16 == 0 && iter < kLastIter) {
      iter = random() % 8 == 0 ? kLastIter : iter + 1 + static_cast<int>(random() % 3);
      masks.forget();
    }
    const int step = random() % 8 == 0 ? kLastIter : static_cast<int>(random() % 35);
    if (random() % 3 == 0) {
      append(trace, random_vector(random), iter, step, random_deps(random, i));
    } else {
      append(trace, random_gemm(random, masks), iter, step, random_deps(random, i));
    }
  }
  return trace;
}

HeldTrace small_trace() {
  const auto masked = [](std::uint64_t id, std::size_t neurons, std::size_t rows) {
    Mask mask(neurons, rows);
    for (std::size_t row = 0; row < rows; ++row) mask.drop(row, (3 * row + id) % neurons);
    return std::make_shared<const TraceMask>(TraceMask{id, mask});
  };
  const auto gemm = [](Phase phase, std::int64_t m, std::int64_t k, std::int64_t n) {
    GemmOp op;
    op.layer = "lstm0";
    op.op = "x2h";
    op.phase = phase;
    op.m = m;
    op.k = k;
    op.n = n;
    op.a = {"lstm0.x", 0, 1};
    op.b = {"lstm0.W"};
    op.c = {"lstm0.gates", 0, 1};
    return op;
  };

  HeldTrace trace;
  trace.header = {"small", R"({"hidden":12,"rate":0.50})", 4};
  GemmOp forward = gemm(Phase::FP, 4, 12, 48);
  forward.skip_k = masked(0, 12, 1);
  append(trace, forward, 0, 0);
  VectorOp gates;
  gates.layer = "lstm0";
  gates.kind = ElementWise::lstm_forward;
  gates.elements = 48;
  gates.reads = {{"lstm0.gates", 0, 1, 192}};
  gates.writes = {{"lstm0.h", 0, 1}, {"lstm0.c", 0, 1}};
  append(trace, gates, 0, 0, {0});
  GemmOp data_gradient = gemm(Phase::BP, 4, 48, 12);
  data_gradient.skip_n = forward.skip_k;
  append(trace, data_gradient, 0, 0, {0, 1});
  GemmOp weight_gradient = gemm(Phase::WG, 12, 4, 48);
  weight_gradient.accumulate = true;
  weight_gradient.skip_m = masked(7, 12, 4);
  append(trace, weight_gradient, 0, 1, {1, 2});
  forward.skip_k = masked(0, 12, 4);  // another iteration's mask may have the same id
  append(trace, forward, 1, 0, {3});
  return trace;
}

}  // namespace skipgrid::traces::test
