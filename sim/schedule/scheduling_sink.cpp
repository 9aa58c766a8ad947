#include "sim/schedule/scheduling_sink.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "sim/schedule/search/issue_order.h"
#include "sim/schedule/span_product.h"

namespace skipgrid::sim {

using traces::GemmOp;
using traces::VectorOp;

void SchedulingSink::emit(const Iteration& iteration, const IterationSchedule& schedule) {
  SpanDemands demands(iteration, config_, skipping_);
  const Lowered lowered(demands, schedule.groups);
  const std::vector<std::uint32_t> order = order_of(lowered, iteration, schedule.issue);
  std::vector<std::uint32_t> place(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  std::uint64_t id = ids_.next_new_id();
  ids_.append(lowered.places(place), order.size());

  std::unordered_map<std::uint32_t, std::vector<GemmOp>> products;  // of a span, by its first node
  for (const std::uint32_t number : order) {
    const Node& node = lowered.nodes()[number];
    std::vector<std::uint64_t> deps;
    for (const std::size_t op : lowered.operations(number)) {
      for (const std::uint64_t dep : iteration.deps(op)) ids_.add_new_ids(dep, deps);
    }
    std::sort(deps.begin(), deps.end());
    deps.erase(std::unique(deps.begin(), deps.end()), deps.end());
    if (node.product) {
      std::vector<GemmOp>& pieces = products[number - static_cast<std::uint32_t>(node.piece)];
      if (pieces.empty()) {
        pieces = issued_products(iteration, iteration.groups()[node.group], node.first, node.span,
                                 schedule.groups[node.group].pieces, config_);
      }
      GemmOp product = std::move(pieces[static_cast<std::size_t>(node.piece)]);
      product.id = id++;
      product.deps = std::move(deps);
      downstream_.gemm(product);
    } else {
      VectorOp op = std::get<VectorOp>(iteration.ops()[node.first]);
      op.id = id++;
      op.deps = std::move(deps);
      downstream_.vector(op);
    }
  }
}

}  // namespace skipgrid::sim
