#include "sim/schedule/iteration/iteration.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <string_view>
#include <tuple>

namespace skipgrid::sim {

using traces::GemmOp;
using traces::VectorOp;

namespace {

/// Layer, kind, phase, and the names of what is read and written.
using ElementWiseKey = std::tuple<std::string_view, traces::ElementWise, traces::Phase, std::vector<std::string_view>>;

ElementWiseKey key_of(const VectorOp& op) {
  std::vector<std::string_view> names;
  for (const traces::TensorReference& tensor : op.reads) names.push_back(tensor.name);
  for (const traces::TensorReference& tensor : op.writes) names.push_back(tensor.name);
  return {op.layer, op.kind, op.phase, std::move(names)};
}

std::vector<ElementWiseGroup> element_wise_groups_of(const IterationOps& ops) {
  std::vector<ElementWiseGroup> groups;
  std::map<ElementWiseKey, std::size_t> places;
  std::map<std::string, int> alike;
  for (std::size_t index = 0; index < ops.size(); ++index) {
    const auto* op = std::get_if<VectorOp>(&ops[index]);
    if (op == nullptr) continue;
    const auto [place, is_new] = places.try_emplace(key_of(*op), groups.size());
    if (is_new) {
      ElementWiseGroup group{op->layer, op->kind, op->phase, 0, {}};
      group.number = alike[group.text()]++;
      groups.push_back(std::move(group));
    }
    groups[place->second].members.push_back(index);
  }
  return groups;
}

}  // namespace

std::string ElementWiseGroup::text() const {
  const std::string text = fmt::format("{}:{} {}", layer, traces::to_string(kind), traces::to_string(phase));
  return number == 0 ? text : fmt::format("{} #{}", text, number);
}

Iteration::Iteration(IterationOps ops)
    : ops_(std::move(ops)),
      first_id_(std::visit([](const auto& op) { return op.id; }, ops_.front())),
      found_(find_groups(ops_)),
      element_wise_(element_wise_groups_of(ops_)) {
  for (std::size_t op = 0; op < ops_.size(); ++op) {
    std::vector<std::size_t>& earlier = earlier_.emplace_back();
    for (const std::uint64_t dep : deps(op)) {
      if (dep >= first_id_) earlier.push_back(static_cast<std::size_t>(dep - first_id_));
    }
  }
  turn_round();
}

void Iteration::turn_round() {
  first_later_.assign(ops_.size() + 2, 0);
  for (const std::vector<std::size_t>& earlier : earlier_) {
    for (const std::size_t before : earlier) ++first_later_[before + 2];
  }
  for (const WriteOrder& order : write_orders()) ++first_later_[order.earlier + 2];
  std::partial_sum(first_later_.begin(), first_later_.end(), first_later_.begin());
  later_.resize(first_later_.back());
  for (std::size_t op = 0; op < ops_.size(); ++op) {
    for (const std::size_t before : earlier_[op]) {
      later_[first_later_[before + 1]++] = {static_cast<std::uint32_t>(op), false};
    }
  }
  for (const WriteOrder& order : write_orders()) {
    later_[first_later_[order.earlier + 1]++] = {static_cast<std::uint32_t>(order.later), true};
  }
  first_later_.pop_back();
}

const std::vector<std::uint64_t>& Iteration::deps(std::size_t op) const {
  return std::visit(
      [](const auto& any) -> const auto& { return any.deps; }, ops_[op]);
}

std::vector<int> Iteration::waits_for_member(const ProductGroup& group) const {
  std::vector<int> latest(ops_.size(), -1), number(ops_.size(), -1), result;
  for (std::size_t i = 0; i < group.members.size(); ++i) number[group.members[i]] = static_cast<int>(i);
  for (std::size_t op = group.members.front(); op <= group.members.back(); ++op) {
    for (const std::size_t before : earlier(op)) {
      latest[op] = std::max({latest[op], latest[before], number[before]});
    }
    if (number[op] >= 0) result.push_back(latest[op]);
  }
  return result;
}

std::string Iteration::structure() const {
  std::string text;
  for (std::size_t index = 0; index < ops_.size(); ++index) {
    if (const auto* gemm = std::get_if<GemmOp>(&ops_[index])) {
      fmt::format_to(std::back_inserter(text), "{}.{}.{} {}x{}x{} {} {} {} {}", gemm->layer, gemm->op,
                     traces::to_string(gemm->phase), gemm->m, gemm->k, gemm->n, traces::to_string(gemm->a),
                     traces::to_string(gemm->b), traces::to_string(gemm->c), gemm->accumulate);
    } else {
      const auto& vector = std::get<VectorOp>(ops_[index]);
      fmt::format_to(std::back_inserter(text), "{}.{}.{}", vector.layer, traces::to_string(vector.kind),
                     traces::to_string(vector.phase));
    }
    for (const std::size_t before : earlier(index)) fmt::format_to(std::back_inserter(text), ",{}", before);
    text += ';';
  }
  return text;
}

}  // namespace skipgrid::sim
