#include "sim/schedule/scheduling_sink.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "sim/schedule/search/issue_order.h"

namespace skipgrid::sim {

using traces::GemmOp;
using traces::VectorOp;

void SchedulingSink::emit(const Iteration& iteration, const IterationSchedule& schedule) {
  SpanDemands demands(iteration, config_, skipping_);
  const Lowered lowered(demands, schedule.groups);
  const std::vector<std::uint32_t> order = order_of(lowered, iteration, schedule.issue);
  // Of products one after another, whoever waits for them waits for the last.
  std::vector<std::uint32_t> last_place(order.size());
  std::uint32_t count = 0;
  for (const std::uint32_t number : order) {
    count += Lowered::products(lowered.nodes()[number]);
    last_place[number] = count - 1;
  }
  std::uint64_t id = ids_.next_new_id();
  ids_.append(lowered.places(last_place), count);

  const auto deps_of = [&](std::uint32_t number) {
    std::vector<std::uint64_t> deps;
    for (const std::size_t op : lowered.operations(number)) {
      for (const std::uint64_t dep : iteration.deps(op)) ids_.add_new_ids(dep, deps);
    }
    std::sort(deps.begin(), deps.end());
    deps.erase(std::unique(deps.begin(), deps.end()), deps.end());
    return deps;
  };
  struct SpanProducts {
    std::vector<ProductChain> pieces;
    std::vector<std::uint64_t> deps;  // of each
  };
  std::unordered_map<std::uint32_t, SpanProducts> spans;  // by first node
  for (const std::uint32_t number : order) {
    const Node& node = lowered.nodes()[number];
    if (node.product) {
      const std::uint32_t first = number - static_cast<std::uint32_t>(node.piece);
      SpanProducts& span = spans[first];
      if (span.pieces.empty()) {
        span.pieces = issued_products(iteration, iteration.groups()[node.group], node.first, node.span,
                                      schedule.groups[node.group].pieces, config_);
        span.deps = deps_of(first);
      }
      ProductChain chain = std::move(span.pieces[static_cast<std::size_t>(node.piece)]);
      for (GemmOp& product : chain) {
        product.id = id++;
        product.deps = span.deps;
        downstream_.gemm(product);
      }
    } else {
      VectorOp op = std::get<VectorOp>(iteration.ops()[node.first]);
      op.id = id++;
      op.deps = deps_of(number);
      downstream_.vector(op);
    }
  }
}

}  // namespace skipgrid::sim
