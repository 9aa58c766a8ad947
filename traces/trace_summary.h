// What a trace holds, counted: operations, masks and multiply-accumulates, per layer and phase.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "traces/trace_sink.h"

namespace skipgrid::traces {

/// Counts of one layer in one phase.
struct OpTotals {
  std::int64_t gemms = 0;
  std::int64_t vectors = 0;
  std::int64_t dense_macs = 0;    ///< m * k * n
  std::int64_t padding_macs = 0;  ///< of these, on padding
  std::int64_t kept_macs = 0;     ///< over structurally kept indices only
  std::int64_t vector_elements = 0;

  OpTotals& operator+=(const OpTotals& other);
};

/// Counts of one layer.
struct LayerTotals {
  std::string name;
  std::array<OpTotals, kPhases.size()> phases;  ///< indexed by Phase
  OpTotals total() const;
};

/// Counts of the masks that operations used; a mask is counted once in an iteration.
struct MaskTotals {
  std::int64_t masks = 0;
  std::int64_t structured = 0;         ///< masks with one row for the whole batch
  std::int64_t neurons = 0;            ///< sum of the masks' neurons
  std::int64_t structurally_kept = 0;  ///< of those neurons
  std::int64_t bits = 0;               ///< sum of rows * neurons
  std::int64_t kept_bits = 0;
};

/// A sink that counts. Sums are exact for whatever read_trace() accepts (see kMaxTraceWork).
class TraceSummary : public TraceSink {
 public:
  void begin(const TraceHeader& header) override { header_ = header; }
  void gemm(const GemmOp& op) override;
  void vector(const VectorOp& op) override;
  void end() override {}

  const TraceHeader& header() const { return header_; }
  /// Iterations that hold an operation.
  std::int64_t iterations() const { return iterations_; }
  const MaskTotals& masks() const { return masks_; }
  /// In the order of first appearance.
  const std::vector<LayerTotals>& layers() const { return layers_; }
  OpTotals phase(Phase phase) const;
  OpTotals total() const;

 private:
  OpTotals& totals(const std::string& layer, Phase phase, int iter);
  /// Indices that a dimension keeps; counts the mask when it is new in this iteration.
  std::int64_t kept(const MaskPtr& mask, std::int64_t dense);

  TraceHeader header_;
  std::int64_t iterations_ = 0;
  int iter_ = -1;
  MaskTotals masks_;
  std::unordered_map<std::uint64_t, std::int64_t> kept_of_mask_;  // this iteration's masks by id
  std::vector<LayerTotals> layers_;
  std::unordered_map<std::string, std::size_t> layer_index_;
};

}  // namespace skipgrid::traces
