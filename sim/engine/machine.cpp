#include "sim/engine/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <systemc>
#include <variant>

#include "sim/array/process.h"
#include "sim/engine/machine_process.h"
#include "sim/engine/self_check.h"

namespace skipgrid::sim {

namespace {

std::unique_ptr<MemoryPort> make_memory(const MachineConfig& config, MachineObserver* observer) {
  if (config.dram.kind == DramKind::ideal) return nullptr;
  return std::make_unique<MemoryPort>(make_dram_model(config.dram, ClockPeriod::of_mhz(config.clock_mhz)), observer);
}

/// Whether a situation can be told at all: not of an array of PEs, nor of a DRAM with open rows.
bool can_be_told(const ArrayModel& array, const MemoryPort* memory) {
  Situation situation;
  return array.describe(situation, Cycles(0)) && (memory == nullptr || memory->describe(situation, Cycles(0)));
}

}  // namespace

Machine::Parts::Parts(Engine engine, const MachineConfig& config, Skipping skipping, Residency residency,
                      MachineObserver* observer)
    : config_(config),
      residency_(std::move(residency)),
      observer_(observer),
      array_(make_array(engine, config.array, "array")),
      memory_(make_memory(config, observer)),
      pinned_(residency_, memory_.get(), window_, accounts_),
      skip_unit_(config_, skipping, observer),
      buffers_(config_, residency_),
      array_unit_(config_, skipping, residency_, pinned_, *array_, skip_unit_, buffers_, memory_.get(), accounts_),
      vector_unit_(config_, residency_, pinned_, memory_.get(), accounts_),
      ledger_(accounts_, observer),
      runs_ahead_(array_->tell_when_asked()),
      fast_forward_(config.fast_forward == FastForward::on && observer == nullptr &&
                    can_be_told(*array_, memory_.get())),
      process_(std::make_unique<Process>("process", *this)) {}

void Machine::Parts::push(std::variant<traces::GemmOp, traces::VectorOp> op) {
  const std::size_t account = std::visit([this](const auto& any) { return accounts_.number(any); }, op);
  LiveOp& live = window_.push(std::move(op), account);
  pinned_.enter(live);
  if (live.gemm() != nullptr) {
    array_unit_.push(live);
  } else {
    vector_unit_.push(live);
  }
  if (window_.size() >= kWindow) resume();
}

void Machine::Parts::end() {
  ended_ = true;
  if (!window_.empty()) resume();
  if (!window_.empty()) {
    throw std::logic_error(fmt::format("the machine stopped in cycle {}: {}", current_cycle().count(), who_waits()));
  }
  ledger_.close(current_cycle());
  if (observer_ != nullptr) observer_->end(current_cycle());
  check();
}

void Machine::Parts::check() const {
  RunCounts run;
  run.cycles = current_cycle();
  run.carried = array_unit_.carried();
  if (config_.buffers) {
    const BuffersConfig& buffers = *config_.buffers;
    run.port_widths = {buffers.a.bytes_per_cycle, buffers.b.bytes_per_cycle, buffers.c.bytes_per_cycle};
  }
  run.dram_bytes_per_cycle = config_.dram_bytes_per_cycle();
  run.compulsory = residency_.compulsory_bytes();
  run.accounts = accounts_.all();
  self_check(run);
}

void Machine::Parts::resume() {
  filling_ = false;
  if (sc_core::sc_get_status() == sc_core::SC_ELABORATION) {
    process_->look_at(Cycles(0));
  } else {
    process_->look_now();
  }
  try {
    run_kernel();
  } catch (const std::overflow_error& error) {
    if (window_.empty()) throw;
    throw std::overflow_error(fmt::format("{}, in {}", error.what(), window_.oldest().text()));
  }
}

void Machine::Parts::wave_started(Cycles now) {
  const StreamRun run = array_->latest_streams();
  ledger_.add_streams(run);
  if (observer_ != nullptr) {
    const std::int64_t used_pes = array_->counters().used_pes;
    observer_->tiles(array_unit_.newest(), run, used_pes - told_used_pes_);
    told_used_pes_ = used_pes;
  }
  array_unit_.wave_started(now);
}

Cycles Machine::Parts::step(Cycles now) {
  ++looks_;
  array_unit_.begin_look();
  if (runs_ahead_ && array_->advance(now)) wave_started(now);
  bool changed = true;
  while (changed) {
    // Whoever is told that a transfer is done sees it below.
    if (memory_ != nullptr) memory_->advance(now);
    changed = pinned_.step(now);
    changed = vector_unit_.step(now, done_) || changed;
    changed = array_unit_.step(now, done_) || changed;
    for (LiveOp* op : done_) finish(*op, now);
    done_.clear();
  }
  if (window_.empty()) return kNoCycle;
  note_state(now);
  if (fast_forward_ && array_unit_.just_issued() && !window_runs_low()) {
    const Cycles passed = pass(now);
    now = passed > now ? passed : repeat(now);
  }

  Cycles soonest = std::min(array_unit_.next_event(now), vector_unit_.next_event(now));
  if (memory_ != nullptr) soonest = std::min(soonest, memory_->next_event());
  if (runs_ahead_) soonest = std::min(soonest, array_->next_change());
  if (window_runs_low()) {
    filling_ = true;
    sc_core::sc_pause();
    if (runs_ahead_) return kNoCycle;
  }
  return std::max(soonest, now + Cycles(1));
}

void Machine::Parts::finish(LiveOp& op, Cycles now) {
  if (observer_ != nullptr) {
    if (const traces::GemmOp* gemm = op.gemm()) {
      observer_->product(*gemm, *op.started, now);
    } else {
      observer_->element_wise(*op.vector(), *op.started, now);
    }
  }
  std::vector<LiveOp*> ready;
  window_.finish(op, ready);
  for (LiveOp* next : ready) {
    if (next->vector() != nullptr) vector_unit_.ready(*next);
  }
}

void Machine::Parts::note_state(Cycles now) {
  Ledger::State state;
  state.account = window_.oldest().account;
  state.blocked_by = array_unit_.blocked_by(now);
  state.array_in_flight = array_unit_.in_flight();
  state.vector_busy = vector_unit_.computing(now);
  state.traffic = memory_ != nullptr && memory_->busy();
  if (const std::optional<Cycles> issued = array_unit_.whole_issued()) ledger_.expect_streams(*issued);
  ledger_.set(now, state);
  if (observer_ != nullptr && config_.buffers) observer_->room(buffers_.left(), now);
}

Cycles Machine::Parts::pass(Cycles now) {
  const std::int64_t address_period = memory_ == nullptr ? 0 : memory_->address_period();
  const KnownStretches::Passage passage = known_stretches_.look(array_unit_, *this, now, address_period);
  if (passage.end == nullptr) return now;
  simulation_.skip(passage.cycles);
  now += passage.cycles;
  SituationReader situation(*passage.end, now);
  situation.skip(passage.skip);
  array_unit_.restore(situation, passage.waves);
  buffers_.restore(situation);
  array_->restore(situation);
  if (memory_ != nullptr) memory_->restore(situation);
  ledger_.restore(situation);
  return now;
}

Cycles Machine::Parts::repeat(Cycles now) {
  const std::int64_t address_period = memory_ == nullptr ? 0 : memory_->address_period();
  std::optional<Repetition> repetition = steady_state_.look(array_unit_, *this, now, address_period);
  if (!repetition) return now;
  const Cycles by = repetition->cycles * repetition->times;
  simulation_.skip(by);
  array_->postpone(by);
  if (memory_ != nullptr) memory_->postpone(by);
  buffers_.postpone(by);
  ledger_.postpone(by);
  array_unit_.advance(by, repetition->waves * repetition->times);
  repetition->totals.repeat(repetition->times);
  visit_counts(repetition->totals);
  return now + by;
}

bool Machine::Parts::describe(Situation& situation, Cycles now) {
  if (!array_unit_.describe(situation, now)) return false;
  buffers_.describe(situation, now);
  if (!array_->describe(situation, now) || (memory_ != nullptr && !memory_->describe(situation, now))) return false;
  ledger_.describe(situation, now);
  pinned_.describe(situation);
  vector_unit_.describe(situation, now);
  return true;
}

bool Machine::Parts::describe_others(Situation& situation, Cycles now) const {
  describe_surroundings(situation);
  pinned_.describe(situation);
  vector_unit_.describe(situation, now);
  // The cycle before may belong to an operation that was over then; visit_counts() would miss it.
  const std::size_t product = array_unit_.just_issued()->product->op->account;
  return array_unit_.alone() && !vector_unit_.transfers() && ledger_.only_for(product, window_.oldest().account);
}

void Machine::Parts::describe_surroundings(Situation& situation) const {
  situation.add(static_cast<std::int64_t>(window_.oldest().id()));
  situation.add(window_.size());
  array_unit_.describe_surroundings(situation);
  vector_unit_.describe_surroundings(situation);
}

void Machine::Parts::visit_counts(Totals& totals) {
  array_->visit_counts(totals);
  if (memory_ != nullptr) memory_->visit_counts(totals);
  // As long as only waves of one product come and go, nobody else counts.
  const std::size_t product = array_unit_.just_issued()->product->op->account, oldest = window_.oldest().account;
  accounts_.visit_counts(product, totals);
  if (oldest != product) accounts_.visit_counts(oldest, totals);
}

std::string Machine::Parts::who_waits() const {
  return fmt::format("array: {}; skip unit: {}; buffers: {}; vector unit: {}; DRAM: {}; {} operations left",
                     array_unit_.waits_for(), skip_unit_.waits_for(), buffers_.waits_for(), vector_unit_.waits_for(),
                     memory_ == nullptr ? "ideal" : memory_->waits_for(), window_.size());
}

Machine::Machine(Engine engine, const MachineConfig& config, Skipping skipping, Residency residency,
                 MachineObserver* observer)
    : parts_(std::make_unique<Parts>(engine, config, skipping, std::move(residency), observer)) {}

Machine::~Machine() = default;

void Machine::begin(const traces::TraceHeader&) {}
void Machine::gemm(const traces::GemmOp& op) { parts_->push(op); }
void Machine::vector(const traces::VectorOp& op) { parts_->push(op); }
void Machine::end() { parts_->end(); }

const std::vector<Account>& Machine::accounts() const { return parts_->accounts().all(); }
Cycles Machine::cycles() const { return parts_->accounts().cycles(); }
ArrayCounters Machine::array_counters() const { return parts_->array().counters(); }
std::int64_t Machine::looks() const { return parts_->looks(); }
DramStatistics Machine::dram_statistics() const {
  return parts_->memory() == nullptr ? DramStatistics{} : parts_->memory()->statistics();
}
const Residency& Machine::residency() const { return parts_->residency(); }

}  // namespace skipgrid::sim
