// The two memories without banks: one that costs nothing, and one that is a pipe.
#pragma once

#include "sim/memory/completion_queue.h"
#include "sim/memory/dram_model.h"

namespace skipgrid::sim {

/// Every request is done in the cycle in which it comes.
class IdealDram : public DramModel {
 public:
  Cycles next_time() const override { return done_.first_time(); }
  void advance_into(std::vector<DramCompletion>& done, Cycles now) override { done_.take_until(now, done); }
  DramStatistics statistics() const override { return requests_; }

 protected:
  void start(Cycles now, std::int64_t id, DramDirection, const std::vector<DramSegment>&) override {
    done_.push({id, now});
  }
  void start(Cycles now, std::int64_t id, DramDirection, const DramGatherPtr&, std::int64_t) override {
    done_.push({id, now});
  }

 private:
  CompletionQueue done_;
};

/// A request starts when the one before it has left the pipe, keeps it for bytes / (bytes per cycle), fractions of a
/// cycle included, and is done `latency` cycles after that. Nothing is lost to rounding between requests.
class BandwidthDram : public DramModel {
 public:
  explicit BandwidthDram(const BandwidthDramConfig& config) : config_(config) {}
  Cycles next_time() const override { return done_.first_time(); }
  void advance_into(std::vector<DramCompletion>& done, Cycles now) override { done_.take_until(now, done); }
  DramStatistics statistics() const override { return requests_; }
  bool describe(Situation& situation, Cycles now) const override;
  void postpone(Cycles by) override;
  void restore(SituationReader& situation) override;

 protected:
  void start(Cycles now, std::int64_t id, DramDirection, const std::vector<DramSegment>& segments) override;
  void start(Cycles now, std::int64_t id, DramDirection, const DramGatherPtr& gather, std::int64_t) override {
    start(now, id, gather->bytes);
  }

 private:
  void start(Cycles now, std::int64_t id, Bytes bytes);

  BandwidthDramConfig config_;
  CompletionQueue done_;
  /// The pipe is free from cycle free_ on, when free_millibytes_ of that cycle's capacity are used.
  Cycles free_{0};
  std::int64_t free_millibytes_ = 0;
};

}  // namespace skipgrid::sim
