// The device that trains for real on the CPU: dense products of many steps go to BLAS as one, products of one step and
// products under structured masks go to kernels that read the kept rows of a weight where they lie, and products that
// lack columns as well are gathered for BLAS.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "models/device.h"
#include "models/kernels/row_products.h"
#include "models/training/block_products.h"
#include "models/training/worker_threads.h"

namespace skipgrid::models {

/// fused: a group of dense products is one product; stepped: one product a time step, as a plain loop over time does.
enum class TimeFusion : std::uint8_t { fused, stepped };

/// The same bits at any number of threads, but for what BLAS makes of them. After the first iteration it allocates no
/// tensors.
template <class Scalar>
class BlasDevice : public Device<Scalar> {
 public:
  /// threads: of row products and element-wise work, and of BLAS, where it is one setting for the whole process.
  explicit BlasDevice(TimeFusion fusion = TimeFusion::fused, int threads = 1);

  Scalar* allocate(std::int64_t elements) override;
  void begin_iteration(int) override {}
  void gemm(const GemmCall<Scalar>& call) override;
  void carry(const Tensor<Scalar>& sequence) override;
  bool begin_vector(const VectorCall<Scalar>& call) override;
  void end_vector(const VectorCall<Scalar>& call) override;
  void in_parts(std::int64_t count, std::int64_t grain, const typename Device<Scalar>::PartWork& work) override;
  PhaseSeconds phase_seconds() const override { return seconds_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };

  void multiply(const GemmCall<Scalar>& call);
  void multiply_dense(const GemmCall<Scalar>& call);
  void multiply_rows(const GemmCall<Scalar>& call);
  void add_time_since(Clock::time_point start, traces::Phase phase);

  TimeFusion fusion_;
  WorkerThreads threads_;
  std::vector<std::unique_ptr<void, Free>> storage_;
  std::vector<RowStep<Scalar>> steps_;  // of the group at work
  BlockProducts<Scalar> blocks_;
  Clock::time_point vector_start_;
  PhaseSeconds seconds_{};
};

extern template class BlasDevice<float>;
extern template class BlasDevice<double>;

}  // namespace skipgrid::models
