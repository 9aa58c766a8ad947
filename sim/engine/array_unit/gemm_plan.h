// How one product goes through the array and the buffers: its waves in order, and what each has to fetch, keep and
// store.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/array/array_gemm.h"
#include "sim/array/mapping.h"
#include "sim/engine/array_unit/gathers.h"
#include "sim/engine/array_unit/wave_period.h"
#include "sim/engine/machine_config.h"
#include "sim/engine/residency.h"
#include "sim/engine/skipping.h"
#include "sim/memory/dram_model.h"
#include "sim/situation.h"
#include "traces/ops.h"

namespace skipgrid::sim {

/// One wave: a tile with its stretch of the streamed dimension.
struct PlannedWave {
  ArrayGemm gemm;         ///< the product that the array is told of: all of it, or one chunk of the streamed dimension
  std::int64_t tile = 0;  ///< index in gemm's tiling
  PerDimension<IndexRange> kept;  ///< the indices that it covers, among those kept
  PerMatrix<Bytes> bytes;         ///< of these, of each matrix; what it brings on chip or has DRAM store
  bool opens_strip = false;       ///< first wave that adds to its strip of results
  bool closes_strip = false;      ///< last wave that does
  PerMatrix<Bytes> carried;       ///< between each buffer and the array, both ways; over all waves sram_traffic()
  bool fetches_a = false, fetches_b = false, fetches_c = false;
  Bytes takes_c;           ///< buffer space for results that streams and that it is the first to want
  Bytes stores_c;          ///< results that are complete with it and stream: their space is free when they are stored
  Bytes frees_a, frees_b;  ///< buffer space that is free again when the wave has passed
};

/// Bytes between the buffers and the array, over all waves of a product.
struct SramTraffic {
  Bytes a_read, b_read, c_read, c_written;
};

/// Bytes between DRAM and the buffers, over all waves of a product; 0 for what is pinned.
struct DramTraffic {
  Bytes a_read, b_read, c_read, c_written;
};

/// The product is cut along the streamed dimension into chunks of equal length to within one, such that whatever
/// streams of one fits in a block of its buffer. An operand stays (ws, is): in a chunk, strip after strip of results,
/// along K; or several strips at once, each tile along K for all of them before the next, so that they share what
/// passes. Results stay (os): tile after tile of them, each along K chunk by chunk. An operand that streams and of
/// which a block of its buffer holds all that is wanted again is fetched once and kept. How long chunks are and how
/// many strips go together is what takes the fewest cycles in closed form.
/// A schedule may have products add to the same results one right after another (GemmOp::finds_sums): where what
/// streams of buffer C holds all of these, their space is taken, and cleared, with the first wave of the first product,
/// and they are stored with the last wave of the last.
class GemmPlan {
 public:
  GemmPlan(const MachineConfig& config, const Residency& residency, const traces::GemmOp& op, Skipping skipping);

  /// Which wave of its loops one is.
  struct Place {
    std::int64_t chunk = 0, row_tile = 0, col_tile = 0;
    std::int64_t group = 0;  ///< the first of the strips that go together
  };

  std::int64_t waves() const { return waves_; }
  Place place(std::int64_t wave) const;
  /// From one wave to the next: divisions take longer than all the rest.
  void advance(Place& place) const;
  PlannedWave wave(std::int64_t index) const { return wave(index, place(index)); }
  /// `at` is the index's place.
  PlannedWave wave(std::int64_t index, const Place& at) const;

  /// Where what a wave covers of a matrix lies in DRAM: of operands that it fetches, and of the strip of results that
  /// it opens or closes, for both directions. Requires that the matrix streams.
  void locate(Matrix matrix, const PlannedWave& wave, DramPlace& place) const;

  /// How waves repeat around `wave`; what they ask DRAM for has moved by multiples of `address_period` bytes. 0: only
  /// how many bytes they ask for matters.
  WavePeriod period(WaveLoop loop, std::int64_t wave, std::int64_t address_period) const;

  /// Adds what tells the waves around `wave`, as far as they repeat, from those around another one of any product;
  /// false when masks tell them apart.
  bool describe(Situation& situation, std::int64_t wave, std::int64_t address_period) const;

  /// Adds all that tells its waves, each as it is, from those of another product; false when masks tell them apart.
  bool describe(Situation& situation, std::int64_t address_period) const;

  bool streams_a() const { return !homes_.a.pinned; }
  bool streams_b() const { return !homes_.b.pinned; }
  bool streams_c() const { return !homes_.c.pinned; }
  /// Results stay on chip from or for another product.
  bool sums_stay() const { return sums_stay_; }
  SramTraffic sram_traffic() const;
  DramTraffic dram_traffic() const;
  Bytes dram_bytes() const;

