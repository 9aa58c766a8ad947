// The products of a trace in a size that the engine `pe` runs in seconds.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/cli/gemm/product.h"
#include "traces/trace_sink.h"

namespace skipgrid::cli {

/// Collects the different shapes among a trace's products, dense and skipped.
class ShapeSample : public traces::TraceSink {
 public:
  void begin(const traces::TraceHeader&) override {}
  void gemm(const traces::GemmOp& op) override;
  void vector(const traces::VectorOp&) override {}
  void end() override {}

  std::int64_t products() const { return products_; }
  std::size_t shapes() const { return shapes_.size(); }
  /// At most `count` of the shapes, evenly spread from the smallest to the largest.
  std::vector<Product> pick(std::size_t count) const;

 private:
  std::map<std::array<std::int64_t, 6>, Product> shapes_;
  std::int64_t products_ = 0;
};

/// Halves the longest kept dimension until the product takes no more than `pe_cycles` PE-cycles on the array.
Product cut_down(const sim::ArrayConfig& array, Product product, double pe_cycles);

}  // namespace skipgrid::cli
