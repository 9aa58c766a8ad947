// Random machines and random traces for them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "sim/engine/machine_config.h"
#include "sim/engine/residency.h"
#include "tests/sim/array/random_cases.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim::testing {

/// The kind that takes far longer than the others.
inline constexpr traces::ElementWise kHeavy = traces::ElementWise::lstm_forward;

using AnyOp = std::variant<traces::GemmOp, traces::VectorOp>;

inline void play(const std::vector<AnyOp>& ops, traces::TraceSink& sink) {
  sink.begin({});
  for (const AnyOp& op : ops) {
    if (const auto* gemm = std::get_if<traces::GemmOp>(&op)) {
      sink.gemm(*gemm);
    } else {
      sink.vector(std::get<traces::VectorOp>(op));
    }
  }
  sink.end();
}

inline Residency planned(const MachineConfig& config, Skipping skipping, const std::vector<AnyOp>& ops) {
  if (config.dram.kind == DramKind::ideal) return {};
  ResidencyPlanner planner(config, skipping);
  play(ops, planner);
  return planner.plan();
}

inline DramConfig small_banked_dram() {
  DramConfig dram;
  dram.kind = DramKind::banked;
  return dram;
}

/// An array of at most `largest_side` rows and columns with buffers that are now and then just large enough.
inline MachineConfig random_machine(RandomCases& random, int largest_side) {
  MachineConfig config;
  config.array = random.array(largest_side);
  switch (random.between(0, 3)) {
    case 0: config.dram.kind = DramKind::ideal; break;
    case 1:
      config.dram.kind = DramKind::bandwidth;
      config.dram.bandwidth.millibytes_per_cycle = random.between(500, 64000);
      config.dram.bandwidth.latency = Cycles(random.between(0, 100));
      break;
    default:
      config.dram = small_banked_dram();
      if (random.one_in(2)) config.dram.banked.detail = DramDetail::every_burst;
      break;
  }
  if (random.between(0, 3) != 0) {
    const std::int64_t tile = config.array.pes() * 4;
    const auto buffer = [&](std::int64_t least) {
      // Twice the least that streams, and as much again may be pinned.
      return BufferConfig{Bytes(4 * least + random.between(0, 4000)), random.one_in(2) ? 0 : random.between(1, 64)};
    };
    config.buffers = BuffersConfig{buffer(tile), buffer(tile), buffer(tile)};
  }
  if (random.one_in(2)) config.skip_unit = SkipUnitConfig{random.between(1, 64), random.between(1, 16)};
  if (random.one_in(2)) {
    config.vector_unit = VectorUnitConfig{random.between(1, 64)};
    config.vector_unit->costs[traces::index_of(kHeavy)] = 7.5;
  }
  return config;
}

/// In place of one product for each of one or two strips two or three, which add to it one right after another.
inline void add_strips(RandomCases& random, const traces::GemmOp& op, std::vector<AnyOp>& ops) {
  const int last = random.between(1, 2);
  const std::int64_t cut = random.one_in(2) ? op.n : random.between(1, static_cast<int>(op.n));
  for (const auto& [first, end] : {std::pair(std::int64_t{0}, cut), std::pair(cut, op.n)}) {
    if (first == end) continue;
    for (int step = 0; step <= last; ++step) {
      traces::GemmOp part = op;
      part.id = ops.size();
      part.a.first = step;
      part.n = end - first;
      if (part.n < op.n) part.piece_n = {first, op.n};
      part.padding = op.padding / op.n * part.n;
      part.accumulate = step > 0 || op.accumulate;
      part.finds_sums = step > 0;
      part.leaves_sums = step < last;
      if (random.one_in(2)) {
        traces::Mask mask = random.mask(static_cast<int>(op.m));
        part.skip_m = std::make_shared<const traces::TraceMask>(traces::TraceMask{part.id, std::move(mask)});
      }
      if (part.kept_m() == 0) part.skip_m = nullptr;
      ops.emplace_back(std::move(part));
    }
  }
}

