#include "sim/schedule/iteration/op_graph.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>
#include <stdexcept>

namespace skipgrid::sim {

OpGraph::OpGraph(std::size_t ops, const std::vector<Edge>& edges)
    : edges_(edges), first_edge_(ops + 1, 0), group_(ops), members_(ops), order_(ops) {
  std::stable_sort(edges_.begin(), edges_.end(), [](const Edge& x, const Edge& y) { return x.later < y.later; });
  for (const Edge& edge : edges_) ++first_edge_[edge.later + 1];
  std::partial_sum(first_edge_.begin(), first_edge_.end(), first_edge_.begin());
  std::iota(group_.begin(), group_.end(), std::size_t{0});
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  for (std::size_t op = 0; op < ops; ++op) members_[op] = {op};
}

std::vector<int> OpGraph::depths(const std::vector<std::size_t>& ops) const {
  std::vector<char> counted(group_.size(), 0);
  for (const std::size_t op : ops) counted[op] = 1;
  std::vector<int> depth(group_.size(), 0);  // of each group
  for (const std::size_t group : order_) {
    int before = 0;
    for (const std::size_t op : members_[group]) {
      for (std::size_t e = first_edge_[op]; e < first_edge_[op + 1]; ++e) {
        const Edge& edge = edges_[e];
        if (edge.order_only && counted[edge.earlier] && counted[edge.later]) continue;
        before = std::max(before, depth[group_[edge.earlier]]);
      }
    }
    depth[group] = before + counted[group];
  }
  std::vector<int> result;
  result.reserve(ops.size());
  for (const std::size_t op : ops) result.push_back(depth[op]);
  return result;
}

void OpGraph::contract(const std::vector<std::vector<std::size_t>>& groups) {
  for (const std::vector<std::size_t>& group : groups) {
    for (const std::size_t op : group) {
      group_[op] = group.front();
      members_[op].clear();
    }
    members_[group.front()] = group;
  }
  sort();
}

void OpGraph::sort() {
  const std::size_t ops = group_.size();
  // Edges between groups, by the earlier one's group.
  std::vector<std::size_t> first_later(ops + 1, 0);
  std::vector<std::size_t> waits_for(ops, 0);
  for (const Edge& edge : edges_) {
    if (group_[edge.earlier] == group_[edge.later]) continue;
    ++first_later[group_[edge.earlier] + 1];
    ++waits_for[group_[edge.later]];
  }
  std::partial_sum(first_later.begin(), first_later.end(), first_later.begin());
  std::vector<std::size_t> later(first_later.back());
  std::vector<std::size_t> fill(first_later.begin(), first_later.end() - 1);
  for (const Edge& edge : edges_) {
    if (group_[edge.earlier] == group_[edge.later]) continue;
    later[fill[group_[edge.earlier]]++] = group_[edge.later];
  }

  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  std::size_t groups = 0;
  for (std::size_t op = 0; op < ops; ++op) {
    if (group_[op] != op) continue;
    ++groups;
    if (waits_for[op] == 0) ready.push(op);
  }
  order_.clear();
  while (!ready.empty()) {
    const std::size_t group = ready.top();
    ready.pop();
    order_.push_back(group);
    for (std::size_t e = first_later[group]; e < first_later[group + 1]; ++e) {
      if (--waits_for[later[e]] == 0) ready.push(later[e]);
    }
  }
  if (order_.size() != groups) throw std::logic_error("operations that wait for one another were contracted");
}

}  // namespace skipgrid::sim
