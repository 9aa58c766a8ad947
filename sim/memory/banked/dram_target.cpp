// The socket turns blocking calls into phases with a process of its own for each.
#define SC_INCLUDE_DYNAMIC_PROCESSES
#include "sim/memory/banked/dram_target.h"

#include <stdexcept>

namespace skipgrid::sim {

tlm::tlm_extension_base* DramSegments::clone() const { return new DramSegments(*this); }

void DramSegments::copy_from(const tlm::tlm_extension_base& other) {
  segments = static_cast<const DramSegments&>(other).segments;
}

DramTarget::DramTarget(const sc_core::sc_module_name& name, DramModel& model, sc_core::sc_time array_clock)
    : sc_module(name), socket("socket"), model_(model), array_clock_(array_clock) {
  socket.register_nb_transport_fw(this, &DramTarget::nb_transport_fw);
  SC_METHOD(serve);
  dont_initialize();
  sensitive << wake_ << response_ended_;
}

tlm::tlm_sync_enum DramTarget::nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                               sc_core::sc_time& delay) {
  if (phase == tlm::BEGIN_REQ) return begin_request(payload, phase, delay);
  if (phase == tlm::END_RESP && response_open_) {
    response_open_ = false;
    if (payload.has_mm()) payload.release();
    response_ended_.notify(sc_core::SC_ZERO_TIME);
  }
  return tlm::TLM_COMPLETED;
}

tlm::tlm_sync_enum DramTarget::begin_request(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                             const sc_core::sc_time& delay) {
  const auto refuse = [&](tlm::tlm_response_status status) {
    payload.set_response_status(status);
    return tlm::TLM_COMPLETED;
  };
  if (delay != sc_core::SC_ZERO_TIME) return refuse(tlm::TLM_GENERIC_ERROR_RESPONSE);
  if (!payload.is_read() && !payload.is_write()) return refuse(tlm::TLM_COMMAND_ERROR_RESPONSE);
  if (payload.get_byte_enable_ptr() != nullptr) return refuse(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);

  const auto* gather = payload.get_extension<DramSegments>();
  const std::vector<DramSegment> one{
      {static_cast<std::int64_t>(payload.get_address()), Bytes(static_cast<std::int64_t>(payload.get_data_length()))}};
  const auto ticks = sc_core::sc_time_stamp().value();
  const auto clock = array_clock_.value();
  const Cycles now(static_cast<std::int64_t>(ticks / clock + (ticks % clock != 0 ? 1 : 0)));
  try {
    const auto direction = payload.is_read() ? DramDirection::read : DramDirection::write;
    const std::int64_t id = model_.enqueue(now, direction, gather != nullptr ? gather->segments : one);
    under_way_.emplace(id, &payload);
  } catch (const std::out_of_range&) {
    return refuse(tlm::TLM_ADDRESS_ERROR_RESPONSE);
  }
  if (payload.has_mm()) payload.acquire();
  wake_at_next_event();
  phase = tlm::END_REQ;
  return tlm::TLM_UPDATED;
}

void DramTarget::serve() {
  const Cycles now(static_cast<std::int64_t>(sc_core::sc_time_stamp().value() / array_clock_.value()));
  for (const DramCompletion& done : model_.advance(now)) {
    const auto found = under_way_.find(done.id);
    responses_.push_back(found->second);
    under_way_.erase(found);
  }
  respond();
  wake_at_next_event();
}

void DramTarget::respond() {
  while (!responses_.empty() && !response_open_) {
    tlm::tlm_generic_payload& payload = *responses_.front();
    responses_.pop_front();
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    tlm::tlm_phase phase = tlm::BEGIN_RESP;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    response_open_ = true;
    const tlm::tlm_sync_enum answer = socket->nb_transport_bw(payload, phase, delay);
    const bool ended = answer == tlm::TLM_COMPLETED || (answer == tlm::TLM_UPDATED && phase == tlm::END_RESP);
    if (!ended) return;
    response_open_ = false;
    if (payload.has_mm()) payload.release();
  }
}

void DramTarget::wake_at_next_event() {
  const auto next = model_.next_event();
  if (!next) return;
  const sc_core::sc_time now = sc_core::sc_time_stamp();
  std::uint64_t then = 0;
  if (__builtin_mul_overflow(array_clock_.value(), static_cast<std::uint64_t>(next->count()), &then))
    return;  // the kernel's clock ends before: it never comes
  const sc_core::sc_time at = sc_core::sc_time::from_value(then);
  wake_.cancel();
  wake_.notify(at > now ? at - now : sc_core::SC_ZERO_TIME);
}

}  // namespace skipgrid::sim
