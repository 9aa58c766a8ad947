// A memory as a user describes it: nothing at all (ideal), a pipe (bandwidth), or banks of rows (banked).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/units.h"

namespace skipgrid::sim {

/// Cycles of the DRAM's command clock, which is seldom the array's.
struct DramCyclesUnit {
  static constexpr std::string_view kName = "a count of DRAM cycles";
};
using DramCycles = Quantity<DramCyclesUnit, std::int64_t>;

enum class DramKind { ideal, bandwidth, banked };
/// How consecutive bursts of a channel are laid out; address_map.h says it bit by bit.
enum class DramMapping { robaracoch, mop4clxor };

/// What one stack or module is made of. All but channels are powers of two; banks per channel are at most kMaxBanks.
struct DramOrganization {
  int channels = 1;
  int pseudo_channels = 1;    // of a channel: a data bus of their own each, one command bus together
  int ranks = 1;              // of a pseudo channel: they share its data bus
  int bank_groups = 4;        // of a rank
  int banks = 4;              // of a bank group
  std::int64_t rows = 65536;  // of a bank
  std::int64_t row_bytes = 8192;
  std::int64_t burst_bytes = 64;  // what one column command moves
};
inline constexpr int kMaxBanks = 64;

/// Least distances between commands, in DRAM cycles; names as in the JEDEC standards.
struct DramTiming {
  int tbl = 4;       // a burst on the data bus
  int tcl = 16;      // read command to its first data
  int tcwl = 12;     // write command to its first data
  int trcd_rd = 16;  // activate to read, same bank
  int trcd_wr = 16;  // activate to write, same bank
  int trp = 16;      // precharge to activate, same bank
  int tras = 39;     // activate to precharge, same bank
  int trrd_s = 4;    // activate to activate, same rank
  int trrd_l = 6;    // activate to activate, same bank group
  int tfaw = 26;     // a rank's activates: the fifth this long after the first
  int tccd_s = 4;    // column to column command of the same kind, same rank
  int tccd_l = 6;    // column to column command of the same kind, same bank group
  int trtp = 9;      // read to precharge, same bank
  int twr = 18;      // end of write data to precharge, same bank
  int twtr_s = 3;    // end of write data to read, same rank
  int twtr_l = 9;    // end of write data to read, same bank group
  int trtw = 2;      // idle data bus between read data and write data, same rank
  int tcs = 2;       // idle data bus between data of two ranks
  int tact = 1;      // cycles the activate command takes on its bus
  int trfc = 433;    // refresh to activate
  int trefi = 9364;  // refresh to refresh
};

struct DramTimingField {
  std::string_view name;
  int DramTiming::*member;
};
/// All fields in order: readers, writers and tests go over this list.
inline constexpr std::array<DramTimingField, 21> kDramTimingFields{{
    {"tbl", &DramTiming::tbl},         {"tcl", &DramTiming::tcl},         {"tcwl", &DramTiming::tcwl},
    {"trcd_rd", &DramTiming::trcd_rd}, {"trcd_wr", &DramTiming::trcd_wr}, {"trp", &DramTiming::trp},
    {"tras", &DramTiming::tras},       {"trrd_s", &DramTiming::trrd_s},   {"trrd_l", &DramTiming::trrd_l},
    {"tfaw", &DramTiming::tfaw},       {"tccd_s", &DramTiming::tccd_s},   {"tccd_l", &DramTiming::tccd_l},
    {"trtp", &DramTiming::trtp},       {"twr", &DramTiming::twr},         {"twtr_s", &DramTiming::twtr_s},
    {"twtr_l", &DramTiming::twtr_l},   {"trtw", &DramTiming::trtw},       {"tcs", &DramTiming::tcs},
    {"tact", &DramTiming::tact},       {"trfc", &DramTiming::trfc},       {"trefi", &DramTiming::trefi},
}};
static_assert(sizeof(DramTiming) == kDramTimingFields.size() * sizeof(int), "a timing is missing in kDramTimingFields");

/// How the controller of a channel works.
struct DramController {
  int queue_depth = 32;            // bursts it chooses among, for reads and for writes each: the FR-FCFS window
  int frontend_cycles = 1;         // from a request's arrival to its first command at the earliest
  int direction_batch = 32;        // bursts of one direction before the other gets its turn, when both wait
  bool split_command_bus = false;  // a column and a row command in the same cycle, as HBM can
  DramMapping mapping = DramMapping::mop4clxor;
  std::int64_t channel_interleave_bytes = 64;  // consecutive bytes in one channel
};

/// every_burst: each command of each burst; calibrated: rates measured on that once (calibrated_dram.h), for long runs.
enum class DramDetail { calibrated, every_burst };

struct BankedDramConfig {
  int clock_ps = 833;  // of the command clock
  DramOrganization organization;
  DramTiming timing;
  DramController controller;
  DramDetail detail = DramDetail::calibrated;

  int banks_per_rank() const { return organization.bank_groups * organization.banks; }
  int ranks_per_channel() const { return organization.pseudo_channels * organization.ranks; }
  int banks_per_channel() const { return ranks_per_channel() * banks_per_rank(); }
  std::int64_t capacity_bytes() const;
  /// All data buses always busy.
  double peak_bytes_per_second() const;
};

/// A pipe: each request starts when the one before it has left and takes `latency` more.
struct BandwidthDramConfig {
  std::int64_t millibytes_per_cycle = 16000;  // thousandths of a byte per array cycle
  Cycles latency{0};
};

/// A valid memory.
struct DramConfig {
  std::string name;
  DramKind kind = DramKind::ideal;
  BandwidthDramConfig bandwidth;
  BankedDramConfig banked;
};

std::string_view to_string(DramKind kind);
std::string_view to_string(DramMapping mapping);
std::string_view to_string(DramDetail detail);

}  // namespace skipgrid::sim
