// Works out what a trace computes, product by product through a simulated array: whole numbers small enough for sums of
// floats to be exact in any order, so that every schedule of a trace must give the same.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sim/array/array_config.h"
#include "sim/array/array_model.h"
#include "sim/array/simulation.h"
#include "tests/models/recorded_trace.h"

namespace skipgrid::sim::testing {

/// Takes operations in the order in which they are issued and does each at once.
class TraceValues : public traces::TraceSink {
 public:
  /// What is dropped is taken from `original`, the trace before it was scheduled: zeros in operands, and in results
  /// nothing that anyone may look at.
  TraceValues(Engine engine, const ArrayConfig& array, const models::RecordedTrace& original);

  void begin(const traces::TraceHeader&) override {}
  void gemm(const traces::GemmOp& op) override;
  void vector(const traces::VectorOp& op) override;
  void end() override {}

  /// By tensor and step, of what was written: whether a weight is read at all is up to what a product skips. Where
  /// something is dropped, 0.
  std::map<std::string, std::vector<float>> values() const;

 private:
  struct Matrix {
    std::int64_t rows = 0, cols = 0;
    std::vector<float> values;
  };
  /// Which neurons of a tensor are kept: of its columns, or its rows.
  struct Dropped {
    traces::MaskPtr cols, rows;
  };
  static std::string slice(const traces::TensorReference& tensor, int step);
  Matrix& matrix(const std::string& slice, std::int64_t rows, std::int64_t cols);
  void drop(const std::string& slice, Matrix& matrix) const;

  Simulation simulation_;
  std::unique_ptr<ArrayModel> array_;
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> shapes_;
  std::map<std::pair<int, std::string>, Dropped> dropped_;  // by iteration
  int iteration_ = 0;
  std::map<std::string, Matrix> matrices_;
  std::set<std::string> written_;
};

}  // namespace skipgrid::sim::testing
