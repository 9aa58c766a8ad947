// The machine around the array as a user describes it. Whatever a description leaves out is ideal: it costs no time.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "sim/array/array_config.h"
#include "sim/engine/fast_forward.h"
#include "sim/memory/dram_config.h"
#include "sim/units.h"
#include "traces/element_wise.h"

namespace skipgrid::sim {

/// One scratchpad.
struct BufferConfig {
  Bytes capacity;
  std::int64_t bytes_per_cycle = 0;  ///< between the buffer and the array, both ways together; 0: as many as wanted
};

/// A: the left operands; B: the right operands; C: results and fp32 partial sums.
struct BuffersConfig {
  BufferConfig a, b, c;
};

/// Finds the kept indices of a mask: it reads `mask_bits_per_cycle` and writes `indices_per_cycle`, whichever takes
/// longer.
struct SkipUnitConfig {
  int mask_bits_per_cycle = 64;
  int indices_per_cycle = 8;
};

/// `lanes` results a cycle for an operation of cost 1.
struct VectorUnitConfig {
  int lanes = 128;
  traces::ElementWiseCosts costs = traces::default_costs();  ///< lane-cycles an element, by kind

  /// Cycles of one operation over `elements` elements, rounded up. Throws std::overflow_error that names it when the
  /// simulation's clock has fewer.
  Cycles cycles(traces::ElementWise kind, std::int64_t elements) const;
};

/// Energy of one action each, in pJ.
struct EnergyConfig {
  double mac = 0;        ///< a multiply-accumulate, at the array's precision
  double gated_mac = 0;  ///< one with an operand that is zero, where the multiplier is not clocked
  double register_move = 0;
  double sram_byte = 0;
  double dram_byte = 0;
  double vector_lane_cycle = 0;
};

struct EnergyAction {
  std::string_view name;
  double EnergyConfig::*member;
};
/// All actions in order: readers, writers and tests go over this list.
inline constexpr std::array<EnergyAction, 6> kEnergyActions{{
    {"mac", &EnergyConfig::mac},
    {"gated_mac", &EnergyConfig::gated_mac},
    {"register_move", &EnergyConfig::register_move},
    {"sram_byte", &EnergyConfig::sram_byte},
    {"dram_byte", &EnergyConfig::dram_byte},
    {"vector_lane_cycle", &EnergyConfig::vector_lane_cycle},
}};
static_assert(sizeof(EnergyConfig) == kEnergyActions.size() * sizeof(double), "an action is missing in kEnergyActions");

struct MachineConfig {
  ArrayConfig array;
  int clock_mhz = 1000;
  DramConfig dram;                       ///< kind ideal: operands are where they are wanted, and no traffic is counted
  std::optional<BuffersConfig> buffers;  ///< absent: unbounded
  std::optional<SkipUnitConfig> skip_unit;      ///< absent: indices are known
  std::optional<VectorUnitConfig> vector_unit;  ///< absent: element-wise operations take no time
  std::optional<EnergyConfig> energy;           ///< absent: none is reported
  /// Not of the machine: products are cut as for a DRAM of so many bytes a cycle; absent: as for its own.
  std::optional<double> cut_for_bytes_per_cycle;
  FastForward fast_forward = FastForward::on;  ///< not of the machine: how it is gone through

  /// Of DRAM at its peak; 0 when it is ideal.
  double dram_bytes_per_cycle() const;
  int operand_bytes() const { return array.precision == Precision::bf16 ? 2 : 4; }
};

/// Bytes of a result, a partial sum, and whatever the vector unit works on: fp32.
inline constexpr int kResultBytes = 4;

}  // namespace skipgrid::sim
