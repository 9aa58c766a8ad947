#include "sim/memory/dram_model.h"

#include <fmt/format.h>

#include <stdexcept>

#include "sim/memory/banked/banked_dram.h"
#include "sim/memory/calibrated/calibrated_dram.h"
#include "sim/memory/simple_dram.h"

namespace skipgrid::sim {

std::int64_t DramModel::enqueue(Cycles now, DramDirection direction, const std::vector<DramSegment>& segments) {
  start(now, next_id_, direction, segments);
  Bytes bytes;
  for (const DramSegment& segment : segments) bytes += segment.bytes;
  return count_request(direction, bytes);
}

std::optional<Cycles> DramModel::next_event() const {
  const Cycles next = next_time();
  return next == kNoCycle ? std::nullopt : std::optional<Cycles>(next);
}

std::vector<DramCompletion> DramModel::advance(Cycles now) {
  std::vector<DramCompletion> done;
  advance_into(done, now);
  return done;
}

std::int64_t DramModel::enqueue_place(Cycles now, DramDirection direction, const DramPlace& place) {
  if (place.gather == nullptr) return enqueue(now, direction, place.segments);
  start(now, next_id_, direction, place.gather, place.address);
  return count_request(direction, place.gather->bytes);
}

std::int64_t DramModel::count_request(DramDirection direction, Bytes bytes) {
  const bool is_read = direction == DramDirection::read;
  ++(is_read ? requests_.read_requests : requests_.write_requests);
  (is_read ? requests_.read_bytes : requests_.write_bytes) += bytes;
  return next_id_++;
}

void DramModel::start(Cycles now, std::int64_t id, DramDirection direction, const DramGatherPtr& gather,
                      std::int64_t address) {
  moved_.clear();
  gather->add_to(moved_, address);
  start(now, id, direction, moved_);
}

void DramModel::visit_counts(Totals& totals) {
  for_each_dram_field([&](const auto& field) { totals.visit(requests_.*(field.member)); });
}

void check_inside(const DramSegment& segment, std::int64_t capacity) {
  const auto& [address, bytes] = segment;
  if (address < 0 || bytes.count() < 0 || address > capacity - bytes.count())
    throw std::out_of_range(fmt::format("a DRAM request for {} bytes at {} does not fit a memory of {} bytes",
                                        bytes.count(), address, capacity));
}

void check_inside(const std::vector<DramSegment>& segments, std::int64_t capacity) {
  for (const DramSegment& segment : segments) check_inside(segment, capacity);
}

std::unique_ptr<DramModel> make_dram_model(const DramConfig& config, ClockPeriod array_clock) {
  switch (config.kind) {
    case DramKind::ideal: return std::make_unique<IdealDram>();
    case DramKind::bandwidth: return std::make_unique<BandwidthDram>(config.bandwidth);
    case DramKind::banked: break;
  }
  if (config.banked.detail == DramDetail::every_burst) return std::make_unique<BankedDram>(config.banked, array_clock);
  return std::make_unique<CalibratedDram>(config.banked, array_clock);
}

void warm_up(const DramConfig& config) {
  if (config.kind == DramKind::banked && config.banked.detail == DramDetail::calibrated)
    calibration_of(config.banked)->measure_all();
}

}  // namespace skipgrid::sim
