// The one way to DRAM: whoever has a request gets it back, by its tag, when it is done.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/engine/machine_observer.h"
#include "sim/memory/dram_model.h"
#include "sim/ring.h"

namespace skipgrid::sim {

/// Has requests under way.
class MemoryClient {
 public:
  virtual ~MemoryClient() = default;
  virtual void transfer_done(std::int64_t tag) = 0;
  /// A tag as a number that tells requests of the same situation apart, whenever it comes about.
  virtual std::int64_t relative(std::int64_t tag) const = 0;
  /// The tag that is relative() to now.
  virtual std::int64_t absolute(std::int64_t relative) const = 0;
};

class MemoryPort {
 public:
  /// The observer, if any, is told of every request that is done.
  explicit MemoryPort(std::unique_ptr<DramModel> dram, MachineObserver* observer = nullptr)
      : dram_(std::move(dram)), observer_(observer) {}

  void request(Cycles now, DramDirection direction, const DramPlace& place, MemoryClient& client, std::int64_t tag);
  void request(Cycles now, DramDirection direction, const DramSegment& segment, MemoryClient& client, std::int64_t tag);
  /// Tells the clients of all requests that are done by `now`.
  void advance(Cycles now);
  /// When to look again, or kNoCycle.
  Cycles next_event() const { return dram_->next_time(); }
  bool busy() const { return under_way_ > 0; }
  std::string waits_for() const;

  DramStatistics statistics() const { return dram_->statistics(); }

  /// Adds what is under way; false when the DRAM cannot tell.
  bool describe(Situation& situation, Cycles now) const;
  /// Is from now on as it was then: the clients have been restored.
  void restore(SituationReader& situation);
  void postpone(Cycles by) { dram_->postpone(by); }
  void visit_counts(Totals& totals) { dram_->visit_counts(totals); }
  std::int64_t address_period() const { return dram_->address_period(); }

 private:
  void tell(const DramCompletion& completion);

  struct Pending {
    MemoryClient* client;
    std::int64_t tag;
  };
  /// What an observer is told of a request.
  struct Told {
    DramDirection direction = DramDirection::read;
    Bytes bytes;
    Cycles begin;
  };
  std::unique_ptr<DramModel> dram_;
  MachineObserver* const observer_;
  std::unordered_map<std::int64_t, Told> to_tell_;  // by id; none without an observer
  Ring<Pending> pending_;                           // by id, from first_id_ on
  std::int64_t first_id_ = 0;
  std::int64_t under_way_ = 0;
  DramPlace one_segment_;             // of the request at hand
  std::vector<DramCompletion> done_;  // in the cycle at hand
};

}  // namespace skipgrid::sim
