#include <map>

#include "sim/memory/calibrated/calibration.h"

namespace skipgrid::sim {
namespace {

/// Of one channel, all that decides about its time.
std::vector<std::int64_t> key_of(const BankedDramConfig& config) {
  const DramOrganization& organization = config.organization;
  const DramController& controller = config.controller;
  std::vector<std::int64_t> key{organization.pseudo_channels,
                                organization.ranks,
                                organization.bank_groups,
                                organization.banks,
                                organization.rows,
                                organization.row_bytes,
                                organization.burst_bytes,
                                controller.queue_depth,
                                controller.frontend_cycles,
                                controller.direction_batch,
                                controller.split_command_bus ? 1 : 0,
                                static_cast<std::int64_t>(controller.mapping)};
  for (const DramTimingField& field : kDramTimingFields) key.push_back(config.timing.*field.member);
  return key;
}

}  // namespace

std::shared_ptr<const Calibration> calibration_of(const BankedDramConfig& config) {
  thread_local std::map<std::vector<std::int64_t>, std::shared_ptr<const Calibration>> known;
  std::shared_ptr<const Calibration>& calibration = known[key_of(config)];
  if (calibration == nullptr) calibration = std::make_shared<const Calibration>(config);
  return calibration;
}

}  // namespace skipgrid::sim
