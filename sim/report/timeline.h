// A run as a picture over time: a trace file in the Chrome trace event format, which ui.perfetto.dev and
// chrome://tracing open. Tracks by name: tiles that stream, products on the array and work of the vector unit.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/machine.h"

namespace skipgrid::sim {

/// Cycles that are shown: what overlaps [from, to).
struct Window {
  Cycles from = Cycles(0), to = Cycles(std::numeric_limits<std::int64_t>::max());
};

/// "1000:2000", "1000:" and ":2000". Throws std::invalid_argument.
Window window_from_string(std::string_view text);

/// Collects the slices of a run. A cycle is shown as a microsecond. After `most` slices the rest are only counted, so
/// that a file stays small enough to open.
class Timeline : public MachineObserver {
 public:
  static constexpr std::int64_t kMostSlices = 100'000;
  explicit Timeline(Window window = {}, std::int64_t most = kMostSlices) : window_(window), most_(most) {}

  void tiles(const traces::GemmOp& op, const StreamRun& run) override;
  void product(const traces::GemmOp& op, Cycles begin, Cycles end) override;
  void element_wise(const traces::VectorOp& op, Cycles begin, Cycles end) override;

  /// The whole JSON document.
  std::string text() const;
  /// Slices of the window that had no room.
  std::int64_t left_out() const { return left_out_; }

 private:
  /// Operations of a unit overlap where one drains while the next begins: each has the first lane that is free.
  struct Unit {
    const char* name;
    int first_track;
    std::vector<Cycles> free_from = {};
  };

  bool room(Cycles begin, Cycles end, std::int64_t most);
  void operation(Unit& unit, const std::string& name, const std::string& details, Cycles begin, Cycles end);
  void slice(int track, const std::string& name, const std::string& details, Cycles begin, Cycles end);

  const Window window_;
  const std::int64_t most_;
  std::int64_t slices_ = 0;
  std::int64_t left_out_ = 0;
  Unit array_{"array", 100}, vector_{"vector unit", 200};
  std::string events_;
};

}  // namespace skipgrid::sim
