// Engine `tile`: the array as events. A run of equal waves costs two events, or none when whoever uses it asks; when
// they happen comes from the closed form, values (when asked for) from the k-ordered kernel.
#pragma once

#include <optional>
#include <systemc>

#include "sim/array/array_model.h"
#include "sim/array/tile/wave_timing.h"
#include "sim/ring.h"

namespace skipgrid::sim {

class TileArray : public sc_core::sc_module, public ArrayModel {
 public:
  SC_HAS_PROCESS(TileArray);
  TileArray(sc_core::sc_module_name name, const ArrayConfig& config);

  const ArrayConfig& config() const override { return config_; }
  bool ready() const override { return !waiting_; }
  const sc_core::sc_event& ready_event() const override { return ready_event_; }
  std::int64_t issue(const ArrayGemm& gemm, TileRange tiles) override;
  std::int64_t completed() const override { return completed_; }
  const sc_core::sc_event& completed_event() const override { return completed_event_; }
  bool tell_when_asked() override;
  Cycles next_change() const override;
  bool advance(Cycles now) override;
  StreamRun latest_streams() const override { return latest_streams_; }
  ArrayCounters counters() const override { return counters_; }
  bool describe(Situation& situation, Cycles now) const override;
  void postpone(Cycles by) override;
  void restore(SituationReader& situation) override;
  void visit_counts(Totals& totals) override { counters_.visit(totals); }

 private:
  void count(const Tiling& tiling, TileRange tiles);
  void compute(const ArrayGemm& gemm, const Tiling& tiling, TileRange tiles) const;
  void compute_all(const ArrayGemm& gemm) const;
  void start();
  void end_range();
  void on_started();
  void on_range_end();

  const Tiling& tiling_of(const ArrayGemm& gemm);

  ArrayConfig config_;
  ArrayGemm latest_gemm_;
  std::optional<Tiling> latest_tiling_;
  WaveClock clock_;
  ArrayCounters counters_;
  StreamRun waiting_streams_, latest_streams_;
  bool notifies_ = true;
  bool waiting_ = false;
  Cycles waits_until_;
  std::int64_t issued_ = 0;
  std::int64_t completed_ = 0;
  Ring<Cycles> ends_;  // of the ranges in flight, oldest first
  sc_core::sc_event started_, ready_event_, range_end_, completed_event_;
};

}  // namespace skipgrid::sim
