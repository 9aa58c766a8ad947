#include "sim/engine/machine.h"

#include <algorithm>
#include <stdexcept>

namespace skipgrid::sim {

namespace {

// Far more than the units look ahead, so that where it ends changes no cycle.
constexpr std::size_t kWindow = 2048;

std::unique_ptr<MemoryPort> make_memory(const MachineConfig& config) {
  if (config.dram.kind == DramKind::ideal) return nullptr;
  return std::make_unique<MemoryPort>(make_dram_model(config.dram, 1'000'000 / config.clock_mhz));
}

}  // namespace

/// The machine's only process. Whatever happens in a cycle is looked at together, a quarter of a period after the cycle
/// began: after everything timed for that cycle is known, and before the array's clock ticks in its middle.
class Machine::Control : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Control);
  Control(sc_core::sc_module_name name, Machine& machine) : sc_module(name), machine_(machine) {
    SC_METHOD(note_started);
    dont_initialize();
    sensitive << machine.array_->ready_event();
    SC_METHOD(look_soon);
    dont_initialize();
    sensitive << machine.array_->completed_event();
    SC_METHOD(look);
    dont_initialize();
    sensitive << look_;
  }
  void look_at(Cycles cycle) { look_.notify(time_until(cycle) + quarter()); }
  void look_now() { look_.notify(sc_core::SC_ZERO_TIME); }

 private:
  static sc_core::sc_time quarter() { return sc_core::sc_time::from_value(cycle_period().value() / 4); }
  void note_started() {
    const StreamRun run = machine_.array_->latest_streams();
    machine_.ledger_.add_streams(run);
    if (machine_.observer_ != nullptr) machine_.observer_->tiles(machine_.array_unit_.newest(), run);
    machine_.array_unit_.wave_started(current_cycle());
    look_soon();
  }
  void look_soon() { look_at(current_cycle()); }
  void look() { machine_.step(); }

  Machine& machine_;
  sc_core::sc_event look_;
};

Machine::Machine(Engine engine, const MachineConfig& config, Skipping skipping, Residency residency,
                 MachineObserver* observer)
    : config_(config),
      residency_(std::move(residency)),
      observer_(observer),
      array_(make_array(engine, config.array, "array")),
      memory_(make_memory(config)),
      skip_unit_(config_, skipping),
      buffers_(config_, residency_),
      array_unit_(config_, skipping, residency_, *array_, skip_unit_, buffers_, memory_.get(), work_),
      vector_unit_(config_, residency_, memory_.get(), work_),
      control_(std::make_unique<Control>("control", *this)) {}

Machine::~Machine() = default;

Cycles Machine::cycles() const {
  Cycles sum;
  for (const Ledger::Account& account : ledger_.accounts()) sum += account.total();
  return sum;
}

DramStatistics Machine::dram_statistics() const {
  return memory_ == nullptr ? DramStatistics{} : memory_->statistics();
}

std::size_t Machine::account(const std::string& layer, traces::Phase phase) {
  const auto found = std::find_if(account_names_.begin(), account_names_.end(),
                                  [&](const AccountName& name) { return name.layer == layer && name.phase == phase; });
  if (found != account_names_.end()) return static_cast<std::size_t>(found - account_names_.begin());
  account_names_.push_back({layer, phase});
  return account_names_.size() - 1;
}

void Machine::begin(const traces::TraceHeader&) {}
void Machine::gemm(const traces::GemmOp& op) { push(op); }
void Machine::vector(const traces::VectorOp& op) { push(op); }

void Machine::push(std::variant<traces::GemmOp, traces::VectorOp> op) {
  const std::size_t to = std::visit([this](const auto& any) { return account(any.layer, any.phase); }, op);
  LiveOp& live = window_.push(std::move(op), to);
  if (live.gemm() != nullptr) {
    array_unit_.push(live);
  } else {
    vector_unit_.push(live);
  }
  if (window_.size() < kWindow) return;
  resume();
}

void Machine::resume() {
  filling_ = false;
  if (sc_core::sc_get_status() == sc_core::SC_ELABORATION) {
    control_->look_at(Cycles(0));
  } else {
    control_->look_now();
  }
  sc_core::sc_start();
}

void Machine::end() {
  if (window_.empty()) return;
  ended_ = true;
  resume();
  if (!window_.empty()) {
    throw std::logic_error("the machine stopped in cycle " + std::to_string(current_cycle().count()) + ": " +
                           who_waits());
  }
  ledger_.close(current_cycle());
}

void Machine::step() {
  const Cycles now = current_cycle();
  bool changed = true;
  while (changed) {
    changed = memory_ != nullptr && memory_->advance(now);
    changed = vector_unit_.step(now, done_) || changed;
    changed = array_unit_.step(now, done_) || changed;
    for (LiveOp* op : done_) {
      finish(*op, now);
    }
    done_.clear();
  }
  if (window_.empty()) return;
  note_state(now);

  std::optional<Cycles> next = array_unit_.next_event(now);
  const auto offer = [&](std::optional<Cycles> time) {
    if (time && (!next || *time < *next)) next = time;
  };
  offer(vector_unit_.next_event(now));
  if (memory_ != nullptr) offer(memory_->next_event());
  if (next) control_->look_at(std::max(*next, now + Cycles(1)));
  if (!ended_ && !filling_ && window_.size() <= kWindow / 2) {
    filling_ = true;
    sc_core::sc_pause();
  }
}

void Machine::finish(LiveOp& op, Cycles now) {
  if (observer_ != nullptr) {
    if (const traces::GemmOp* gemm = op.gemm()) {
      observer_->product(*gemm, *op.started, now);
    } else {
      observer_->element_wise(*op.vector(), *op.started, now);
    }
  }
  window_.finish(op);
}

void Machine::note_state(Cycles now) {
  Ledger::State state;
  state.account = window_.oldest().account;
  if (const std::optional<Spent> cause = array_unit_.blocked(now)) {
    state.blocked = true;
    state.cause = *cause;
  }
  state.array_in_flight = array_unit_.in_flight();
  state.vector_busy = vector_unit_.computing(now);
  state.traffic = memory_ != nullptr && memory_->busy();
  ledger_.set(now, state);
}

std::string Machine::who_waits() const {
  const LiveOp& op = window_.oldest();
  const std::string what = op.gemm() != nullptr ? "product " + op.gemm()->layer + "." + op.gemm()->op
                                                : "operation " + op.vector()->layer + "." +
                                                      std::string(traces::to_string(op.vector()->kind));
  return what + " (id " + std::to_string(op.id()) + ") waits for " + std::to_string(op.waiting.on_all) +
         " others, with " + std::to_string(window_.size()) + " operations left";
}

}  // namespace skipgrid::sim
