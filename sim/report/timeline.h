// A run as a picture over time: a trace file in the Chrome trace event format, which ui.perfetto.dev and
// chrome://tracing open. Operations of the array and of the vector unit, which may overlap, and below them the tiles
// that stream.
#pragma once

#include <cstdint>
#include <string>

#include "sim/engine/machine.h"

namespace skipgrid::sim {

/// Collects the slices of a run. A cycle is shown as a microsecond. After `most` slices the rest are only counted, so
/// that a file stays small enough to open; text() says how many were left out.
class Timeline : public MachineObserver {
 public:
  static constexpr std::int64_t kMostSlices = 100'000;
  explicit Timeline(std::int64_t most = kMostSlices) : most_(most) {}

  void tiles(const traces::GemmOp& op, const StreamRun& run) override;
  void product(const traces::GemmOp& op, Cycles begin, Cycles end) override;
  void element_wise(const traces::VectorOp& op, Cycles begin, Cycles end) override;

  /// The whole JSON document.
  std::string text() const;

 private:
  bool room(std::int64_t most);
  /// Slices that may overlap: a begin and an end of the same unit and id.
  void operation(const char* unit, std::uint64_t id, const std::string& name, const std::string& details, Cycles begin,
                 Cycles end);

  std::int64_t most_;
  std::int64_t slices_ = 0;
  std::int64_t left_out_ = 0;
  std::string events_;
};

}  // namespace skipgrid::sim
