#include "sim/array/process.h"

#include <catch2/catch.hpp>
#include <new>
#include <stdexcept>
#include <systemc>

#include "sim/array/array_model.h"
#include "sim/array/simulation.h"

namespace skipgrid::sim {
namespace {

/// Two processes that run in the same cycles; the first throws in one of them.
class Throwing : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Throwing);
  Throwing(sc_core::sc_module_name name, int last) : sc_module(name), last_(last) {
    SC_METHOD(count);
    SC_METHOD(follow);
    dont_initialize();
    sensitive << counted_;
  }
  int counted = 0, followed = 0;

 private:
  void count() {
    in_process([this] {
      counted_.notify(sc_core::SC_ZERO_TIME);
      if (++counted == last_) throw std::overflow_error("too much");
      next_trigger(cycle_period());
    });
  }
  void follow() {
    in_process([this] {
      if (++followed == last_) throw std::logic_error("of the second");
    });
  }

  const int last_;
  sc_core::sc_event counted_;
};

TEST_CASE("What a process throws comes out of the kernel as it was thrown, and nothing runs after it", "[process]") {
  const Simulation simulation;
  Throwing throwing("throwing", 3);
  CHECK_THROWS_WITH(run_kernel(), "too much");
  CHECK(throwing.counted == 3);
  CHECK(throwing.followed == 2);
  CHECK(current_cycle() == Cycles(2));
  // The simulation is of no use any more: it says so again.
  CHECK_THROWS_AS(run_kernel(), std::overflow_error);
}

TEST_CASE("What a process throws comes out when the kernel is watched, too", "[process]") {
  const Simulation simulation;
  Throwing throwing("throwing", 3);
  int watched = 0;
  CHECK_THROWS_WITH(run_kernel([&] { ++watched; }), "too much");
  CHECK(throwing.counted == 3);
  CHECK(watched == 1);
}

TEST_CASE("A simulation that follows a failed one knows nothing of it", "[process]") {
  {
    const Simulation simulation;
    Throwing throwing("throwing", 1);
    CHECK_THROWS_AS(run_kernel(), std::overflow_error);
    {
      const Simulation inner;
      CHECK_FALSE(process_failed());
    }
    CHECK(process_failed());
  }
  const Simulation simulation;
  Throwing throwing("throwing", -1);
  CHECK_FALSE(process_failed());
}

/// Needs more memory than there is, inside of a process.
class Greedy : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Greedy);
  explicit Greedy(sc_core::sc_module_name name) : sc_module(name) { SC_METHOD(take); }

 private:
  void take() {
    in_process([] { throw std::bad_alloc(); });
  }
};

TEST_CASE("A process without memory is bad_alloc for whoever runs the kernel, not a report", "[process]") {
  const Simulation simulation;
  const Greedy greedy("greedy");
  CHECK_THROWS_AS(run_kernel(), std::bad_alloc);
}

}  // namespace
}  // namespace skipgrid::sim
