// A run as a picture over time, for a trace viewer. Tracks by name: what cycles are spent on, tiles that stream,
// products on the array, the skip unit, the vector unit, DRAM both ways; and counters, which show all of a long run,
// too: what cycles are spent on, utilization, bytes in flight, room in the buffers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/engine/machine_observer.h"
#include "sim/report/timeline/sampled_counter.h"
#include "sim/report/timeline/trace_events.h"
#include "sim/report/timeline/window.h"

namespace skipgrid::sim {

/// Collects what happens in the window. After `most` slices of a track the rest are only counted, so that a file stays
/// small enough to open.
class Timeline : public MachineObserver {
 public:
  static constexpr std::int64_t kMostSlices = 20'000;
  explicit Timeline(std::int64_t pes, Window window = {}, std::int64_t most = kMostSlices);

  void product(const traces::GemmOp& op, Cycles begin, Cycles end) override;
  void element_wise(const traces::VectorOp& op, Cycles begin, Cycles end) override;
  void tiles(const traces::GemmOp& op, const StreamRun& run, std::int64_t used_pes) override;
  void scan(const traces::GemmOp& op, Cycles begin, Cycles end) override;
  void transfer(DramDirection direction, Bytes bytes, Cycles begin, Cycles end) override;
  void spent(Spent on, Cycles begin, Cycles end) override;
  void room(const PerMatrix<Bytes>& left, Cycles now) override;
  void end(Cycles cycles) override;

  /// The whole JSON document. Requires that the run is over.
  std::string text() const;
  /// Slices of the window that had no room.
  std::int64_t left_out() const { return left_out_; }

 private:
  /// Operations of a unit overlap where one drains while the next begins: each has the first lane that is free.
  struct Track {
    int number;
    const char* name;
    std::int64_t slices = 0;
    std::vector<Cycles> free_from = {};
  };
  /// DRAM serves requests one after the other: a slice reaches from the end of the one before. Those that are done at
  /// once are one.
  struct Traffic {
    Track track;
    SampledCounter in_flight;
    Cycles begin = {}, end = {};
    Bytes bytes = {};
    std::int64_t requests = 0;
  };
  struct Stretch {
    Spent on = nullptr;
    Cycles begin, end;
  };
  struct Room {
    PerMatrix<Bytes> left;
    Cycles since;
  };

  void slice(Track& track, const std::string& name, const std::string& details, Cycles begin, Cycles end);
  /// In the first lane that is free.
  void operation(Track& track, const std::string& name, const std::string& details, Cycles begin, Cycles end);
  /// Writes the slice that more requests, or cycles, might have joined.
  void close(Traffic& traffic);
  void close(const Stretch& stretch);
  void count_room(Cycles until);
  bool has_place(Track& track, Cycles begin, Cycles end);

  const std::int64_t pes_;
  const Window window_;
  const std::int64_t most_;
  std::int64_t left_out_ = 0;
  Track spent_{1, "what cycles are spent on"}, tiles_{2, "tiles that stream"}, array_{100, "array"};
  Track skip_unit_{200, "skip unit"}, vector_unit_{300, "vector unit"};
  Traffic read_, write_;
  SampledCounter utilization_;
  PerMatrix<SampledCounter> room_;
  std::vector<SampledCounter> shares_;  // of cycles, in the order of kSpentKinds
  std::optional<Stretch> stretch_;
  std::optional<Room> now_left_;
  TraceEvents events_;
};

}  // namespace skipgrid::sim
