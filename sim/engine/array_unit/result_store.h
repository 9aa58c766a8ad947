// Stores finished strips of results in DRAM; until one is there, it keeps its room in buffer C.
#pragma once

#include <map>
#include <vector>

#include "sim/engine/accounts.h"
#include "sim/engine/array_unit/live_product.h"
#include "sim/engine/buffers.h"
#include "sim/engine/memory_port.h"

namespace skipgrid::sim {

class ResultStore : public MemoryClient {
 public:
  /// memory is null when DRAM is ideal: then nothing is to be stored.
  ResultStore(Buffers& buffers, MemoryPort* memory, Accounts& accounts)
      : buffers_(buffers), memory_(memory), accounts_(accounts) {}

  /// The strip that a wave of the product has closed.
  void store(LiveProduct& product, std::int64_t wave, Cycles now);
  /// Pieces of pinned results that are wanted back.
  void store(LiveProduct& product, const std::vector<DramSegment>& pieces, Cycles now);
  /// Strips and pieces that are not there yet.
  std::size_t under_way() const { return storing_.size(); }

  void transfer_done(std::int64_t tag) override;
  std::int64_t relative(std::int64_t tag) const override { return next_tag_ - tag; }
  void describe(Situation& situation) const;

 private:
  struct Strip {
    LiveProduct* product;
    Bytes frees;  ///< of buffer C when it is stored
  };
  void store(LiveProduct& product, const Block& block, Bytes frees, Cycles now);
  Buffers& buffers_;
  MemoryPort* memory_;
  Accounts& accounts_;
  std::map<std::int64_t, Strip> storing_;  // by tag
  std::int64_t next_tag_ = 0;
};

}  // namespace skipgrid::sim
