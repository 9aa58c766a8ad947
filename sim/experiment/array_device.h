// The device that trains through the simulated array: every matrix product is computed by the array, value by value,
// and its cycles are counted; what is element-wise is computed by the host.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "models/training/blas_device.h"
#include "sim/array/array_config.h"
#include "sim/array/engine.h"
#include "sim/experiment/array_device_operands.h"
#include "sim/units.h"

namespace skipgrid::sim {

class ArrayModel;
class Simulation;

/// What the products of one phase cost.
struct ArrayPhase {
  Cycles cycles;
  std::int64_t products = 0;
  std::int64_t tiles = 0;
  std::int64_t macs = 0;        ///< on kept operands
  std::int64_t dense_macs = 0;  ///< without skipping
};

/// Each time step's product runs alone and drains. One at a time: it owns the SystemC simulation.
class ArrayDevice : public models::Device<float> {
 public:
  ArrayDevice(Engine engine, const ArrayConfig& config);
  ~ArrayDevice() override;

  float* allocate(std::int64_t elements) override { return host_.allocate(elements); }
  void begin_iteration(int iteration) override { host_.begin_iteration(iteration); }
  void gemm(const models::GemmCall<float>& call) override;
  void carry(const models::Tensor<float>& sequence) override { host_.carry(sequence); }
  bool begin_vector(const models::VectorCall<float>& call) override { return host_.begin_vector(call); }
  void end_vector(const models::VectorCall<float>& call) override { host_.end_vector(call); }
  /// Of the clock on the wall: what simulating costs.
  models::PhaseSeconds phase_seconds() const override;

  const ArrayConfig& config() const;
  /// Since it was made, in the order of traces::kPhases.
  const std::array<ArrayPhase, 3>& phases() const { return phases_; }

 private:
  void gemm_step(const models::GemmCall<float>& call, int step, bool accumulate);

  models::BlasDevice<float> host_;
  std::unique_ptr<Simulation> simulation_;
  std::unique_ptr<ArrayModel> array_;  // after the simulation it lives in
  ArrayDeviceOperands operands_;
  std::array<ArrayPhase, 3> phases_{};
  models::PhaseSeconds seconds_{};
};

}  // namespace skipgrid::sim
