#include "sim/experiment/array_device.h"

#include <algorithm>
#include <chrono>

#include "sim/array/array_model.h"
#include "sim/array/gemm_run.h"
#include "sim/array/simulation.h"

namespace skipgrid::sim {

ArrayDevice::ArrayDevice(Engine engine, const ArrayConfig& config)
    : simulation_(std::make_unique<Simulation>()),
      array_(make_array(engine, config, "array")),
      operands_(config.precision) {}

ArrayDevice::~ArrayDevice() = default;

const ArrayConfig& ArrayDevice::config() const { return array_->config(); }

void ArrayDevice::gemm(const models::GemmCall<float>& call) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  // A gradient's rows that no step keeps are zero, so all of it is cleared, not only what the first step writes.
  if (call.form() == models::Form::xty && !call.accumulate) std::fill_n(call.w->data, call.w->elements(), 0.0f);
  for (int step = call.first; step < call.first + call.count; ++step) {
    gemm_step(call, step, call.accumulate || call.form() == models::Form::xty);
  }
  seconds_[static_cast<std::size_t>(call.phase)] += std::chrono::duration<double>(Clock::now() - start).count();
}

void ArrayDevice::gemm_step(const models::GemmCall<float>& call, int step, bool accumulate) {
  operands_.load(call, step, accumulate);
  const ArrayGemm product{operands_.m(), operands_.k(), operands_.n(), operands_.a(), operands_.b(), operands_.c()};
  const GemmTiming timing = run_gemm_alone(*array_, product);
  operands_.store(call, step);

  ArrayPhase& phase = phases_[static_cast<std::size_t>(call.phase)];
  phase.cycles += timing.cycles;
  phase.tiles += timing.counters.tiles;
  phase.macs += product.m * product.k * product.n;
  phase.dense_macs += call.y->rows * call.w->rows * call.w->cols;
  ++phase.products;
}

models::PhaseSeconds ArrayDevice::phase_seconds() const {
  models::PhaseSeconds all = host_.phase_seconds();
  for (std::size_t i = 0; i < all.size(); ++i) all[i] += seconds_[i];
  return all;
}

}  // namespace skipgrid::sim
