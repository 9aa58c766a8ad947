#include "sim/memory/banked/address_map.h"

#include <algorithm>

namespace skipgrid::sim {
namespace {

/// Of a power of two.
int log2_of(std::int64_t value) {
  int bits = 0;
  while ((std::int64_t{1} << bits) < value) ++bits;
  return bits;
}

/// Takes the lowest bits off a number.
class BitReader {
 public:
  explicit BitReader(std::int64_t bits) : bits_(bits) {}
  int take(int count) {
    const auto low = static_cast<int>(bits_ & ((std::int64_t{1} << count) - 1));
    bits_ >>= count;
    return low;
  }
  std::int64_t rest() const { return bits_; }

 private:
  std::int64_t bits_;
};

}  // namespace

AddressMap::AddressMap(const BankedDramConfig& config)
    : mapping_(config.controller.mapping),
      channels_(config.organization.channels),
      channel_bits_(log2_of(config.organization.channels)),
      burst_shift_(log2_of(config.organization.burst_bytes)),
      interleave_shift_(log2_of(config.controller.channel_interleave_bytes)),
      column_bits_(log2_of(config.organization.row_bytes / config.organization.burst_bytes)),
      pseudo_channel_bits_(log2_of(config.organization.pseudo_channels)),
      rank_bits_(log2_of(config.organization.ranks)),
      group_bits_(log2_of(config.organization.bank_groups)),
      bank_in_group_bits_(log2_of(config.organization.banks)),
      bank_bits_(pseudo_channel_bits_ + rank_bits_ + group_bits_ + bank_in_group_bits_),
      period_bits_(column_bits_ + bank_bits_) {
  // Column bits that are left for the row make its lowest bits depend on them: only whole blocks of rows repeat.
  if (mapping_ == DramMapping::mop4clxor) period_bits_ += std::max(0, column_bits_ - bank_bits_);
}

BurstPlace AddressMap::place(std::int64_t burst) const {
  BitReader bits(burst);
  const bool mop = mapping_ == DramMapping::mop4clxor;
  int column = bits.take(mop ? 2 : column_bits_);
  int pseudo_channel = bits.take(pseudo_channel_bits_);
  int rank = bits.take(rank_bits_);
  int group = bits.take(group_bits_);
  int bank = bits.take(bank_in_group_bits_);
  if (mop) column |= bits.take(column_bits_ - 2) << 2;
  std::int64_t row = bits.rest();
  if (mop) {
    BitReader mask(column);
    pseudo_channel ^= mask.take(pseudo_channel_bits_);
    rank ^= mask.take(rank_bits_);
    group ^= mask.take(group_bits_);
    bank ^= mask.take(bank_in_group_bits_);
    row ^= mask.rest();
  }
  const int unit = (pseudo_channel << rank_bits_) | rank;
  return {(((unit << group_bits_) | group) << bank_in_group_bits_) | bank, row};
}

}  // namespace skipgrid::sim
