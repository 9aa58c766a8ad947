// What feeds the array: finds kept indices one product ahead, fetches operands as far ahead as buffers have room,
// issues waves as soon as everything of them is there, and stores finished strips of results.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "sim/array/array_model.h"
#include "sim/engine/gemm_plan.h"
#include "sim/engine/ledger.h"
#include "sim/engine/machine_config.h"
#include "sim/engine/memory_port.h"
#include "sim/engine/op_window.h"
#include "sim/engine/residency.h"
#include "sim/engine/work_log.h"

namespace skipgrid::sim {

class ArrayUnit : public MemoryClient {
 public:
  /// memory is null when DRAM is ideal: then every operand is there.
  ArrayUnit(const MachineConfig& config, Skipping skipping, const Residency& residency, ArrayModel& array,
            MemoryPort* memory, WorkLog& log);

  void push(LiveOp& op) { products_.push_back(Product{&op}); }
  /// Does what can be done in this cycle; products that are done are appended. True when anything changed.
  bool step(Cycles now, std::vector<LiveOp*>& done);
  /// To be called when the array's ready_event has come.
  void wave_started(Cycles now);

  /// Why the array, though free, has not got the next wave; nothing when it has, or when an operation is waited for.
  std::optional<Spent> blocked(Cycles now) const;
  bool in_flight() const { return !in_array_.empty(); }
  /// The product whose tiles were issued last; only while they are in flight.
  const traces::GemmOp& newest() const { return *in_array_.back().product->op->gemm(); }
  /// The next cycle in which something happens here of itself.
  std::optional<Cycles> next_event(Cycles now) const;
  bool empty() const { return products_.empty(); }

  void transfer_done(std::int64_t tag) override;

 private:
  struct Product {
    LiveOp* op;
    std::optional<Cycles> scanned_at = std::nullopt;  ///< from when on its indices are known
    std::unique_ptr<GemmPlan> plan = nullptr;
    std::int64_t issued = 0;  ///< waves
    std::int64_t stores = 0;  ///< strips on their way to DRAM
    bool passed = false;      ///< the array is done with it
    bool reported = false;    ///< as done
  };
  /// A wave on its way: what of it has been asked for, and what has not come yet.
  struct Wave {
    Product* product;
    std::int64_t index;   ///< in its product
    std::int64_t number;  ///< over the whole run
    PlannedWave plan;
    int under_way = 0;
    bool a_asked = false, b_asked = false, c_asked = false;
    bool all_asked() const { return a_asked && b_asked && c_asked; }
  };
  struct InArray {
    Product* product;
    std::int64_t index;
    std::int64_t ticket;
    bool last;
    PlannedWave plan;
    bool freed_a = false, freed_b = false;
  };
  struct Space {
    Bytes free;
    bool take(Bytes bytes);
  };
  struct Storing {
    Product* product;
    Bytes bytes;
  };

  bool scan(Cycles now);
  void look_ahead(Cycles now);
  void plan(Product& product);
  bool fetch(Cycles now);
  bool fetch_c(Wave& wave, Cycles now);
  bool fetch_b(Wave& wave, Cycles now);
  bool fetch_a(Wave& wave, Cycles now);
  void ask(Wave& wave, const Block& block, Cycles now);
  Space& space(Buffer buffer) { return space_[static_cast<std::size_t>(buffer)]; }
  bool issue(Cycles now);
  bool issue_whole(Cycles now);
  bool retire(Cycles now);
  void free_a(InArray& wave);
  void free_b(InArray& wave);
  bool finish(std::vector<LiveOp*>& done);
  Cycles port_cycles(const InArray& wave) const;
  void store_strip(InArray& wave, Cycles now);
  bool by_wave() const { return memory_ != nullptr || limited_ports_; }

  const MachineConfig& config_;
  const Skipping skipping_;
  const Residency& residency_;
  ArrayModel& array_;
  MemoryPort* memory_;
  WorkLog& log_;
  const bool limited_ports_;

  std::deque<Product> products_;  // in trace order, until done
  std::size_t next_scanned_ = 0;  // index into products_
  Cycles skip_unit_free_at_;
  std::size_t next_product_ = 0;                      // whose waves are looked at next
  std::int64_t next_wave_ = 0;                        // of that product
  std::deque<Wave> waves_;                            // looked at and not issued
  std::size_t next_a_ = 0, next_b_ = 0, next_c_ = 0;  // index into waves_: whose operand is asked for next
  std::int64_t waves_seen_ = 0;                       // numbers given
  std::deque<InArray> in_array_;                      // issued and not passed
  Space space_[3];
  std::map<std::int64_t, Storing> storing_;  // by number
  std::int64_t stores_seen_ = 0;
  Cycles ports_free_at_;   // the buffers' ports are through with the waves started
  bool starting_ = false;  // a range is issued and its start not yet announced
};

}  // namespace skipgrid::sim
