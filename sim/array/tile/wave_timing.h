// When waves start and end, in closed form: what the `tile` engine knows, and what the `pe` engine has to produce
// without having seen this file. The formulas are those of docs/model.md, section "The array".
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/array/array_config.h"
#include "sim/array/stream_run.h"
#include "sim/situation.h"
#include "sim/units.h"

namespace skipgrid::sim {

/// Cycles of one product alone on an idle array: `tiles` waves that stream `stream` operands each.
inline Cycles isolated_cycles(const ArrayConfig& config, std::int64_t tiles, std::int64_t stream) {
  if (tiles == 0) return Cycles(0);
  const std::int64_t load_or_drain = config.rows;
  const std::int64_t skew = config.rows + config.cols - 2;
  const std::int64_t multiplier_fill = config.multiplier_stages - 1;
  const std::int64_t one = load_or_drain + stream + skew + multiplier_fill;
  if (config.schedule == Schedule::serial) return Cycles(tiles * one);
  return Cycles((tiles - 1) * std::max(stream, load_or_drain) + one);
}

/// Follows an array through waves that may come late, in runs of equal waves.
class WaveClock {
 public:
  struct Run {
    Cycles last_start;  ///< in which the last wave's first operand (ws, is: of its load; os: of its stream) enters
    Cycles end;         ///< after which the last result has left
    StreamRun streams;
  };

  explicit WaveClock(const ArrayConfig& config)
      : config_(config), drains_(mapping_of(config.dataflow).output_stationary()) {}

  /// Adds `count` >= 1 waves of `stream` operands each, issued in cycle `issued`.
  Run add(Cycles issued, std::int64_t count, std::int64_t stream) {
    const std::int64_t start = std::max(issued.count(), next_start_);
    if (config_.schedule == Schedule::serial) return serial(start, count, stream);
    return drains_ ? draining(start, count, stream) : loading(start, count, stream);
  }

  /// The first cycle in which the next wave may start.
  std::int64_t next_start() const { return next_start_; }

  void describe(Situation& situation, Cycles now) const {
    for (const std::int64_t time : {next_start_, stream_end_, drain_end_}) situation.add_due(Cycles(time), now);
  }
  void restore(SituationReader& situation) {
    for (std::int64_t* time : {&next_start_, &stream_end_, &drain_end_}) *time = situation.time().count();
  }
  void postpone(Cycles by) {
    for (std::int64_t* time : {&next_start_, &stream_end_, &drain_end_, &end_}) *time += by.count();
  }

 private:
  std::int64_t skew() const { return config_.rows + config_.cols - 2; }
  std::int64_t fill() const { return config_.multiplier_stages - 1; }

  Run run(std::int64_t last_start, StreamRun streams) const {
    if (streams.count == 1) streams.distance = Cycles(0);
    if (streams.count == 2) streams.distance = streams.last - streams.first;
    return Run{Cycles(last_start), Cycles(end_), streams};
  }

  Run serial(std::int64_t start, std::int64_t count, std::int64_t stream) {
    const std::int64_t distance = isolated_cycles(config_, 1, stream).count();
    const std::int64_t load = drains_ ? 0 : config_.rows;
    const std::int64_t last_start = start + (count - 1) * distance;
    end_ = next_start_ = last_start + distance;
    return run(last_start, {Cycles(start + load), Cycles(last_start + load), count, Cycles(stream), Cycles(distance)});
  }

  /// os: a drain begins when the last operand is accumulated and the previous drain is over; the wave after it begins
  /// so that its first product arrives just then.
  Run draining(std::int64_t start, std::int64_t count, std::int64_t stream) {
    const std::int64_t distance = std::max<std::int64_t>(stream, config_.rows);
    const std::int64_t first_drain = std::max(start + stream + fill(), drain_end_);
    const std::int64_t last_drain = first_drain + (count - 1) * distance;
    const std::int64_t last_start = count == 1 ? start : last_drain - distance - fill();
    drain_end_ = last_drain + config_.rows;
    next_start_ = last_drain - fill();
    end_ = drain_end_ + skew();
    return run(last_start, {Cycles(start), Cycles(last_start), count, Cycles(stream), Cycles(distance)});
  }

  /// ws, is: a stream begins when its tile is loaded and the previous stream is over; the next load begins with it.
  Run loading(std::int64_t start, std::int64_t count, std::int64_t stream) {
    const std::int64_t distance = std::max<std::int64_t>(stream, config_.rows);
    const std::int64_t first_stream = std::max(start + config_.rows, stream_end_);
    const std::int64_t last_stream = first_stream + (count - 1) * distance;
    stream_end_ = last_stream + stream;
    next_start_ = last_stream;
    end_ = stream_end_ + skew() + fill();
    return run(count == 1 ? start : last_stream - distance,
               {Cycles(first_stream), Cycles(last_stream), count, Cycles(stream), Cycles(distance)});
  }

  ArrayConfig config_;
  bool drains_;  // a finished tile of results; else a tile of an operand is loaded
  std::int64_t next_start_ = 0;
  std::int64_t stream_end_ = 0;  // ws, is: first cycle in which the streaming edge is free at row 0
  std::int64_t drain_end_ = 0;   // os: first cycle in which the drain chain is free at row 0
  std::int64_t end_ = 0;
};

}  // namespace skipgrid::sim
