// How one product goes through the array and the buffers: its waves in order, and what each has to fetch, keep and
// store.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/array/array_gemm.h"
#include "sim/engine/machine_config.h"
#include "sim/engine/residency.h"
#include "sim/engine/skipping.h"
#include "sim/memory/dram_model.h"
#include "traces/ops.h"

namespace skipgrid::sim {

/// A part of an operand or result that crosses the border between DRAM and a buffer.
struct Block {
  Bytes bytes;                        ///< 0: nothing to move
  std::vector<DramSegment> segments;  ///< where it lies in DRAM
};

/// One wave: a tile with its stretch of the streamed dimension.
struct PlannedWave {
  ArrayGemm gemm;         ///< the product that the array is told of: all of it, or one chunk of the streamed dimension
  std::int64_t tile = 0;  ///< index in gemm's tiling
  bool opens_strip = false;   ///< first wave that adds to its strip of results
  bool closes_strip = false;  ///< last wave that does
  std::int64_t strip = 0;
  bool fetches_a = false, fetches_b = false;
  Bytes frees_a, frees_b;  ///< buffer space that is free again when the wave has passed
};

/// Bytes between the buffers and the array, over all waves of a product.
struct SramTraffic {
  Bytes a_read, b_read, c_read, c_written;
};

/// ws, is: the product is cut along the streamed dimension into chunks whose strip of partial sums fits half of buffer
/// C; in a chunk, strip after strip of results, along K. os: tile after tile of results, each along K in chunks whose
/// panels fit half of A and B. A streamed operand that fits half its buffer for all of a chunk is fetched once and
/// kept.
class GemmPlan {
 public:
  GemmPlan(const MachineConfig& config, const Residency& residency, const traces::GemmOp& op, Skipping skipping);

  std::int64_t waves() const { return waves_; }
  PlannedWave wave(std::int64_t index) const;

  /// What a wave brings on chip; only for waves that say so.
  Block a_block(std::int64_t wave) const;
  Block b_block(std::int64_t wave) const;
  /// The strip of results that a wave opens or closes. Its segments are for both directions.
  Block strip_block(std::int64_t wave) const;

  bool streams_a() const { return !a_.pinned; }
  bool streams_b() const { return !b_.pinned; }
  bool streams_c() const { return !c_.pinned; }
  SramTraffic sram_traffic() const;
  /// Everything that crosses the border to DRAM, over all waves.
  Bytes dram_bytes() const;

  std::int64_t kept_m() const { return m_; }
  std::int64_t kept_k() const { return k_; }
  std::int64_t kept_n() const { return n_; }

 private:
  /// Half-open ranges of kept indices that a wave covers.
  struct Cover {
    std::int64_t m0, m1, k0, k1, n0, n1;
    std::int64_t chunk, row_tile, col_tile;
  };
  struct Operand {
    bool pinned = true;
    std::int64_t address = 0;
    int element_bytes = 4;
  };
  static Operand operand(const Residency& residency, const traces::TensorReference& tensor, int element_bytes);

  Cover cover(std::int64_t wave) const;
  std::int64_t chunk_limit(const MachineConfig& config, const Residency& residency) const;
  void decide_what_is_kept(const MachineConfig& config, const Residency& residency);
  std::int64_t chunk_length(std::int64_t chunk) const;

  ArrayConfig array_;
  std::int64_t m_, k_, n_;  // kept
  std::int64_t dense_m_, dense_k_, dense_n_;
  std::vector<std::uint32_t> kept_indices_m_, kept_indices_k_, kept_indices_n_;  // empty: all
  bool accumulates_;
  Operand a_, b_, c_;
  std::int64_t streamed_ = 0, row_dimension_ = 0, col_dimension_ = 0;
  std::int64_t row_tiles_ = 0, col_tiles_ = 0;
  std::int64_t chunk_ = 1, chunks_ = 0;
  std::int64_t waves_ = 0;
  bool keeps_a_ = false, keeps_b_ = false;
};

}  // namespace skipgrid::sim
