// Every timing constraint from both sides: refused one cycle early, accepted at its edge; by the device and by the slow
// model, which has the constraints as distances between pairs of commands.
#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "sim/memory/banked/dram_device.h"
#include "tests/sim/memory/banked/slow_channel.h"
#include "tests/sim/memory/presets.h"

namespace skipgrid::sim {
namespace {

using Kind = SlowChannel::Kind;

struct Issued {
  Kind kind;
  int bank;
  DramTick time;
};

struct Edge {
  std::string what;
  std::vector<Issued> before;
  Kind next;
  int bank;
  DramTick edge;
};

void issue(DramDevice& device, const Issued& command) {
  switch (command.kind) {
    case Kind::activate: return device.activate(command.bank, 0, command.time);
    case Kind::precharge: return device.precharge(command.bank, command.time);
    case Kind::read: return device.column(DramDirection::read, command.bank, command.time);
    case Kind::write: return device.column(DramDirection::write, command.bank, command.time);
    case Kind::refresh: return device.refresh(0, command.time);
  }
}

DramTick earliest(const DramDevice& device, Kind kind, int bank) {
  switch (kind) {
    case Kind::activate: return device.earliest_activate(bank);
    case Kind::precharge: return device.earliest_precharge(bank);
    case Kind::read: return device.earliest_column(DramDirection::read, bank);
    case Kind::write: return device.earliest_column(DramDirection::write, bank);
    case Kind::refresh: break;
  }
  return device.earliest_refresh(0);
}

void check_edges(const BankedDramConfig& config, const std::vector<Edge>& edges) {
  for (const auto& [what, before, next, bank, edge] : edges) {
    CAPTURE(what);
    DramDevice device(config);
    SlowChannel slow(config);
    for (const Issued& command : before) {
      issue(device, command);
      slow.issue(command.kind, command.bank, 0, command.time);
    }
    const bool refused_before = earliest(device, next, bank) > edge - 1;
    const bool accepted_at = earliest(device, next, bank) <= edge;
    CHECK(refused_before);
    CHECK(accepted_at);
    CHECK_FALSE(slow.allowed(next, bank, edge - 1));
    CHECK(slow.allowed(next, bank, edge));
  }
}

}  // namespace

TEST_CASE("Each command of DDR4-2400 is refused one cycle early and accepted at its edge") {
  // Banks 0..3 are group 0, 4..7 group 1, 8..11 group 2. CL 16, CWL 12, a burst 4.
  const auto after_activates = [](Issued column) {
    return std::vector<Issued>{{Kind::activate, 0, 0}, {Kind::activate, 4, 4}, {Kind::activate, 1, 8}, column};
  };
  check_edges(
      one_channel("ddr4-2400", DramMapping::mop4clxor),
      {
          {"tRCD before a read", {{Kind::activate, 0, 100}}, Kind::read, 0, 116},
          {"tRCD before a write", {{Kind::activate, 0, 100}}, Kind::write, 0, 116},
          {"tRAS", {{Kind::activate, 0, 100}}, Kind::precharge, 0, 139},
          {"tRP", {{Kind::activate, 0, 0}, {Kind::precharge, 0, 100}}, Kind::activate, 0, 116},
          {"tRC = tRAS + tRP", {{Kind::activate, 0, 0}, {Kind::precharge, 0, 39}}, Kind::activate, 0, 55},
          {"tRRD_L within a bank group", {{Kind::activate, 0, 100}}, Kind::activate, 1, 106},
          {"tRRD_S across bank groups", {{Kind::activate, 0, 100}}, Kind::activate, 4, 104},
          {"tFAW, four activates 4 apart",
           {{Kind::activate, 0, 100}, {Kind::activate, 4, 104}, {Kind::activate, 8, 108}, {Kind::activate, 12, 112}},
           Kind::activate,
           1,
           126},
          {"tCCD_L, reads", after_activates({Kind::read, 0, 100}), Kind::read, 1, 106},
          {"tCCD_S, reads", after_activates({Kind::read, 0, 100}), Kind::read, 4, 104},
          {"tCCD_L, writes", after_activates({Kind::write, 0, 100}), Kind::write, 1, 106},
          {"tCCD_S, writes", after_activates({Kind::write, 0, 100}), Kind::write, 4, 104},
          {"read to write: CL + burst + 2 - CWL", after_activates({Kind::read, 0, 100}), Kind::write, 4, 110},
          {"write to read in the group: CWL + burst + tWTR_L", after_activates({Kind::write, 0, 100}), Kind::read, 1,
           125},
          {"write to read across groups: CWL + burst + tWTR_S", after_activates({Kind::write, 0, 100}), Kind::read, 4,
           119},
          {"tRTP", after_activates({Kind::read, 0, 100}), Kind::precharge, 0, 109},
          {"write recovery: CWL + burst + tWR", after_activates({Kind::write, 0, 100}), Kind::precharge, 0, 134},
          {"tRFC", {{Kind::refresh, 0, 100}}, Kind::activate, 0, 533},
          {"precharge to refresh", {{Kind::activate, 0, 0}, {Kind::precharge, 0, 100}}, Kind::refresh, 0, 116},
      });
}

TEST_CASE("Two ranks on one data bus keep it idle for tCS between their data") {
  BankedDramConfig config = one_channel("ddr4-2400", DramMapping::mop4clxor);
  config.organization.ranks = 2;
  const std::vector<Issued> open{{Kind::activate, 0, 0}, {Kind::activate, 16, 1}};
  const auto after = [&](Issued column) { return std::vector<Issued>{open[0], open[1], column}; };
  check_edges(config, {
                          {"read to read: burst + tCS", after({Kind::read, 0, 100}), Kind::read, 16, 106},
                          {"write to write: burst + tCS", after({Kind::write, 0, 100}), Kind::write, 16, 106},
                          {"read to write: CL + burst + tCS - CWL", after({Kind::read, 0, 100}), Kind::write, 16, 110},
                          {"write to read: CWL + burst + tCS - CL", after({Kind::write, 0, 100}), Kind::read, 16, 102},
                      });
  DramDevice device(config);
  for (const Issued& command : open) issue(device, command);
  CHECK(device.earliest_activate(17) == 7);  // tRRD of its own rank only
}

TEST_CASE("An activate of HBM2 takes two cycles, and its pseudo channels share only the command buses") {
  const BankedDramConfig config = one_channel("hbm2", DramMapping::mop4clxor);
  // Banks 0..15 are pseudo channel 0, 16..31 pseudo channel 1. Distances count from the activate's second cycle.
  check_edges(config, {
                          {"tRCD for reads", {{Kind::activate, 0, 100}}, Kind::read, 0, 115},
                          {"tRCD for writes", {{Kind::activate, 0, 100}}, Kind::write, 0, 113},
                          {"tRAS", {{Kind::activate, 0, 100}}, Kind::precharge, 0, 135},
                          {"tRP ends with the activate's second cycle",
                           {{Kind::activate, 0, 0}, {Kind::precharge, 0, 100}},
                           Kind::activate,
                           0,
                           113},
                          {"tRFC too", {{Kind::refresh, 0, 100}}, Kind::activate, 0, 449},
                          {"the row bus, other pseudo channel", {{Kind::activate, 0, 100}}, Kind::activate, 16, 102},
                      });
  DramDevice device(config);
  device.activate(0, 0, 0);
  device.activate(16, 0, 2);
  device.column(DramDirection::write, 0, 100);
  CHECK(device.earliest_column(DramDirection::read, 16) == 17);  // its own tRCD only
}

TEST_CASE("Closing all banks of a rank waits for the last of them, and counts the open ones") {
  DramDevice device(one_channel("ddr4-2400", DramMapping::mop4clxor));
  CHECK_FALSE(device.any_open(0));
  device.activate(0, 7, 0);
  device.activate(5, 9, 10);
  CHECK(device.any_open(0));
  CHECK(device.open_row(5) == 9);
  CHECK(device.earliest_precharge_all(0) == 49);
  CHECK(device.precharge_all(0, 49) == 2);
  CHECK(device.earliest_refresh(0) == 65);
  CHECK_FALSE(device.any_open(0));
}

}  // namespace skipgrid::sim
