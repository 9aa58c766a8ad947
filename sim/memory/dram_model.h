// A memory beside the array: requests go in, completions come out, time is the array's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/memory/clock_ratio.h"
#include "sim/memory/dram_config.h"
#include "sim/memory/dram_gather.h"
#include "sim/memory/dram_statistics.h"
#include "sim/situation.h"
#include "sim/totals.h"

namespace skipgrid::sim {

struct DramCompletion {
  std::int64_t id = 0;
  Cycles time;  // the first array cycle in which all data are there (read) or have left (write)
};

/// Timing only: no data are kept, and the order of a read and a write of the same address is the caller's business.
/// A caller at array cycle `now` enqueues requests, asks next_event(), and calls advance() at that cycle or earlier;
/// times it passes never decrease. Requests enter in order; they complete in the order in which their last data are
/// served.
class DramModel {
 public:
  virtual ~DramModel() = default;

  /// A request for segments that are fetched one after the other: a gather is one request, so it costs its caller one
  /// event. Returns its id, 0, 1, 2, ... Throws std::out_of_range for an address outside the memory.
  std::int64_t enqueue(Cycles now, DramDirection direction, const std::vector<DramSegment>& segments);
  std::int64_t enqueue_place(Cycles now, DramDirection direction, const DramPlace& place);

  /// No request completes before this cycle; nothing when none is under way. It may be early: advance() then returns
  /// nothing, and the next answer is later.
  std::optional<Cycles> next_event() const;
  /// The same; kNoCycle when none is under way.
  virtual Cycles next_time() const = 0;

  /// Lets time pass to `now`. Returns the completions up to and with `now` not returned before, by time, then by id.
  std::vector<DramCompletion> advance(Cycles now);
  /// The same, appended to `done`.
  virtual void advance_into(std::vector<DramCompletion>& done, Cycles now) = 0;

  /// Complete once no request is under way; before that it may run ahead of the time of the last advance().
  virtual DramStatistics statistics() const = 0;

  /// Adds its part of the situation, ids relative to the next one's; false when that cannot be told.
  virtual bool describe(Situation&, Cycles /*now*/) const { return false; }
  /// All that it does comes `by` later. Requires describe().
  virtual void postpone(Cycles /*by*/) {}
  /// Is from now on as it was when it added its part of that situation. Requires describe().
  virtual void restore(SituationReader&) {}
  virtual void visit_counts(Totals& totals);
  /// Two requests whose segments are as long and as far from one another take as long when their addresses differ by a
  /// multiple of this. 0: whenever they ask for as many bytes.
  virtual std::int64_t address_period() const { return 0; }

  /// The next request's.
  std::int64_t next_id() const { return next_id_; }

 protected:
  virtual void start(Cycles now, std::int64_t id, DramDirection direction,
                     const std::vector<DramSegment>& segments) = 0;
  /// Does for the gather's segments, moved by `address`, exactly what the other does.
  virtual void start(Cycles now, std::int64_t id, DramDirection direction, const DramGatherPtr& gather,
                     std::int64_t address);
  /// What every kind counts the same way.
  DramStatistics requests_;

 private:
  std::int64_t count_request(DramDirection direction, Bytes bytes);

  std::int64_t next_id_ = 0;
  std::vector<DramSegment> moved_;  // of the gather at hand
};

/// Throws std::out_of_range for a segment that is not inside a memory of `capacity` bytes.
void check_inside(const DramSegment& segment, std::int64_t capacity);
void check_inside(const std::vector<DramSegment>& segments, std::int64_t capacity);

/// `array_clock`: of the clock that Cycles count.
std::unique_ptr<DramModel> make_dram_model(const DramConfig& config, ClockPeriod array_clock);

/// Does the measuring that such models need, which they otherwise do on the way. Whoever forks calls it before, and
/// spares its children the work.
void warm_up(const DramConfig& config);

}  // namespace skipgrid::sim
