// Fetches operands ahead of the array: looks at the waves that come, and asks DRAM for what each needs as soon as it
// exists and its buffer has room.
#pragma once

#include "sim/engine/accounts.h"
#include "sim/engine/array_unit/live_product.h"
#include "sim/engine/buffers.h"
#include "sim/engine/memory_port.h"
#include "sim/ring.h"

namespace skipgrid::sim {

class OperandFetch : public MemoryClient {
 public:
  /// memory is null when DRAM is ideal: then no wave needs anything.
  OperandFetch(Buffers& buffers, MemoryPort* memory, Accounts& accounts)
      : buffers_(buffers), memory_(memory), accounts_(accounts) {}

  /// True when it would look at the waves of one more product.
  bool wants_product() const { return product_ == nullptr && waves_.size() < kLookAhead; }
  /// Requires wants_product() and a planned product.
  void push(LiveProduct& product);
  /// Asks for what may be asked for in this cycle; true when there was something.
  bool step(Cycles now);

  /// A wave on its way: what of it has been asked for, and what has not come yet.
  struct Wave {
    LiveProduct* product;
    std::int64_t index;   ///< in its product
    std::int64_t number;  ///< over the whole run
    PlannedWave plan;
    int under_way = 0;
    bool a_asked = false, b_asked = false, c_asked = false;
    bool all_asked() const { return a_asked && b_asked && c_asked; }
    /// What of it has been asked for and has not come, in kStateBits.
    int state() const { return ((under_way * 2 + a_asked) * 2 + b_asked) * 2 + c_asked; }
    void set_state(int state);
  };
  bool empty() const { return waves_.empty(); }
  /// The next wave for the array.
  const Wave& front() const { return waves_.front(); }
  /// Lets go of it, of which everything has come.
  void pop_front();

  void transfer_done(std::int64_t tag) override;
  std::int64_t relative(std::int64_t tag) const override { return waves_seen_ - tag; }
  std::int64_t absolute(std::int64_t relative) const override { return waves_seen_ - relative; }

  /// Adds waves as so many from `wave` of the product. False when others than the product's are looked at.
  bool describe(Situation& situation, const LiveProduct& product, std::int64_t wave) const;
  /// Looks at the same waves from now on that it looked at then, so many from `wave` of the product.
  void restore(SituationReader& situation, LiveProduct& product, std::int64_t wave);
  /// One after the last wave that is looked at.
  std::int64_t looked_at() const { return next_wave_; }
  /// What stood for a wave now stands for the one `waves` further on. Requires describe().
  void advance(std::int64_t waves);

 private:
  /// Waves whose operands may be asked for before they are issued; buffers usually allow fewer.
  static constexpr std::size_t kLookAhead = 64;

  // One request of each operand at most is under way.
  static constexpr std::size_t kStateBits = 5, kStatesInANumber = 12;

  void look_ahead();
  /// The waves looked at are once more those of the product before next_wave_, but for what has been asked for.
  void plan_again(const GemmPlan& plan);
  bool fetch_a(Wave& wave, Cycles now);
  bool fetch_b(Wave& wave, Cycles now);
  bool fetch_c(Wave& wave, Cycles now);
  void ask(Wave& wave, Matrix matrix, Bytes bytes, Cycles now);

  Buffers& buffers_;
  MemoryPort* memory_;
  Accounts& accounts_;
  LiveProduct* product_ = nullptr;                    // whose waves are looked at
  std::int64_t next_wave_ = 0;                        // of that product
  GemmPlan::Place next_place_;                        // its place
  Ring<Wave> waves_;                                  // looked at and not issued
  std::size_t next_a_ = 0, next_b_ = 0, next_c_ = 0;  // index into waves_: whose operand is asked for next
  std::int64_t waves_seen_ = 0;                       // numbers given
  DramPlace place_;                                   // of the request at hand
};

}  // namespace skipgrid::sim
