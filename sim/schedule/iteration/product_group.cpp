#include "sim/schedule/iteration/product_group.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "sim/schedule/iteration/tensor_history.h"

namespace skipgrid::sim {

using traces::GemmOp;
using traces::VectorOp;

namespace {

struct Kind {
  std::string_view layer, op;
  traces::Phase phase;
  std::string_view a, b, c;  // tensors without their slices

  explicit Kind(const GemmOp& gemm)
      : layer(gemm.layer), op(gemm.op), phase(gemm.phase), a(gemm.a.name), b(gemm.b.name), c(gemm.c.name) {}
  friend bool operator<(const Kind& x, const Kind& y) {
    return std::tie(x.layer, x.op, x.phase, x.a, x.b, x.c) < std::tie(y.layer, y.op, y.phase, y.a, y.b, y.c);
  }
};

using Value = TensorHistory::Value;
/// The value that all members share (axis m: B; axis k: C), the two dimensions that they share, and for axis m whether
/// they accumulate.
using Shared = std::tuple<Kind, Value, std::int64_t, std::int64_t, bool>;

/// The values that one product meets.
struct Product {
  std::size_t index;
  const GemmOp* op;
  Value b, c;
};

class Finder {
 public:
  FoundGroups find(const IterationOps& ops) {
    for (std::size_t index = 0; index < ops.size(); ++index) {
      if (const auto* gemm = std::get_if<GemmOp>(&ops[index])) {
        follow(*gemm, index);
      } else {
        follow(std::get<VectorOp>(ops[index]));
      }
    }
    collect_sums();
    collect_shared_weights();
    for (std::size_t i = 0; i < products_.size(); ++i) {
      if (products_[i].op != nullptr) take(FusedAxis::m, {i});
    }
    std::sort(found_.groups.begin(), found_.groups.end(),
              [](const ProductGroup& x, const ProductGroup& y) { return x.members.front() < y.members.front(); });
    number_them();
    return std::move(found_);
  }

 private:
  void follow(const GemmOp& gemm, std::size_t index) {
    Product product{index, &gemm, {}, {}};
    history_.read(gemm.a);
    product.b = history_.read(gemm.b);
    if (gemm.accumulate) {
      if (const auto first = history_.overwriter(gemm.c)) found_.write_orders.push_back({*first, index});
      product.c = history_.accumulate(gemm.c);
    } else {
      product.c = history_.overwrite_by_product(gemm.c, index);
    }
    products_.push_back(product);
  }

  void follow(const VectorOp& vector) {
    for (const traces::TensorReference& tensor : vector.reads) history_.read(tensor);
    for (const traces::TensorReference& tensor : vector.writes) history_.write_by_vector(tensor);
  }

  void collect_sums() {
    std::map<Shared, std::vector<std::size_t>> sums;  // positions in products_
    for (std::size_t i = 0; i < products_.size(); ++i) {
      const Product& product = products_[i];
      sums[{Kind(*product.op), product.c, product.op->m, product.op->n, false}].push_back(i);
    }
    for (const auto& [key, members] : sums) {
      if (members.size() > 1) take(FusedAxis::k, members);
    }
  }

  void collect_shared_weights() {
    struct Set {
      std::vector<std::size_t> members;
      std::set<Value> outputs;
    };
    std::map<Shared, Set> sets;
    for (std::size_t i = 0; i < products_.size(); ++i) {
      const Product& product = products_[i];
      if (product.op == nullptr) continue;
      Set& set = sets[{Kind(*product.op), product.b, product.op->k, product.op->n, product.op->accumulate}];
      if (set.outputs.insert(product.c).second) set.members.push_back(i);
    }
    for (const auto& [key, set] : sets) {
      if (set.members.size() > 1) take(FusedAxis::m, set.members);
    }
  }

  void take(FusedAxis axis, const std::vector<std::size_t>& members) {
    const GemmOp& first = *products_[members.front()].op;
    ProductGroup group{first.layer, first.op, first.phase, 0, axis, {}};
    for (const std::size_t i : members) group.members.push_back(products_[i].index);
    for (const std::size_t i : members) products_[i].op = nullptr;  // an operation is in one group
    found_.groups.push_back(std::move(group));
  }

  void number_them() {
    std::map<std::tuple<std::string_view, std::string_view, traces::Phase>, int> alike;
    for (ProductGroup& group : found_.groups) group.number = alike[{group.layer, group.op, group.phase}]++;
  }

  TensorHistory history_;
  std::vector<Product> products_;
  FoundGroups found_;
};

}  // namespace

std::string ProductGroup::text() const {
  const std::string kind = fmt::format("{}.{} {}", layer, op, traces::to_string(phase));
  return number == 0 ? kind : fmt::format("{} #{}", kind, number);
}

FoundGroups find_groups(const IterationOps& ops) { return Finder().find(ops); }

}  // namespace skipgrid::sim
