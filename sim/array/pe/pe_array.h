// Engine `pe`: the array as it is built. Feeders push skewed operands into a grid of PEs, the clock ticks, and cycles
// are whatever passes until the last result has left.
#pragma once

#include <array>
#include <deque>
#include <optional>

#include "sim/array/array_model.h"
#include "sim/array/pe/collector.h"
#include "sim/array/pe/edge_feeder.h"
#include "sim/array/pe/mesh.h"

namespace skipgrid::sim {

class PeArray : public sc_core::sc_module, public ArrayModel {
 public:
  SC_HAS_PROCESS(PeArray);
  PeArray(sc_core::sc_module_name name, const ArrayConfig& config, const TickKernel& kernel = best_tick_kernel());

  const ArrayConfig& config() const override { return config_; }
  bool ready() const override { return !waiting_.has_value(); }
  const sc_core::sc_event& ready_event() const override { return ready_event_; }
  std::int64_t issue(const ArrayGemm& gemm, TileRange tiles) override;
  std::int64_t completed() const override { return completed_; }
  const sc_core::sc_event& completed_event() const override { return completed_event_; }
  StreamRun latest_streams() const override { return streams_; }
  ArrayCounters counters() const override;

  const Mesh& mesh() const { return mesh_; }
  /// From now on all that PEs receive can be seen: for waveforms.
  void watch() { mesh_.grid().keep_received(); }
  /// Notified in every cycle in which the array moves, after its PEs have: for waveforms.
  const sc_core::sc_event& ticked_event() const { return ticked_event_; }

 private:
  /// An issued range whose waves have not all started.
  struct Waiting {
    ArrayGemm gemm;
    Tiling tiling;
    std::int64_t first_tile;
    std::int64_t next_tile;
    std::int64_t last_tile;
  };
  /// A wave inside the array: what is still to come out, and where it goes.
  struct InFlight {
    Tile tile;
    MatrixView<float> results;  ///< [stream x cols] (ws, is) or [rows x cols] (os) of this tile; null: not wanted
    std::int64_t rows_collected = 0;
    bool ends_range = false;

    bool has_values() const { return results.data != nullptr; }
  };

  void on_clock();
  void run_cycle();
  void start_waves(std::int64_t cycle);
  void note_stream(std::int64_t start, std::int64_t length, bool first_of_range);
  bool can_start(std::int64_t cycle) const;
  void start_operand_stationary(const ArrayGemm& gemm, const Tile& tile, std::int64_t cycle);
  void start_output_stationary(const ArrayGemm& gemm, const Tile& tile, std::int64_t cycle);
  void take_row();

  const ArrayConfig config_;
  const Mapping& mapping_;
  Mesh mesh_;
  EdgeFeeder west_, north_, shift_;
  Collector collector_;

  std::optional<Waiting> waiting_;
  std::deque<InFlight> in_flight_;
  bool flip_ = false;                      // the stationary register of the next wave
  std::int64_t next_load_ = 0;             // ws, is: first cycle in which the register after that may be loaded
  std::array<std::int64_t, 2> drained_{};  // os: first cycle in which each register is free of its last drain
  std::int64_t issued_ = 0;
  std::int64_t completed_ = 0;
  StreamRun streams_;
  std::int64_t tiles_ = 0;
  std::int64_t used_pes_ = 0;
  bool clock_runs_ = false;
  sc_core::sc_event clock_, ready_event_, completed_event_, ticked_event_;
};

}  // namespace skipgrid::sim
