#include "sim/cli/verify/shape_sample.h"

#include <algorithm>

namespace skipgrid::cli {
namespace {

/// An upper bound: every tile alone, every PE at work.
double pe_cycles_of(const sim::ArrayConfig& array, const Product& p) {
  if (p.keep_m == 0 || p.keep_k == 0 || p.keep_n == 0) return 0;
  const sim::Tiling tiling(array, p.keep_m, p.keep_k, p.keep_n);
  const double one = 2.0 * array.rows + array.cols + static_cast<double>(tiling.stream()) + array.multiplier_stages;
  return static_cast<double>(tiling.count()) * one * static_cast<double>(array.pes());
}

void halve(std::int64_t& size, std::int64_t& kept) {
  size = (size + 1) / 2;
  kept = (kept + 1) / 2;
}

}  // namespace

void ShapeSample::gemm(const traces::GemmOp& op) {
  ++products_;
  for (const Product& product :
       {Product{op.m, op.k, op.n, op.kept_m(), op.kept_k(), op.kept_n()}, Product{op.m, op.k, op.n, op.m, op.k, op.n}})
    shapes_.try_emplace({product.m, product.k, product.n, product.keep_m, product.keep_k, product.keep_n}, product);
}

std::vector<Product> ShapeSample::pick(std::size_t count) const {
  std::vector<Product> all, picked;
  for (const auto& [key, product] : shapes_) all.push_back(product);
  count = std::min(count, all.size());
  for (std::size_t i = 0; i < count; ++i) picked.push_back(all[i * all.size() / count]);
  return picked;
}

Product cut_down(const sim::ArrayConfig& array, Product p, double pe_cycles) {
  while (pe_cycles_of(array, p) > pe_cycles && std::max({p.keep_m, p.keep_k, p.keep_n}) > 1) {
    if (p.keep_m >= p.keep_k && p.keep_m >= p.keep_n)
      halve(p.m, p.keep_m);
    else if (p.keep_k >= p.keep_n)
      halve(p.k, p.keep_k);
    else
      halve(p.n, p.keep_n);
  }
  return p;
}

}  // namespace skipgrid::cli