  std::int64_t kept_m() const { return kept_.m; }
  std::int64_t kept_k() const { return kept_.k; }
  std::int64_t kept_n() const { return kept_.n; }

 private:
  void keep_sums(const Residency& residency, const traces::GemmOp& op);
  /// Some wave asks DRAM for what is in a matrix.
  bool asks_for(Matrix matrix) const { return !homes_[matrix].pinned || (matrix == Matrix::c && sums_stay_); }
  void use_c(PlannedWave& wave, std::int64_t index) const;

  /// Where a matrix lies, when it is not pinned.
  struct Home {
    bool pinned = true;
    std::int64_t address = 0;
    int element_bytes = 4;

    Bytes bytes(std::int64_t elements) const { return Bytes(elements * element_bytes); }
    Bytes streamed_bytes(std::int64_t elements) const { return pinned ? Bytes(0) : bytes(elements); }
  };
  /// What a wave does to an operand's buffer.
  struct Use {
    bool fetches = true;
    Bytes frees;
  };
  /// Where a matrix begins of which a schedule has cut off `before` elements: a cut matrix lies one part after another.
  static Home home(const Residency& residency, const traces::TensorReference& tensor, int element_bytes,
                   std::int64_t before);

  /// `lanes` of an operand's other dimension than K.
  static void place_compacted(DramPlace& place, const Home& home, IndexRange lanes, std::int64_t kept_lanes,
                              IndexRange k);
  void place_gathered(DramPlace& place, Matrix matrix, Dimension across, IndexRange lanes, IndexRange k) const;
  /// Rows of a panel, `row_bytes` each, of those that the mask along a dimension keeps.
  void place_rows(DramPlace& place, Matrix matrix, std::int64_t panel_address, std::int64_t row_bytes,
                  Dimension dimension, IndexRange rows) const;
  /// Into how many pieces the dimension is cut along which a matrix does not lie.
  std::int64_t passes(Matrix matrix) const;
  /// The longest chunk of which everything that streams fits, so many strips at once.
  std::int64_t chunk_limit(const MachineConfig& config, const Residency& residency, std::int64_t strips) const;
  void choose_cut(const MachineConfig& config, const Residency& residency);
  void cut_into(std::int64_t chunks, std::int64_t strips, const Residency& residency);
  /// Of this product alone, the larger of what the array and DRAM need.
  double cycles(const MachineConfig& config) const;
  void decide_what_is_kept(const Residency& residency);
  IndexRange chunk_range(std::int64_t chunk) const;
  WavePeriod inner_period(std::int64_t wave) const;
  WavePeriod middle_period(std::int64_t wave) const;
  WavePeriod outer_period(std::int64_t wave) const;
  bool describe_shape(Situation& situation, std::int64_t address_period) const;
  Dimension along(WaveLoop loop) const;
  /// By a mask, which leaves gaps between what is gathered. One that keeps everything does not.
  bool thinned(Dimension dimension) const {
    return !kept_indices_[dimension].empty() && kept_[dimension] < dense_[dimension];
  }
  /// Chunks that are as long as `chunk`.
  IndexRange of_equal_chunks(std::int64_t chunk) const;
  /// In bytes, from what a wave asks for of a matrix to what another one does.
  std::int64_t distance(Matrix matrix, std::int64_t wave, std::int64_t other) const;

  ArrayConfig array_;
  const Mapping& mapping_;
  PerDimension<std::int64_t> kept_, dense_;
  PerDimension<std::vector<std::uint32_t>> kept_indices_;  // empty: all
  bool accumulates_;
  bool transposed_;  // the weights are the left operand
  PerMatrix<Home> homes_;
  bool sums_stay_ = false;                                   // then C counts as pinned
  bool takes_sums_ = false, stores_sums_ = false;            // they begin, or end, with this product
  std::int64_t streamed_ = 0;                                // kept along the streamed dimension
  std::int64_t row_tiles_ = 0, col_tiles_ = 0, chunks_ = 0;  // pieces along the rows, the columns and the stream
  std::int64_t chunk_ = 1;                                   // operands in the longest chunk
  std::int64_t shortest_chunk_ = 0, longer_chunks_ = 0;      // operands in it, and how many have one more
  std::int64_t strips_at_once_ = 1;
  std::int64_t waves_ = 0;
  PerMatrix<bool> keeps_;               // operands that stream and are not fetched wave by wave
  mutable PerMatrix<Gathers> gathers_;  // worked out when they are asked for first
};

}  // namespace skipgrid::sim
