#include "sim/memory/banked/channel/channel_state.h"

namespace skipgrid::sim {
namespace {

constexpr std::int16_t kClosedCode = INT16_MIN;
constexpr std::int16_t kFarCode = INT16_MAX;

}  // namespace

ChannelState::ChannelState(const BankedDramConfig& config, const AddressMap& address_map)
    : map(address_map),
      device(config),
      scheduler(config, device, statistics),
      refresh(config.timing, device, statistics) {}

std::int64_t ChannelState::base_row() const { return line.front().bursts.first / map.period() * map.rows_per_period(); }

bool ChannelState::write_down(KnownWays::State& words) {
  const DramDirection ahead = line.front().direction;
  const std::int64_t base = base_row();
  words.clear();
  bool fits = true;
  const auto write = [&](std::int64_t value) { words.push_back(static_cast<std::int16_t>(value)); };
  write(static_cast<int>(ahead));
  write(static_cast<int>(scheduler.turn().direction));
  write(scheduler.turn().served);
  device.visit_state(
      [&](std::int64_t row) {
        const std::int64_t distance = row - base;
        const bool far = distance < -kFarRows || distance > kFarRows;
        write(row == DramDevice::kClosed ? kClosedCode : far ? kFarCode : distance);
      },
      [&](DramTick time) {
        fits = fits && time - now < kMaxTime;
        write(std::max<DramTick>(0, time - now));
      });
  const BurstQueue& waiting = scheduler.queue(ahead);
  for (int slot = waiting.first(); slot != BurstQueue::kNone; slot = waiting.after(slot)) {
    const WaitingBurst& burst = waiting[slot];
    const std::int64_t distance = burst.row - base;
    fits = fits && distance >= -kFarRows && distance <= kFarRows;
    write(burst.bank * 2 + (burst.counted ? 1 : 0));
    write(distance);
  }
  return fits;
}

void ChannelState::read_back(const KnownWays::State& words, const std::vector<int>& transfers) {
  const DramDirection ahead = line.front().direction;
  const std::int64_t base = base_row();
  std::size_t at = 1;
  const auto read = [&] { return words[at++]; };
  CommandScheduler::Turn turn;
  turn.direction = static_cast<DramDirection>(read());
  turn.served = read();
  scheduler.restart(turn, ahead);
  device.visit_state(
      [&](std::int64_t& row) {
        const std::int16_t code = read();
        // A far row is still the one that was open: rows opened on the way are near.
        if (code != kFarCode) row = code == kClosedCode ? DramDevice::kClosed : base + code;
      },
      [&](DramTick& time) { time = now + read(); });
  for (const int transfer : transfers) {
    const int packed = read();
    const std::int64_t row = base + read();
    scheduler.push(ahead, packed / 2, row, transfer, packed % 2 == 1);
  }
}

}  // namespace skipgrid::sim
