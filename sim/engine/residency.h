// Where tensors live: decided once for a whole run and reported. A tensor is pinned, on chip from its first use to its
// last, or streamed from and to DRAM at every use.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/array/mapping.h"
#include "sim/engine/machine_config.h"
#include "sim/engine/skipping.h"
#include "traces/trace_sink.h"

namespace skipgrid::sim {

/// Each matrix of products has its buffer.
using Buffer = Matrix;
inline constexpr std::array<Buffer, 3> kBuffers{Buffer::a, Buffer::b, Buffer::c};

/// What becomes of a time step of a tensor in the run; of a tensor without steps, of all of it.
struct SliceLife {
  bool from_outside = false;     ///< read before the run has written it: it lies in DRAM from the beginning
  bool wanted_back = false;      ///< written after it was read last: it is to lie in DRAM at the end
  std::uint64_t last_write = 0;  ///< the operation that writes what is wanted back
  Bytes outside_bytes;           ///< of what is from outside, as many as the first reader needs
  Bytes wanted_bytes;            ///< of what is wanted back, as many as the last writer writes
};

/// One tensor over all its steps.
struct TensorHome {
  std::string name;
  Buffer buffer = Buffer::a;  ///< of the role in which it appears first; C: only the vector unit knows it
  Bytes slice_bytes;          ///< of one step, nothing skipped
  int first_step = 0;
  std::int64_t steps = 1;                   ///< its slices: steps from first_step on; 1 without
  std::int64_t loaded_slices = 0;           ///< of these, from outside
  std::int64_t stored_slices = 0;           ///< and wanted back
  Bytes compulsory_bytes;                   ///< of both, what DRAM has to move at the very least
  std::vector<SliceLife> slices = {};       ///< of each; only when it is pinned: a run may have many steps
  std::int64_t uses = 0;                    ///< operations that read or write it, in all steps
  std::uint64_t first_op = 0, last_op = 0;  ///< that use it
  Bytes streamed_bytes;                     ///< to and from DRAM when it streams, with half of each buffer pinned
  bool pinned = false;
  std::optional<std::uint64_t> room_after = {};  ///< pinned: its room is free when all operations up to this are done
  std::int64_t address = 0;                      ///< of the first step, in DRAM

  Bytes bytes() const { return slice_bytes * steps; }
  /// From DRAM and to it when it is pinned.
  Bytes loaded_bytes() const { return slice_bytes * loaded_slices; }
  Bytes stored_bytes() const { return slice_bytes * stored_slices; }
  /// What pinning it spares DRAM; not above 0 for a tensor that is used once.
  Bytes saved_bytes() const { return streamed_bytes - loaded_bytes() - stored_bytes(); }
  /// From a step to the next, in DRAM: what is not small begins where a tensor could.
  Bytes slice_distance() const;
  /// That it takes in DRAM.
  Bytes extent() const { return slice_distance() * steps; }
  std::int64_t step_address(int step) const {
    return address + (std::int64_t{step} - first_step) * slice_distance().count();
  }
  /// Which of its slices a reference means.
  IndexRange slices_of(const traces::TensorReference& tensor) const;
  /// What an element-wise operation of so many elements moves when the tensor streams: as much as its trace says, or
  /// else as many elements as it has itself, and no more than the slices have.
  Bytes moved_by(const traces::TensorAccess& access, std::int64_t elements) const;
};

/// The homes of all tensors of a trace. What is pinned at once takes at most half of a buffer and leaves room for the
/// two tiles that must stream; all but the most that is ever pinned at once streams; and half of that holds what is in
/// use of an operand while the other half is filled.
class Residency {
 public:
  /// Empty: for a machine without DRAM timing, where nothing is ever looked up.
  Residency() = default;

  /// Throws std::out_of_range for a tensor that the planned trace did not have.
  const TensorHome& home(std::string_view tensor) const;
  const TensorHome* find(std::string_view tensor) const;
  /// In the order in which the trace first uses them.
  const std::vector<TensorHome>& homes() const { return homes_; }
  /// What of a buffer is never pinned.
  Bytes streaming_bytes(Buffer buffer) const { return streaming_[buffer]; }
  /// The most of an operand, or of results, that products may ask for at once.
  Bytes block_bytes(Buffer buffer) const { return Bytes(streaming_[buffer].count() / 2); }
  /// What DRAM has to move at the very least: what comes from outside, once, and what is wanted back.
  Bytes compulsory_bytes() const;

 private:
  friend class ResidencyPlanner;
  std::vector<TensorHome> homes_;
  std::map<std::string, std::size_t, std::less<>> index_;  // into homes_
  PerMatrix<Bytes> streaming_;
};

/// Of a buffer, two tiles as the dataflow wants them: less cannot stream.
Bytes two_tiles(const MachineConfig& config, Buffer buffer);

/// Reads a trace once, before the run.
class ResidencyPlanner : public traces::TraceSink {
 public:
  /// The configuration must live as long as the planner.
  explicit ResidencyPlanner(const MachineConfig& config, Skipping skipping = Skipping::on);
  explicit ResidencyPlanner(MachineConfig&& config, Skipping skipping = Skipping::on) = delete;

  void begin(const traces::TraceHeader&) override {}
  void gemm(const traces::GemmOp& op) override;
  void vector(const traces::VectorOp& op) override;
  void end() override {}

  /// Pins what spares DRAM the most bytes, a byte of room, as long as there is room; of equals, what the trace uses
  /// first. Names decide nothing. Throws InputError when the tensors do not fit the DRAM.
  Residency plan() const;
  /// Pins just these. Throws InputError, naming the tensor, when it is not in the trace or has no room.
  Residency plan(const std::vector<std::string>& pinned) const;

 private:
  /// What the planner knows of a tensor beside its home.
  struct Notes {
    bool sliced = false;  // by steps; else it is known as a whole
    std::vector<SliceLife> lives = {{}};
    Bytes whole_bytes;     // the most that a reference to the whole of a sliced tensor has meant
    SliceLife whole_life;  // of a step that is new: what has become of the whole
    bool whole_touched = false;
    std::vector<char> touched = {0};  // slices that were read or written
  };
  std::size_t meet(const traces::TensorReference& tensor, Buffer buffer, Bytes bytes, std::uint64_t op);
  void become_sliced(TensorHome& home, Notes& notes, const traces::TensorReference& tensor) const;
  template <class Touch>
  void touch(std::size_t tensor, const traces::TensorReference& reference, const Touch& touch_slice);
  void read(std::size_t tensor, const traces::TensorReference& reference, Bytes moved, Bytes needed);
  void write(std::size_t tensor, const traces::TensorReference& reference, Bytes moved, Bytes needed, std::uint64_t op);
  Bytes pinnable(Buffer buffer) const;
  /// The draft, with what is known of all slices together.
  Residency sized() const;
  void settle(Residency& residency) const;

  const MachineConfig& config_;
  const Skipping skipping_;
  Residency draft_;  // nothing is pinned, and as little streams as ever may
  std::vector<Notes> notes_;
};

}  // namespace skipgrid::sim
