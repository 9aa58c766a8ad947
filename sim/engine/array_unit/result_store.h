// Stores finished strips of results in DRAM; until one is there, it keeps its room in buffer C.
#pragma once

#include <vector>

#include "sim/engine/accounts.h"
#include "sim/engine/array_unit/live_product.h"
#include "sim/engine/buffers.h"
#include "sim/engine/memory_port.h"
#include "sim/ring.h"

namespace skipgrid::sim {

class ResultStore : public MemoryClient {
 public:
  /// memory is null when DRAM is ideal: then nothing is to be stored.
  ResultStore(Buffers& buffers, MemoryPort* memory, Accounts& accounts)
      : buffers_(buffers), memory_(memory), accounts_(accounts) {}

  /// The results that are complete with a wave of the product.
  void store(LiveProduct& product, const PlannedWave& wave, Cycles now);
  /// Pieces of pinned results that are wanted back.
  void store(LiveProduct& product, const std::vector<DramSegment>& pieces, Cycles now);
  /// Strips and pieces that are not there yet.
  std::size_t under_way() const { return under_way_; }

  void transfer_done(std::int64_t tag) override;
  std::int64_t relative(std::int64_t tag) const override { return tag - first_tag_; }
  std::int64_t absolute(std::int64_t relative) const override { return first_tag_ + relative; }
  /// Adds what is under way, of the product or of another.
  void describe(Situation& situation, const LiveProduct& product) const;
  /// Nothing of another product is under way.
  bool only(const LiveProduct& product) const;
  /// What was under way then, all of this product, is from now on. Requires only().
  void restore(SituationReader& situation, LiveProduct& product);

 private:
  struct Strip {
    LiveProduct* product;  ///< null when it is there
    Bytes frees;           ///< of buffer C when it is stored
  };
  /// What lies in place_.
  void store(LiveProduct& product, Bytes bytes, Bytes frees, Cycles now);
  Buffers& buffers_;
  MemoryPort* memory_;
  Accounts& accounts_;
  Ring<Strip> storing_;  // by tag, from first_tag_ on
  std::int64_t first_tag_ = 0;
  std::size_t under_way_ = 0;
  DramPlace place_;  // of the request at hand
};

}  // namespace skipgrid::sim
