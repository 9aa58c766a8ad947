// Pinned tensors at run time: an operation that uses one waits for its room and for what of it comes from DRAM, which
// is loaded once; what is wanted back is stored by whoever writes it last.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "sim/engine/accounts.h"
#include "sim/engine/memory_port.h"
#include "sim/engine/op_window.h"
#include "sim/engine/residency.h"

namespace skipgrid::sim {

class PinnedTensors : public MemoryClient {
 public:
  /// memory is null when DRAM is ideal: then nothing is pinned.
  PinnedTensors(const Residency& residency, MemoryPort* memory, const OpWindow& window, Accounts& accounts);

  /// Notes in an operation that has entered the window what it uses.
  void enter(LiveOp& op) const;
  /// True when whoever had the room of what an operation uses before is done.
  bool has_room(const LiveOp& op) const;
  /// Asks DRAM, as soon as there is room, for what an operation reads and nobody has asked for.
  void want(LiveOp& op);
  /// True when all that an operation reads is on chip, or made there.
  bool all_there(const LiveOp& op) const;
  /// What is to be stored when an operation is over, in pieces.
  std::vector<DramSegment> wanted_back(const LiveOp& op) const;

  /// Does what can be done in this cycle; true when anything changed.
  bool step(Cycles now) { return !(wanting_.empty() && waiting_.empty()) && ask_now(now); }
  void transfer_done(std::int64_t tag) override;
  std::int64_t relative(std::int64_t tag) const override { return next_tag_ - tag; }
  std::int64_t absolute(std::int64_t relative) const override { return next_tag_ - relative; }
  void describe(Situation& situation) const {
    for (const std::size_t count : {wanting_.size(), waiting_.size(), under_way_.size()}) situation.add(count);
  }

 private:
  struct Slice {
    bool asked = true;  ///< or nothing is to be asked for
    int pieces_to_come = 0;
  };
  struct Piece {
    Slice* slice;
    DramSegment segment;
    std::size_t account;
  };
  bool has_room(const TensorHome& home) const;
  bool ask(const LiveOp& op);
  bool ask_now(Cycles now);

  const Residency& residency_;
  MemoryPort* memory_;
  const OpWindow& window_;
  Accounts& accounts_;
  std::vector<std::vector<Slice>> slices_;  // of each home; none of those that stream
  std::deque<LiveOp*> wanting_;             // in the order in which they came
  std::deque<Piece> waiting_;
  std::map<std::int64_t, Slice*> under_way_;  // by tag
  std::int64_t next_tag_ = 0;
};

/// A transfer as segments that do not hold up everyone else.
std::vector<DramSegment> in_pieces(const DramSegment& segment);
/// Cuts the first of them off a segment that is not empty.
DramSegment take_piece(DramSegment& rest);
std::int64_t pieces_of(const DramSegment& segment);
/// As many of them as are asked for at once.
inline constexpr int kPiecesUnderWay = 4;

}  // namespace skipgrid::sim
