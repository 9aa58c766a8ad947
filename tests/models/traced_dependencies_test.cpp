// Dependencies of a traced iteration: acyclic, true, and nothing more than true.
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "models/dependencies.h"
#include "tests/models/recorded_trace.h"

namespace skipgrid::models {

using traces::ElementWise;
using traces::GemmOp;
using traces::Phase;
using traces::VectorOp;

namespace {

constexpr int kFewSteps = 4;
const LanguageModel kFewStepModel{2, 6, 6, kFewSteps, 3, 10};

struct Graph {
  explicit Graph(const RecordedTrace& trace) {
    for (const RecordedTrace::Op& op : trace.ops) {
      const std::vector<std::uint64_t>& deps = std::visit(
          [](const auto& o) -> const auto& { return o.deps; }, op);
      std::set<std::uint64_t> before;
      for (const std::uint64_t dep : deps) {
        before.insert(dep);
        before.insert(reachable.at(dep).begin(), reachable.at(dep).end());
      }
      reachable.push_back(std::move(before));
    }
  }
  bool waits_for(std::uint64_t later, std::uint64_t earlier) const { return reachable.at(later).count(earlier) != 0; }
  std::vector<std::set<std::uint64_t>> reachable;  // all operations before each, directly or not
};

DropoutConfig both(double rate) {
  DropoutConfig config;
  config.nr = rate;
  config.rh = rate;
  return config;
}

}  // namespace

TEST_CASE("Ids count up and dependencies point back, in increasing order, each once") {
  const RecordedTrace trace = record(kFewStepModel, both(0.5), 3);
  std::uint64_t next = 0;
  for (const RecordedTrace::Op& op : trace.ops) {
    std::visit(
        [&](const auto& o) {
          REQUIRE(o.id == next);
          for (std::size_t i = 0; i < o.deps.size(); ++i) {
            REQUIRE(o.deps[i] < o.id);
            if (i > 0) REQUIRE(o.deps[i] > o.deps[i - 1]);
          }
        },
        op);
    ++next;
  }
}

TEST_CASE("The recurrence is a chain: h2h waits for the cell one step before, backward one step after") {
  const double rate = GENERATE(0.0, 0.5);
  const RecordedTrace trace = record(kFewStepModel, both(rate));
  const Graph graph(trace);
  for (const char* layer : {"lstm0", "lstm1"}) {
    const auto x2h = trace.gemms(layer, "x2h", Phase::FP);
    const auto h2h = trace.gemms(layer, "h2h", Phase::FP);
    const auto back = trace.gemms(layer, "h2h", Phase::BP);
    const auto forward_cells = trace.vectors(layer, ElementWise::lstm_forward);
    const auto backward_cells = trace.vectors(layer, ElementWise::lstm_backward);
    REQUIRE(backward_cells.front().step == kFewSteps - 1);
    for (std::size_t t = 0; t < kFewSteps; ++t) {
      CHECK(graph.waits_for(forward_cells[t].id, x2h[t].id));
      CHECK(graph.waits_for(forward_cells[t].id, h2h[t].id));
      CHECK_FALSE(graph.waits_for(h2h[t].id, x2h[t].id));  // they add into the same sum, in either order
      if (t > 0) CHECK(graph.waits_for(h2h[t].id, forward_cells[t - 1].id));
      if (t + 1 < kFewSteps) {
        CHECK(graph.waits_for(back[t].id, backward_cells[t].id));
        CHECK(graph.waits_for(backward_cells[t + 1].id, back[t].id));
      }
    }
  }
}

TEST_CASE("What a scheduler may fuse over time does not depend on one another") {
  const RecordedTrace trace = record(kFewStepModel, both(0.5));
  const Graph graph(trace);
  const auto independent = [&](const std::vector<GemmOp>& ops) {
    for (const GemmOp& a : ops) {
      for (const GemmOp& b : ops) CHECK_FALSE(graph.waits_for(a.id, b.id));
    }
  };
  for (const char* layer : {"lstm0", "lstm1"}) {
    for (const Phase phase : traces::kPhases) independent(trace.gemms(layer, "x2h", phase));
    independent(trace.gemms(layer, "h2h", Phase::WG));
  }
  for (const Phase phase : traces::kPhases) independent(trace.gemms("projection", "projection", phase));
}

TEST_CASE("Layer 0's input products wait for the embedding alone, layer 1's for the layer below at their step") {
  const RecordedTrace trace = record(kFewStepModel, both(0.0));
  const Graph graph(trace);
  const auto gathers = trace.vectors("embedding", ElementWise::embedding_gather);
  for (const GemmOp& op : trace.gemms("lstm0", "x2h", Phase::FP)) {
    CHECK(graph.reachable[op.id] == std::set<std::uint64_t>{gathers[static_cast<std::size_t>(op.step)].id});
  }
  const auto below = trace.vectors("lstm0", ElementWise::lstm_forward);
  for (const GemmOp& op : trace.gemms("lstm1", "x2h", Phase::FP)) {
    const auto step = static_cast<std::size_t>(op.step);
    CHECK(graph.waits_for(op.id, below[step].id));
    if (step + 1 < kFewSteps) CHECK_FALSE(graph.waits_for(op.id, below[step + 1].id));
  }
}

TEST_CASE("The update waits for every product of the gradient and for the norm over all of them") {
  const RecordedTrace trace = record(kFewStepModel, both(0.5));
  const Graph graph(trace);
  const auto updates = trace.select<VectorOp>([](const auto& op) { return op.kind == ElementWise::sgd; });
  CHECK(updates.size() == 1 + 2 * 4 + 2);
  for (const VectorOp& update : updates) {
    for (const GemmOp& op : trace.select<GemmOp>([](const auto& gemm) { return gemm.phase == Phase::WG; })) {
      CHECK(graph.waits_for(update.id, op.id));
    }
  }
}

TEST_CASE("The next iteration starts from the state and the weights of this one") {
  const RecordedTrace trace = record(kFewStepModel, both(0.0), 2);
  const Graph graph(trace);
  const auto last_cell = trace.vectors("lstm1", ElementWise::lstm_forward, 0).back();
  const GemmOp first_h2h = trace.gemms("lstm1", "h2h", Phase::FP, 1).front();
  CHECK(to_string(first_h2h.a) == "lstm1.h[-1]");
  CHECK(std::count(first_h2h.deps.begin(), first_h2h.deps.end(), last_cell.id) == 1);
  const auto updates = trace.vectors("lstm1", ElementWise::sgd, 0);
  CHECK(std::count(first_h2h.deps.begin(), first_h2h.deps.end(), updates[1].id) == 1);  // of U
}

TEST_CASE("Recomputed from the names alone, the dependencies are the same") {
  // Independent of the tracker: the last writers of each name a product or an element-wise operation reads.
  const RecordedTrace trace = record(kFewStepModel, both(GENERATE(0.0, 0.5)));
  std::map<std::string, std::vector<std::uint64_t>> writers;
  std::map<std::string, bool> by_product;
  for (const RecordedTrace::Op& op : trace.ops) {
    std::set<std::uint64_t> expected;
    const auto read = [&](const traces::TensorReference& tensor) {
      const std::vector<std::uint64_t>& made = writers[to_string(tensor)];
      expected.insert(made.begin(), made.end());
    };
    if (const auto* gemm = std::get_if<GemmOp>(&op)) {
      read(gemm->a);
      read(gemm->b);
      std::vector<std::uint64_t>& sum = writers[to_string(gemm->c)];
      if (!gemm->accumulate) sum.clear();
      sum.push_back(gemm->id);
      CHECK(std::vector<std::uint64_t>(expected.begin(), expected.end()) == gemm->deps);
    } else {
      const auto& vector = std::get<VectorOp>(op);
      for (const traces::TensorReference& tensor : vector.reads) read(tensor);
      const bool sums = (vector.kind == ElementWise::gradient_norm || vector.kind == ElementWise::embedding_gradient ||
                         vector.kind == ElementWise::softmax_loss);
      for (const traces::TensorReference& tensor : vector.writes) {
        std::vector<std::uint64_t>& made = writers[to_string(tensor)];
        const bool adds = sums && tensor.name.find("dscores") == std::string::npos && !made.empty();
        if (!adds) made.clear();
        made.push_back(vector.id);
      }
      CHECK(std::vector<std::uint64_t>(expected.begin(), expected.end()) == vector.deps);
    }
  }
}

TEST_CASE("A product that adds to what an element-wise operation wrote waits for it") {
  using Writer = Dependencies::Writer;
  Dependencies dependencies;
  dependencies.start(0);
  dependencies.overwrites(0, 0, Writer::element_wise);
  CHECK(dependencies.finish().empty());
  dependencies.start(1);
  dependencies.adds(0, 0, Writer::product);
  CHECK(dependencies.finish() == std::vector<std::uint64_t>{0});
  dependencies.start(2);
  dependencies.adds(0, 0, Writer::product);
  CHECK(dependencies.finish() == std::vector<std::uint64_t>{0});
  dependencies.start(3);
  dependencies.reads(0, 0);
  CHECK(dependencies.finish() == std::vector<std::uint64_t>{0, 1, 2});
}

}  // namespace skipgrid::models