/// Products and element-wise operations that depend on earlier ones at random, over a few layers and tensors: at least
/// `length`.
inline std::vector<AnyOp> random_trace(RandomCases& random, int length, int largest_m = 12, int largest_kn = 30) {
  std::vector<AnyOp> ops;
  const int m = random.between(1, largest_m), k = random.between(1, largest_kn), n = random.between(1, largest_kn);
  for (int i = 0; i < length; i = static_cast<int>(ops.size())) {
    const std::string layer = "layer" + std::to_string(random.between(0, 2));
    const auto phase = static_cast<traces::Phase>(random.between(0, 2));
    std::vector<std::uint64_t> deps;
    for (int d = std::max(0, i - 5); d < i; ++d) {
      if (random.one_in(4)) deps.push_back(static_cast<std::uint64_t>(d));
    }
    if (random.one_in(3)) {
      traces::VectorOp op;
      op.id = static_cast<std::uint64_t>(i);
      op.layer = layer;
      op.phase = phase;
      op.kind = random.one_in(2) ? kHeavy : traces::ElementWise::copy;
      op.elements = random.between(1, 500);
      const auto access = [&](const std::string& name, int most_steps) {
        traces::TensorAccess tensor{{layer + name}};
        if (most_steps > 0) tensor.first = random.between(0, 3), tensor.count = random.between(1, most_steps);
        if (random.one_in(2)) tensor.elements = random.between(1, 500);
        if (random.one_in(4)) tensor.of = tensor.elements + random.between(0, 500);
        return tensor;
      };
      op.reads = {access(".y", 1)};
      if (random.one_in(3)) op.reads.push_back(access(random.one_in(2) ? ".W" : ".table", 0));
      op.writes = {access(".x", random.one_in(3) ? 3 : 1)};
      if (random.one_in(4)) op.writes.push_back(access(random.one_in(2) ? ".W" : ".dW", 0));
      op.deps = deps;
      ops.emplace_back(op);
      continue;
    }
    traces::GemmOp op;
    op.id = static_cast<std::uint64_t>(i);
    op.layer = layer;
    op.op = "product";
    op.phase = phase;
    op.m = m, op.k = k, op.n = n;
    if (random.one_in(2)) op.padding = random.between(0, m * k * n);
    const auto mask = [&](std::int64_t neurons) -> traces::MaskPtr {
      if (random.one_in(2)) return nullptr;
      return std::make_shared<const traces::TraceMask>(
          traces::TraceMask{op.id, random.mask(static_cast<int>(neurons))});
    };
    if (phase == traces::Phase::FP) op.skip_k = mask(k);
    if (phase == traces::Phase::BP) op.skip_n = mask(n);
    if (phase == traces::Phase::WG) op.skip_m = mask(m);
    op.a = {layer + ".x", random.between(0, 3), 1};
    op.b = {layer + ".W"};
    op.c = phase == traces::Phase::WG ? traces::TensorReference{layer + ".dW"}
                                      : traces::TensorReference{layer + ".y", random.between(0, 3), 1};
    op.accumulate = random.one_in(2);
    op.deps = deps;
    if (phase == traces::Phase::WG && random.one_in(2)) {
      add_strips(random, op, ops);
    } else {
      ops.emplace_back(op);
    }
  }
  return ops;
}

/// The same trace with other names, new ones at random.
inline std::vector<AnyOp> renamed(std::vector<AnyOp> ops, RandomCases& random) {
  std::map<std::string, std::string> names;
  const auto rename = [&](std::string& name) {
    std::string& other = names[name];
    if (other.empty()) other = std::to_string(random.between(0, 1 << 30)) + "." + std::to_string(names.size());
    name = other;
  };
  for (AnyOp& any : ops) {
    std::visit([&](auto& op) { rename(op.layer); }, any);
    if (auto* gemm = std::get_if<traces::GemmOp>(&any)) {
      for (traces::TensorReference* tensor : {&gemm->a, &gemm->b, &gemm->c}) rename(tensor->name);
      rename(gemm->op);
    } else {
      auto& vector = std::get<traces::VectorOp>(any);
      for (auto* list : {&vector.reads, &vector.writes})
        for (traces::TensorAccess& tensor : *list) rename(tensor.name);
    }
  }
  return ops;
}

}  // namespace skipgrid::sim::testing
