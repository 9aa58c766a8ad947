// One processing element: a multiplier, an adder, and two stationary registers of which one is in use while the other
// is loaded or drained.
#pragma once

#include <array>
#include <cstdint>
#include <systemc>
#include <vector>

#include "sim/array/array_config.h"
#include "sim/array/pe/wake_list.h"
#include "sim/array/pe/wire.h"

namespace skipgrid::sim {

/// ws and is: `west` brings streamed operands, `north` partial sums, `shift_in` the next tile's stationary operands.
/// os: `west` and `north` bring streamed operands, `shift_in` zeros behind the finished sums that leave by `shift_out`.
/// Everything that enters in one cycle leaves to the neighbours in the next.
class Pe : public sc_core::sc_module {
 public:
  using Port = sc_core::sc_port<Wire>;
  Port west{"west"}, north{"north"}, east{"east"}, south{"south"}, shift_in{"shift_in"}, shift_out{"shift_out"};

  Pe(sc_core::sc_module_name name, const ArrayConfig& config, WakeList& wake_list);

  /// One clock cycle. The grid calls this for every PE that is awake.
  void tick(std::int64_t cycle);

  Alarm& alarm() { return alarm_; }
  /// Cycles in which a kept operand was multiplied and accumulated.
  std::int64_t busy_cycles() const { return busy_cycles_; }

  /// Values taken into registers: see ArrayCounters.
  std::int64_t register_moves() const { return register_moves_; }

  /// A stationary register.
  struct Register {
    float value = 0.0f;
    bool used = false;
  };
  /// The register with flip bit `flip`, for waveforms.
  const Register& stationary(bool flip) const { return stationary_[flip ? 1 : 0]; }

 private:
  /// A product on its way through the multiplier's stages.
  struct Product {
    float value = 0.0f;
    bool flip = false;
    std::int64_t due = -1;  ///< cycle in which it is accumulated
  };

  void end_of_elaboration() override;
  void shift(std::int64_t cycle);
  Product multiply(const Lane& from_west, const Lane& from_north, std::int64_t cycle);
  Product pipelined(const Product& product, std::int64_t cycle);

  const bool output_stationary_;
  std::array<Register, 2> stationary_{};
  // The channels behind the ports, looked up once: a port's own look-up is virtual and would cost as much as the PE.
  Wire *west_ = nullptr, *north_ = nullptr, *east_ = nullptr, *south_ = nullptr;
  Wire *shift_in_ = nullptr, *shift_out_ = nullptr;
  Alarm alarm_;
  std::int64_t busy_cycles_ = 0;
  std::int64_t register_moves_ = 0;
  std::vector<Product> in_flight_;  // one slot a stage after the first; empty for a single-cycle multiplier
  int products_in_flight_ = 0;
};

}  // namespace skipgrid::sim
