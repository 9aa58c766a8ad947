#include "sim/engine/pinning/pinned_tensors.h"

#include <algorithm>

namespace skipgrid::sim {

namespace {

constexpr std::int64_t kPieceBytes = 64 * 1024;

/// Where a slice lies in DRAM.
DramSegment place_of(const TensorHome& home, std::int64_t slice) {
  return {home.address + slice * home.slice_distance().count(), home.slice_bytes};
}

}  // namespace

std::vector<DramSegment> in_pieces(const DramSegment& segment) {
  std::vector<DramSegment> pieces;
  for (DramSegment rest = segment; rest.bytes > Bytes(0);) pieces.push_back(take_piece(rest));
  return pieces;
}

DramSegment take_piece(DramSegment& rest) {
  const DramSegment piece{rest.address, std::min(Bytes(kPieceBytes), rest.bytes)};
  rest.address += piece.bytes.count();
  rest.bytes -= piece.bytes;
  return piece;
}

std::int64_t pieces_of(const DramSegment& segment) { return divide_up(segment.bytes.count(), kPieceBytes); }

PinnedTensors::PinnedTensors(const Residency& residency, MemoryPort* memory, const OpWindow& window, Accounts& accounts)
    : residency_(residency), memory_(memory), window_(window), accounts_(accounts) {
  for (const TensorHome& home : residency.homes()) {
    std::vector<Slice>& slices = slices_.emplace_back();
    if (!home.pinned) continue;
    for (const SliceLife& life : home.slices) slices.push_back({!life.from_outside});
  }
}

void PinnedTensors::enter(LiveOp& op) const {
  const auto use = [&](const traces::TensorReference& tensor, bool reads, bool writes) {
    const TensorHome* home = residency_.find(tensor.name);
    if (home == nullptr || !home->pinned) return;
    const IndexRange slices = home->slices_of(tensor);
    const auto index = static_cast<std::size_t>(home - residency_.homes().data());
    op.pinned.push_back({index, slices.begin, slices.end, reads, writes});
  };
  if (const traces::GemmOp* gemm = op.gemm()) {
    use(gemm->a, true, false);
    use(gemm->b, true, false);
    use(gemm->c, gemm->accumulate, true);
  } else {
    for (const traces::TensorAccess& access : op.vector()->reads) use(access, true, false);
    for (const traces::TensorAccess& access : op.vector()->writes) use(access, false, true);
  }
}

bool PinnedTensors::has_room(const TensorHome& home) const {
  return !home.room_after || window_.oldest().id() > *home.room_after;
}

bool PinnedTensors::has_room(const LiveOp& op) const {
  return std::all_of(op.pinned.begin(), op.pinned.end(),
                     [&](const PinnedUse& use) { return has_room(residency_.homes()[use.tensor]); });
}

bool PinnedTensors::ask(const LiveOp& op) {
  bool all = true;
  for (const PinnedUse& use : op.pinned) {
    if (!use.reads) continue;
    const TensorHome& home = residency_.homes()[use.tensor];
    const bool room = has_room(home);
    for (std::int64_t i = use.begin; i < use.end; ++i) {
      Slice& slice = slices_[use.tensor][static_cast<std::size_t>(i)];
      if (slice.asked) continue;
      all = all && room;
      if (!room) continue;
      slice.asked = true;
      for (const DramSegment& piece : in_pieces(place_of(home, i))) {
        ++slice.pieces_to_come;
        waiting_.push_back({&slice, piece, op.account});
      }
    }
  }
  return all;
}

void PinnedTensors::want(LiveOp& op) {
  if (!ask(op)) wanting_.push_back(&op);
}

bool PinnedTensors::all_there(const LiveOp& op) const {
  for (const PinnedUse& use : op.pinned) {
    if (!use.reads) continue;
    for (std::int64_t i = use.begin; i < use.end; ++i) {
      const Slice& slice = slices_[use.tensor][static_cast<std::size_t>(i)];
      if (!slice.asked || slice.pieces_to_come > 0) return false;
    }
  }
  return true;
}

std::vector<DramSegment> PinnedTensors::wanted_back(const LiveOp& op) const {
  std::vector<DramSegment> pieces;
  for (const PinnedUse& use : op.pinned) {
    const TensorHome& home = residency_.homes()[use.tensor];
    for (std::int64_t i = use.begin; i < use.end; ++i) {
      const SliceLife& life = home.slices[static_cast<std::size_t>(i)];
      if (!use.writes || !life.wanted_back || life.last_write != op.id()) continue;
      for (const DramSegment& piece : in_pieces(place_of(home, i))) pieces.push_back(piece);
    }
  }
  return pieces;
}

bool PinnedTensors::ask_now(Cycles now) {
  bool changed = false;
  for (auto op = wanting_.begin(); op != wanting_.end();) {
    const bool all = ask(**op);
    changed = changed || all;
    op = all ? wanting_.erase(op) : op + 1;
  }
  while (!waiting_.empty() && under_way_.size() < kPiecesUnderWay) {
    const Piece piece = waiting_.front();
    waiting_.pop_front();
    Stats& stats = accounts_[piece.account];
    stats.dram_read_bytes += piece.segment.bytes;
    stats.sram_write_bytes += piece.segment.bytes;
    under_way_.emplace(next_tag_, piece.slice);
    memory_->request(now, DramDirection::read, piece.segment, *this, next_tag_++);
  }
  return changed;
}

void PinnedTensors::transfer_done(std::int64_t tag) {
  const auto done = under_way_.find(tag);
  --done->second->pieces_to_come;
  under_way_.erase(done);
}

}  // namespace skipgrid::sim
