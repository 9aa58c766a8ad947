// Where an address lies: which channel, and in it which bank and row.
#pragma once

#include <algorithm>
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

  /// Calls take(channel, bursts) for each channel that bytes [address, address + bytes), at least one, touch: its
  /// bursts that they lie in, which are contiguous. The first channel is that of the first byte.
  template <class Take>
  void for_each_channel(std::int64_t address, std::int64_t bytes, Take&& take) const;
  BurstPlace place(std::int64_t burst) const;

  /// Moving a burst by period() bursts leaves its bank and adds rows_per_period() to its row.
  std::int64_t period() const { return std::int64_t{1} << period_bits_; }
  int period_bits() const { return period_bits_; }
  std::int64_t rows_per_period() const { return std::int64_t{1} << (period_bits_ - column_bits_ - bank_bits_); }

 private:
  /// Whole rounds over all channels in so many chunks.
  std::int64_t rounds(std::int64_t chunks) const {
    // A division takes longer than all the rest.
    return (channels_ & (channels_ - 1)) == 0 ? chunks >> channel_bits_ : chunks / channels_;
  }

  DramMapping mapping_;
  int channels_, channel_bits_;  // rounded up
  int burst_shift_, interleave_shift_;
  int column_bits_, pseudo_channel_bits_, rank_bits_, group_bits_, bank_in_group_bits_;
  int bank_bits_;  // all of the flat bank number
  int period_bits_;
};

template <class Take>
void AddressMap::for_each_channel(std::int64_t address, std::int64_t bytes, Take&& take) const {
  const std::int64_t end = address + bytes - 1, inside = (std::int64_t{1} << interleave_shift_) - 1;
  const std::int64_t first = address >> interleave_shift_, chunks = (end >> interleave_shift_) - first + 1;
  const std::int64_t each = rounds(chunks), one_more = chunks - each * channels_;
  const std::int64_t touched = std::min<std::int64_t>(chunks, channels_);
  const std::int64_t last = one_more > 0 ? one_more - 1 : touched - 1;  // whose channel the last byte lies in
  const int in_chunk = interleave_shift_ - burst_shift_;
  std::int64_t round = rounds(first);
  auto channel = static_cast<int>(first - round * channels_);
  for (std::int64_t i = 0; i < touched; ++i) {
    const std::int64_t own = each + (i < one_more ? 1 : 0);
    std::int64_t begin = round << in_chunk, after = (round + own) << in_chunk;
    if (i == 0) begin += (address & inside) >> burst_shift_;
    if (i == last) after -= (inside - (end & inside)) >> burst_shift_;
    take(channel, BurstRange{begin, after - begin});
    if (++channel == channels_) channel = 0, ++round;
  }
}

}  // namespace skipgrid::sim
