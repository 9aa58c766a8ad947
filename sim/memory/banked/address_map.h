// Where an address lies: which channel, and in it which bank and row.
#pragma once

#include <cstdint>

#include "sim/memory/dram_config.h"

namespace skipgrid::sim {

/// Bursts [first, first + count) of one channel, numbered along that channel's own addresses.
struct BurstRange {
  std::int64_t first = 0;
  std::int64_t count = 0;
};

/// Banks are numbered flat within a channel: ((pseudo channel * ranks + rank) * bank groups + group) * banks + bank.
struct BurstPlace {
  int bank = 0;
  std::int64_t row = 0;
};

/// Bits of a burst number, lowest first.
/// - robaracoch: column, pseudo channel, rank, bank group, bank, row. A row is filled before the next bank begins.
/// - mop4clxor: 2 column bits, pseudo channel, rank, bank group, bank, the other column bits, row; then pseudo channel,
/// rank, group, bank and row are each XORed with as many column bits, lowest first. Four bursts per bank at most,
/// spread over bank groups, and rows that start at the same offset fall into different banks.
class AddressMap {
 public:
  explicit AddressMap(const BankedDramConfig& config);

  /// The bursts of `channel` that bytes [address, address + bytes) touch; contiguous, perhaps none.
  BurstRange bursts_in(int channel, std::int64_t address, std::int64_t bytes) const;
  BurstPlace place(std::int64_t burst) const;

  /// Moving a burst by period() bursts leaves its bank and adds rows_per_period() to its row.
  std::int64_t period() const { return std::int64_t{1} << period_bits_; }
  int period_bits() const { return period_bits_; }
  std::int64_t rows_per_period() const { return std::int64_t{1} << (period_bits_ - column_bits_ - bank_bits_); }

 private:
  /// The first burst of `channel` at or after byte `address`, rounding down within the channel's own chunk.
  std::int64_t bursts_before(int channel, std::int64_t address, bool round_up) const;

  DramMapping mapping_;
  int channels_, channel_bits_;  // rounded up
  int burst_shift_, interleave_shift_;
  int column_bits_, pseudo_channel_bits_, rank_bits_, group_bits_, bank_in_group_bits_;
  int bank_bits_;  // all of the flat bank number
  int period_bits_;
};

}  // namespace skipgrid::sim
